"""A text as blocks and sentences, by rules that need no model."""

import re
from bisect import bisect_right
from collections.abc import Sequence
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


_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-*•·▪◦‣>]|\(?\d{1,2}[.)]|[a-z]\))\s+")
_LABEL = re.compile(r"[^.!?:\n]{2,60}:\s*$")
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*\s+(?=[\"'(\[¿¡-]?\s?(\w))")


def blocks_of(text: str, folded: str, lexicon: Lexicon) -> tuple[Block, ...]:
    """Split into lines and tell what each is."""
    del folded, lexicon
    return tuple(_block(text, m.start(), m.end()) for m in _LINE.finditer(text) if not m.group().isspace())


def _block(text: str, start: int, end: int) -> Block:
    line = text[start:end].strip()
    kind: BlockKind = "paragraph"
    if _BULLET.match(line):
        kind = "item"
    elif _LABEL.match(line):
        kind = "label"
    elif len(line) < 120 and line[-1] not in ".;,":
        kind = "heading"
    return Block(start, end, kind)


def sentences_of(text: str, blocks: Sequence[Block]) -> tuple[Sentence, ...]:
    """Split the blocks at full stops that end a sentence."""
    found = []
    for index, block in enumerate(blocks):
        start = block.start
        for match in _SENTENCE_END.finditer(text, block.start, block.end):
            if match.group(1).isupper():
                found.append(Sentence(start, match.end(), index))
                start = match.end()
        found.append(Sentence(start, block.end, index))
    return tuple(found)


def sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    """The sentence that holds a character, None outside all of them."""
    index = bisect_right(sentences, offset, key=lambda s: s.start) - 1
    return sentences[index] if index >= 0 and offset < sentences[index].end else None
