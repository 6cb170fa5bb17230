"""The steps of the pipeline, one file each; `config.cfg` switches them on and orders them."""

from collections.abc import Callable

from spacy.tokens import Doc

Component = Callable[[Doc], Doc]
"""What a factory returns: it sets extension attributes of the document and hands it on."""
