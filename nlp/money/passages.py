"""The sentences that hold sums, each with the line above that introduces it."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from nlp.money.sums import Sum
from nlp.nearness import Span
from nlp.structure import Block, Sentence
from nlp.tables import cell_labels

_ABBREVIATION = 12  # characters of a first word that a full stop may have cut off ("Max. funding")
_LONGEST_INTRO = 200
_LONGEST_ITEM = 120
_MOST_ITEMS = 12


@dataclass(frozen=True)
class Passage:
    """A sentence with its sums; `intros` are spans of what leads its list, names its value or heads its column."""

    start: int
    end: int
    sums: tuple[Sum, ...]
    intros: tuple[Span, ...] = ()


def passages_of(
    folded: str, sums: Sequence[Sum], sentences: Sequence[Sentence], blocks: Sequence[Block]
) -> list[Passage]:
    """The passages of a text in order; foreign blocks are left out."""
    by_sentence: dict[int, list[Sum]] = {}
    for found in sums:
        index = _index_at(found.start, sentences)
        if index is not None and not blocks[sentences[index].block].foreign:
            by_sentence.setdefault(index, []).append(found)
    holding = {sentences[index] for index in by_sentence}
    return [
        replace(passage, intros=(*passage.intros, *_of_cell(folded, sentences, sentences[index], holding)))
        for index, held in by_sentence.items()
        for passage in (_passage(folded, index, held, sentences, blocks),)
    ]


def _of_cell(
    folded: str, sentences: Sequence[Sentence], cell: Sentence, holding: AbstractSet[Sentence]
) -> Iterable[Span]:
    labels = cell_labels(folded, sentences, cell, holding.__contains__)
    return ((label.start, label.end) for label in labels)


def _passage(
    folded: str, index: int, held: Sequence[Sum], sentences: Sequence[Sentence], blocks: Sequence[Block]
) -> Passage:
    sentence = sentences[index]
    last = _index_at(held[-1].end - 1, sentences)  # "10 Mio. | Euro Umsatz" may be cut at the full stop
    end = sentences[last].end if last is not None else sentence.end
    block = blocks[sentence.block]
    is_first = sentence.start - block.start <= _ABBREVIATION
    start = block.start if is_first else sentence.start
    intro = _intro(folded, sentence.block, blocks) if is_first else _question(folded, sentences[index - 1])
    return Passage(start, end, tuple(held), (intro,) if intro else ())


def _question(folded: str, before: Sentence) -> Span | None:
    """The sentence before, if it asks for what this one tells; it stands in the same block."""
    is_question = before.end - before.start <= _LONGEST_ITEM and folded[before.start : before.end].rstrip().endswith(
        "?"
    )
    return (before.start, before.end) if is_question else None


def _intro(folded: str, index: int, blocks: Sequence[Block]) -> Span | None:
    """A label, a heading, or what stands above the items; its last part if it is long. A row of a table is none."""
    block = blocks[index]
    is_item = block.kind == "item"
    for above in reversed(blocks[max(0, index - _MOST_ITEMS) : index]):
        if above.foreign or ("|" in folded[above.start : above.end] and "|" not in folded[block.start : block.end]):
            return None
        span = max(above.start, above.end - _LONGEST_INTRO), above.end
        if above.kind == "label" or (is_item and above.kind != "item"):
            return span
        is_sibling = above.kind == block.kind and above.end - above.start <= _LONGEST_ITEM
        if not (is_sibling and (is_item or _gives_value(folded[above.start : above.end]))):
            return span if above.kind == "heading" else None
    return None


def _gives_value(line: str) -> bool:
    return any(character.isdigit() for character in line)


def _index_at(offset: int, sentences: Sequence[Sentence]) -> int | None:
    index = bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1
    return index if index >= 0 and offset < sentences[index].end else None
