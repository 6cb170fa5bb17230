"""`python -m tests.nlp.floor`: compares the figures of the corpus with their floor, or raises it."""

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from nlp.evaluation import LOW_IS_GOOD, Case, Figures, figures_of, read_cases, read_gold

CORPUS = Path(__file__).parent / "corpus"
UNSEEN = Path(__file__).parent / "unseen"
FLOOR = Path(__file__).parent / "floor.json"
MOMENT = datetime(2026, 3, 13, 6, tzinfo=UTC)
DIGITS = 4  # figures are kept and compared to this many, so that the file stays readable


def corpus_files() -> list[Path]:
    """The files of the corpus, one a language."""
    return sorted(CORPUS.glob("*.jsonl"))


def unseen_files() -> list[Path]:
    """Announcements that nobody tunes on: they are measured, never looked at."""
    return sorted(UNSEEN.glob("*.jsonl"))


def corpus_digest() -> str:
    """SHA-256 of all files of the corpus with their names."""
    digest = hashlib.sha256()
    for path in corpus_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def corpus_cases() -> tuple[Case, ...]:
    """Every announcement of the corpus, read."""
    return tuple(read_cases((row for path in corpus_files() for row in read_gold(path)), MOMENT))


def measured() -> Figures:
    """Today's figures."""
    return {name: None if value is None else round(value, DIGITS) for name, value in figures_of(corpus_cases()).items()}


def read_floor() -> dict[str, Any]:
    """`digest` of the corpus and `figures` that were reached on it; empty where none was measured yet."""
    floor: dict[str, Any] = json.loads(FLOOR.read_text(encoding="utf-8")) if FLOOR.exists() else {"figures": {}}
    return floor


def fallen(figures: Figures, floor: Figures) -> list[str]:
    """The figures that are worse than their floor, each with both values."""
    return [
        f"{name}: {figures.get(name)}, floor {bound}"
        for name, bound in floor.items()
        if bound is not None and _is_worse(name, figures.get(name), bound)
    ]


def _is_worse(name: str, value: float | None, bound: float) -> bool:
    if value is None:
        return True
    return value > bound if name in LOW_IS_GOOD else value < bound


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.nlp.floor", description=__doc__)
    parser.add_argument("--raise-floor", action="store_true", help="keep today's figures")
    parser.add_argument("--allow-lower", action="store_true", help="with --raise-floor: keep also what is worse")
    chosen = parser.parse_args()
    figures, worse = measured(), fallen(measured(), read_floor()["figures"])
    print(json.dumps(figures, indent=2))
    if worse:
        print("below the floor:", *worse, sep="\n  ", file=sys.stderr)
    if chosen.raise_floor and (chosen.allow_lower or not worse):
        FLOOR.write_text(json.dumps({"digest": corpus_digest(), "figures": figures}, indent=2) + "\n", encoding="utf-8")
        return 0
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
