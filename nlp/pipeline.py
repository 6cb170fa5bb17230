"""The spaCy pipeline that reads an article, put together from `config.cfg`."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_model_from_config, registry
from thinc.api import Config

from core.models import Article, Facts
from nlp import components

CONFIG = Path(__file__).parent / "config.cfg"
LONGEST = 10**9
"""Characters; spaCy's own limit of a million is meant for statistical models."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@cache
def load_pipeline() -> Language:
    """The pipeline of this process, built at the first call."""
    _declare_extensions()
    for module in pkgutil.iter_modules(components.__path__, f"{components.__name__}."):
        importlib.import_module(module.name)
    config = Config().from_disk(CONFIG)
    for name in config["nlp"]["pipeline"]:
        config["components"].setdefault(name, {"factory": name})
    pipeline = load_model_from_config(config, auto_fill=True)
    pipeline.max_length = LONGEST
    # The tokens are lines; nobody asks for their shapes and prefixes.
    pipeline.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]  # not in the stubs
    return pipeline


def open_document(pipeline: Language, article: Article) -> Doc:
    """The document of an article, ready for the components; its text is the article's."""
    doc = pipeline.make_doc(article.text)
    doc._.article = article
    return doc


def facts_of(doc: Doc) -> Facts:
    """What the components read."""
    return Facts(**{name: getattr(doc._, name) for name in Facts.model_fields})


@registry.tokenizers("clusterwire.lines.v1")  # type: ignore[untyped-decorator]  # catalogue ships none
def create_tokenizer() -> Callable[[Language], Callable[[str], Doc]]:
    """A tokenizer whose tokens are lines: the grammars work on characters, words would cost more than all of them."""
    return lambda nlp: partial(_split_lines, nlp)


def _split_lines(pipeline: Language, text: str) -> Doc:
    lines = _LINES.findall(text)
    return Doc(pipeline.vocab, words=lines, spaces=[False] * len(lines))


def _declare_extensions() -> None:
    for name, field in Facts.model_fields.items():
        Doc.set_extension(name, default=field.default, force=True)
    Doc.set_extension("article", default=None, force=True)
