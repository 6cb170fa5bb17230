"""The stock phrases of web pages that `words.toml` lists."""

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.toml")


def any_of(topic: str) -> str:
    """A regular expression for every phrase of a topic, in any language."""
    phrases = [phrase for listed in _topics()[topic].values() for phrase in listed]
    return f"(?:{'|'.join(phrases)})"


@cache
def _topics() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
