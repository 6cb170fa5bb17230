"""Bytes of a page as text, whatever its header and its markup claim about their encoding."""

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise

from core.errors import PageError
from core.models import Outcome
from nlp.languages import language_of

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page must declare its encoding
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 65_536
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_TAGS = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_LATIN = {  # windows code pages by the languages that are written in them
    "cp1252": frozenset({"da", "de", "en", "es", "fi", "fr", "it", "nl", "pt", "sv"}),
    "cp1250": frozenset({"cs", "hr", "hu", "pl", "ro", "sk", "sl"}),
    "cp1257": frozenset({"et", "lt", "lv"}),
}
_OTHER_SCRIPTS = ("cp1251", "cp1253")  # Bulgarian, Greek
# As browsers do: pages that declare these mean the larger set with quotation marks and the euro sign.
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page: byte order mark, header, markup, then detection.

    A declared encoding that does not fit the bytes is passed over. Args: `content_type` is the whole header.

    Raises:
        PageError: undecodable, if the body is no text at all.
    """
    sample = body[:_SAMPLE]
    binary = len(sample) - len(sample.translate(None, _CONTROLS))
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if binary > len(sample) / 20:
        raise PageError(Outcome.UNDECODABLE, "the body is no text")
    for name in _declared(body, content_type):
        text = _strictly(body, name)
        if text is not None:
            return text
    return _guessed(body)


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    if match := _HEADER.search(content_type):
        yield match.group(1)
    head = body[:_HEAD]
    for found in (_META.search(head), _XML.search(head)):
        if found:
            yield found.group(1).decode("ascii", "replace")
    yield "utf-8"


def _strictly(body: bytes, name: str) -> str | None:
    """The text if the bytes are valid in this encoding."""
    try:
        codec = codecs.lookup(name).name
        meant = _MEANT.get(codec, codec)
        if meant.startswith("utf-16"):
            return None  # a page whose head could be read as ASCII is not UTF-16
        text = body.decode(meant)
    except (LookupError, UnicodeDecodeError, ValueError, TypeError):
        return None
    return text if isinstance(text, str) else None


def _guessed(body: bytes) -> str:
    """UTF-8 with a few broken bytes stays UTF-8; else the code page of the language that the bytes make."""
    text = body.decode("utf-8", "replace")
    damage = text.count("\ufffd")
    if damage <= (len(body) - len(text)) / 10:
        return text
    sample = _TAGS.sub(b" ", body[:_SAMPLE])
    high = sum(byte > 0x7F for byte in sample)
    page = _other_script(sample) if high > len(sample) / 4 else _latin(sample)
    return body.decode(page, "replace")


def _latin(sample: bytes) -> str:
    fitting = (page for page, codes in _LATIN.items() if language_of(sample.decode(page, "replace")) in codes)
    return next(fitting, "cp1252")


def _other_script(sample: bytes) -> str:
    """The page in which capitals stand at the beginning of words, not inside them."""
    texts = {page: sample.decode(page, "replace") for page in _OTHER_SCRIPTS}
    return min(texts, key=lambda page: sum(a.islower() and b.isupper() for a, b in pairwise(texts[page])))
