"""A stretch of text prepared for reading: the body of an article, or its title."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from nlp.dates import Day
from nlp.lexicon import Lexicon
from nlp.structure import Block, Sentence, sentence_at, sentences_of_block


class Passage(NamedTuple):
    """Text with all that the readers of dates look at; offsets count from its own start."""

    folded: str
    lexicon: Lexicon
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    days: tuple[Day, ...]

    def sentence_of(self, offset: int) -> Sentence:
        """The sentence that holds a character; the whole text for one between the lines."""
        return sentence_at(self.sentences, offset) or Sentence(0, len(self.folded), 0)

    def sentence_before(self, sentence: Sentence) -> Sentence | None:
        """The sentence before another one, None for the first."""
        index = bisect_left(self.sentences, sentence.start, key=lambda other: other.start)
        return self.sentences[index - 1] if index else None

    def sentences_of_block(self, index: int) -> Sequence[Sentence]:
        """The sentences of a block."""
        return sentences_of_block(self.sentences, index)

    def has_day(self, start: int, end: int) -> bool:
        """Whether a day stands in a part of the text."""
        index = bisect_left(self.days, start, key=lambda day: day.start)
        return index < len(self.days) and self.days[index].start < end

    def is_foreign(self, offset: int) -> bool:
        """Whether a character belongs to something else: a teaser, navigation, promotion."""
        return self.blocks[self.sentence_of(offset).block].foreign

    def own_days(self) -> tuple[Day, ...]:
        """The days of the announcement itself."""
        return tuple(day for day in self.days if not self.is_foreign(day.start))
