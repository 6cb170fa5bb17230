"""Ways to read money from a plain text, as the components do."""

import pytest

from nlp.folding import fold
from nlp.lexicon import lexicon_for
from nlp.money.roles import distinct, read_roles
from nlp.money.sums import find_sums
from nlp.structure import SentenceSplitter, blocks_of


@pytest.fixture(scope="session")
def sums():
    """(language, text) -> [(value, currency, bound)]."""

    def read(language, text):
        found = find_sums(fold(text), lexicon_for(language))
        return [(float(one.value), one.currency, one.bound) for one in found]

    return read


@pytest.fixture(scope="session")
def roles():
    """(language, text) -> {(value, currency, role)}."""

    def read(language, text, *, about_results=False):
        folded, lexicon = fold(text), lexicon_for(language)
        blocks = blocks_of(folded)
        sentences = SentenceSplitter(lexicon).split(text, folded, blocks)
        found = find_sums(folded, lexicon)
        roled = read_roles(folded, found, sentences, blocks, lexicon, about_results=about_results)
        return {(float(one.sum.value), one.sum.currency, one.role.value) for one in distinct(roled)}

    return read
