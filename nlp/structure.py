"""A text as blocks and sentences, by rules that need no model."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from nlp.lexicon import Lexicon

BlockKind = Literal["heading", "paragraph", "item", "label"]


class Block(NamedTuple):
    """One line of the text; `foreign` if it belongs to another item: teaser, navigation, promotion."""

    start: int
    end: int
    kind: BlockKind
    foreign: bool = False


class Sentence(NamedTuple):
    """Character span of a sentence and the index of its block."""

    start: int
    end: int
    block: int


LONGEST_HEADING = 120
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_BULLET = re.compile(r" *(?:[-*•·▪◦‣>→]|\(?\d{1,2}[.)]|[a-z]\)) +")
_STOP = re.compile(r"(?P<mark>[.!?…])[\"')\]]* +(?=[\"'(\[¿¡]*(?P<next>\w))|(?P<bar> +[|•·▪] +)")
_LAST_WORD = re.compile(r"(?:[^\W\d]\.)?[\w]+$")
_MINUTES = re.compile(r"\d(?::\d\d|\.(?:00|1[3-9]|[2-5]\d))$")
"""What stands before a full stop that ends a time, not an ordinal ("16.15. Entries", "until 12:00. Entries")."""

_WORD_REACH = 20


def blocks_of(folded: str) -> tuple[Block, ...]:
    """The lines of a folded text that hold anything, with what each is."""
    return tuple(_block(match) for match in _LINE.finditer(folded))


def _block(line: re.Match[str]) -> Block:
    text = line.group().strip()
    kind: BlockKind = "paragraph"
    if _BULLET.match(text):
        kind = "item"
    elif text.endswith(":"):
        kind = "label"
    elif len(text) <= LONGEST_HEADING and text[-1] not in ".;,!":
        kind = "heading"
    return Block(line.start(), line.end(), kind)


class SentenceSplitter:
    """Ends sentences at full stops, except behind the abbreviations and ordinals of a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._abbreviations = lexicon.folded_terms("structure.abbreviations")
        units = lexicon.folded_terms("dates.year_marks") | lexicon.folded_terms("times.hours")
        self._units = {unit.rstrip(".") for unit in units} - {""}
        self._ordinal_dots = bool(lexicon.section("structure").get("ordinal_dots"))

    def split(self, text: str, folded: str, blocks: Sequence[Block]) -> tuple[Sentence, ...]:
        """The sentences of the blocks; bars and bullets within a line divide it too."""
        return tuple(
            sentence for index, block in enumerate(blocks) for sentence in self._split(text, folded, block, index)
        )

    def _split(self, text: str, folded: str, block: Block, index: int) -> Iterator[Sentence]:
        start = block.start
        for stop in _STOP.finditer(folded, block.start, block.end):
            if stop["bar"] or self._ends(text, folded, stop):
                yield Sentence(start, stop.end(), index)
                start = stop.end()
        yield Sentence(start, block.end, index)

    def _ends(self, text: str, folded: str, stop: re.Match[str]) -> bool:
        following = text[stop.start("next")]
        if following.islower():
            return False
        if stop["mark"] != ".":
            return True
        last = _LAST_WORD.search(folded, max(0, stop.start() - _WORD_REACH), stop.start())
        word = last.group() if last else ""
        if word.isdecimal():
            closes = len(word) > 2 or _MINUTES.search(folded, max(0, stop.start() - _WORD_REACH), stop.start())
            return bool(closes) or not (self._ordinal_dots or following.isdecimal())
        if word in self._units:  # "do 30 czerwca 2024 r. Wnioski", but "do godz. 15:00"
            return not following.isdecimal()
        return word not in self._abbreviations and len(word) != 1


def sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    """The sentence that holds a character, None outside all of them."""
    index = bisect_right(sentences, offset, key=lambda s: s.start) - 1
    return sentences[index] if index >= 0 and offset < sentences[index].end else None


def sentences_of_block(sentences: Sequence[Sentence], block: int) -> Sequence[Sentence]:
    """The sentences of a block; in a table they are the cells of a row."""
    low = bisect_left(sentences, block, key=lambda s: s.block)
    return sentences[low : bisect_right(sentences, block, key=lambda s: s.block)]


def own_spans(sentences: Sequence[Sentence], blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The spans of the sentences outside foreign blocks."""
    return [(sentence.start, sentence.end) for sentence in sentences if not blocks[sentence.block].foreign]
