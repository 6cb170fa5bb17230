"""Single sentences that give a deadline, and such that do not; the sentences are data."""

from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "sentences"
PUBLISHED = date(2025, 3, 1)


def read_lines(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, text = line.partition(" | ")
            yield pytest.param(
                path.stem, {head[2:]} if head.startswith("+ ") else set(), text, id=f"{path.stem}: {text}"
            )


SENTENCES = [param for path in sorted(FOLDER.glob("*.txt")) for param in read_lines(path)]


@pytest.mark.parametrize(("language", "expected", "text"), SENTENCES)
def test_sentence_gives_its_deadline_and_no_other(facts, language, expected, text):
    read = facts(text, language, published=PUBLISHED).deadlines
    assert {" ".join(filter(None, (str(deadline.date), deadline.time))) for deadline in read} == expected
