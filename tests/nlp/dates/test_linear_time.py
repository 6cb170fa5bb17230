"""Reading takes time in proportion to the length of a text, whatever it holds."""

import time

import pytest

HOSTILE = {
    "sentences": "Applications must be submitted by 5 May 2025 at 17:00 CET. ",
    "one sentence": "apply until 5 May 2025, ",
    "bare lines": "5 May 2025\n",
    "alternating lines": "Deadline\n5 May 2025\n",
    "items": "- 5 May 2025\n",
    "extensions": "extended until 5 May 2025 ",
    "days without a year": "until 5 May ",
    "figures": "1 ",
    "months": "may ",
    "times": "12:00 ",
    "cue words": "until deadline apply ",
    "full stops": ". A",
    "letters": "a",
    "line breaks": "\n",
    "brackets": "((( ",
}
LENGTH = 60_000
SECONDS = 4  # measured: 0.1 to 0.6; a quadratic one takes minutes at ten times the length


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_in_seconds(facts, piece):
    facts("warm up")
    start = time.process_time()
    facts(piece * (LENGTH // len(piece)))
    assert time.process_time() - start < SECONDS


@pytest.mark.slow
def test_a_megabyte_with_ten_thousand_dates_is_read_in_seconds(facts):
    sentence = "Applications must be submitted by {} May 2025 at 17:00 CET and the budget is EUR {},000. "
    text = "".join(sentence.format(number % 28 + 1, number % 900 + 1) for number in range(10_000))
    start = time.process_time()
    read = facts(text)
    assert time.process_time() - start < 40
    assert len(read.deadlines) == 28
