"""What heads the line of a date: the label beside it, or the words above its list."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import NamedTuple

from nlp.glossary import Hit
from nlp.purposes.passage import Passage
from nlp.purposes.signs import Sign
from nlp.structure import Sentence
from nlp.tables import cell_labels

SignsOf = Callable[[int, int], Sequence[Hit[Sign]]]

_LOOK_UP = 14
"""Blocks above an item, or below a value, among which its label is sought."""

_TOP = 3
"""Lines at the top of a page among which a date alone tells when it was put up."""

_LONGEST_LABEL = 60
_LONGEST_BARE = 200
_FEW_WORDS = 4

_RUN_IN = 30
"""Characters of a heading at the beginning of its line: "Deadline. The form must be with us on 5 May."."""

_NEXT = 200
"""Characters behind such a heading that it speaks for."""

_LONGEST_QUESTION = 140
_BULLET = 3
_FRAME = " :?!-*•"
"""What may stand around a question of two words."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_FIGURE = re.compile(r"\W*(?:[^\W\d]{1,3}\W{0,2})?\d[\d., ]*\W*(?:[^\W\d]{1,8}\W*)?")
_ABOUT_DATES = frozenset({Sign.DEADLINE, Sign.CLOSES, Sign.OPENS, Sign.STARTS})
_OF_SPAN = frozenset({Sign.DEADLINE, Sign.CLOSES, Sign.OPENS})
_HEADING = frozenset({Sign.DEADLINE, Sign.CLOSES, Sign.OPENS, Sign.APPLY, Sign.REGISTER})


class Label(NamedTuple):
    """The signs of what heads a line, the last word first, and the characters of it.

    `announces` tells that it does nothing else: it ends in a colon, is a cell of a table, asks when, or is a sign and
    no word more.
    """

    signs: tuple[Sign, ...] = ()
    start: int = 0
    end: int = 0
    announces: bool = False


NO_LABEL = Label()


class Labels:
    """The labels of one passage; `signs_of` gives the signs between two characters."""

    def __init__(self, passage: Passage, signs_of: SignsOf) -> None:
        self._passage = passage
        self._signs_of = signs_of
        self._starts = [day.start for day in passage.days]
        self._rows: dict[int, Sequence[Sentence]] = {}
        self._when = passage.lexicon.pattern("cues.when")
        self._until_when = passage.lexicon.pattern("cues.until_when")
        self._until = passage.lexicon.pattern("cues.until")
        self._asking = ("?", ";") if passage.lexicon.language == "el" else ("?",)
        self._stages = passage.lexicon.pattern("roles.stage1")

    def of(self, cell: Sentence) -> Label:
        """The label of the dates in a sentence, or in a cell of a table."""
        index = cell.block
        if label := self._in_table(cell) or self._on_right(cell) or self._asked_within(cell):
            return label
        if label := self._run_in(cell) or self._asked_above(cell):
            return label
        if self.is_bare(index):
            return self._behind(index) or self._above(index, bare=True)
        return self._above(index, bare=False)

    def _in_table(self, cell: Sentence) -> Label | None:
        """The head of a column, or of a row; what speaks of dates before what names the call."""
        heads = cell_labels(self._passage.folded, self._passage.sentences, cell, self._holds_day)
        found = [
            Label(signs, head.start, head.end, announces=True)
            for head in heads
            if (signs := self._signs(head) or self._stage(head) or self._end_of_span(head))
        ]
        dated = (label for label in found if not _OF_SPAN.isdisjoint(label.signs))
        return next(dated, found[0] if found else None)

    def _asked_within(self, cell: Sentence) -> Label | None:
        """A question as a label in the line itself: "Until when: 5 May"."""
        low = bisect_left(self._starts, cell.start)
        if low == len(self._starts) or self._starts[low] >= cell.end:
            return None
        lead = self._passage.folded[cell.start : self._starts[low]].strip(_FRAME)
        asked = self._until_when.fullmatch(lead)
        return Label((Sign.DEADLINE,), cell.start, self._starts[low], announces=True) if asked else None

    def _stage(self, cell: Sentence) -> tuple[Sign, ...]:
        """A stage of the application alone in its cell is one for which one applies."""
        return (Sign.APPLY,) if self._stages.search(self._passage.folded, cell.start, cell.end) else ()

    def _end_of_span(self, cell: Sentence) -> tuple[Sign, ...]:
        """A head that says "until" alone, in a row where another says from when."""
        words = self._passage.folded[cell.start : cell.end].strip(" |:")
        row = self._row(cell.block)
        opens = any(Sign.OPENS in self._signs(other) for other in row)
        return (Sign.DEADLINE,) if opens and self._until.fullmatch(words) else ()

    def _on_right(self, cell: Sentence) -> Label | None:
        """The cell behind the first one of a row of a table: "5 May | Submission of proposals"."""
        row = self._row(cell.block)
        if len(row) < 2 or cell != row[0] or self._holds_day(row[1]) or not self._is_cell(cell):
            return None
        signs = self._signs(row[1])
        return Label(signs, row[1].start, row[1].end, announces=True) if signs else None

    def _is_cell(self, cell: Sentence) -> bool:
        return self._passage.folded[cell.start : cell.end].rstrip().endswith("|")

    def _row(self, index: int) -> Sequence[Sentence]:
        """The sentences of a block; in a table the cells of a row."""
        if index not in self._rows:
            self._rows[index] = self._passage.sentences_of_block(index)
        return self._rows[index]

    def _run_in(self, cell: Sentence) -> Label | None:
        """A heading or a question in the line itself: "Deadline? 5 May"; in a table the first cell of the row."""
        row = self._row(cell.block)
        place = row.index(cell)
        if not place:
            return None
        if asked := self._question(row[place - 1]):
            return asked
        for head in takewhile(self._is_run_in, row[:place]):
            signs = self._signs(head)
            if not _HEADING.isdisjoint(signs) and cell.start - head.end <= _NEXT:
                return Label(signs, head.start, head.end)
        return None

    def _is_run_in(self, sentence: Sentence) -> bool:
        return sentence.end - sentence.start <= _RUN_IN and not self._holds_day(sentence)

    def _asked_above(self, cell: Sentence) -> Label | None:
        """The question in the line above, if a sentence begins the answer."""
        above = self._row(cell.block - 1) if cell.block else ()
        starts = self._row(cell.block)[0].start
        return self._question(above[-1]) if above and cell.start - starts <= _RUN_IN else None

    def _question(self, sentence: Sentence) -> Label | None:
        """A sentence that asks when something is, without telling it."""
        start, end = sentence.start, sentence.end
        if self._until_when.fullmatch(self._passage.folded[start:end].strip(_FRAME)):
            return Label((Sign.DEADLINE,), start, end, announces=True)
        asks = (
            self._passage.folded[start:end].rstrip(" \")'").endswith(self._asking) and end - start <= _LONGEST_QUESTION
        )
        if not asks or self._holds_day(sentence) or not (signs := self._signs(sentence)):
            return None
        is_when = Sign.DEADLINE in signs or self._when.search(self._passage.folded, start, end) is not None
        return Label(signs, start, end, announces=True) if is_when else None

    def _behind(self, index: int) -> Label | None:
        """The label below a date, on pages that put values first: the line after the last date then is one too."""
        first, last = self._run_end(index, -1), self._run_end(index, 1)
        if not self._is_short(last + 1):
            return None
        if self._follows_figure(first):
            return self._label(index + 1)
        values_first = last > first or (index > _TOP and not self._label(first - 1).signs)
        is_label = not _ABOUT_DATES.isdisjoint(self._label(last + 1).signs)
        return self._label(index + 1) if values_first and is_label else None

    def _follows_figure(self, first: int) -> bool:
        """Whether a value and its label stand above: "EUR 5 000 | for each team | 9 February | applications open"."""
        return self._is_figure(first - 2) and _ABOUT_DATES.isdisjoint(self._label(first - 1).signs)

    def _is_figure(self, index: int) -> bool:
        """Whether a line is a figure with hardly a word, as pages show that put values above their labels."""
        if not 0 <= index < len(self._passage.blocks):
            return False
        block = self._passage.blocks[index]
        return _FIGURE.fullmatch(self._passage.folded, block.start, block.end) is not None

    def _run_end(self, index: int, step: int) -> int:
        """The last bare date, up or down, of lines that are dates and labels in turn."""
        end = index
        while abs(end - index) < _LOOK_UP and self._is_short(end + step) and self.is_bare(end + 2 * step):
            end += 2 * step
        return end

    def _above(self, index: int, *, bare: bool) -> Label:
        dated = self._begins_with_day(index)
        listed = self._passage.blocks[index].kind == "item" or (
            dated and (self._begins_with_day(index - 1) or self._begins_with_day(index + 1))
        )
        for above in range(index - 1, max(-1, index - 1 - _LOOK_UP), -1):
            block = self._passage.blocks[above]
            if self._is_row(above) or self._tells_own_day(above):
                continue
            if (listed and block.kind == "item") or self.is_bare(above) or (dated and self._begins_with_day(above)):
                continue
            label = self._label(above)
            if not self._heads(above, label, listed=listed, bare=bare):
                break
            if label.signs or block.end - block.start > _LONGEST_LABEL or self._asks(above):
                return label
        return NO_LABEL

    def _tells_own_day(self, index: int) -> bool:
        """Whether a line is a label with its date, so that it heads nothing: "For autumn fairs: 15 March"."""
        block = self._passage.blocks[index]
        low = bisect_left(self._starts, block.start)
        if low == len(self._starts) or self._starts[low] >= block.end:
            return False
        return self._passage.folded[block.start : self._starts[low]].rstrip().endswith(":")

    def _is_row(self, index: int) -> bool:
        """Whether a line is a row of a table, which speaks for itself alone."""
        row = self._row(index)
        return len(row) > 1 and self._is_cell(row[0])

    def _asks(self, index: int) -> bool:
        block = self._passage.blocks[index]
        return self._passage.folded[block.start : block.end].rstrip().endswith(self._asking)

    def _heads(self, index: int, label: Label, *, listed: bool, bare: bool) -> bool:
        """Whether a line speaks for the dates below it."""
        block = self._passage.blocks[index]
        if label.announces:
            return True
        if block.kind == "paragraph":
            return listed and not {Sign.DEADLINE, Sign.EVENT}.isdisjoint(label.signs)
        return (listed or bare) and (self._is_short(index) or Sign.DEADLINE in label.signs)

    def _label(self, index: int) -> Label:
        if not 0 <= index < len(self._passage.blocks):
            return NO_LABEL
        block = self._passage.blocks[index]
        sentences = self._row(index)
        signs = tuple(sign for sentence in reversed(sentences) for sign in self._signs(sentence))
        return Label(signs, block.start, block.end, self._announces(index))

    def _holds_day(self, cell: Sentence) -> bool:
        return self._passage.has_day(cell.start, cell.end)

    def _signs(self, sentence: Sentence) -> tuple[Sign, ...]:
        return tuple(hit.sign for hit in reversed(self._signs_of(sentence.start, sentence.end)))

    def _announces(self, index: int) -> bool:
        """Whether a line ends in a colon, or has no words besides its signs: "Application deadlines 2025"."""
        block, folded = self._passage.blocks[index], self._passage.folded
        if folded[block.start : block.end].rstrip().endswith(":"):
            return True
        hits = self._signs_of(block.start, block.end)
        ends = [block.start, *(hit.end for hit in hits)]
        starts = [*(hit.start for hit in hits), block.end]
        between = (folded[start:end] for start, end in zip(ends, starts, strict=True))
        return bool(hits) and not any(map(_LETTERS.search, between))

    def _is_short(self, index: int) -> bool:
        if not 0 <= index < len(self._passage.blocks) or self.is_bare(index):
            return False
        block = self._passage.blocks[index]
        return block.end - block.start <= _LONGEST_LABEL and block.kind in ("heading", "label")

    def _begins_with_day(self, index: int) -> bool:
        """Whether a line of a list begins with a date."""
        if not 0 <= index < len(self._passage.blocks):
            return False
        block = self._passage.blocks[index]
        low = bisect_left(self._starts, block.start)
        return low < len(self._starts) and self._starts[low] - block.start <= _BULLET

    def is_bare(self, index: int) -> bool:
        """Whether a line is hardly more than dates."""
        if not 0 <= index < len(self._passage.blocks):
            return False
        block, folded = self._passage.blocks[index], self._passage.folded
        low, high = bisect_left(self._starts, block.start), bisect_left(self._starts, block.end)
        if low == high or block.end - block.start > _LONGEST_BARE:
            return False
        written = sum(len(_LETTERS.findall(folded, day.start, day.end)) for day in self._passage.days[low:high])
        return len(_LETTERS.findall(folded, block.start, block.end)) - written <= _FEW_WORDS
