"""Tables in a text: lines of cells between bars, with labels on their left or at the head of their columns."""

from collections.abc import Callable, Iterator, Sequence

from nlp.structure import Sentence, sentences_of_block

_BAR = "|"
_ROWS = 40
"""Lines above a row among which the head of its table is sought."""


def cell_labels(
    folded: str, sentences: Sequence[Sentence], cell: Sentence, holds_value: Callable[[Sentence], bool]
) -> Iterator[Sentence]:
    """The cells that can tell what a cell is about: the one on its left, then the head of its column.

    `holds_value` tells the cells that are no labels. Nothing for a sentence outside a table.
    """
    row = sentences_of_block(sentences, cell.block)
    column = row.index(cell)
    if column and _is_divided(folded, row[column - 1]) and not holds_value(row[column - 1]):
        yield row[column - 1]
    if len(row) > 1 and (head := _head(folded, sentences, cell.block, len(row), holds_value)):
        yield head[column]


def _head(
    folded: str, sentences: Sequence[Sentence], block: int, width: int, holds_value: Callable[[Sentence], bool]
) -> Sequence[Sentence]:
    """The first line of the table of a row, if it has as many cells and no value; else nothing."""
    for above in range(block - 1, max(-1, block - 1 - _ROWS), -1):
        row = sentences_of_block(sentences, above)
        if len(row) != width or not _is_divided(folded, row[0]):
            return ()
        if not any(map(holds_value, row)):
            return row
    return ()


def _is_divided(folded: str, cell: Sentence) -> bool:
    return folded[cell.start : cell.end].rstrip().endswith(_BAR)
