"""Tables: lines whose cells are divided by bars, with labels on their left or at the head of their columns."""

from collections.abc import Iterator

from nlp.purposes.passage import Passage
from nlp.structure import Sentence

_BAR = "|"
_ROWS = 40
"""Lines above a row among which the head of its table is sought."""


def cell_labels(passage: Passage, cell: Sentence) -> Iterator[Sentence]:
    """The cells that can tell what a cell is about: the one on its left, then the head of its column."""
    row = passage.sentences_of_block(cell.block)
    column = row.index(cell)
    if column and _is_divided(passage, row[column - 1]) and not _has_day(passage, row[column - 1]):
        yield row[column - 1]
    if len(row) > 1 and (head := _head(passage, cell.block, len(row))):
        yield head[column]


def _head(passage: Passage, block: int, width: int) -> tuple[Sentence, ...]:
    """The first line of the table of a row, if it has as many cells and no date; else nothing."""
    for above in range(block - 1, max(-1, block - 1 - _ROWS), -1):
        row = passage.sentences_of_block(above)
        if len(row) != width or not _is_divided(passage, row[0]):
            return ()
        if not any(_has_day(passage, cell) for cell in row):
            return row
    return ()


def _is_divided(passage: Passage, cell: Sentence) -> bool:
    return passage.folded[cell.start : cell.end].rstrip().endswith(_BAR)


def _has_day(passage: Passage, cell: Sentence) -> bool:
    return passage.has_day(cell.start, cell.end)
