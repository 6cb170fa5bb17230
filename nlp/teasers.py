"""Tells the lines that belong to something else: teasers of other items, page furniture, promotion."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from nlp.lexicon import lexicon_for
from nlp.structure import Block

_LONGEST_TEASER = 200
"""Characters; a longer line under a heading of teasers is the announcement going on."""

_REST_OF_HEADING = 45
"""Letters that a heading of teasers may have besides the phrase that makes it one ("Related news from the cluster")."""

_TEASER_MARK = re.compile(r" *(?:>|→|->) ")


class TeaserFinder:
    """Marks foreign blocks by the words of one language."""

    def __init__(self, language: str) -> None:
        lexicon = lexicon_for(language)
        lead = r"\W*"
        self._teaser = re.compile(lead + lexicon.expression("structure.teasers"))
        self._pointer = re.compile(rf"[.!?|] +(?P<item>{lexicon.expression('structure.teasers')} ?:)")
        self._furniture = re.compile(lead + lexicon.expression("structure.furniture"))
        self._section = re.compile(r"[\W\d]*" + lexicon.expression("structure.sections"))
        self._promotion = lexicon.pattern("structure.promotion")

    def split(self, folded: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks, cut where a sentence in one of them points to another item: "… . Read also: vouchers"."""
        return tuple(part for block in blocks for part in self._parts(folded, block))

    def _parts(self, folded: str, block: Block) -> Iterator[Block]:
        start = block.start
        for pointer in self._pointer.finditer(folded, block.start, block.end):
            yield block._replace(start=start, end=pointer.start("item"))
            start = pointer.start("item")
        yield block._replace(start=start)

    def mark(self, folded: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks, `foreign` where they are."""
        promoting = self._promoting(folded, blocks)
        marked, within = [], False
        for index, block in enumerate(blocks):
            teaser = self._teaser.match(folded, block.start, block.end)
            if teaser:
                foreign, within = True, within or self._heads_list(folded, block, teaser.end())
            else:
                within = within and not self._ends_list(folded, block)
                foreign = within or index in promoting or self._is_alien(folded, blocks, index)
            marked.append(block._replace(foreign=True) if foreign else block)
        return tuple(marked)

    def _promoting(self, folded: str, blocks: Sequence[Block]) -> set[int]:
        """Indices of the blocks in which somebody offers his services."""
        starts = [block.start for block in blocks]
        return {bisect_right(starts, match.start()) - 1 for match in self._promotion.finditer(folded)}

    def _heads_list(self, folded: str, block: Block, end: int) -> bool:
        rest = folded[end : block.end].strip(" :-|>")
        return len(rest) <= _REST_OF_HEADING and not any(map(str.isdecimal, rest))

    def _ends_list(self, folded: str, block: Block) -> bool:
        section = self._section.match(folded, block.start, block.end)
        if section and block.kind in ("heading", "label") and self._heads_list(folded, block, section.end()):
            return True
        return block.end - block.start > _LONGEST_TEASER

    def _is_alien(self, folded: str, blocks: Sequence[Block], index: int) -> bool:
        block = blocks[index]
        if self._furniture.match(folded, block.start, block.end):
            return True
        return _is_marked(folded, block) and not any(_is_marked(folded, near) for near in _neighbours(blocks, index))


def _is_marked(folded: str, block: Block) -> bool:
    return _TEASER_MARK.match(folded, block.start, block.end) is not None


def _neighbours(blocks: Sequence[Block], index: int) -> Sequence[Block]:
    return [*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]


@cache
def teaser_finder(language: str) -> TeaserFinder:
    """The finder of a language that has a lexicon."""
    return TeaserFinder(language)
