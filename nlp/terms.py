"""Phrases of a lexicon as one regular expression that stays fast for thousands of them."""

import re
from collections.abc import Iterable
from typing import Any

from nlp.folding import fold

_GAP = "\x00"  # sorts before any letters, so that the longer phrase is tried first
_ANY_LETTERS = "\x01"
_END = ""
_SYMBOLS = {
    " ": " +",
    _ANY_LETTERS: r"\w*",
    _GAP: r"(?:[^\w\n.;:!?]{1,3}\w+){0,3}?[^\w\n.;:!?]{1,3}",
}
_Trie = dict[str, Any]


def terms_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases to a pattern for folded text; without phrases it never matches.

    A phrase stands between word boundaries. `*` stands for any letters (`deadlin*`, `*frist`), ` .. ` for up to
    three words of the same clause (`must .. received`).
    """
    return re.compile(terms_expression(terms))


def terms_expression(terms: Iterable[str]) -> str:
    """The expression behind `terms_pattern`, without capturing groups, as a part for larger ones."""
    words: _Trie = {}
    signs: _Trie = {}
    for term in terms:
        symbols = fold(term.strip()).replace(" .. ", _GAP).replace("*", _ANY_LETTERS)
        _insert(words if _is_letter(symbols[0]) else signs, symbols)
    tries = (rf"(?<!\w){_branches(words)}" if words else "", _branches(signs) if signs else "")
    branches = [branch for branch in tries if branch]
    return f"(?:{'|'.join(branches)})" if branches else "(?!)"


def _insert(trie: _Trie, symbols: str) -> None:
    for symbol in symbols:
        trie = trie.setdefault(symbol, {})
    trie[_END] = {}


def _branches(node: _Trie, last: str = " ") -> str:
    following = [symbol for symbol in sorted(node, key=_specific_first) if symbol]
    branches = [_SYMBOLS.get(symbol, re.escape(symbol)) + _branches(node[symbol], symbol) for symbol in following]
    if _END in node:
        branches.append(r"(?!\w)" if _is_letter(last) else "")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _is_letter(symbol: str) -> bool:
    return symbol.isalnum() or symbol == _ANY_LETTERS


def _specific_first(symbol: str) -> tuple[bool, str]:
    return symbol in (_ANY_LETTERS, _GAP), symbol
