"""Pages that stand in for the one that was asked for: logins, challenges, errors sent with status 200."""

import re
from urllib.parse import urlsplit

from lxml.etree import _Element

from core.errors import PageError
from core.models import Outcome, RawPage
from nlp.page.lines import size_of, text_of
from nlp.page.markup import Head
from nlp.page.wording import any_of

_LOGIN_PATH = re.compile(r"/(?:user/log-?in|log-?in|sign-?in|wp-login\.php|sso|saml\w*)/?$", re.IGNORECASE)
_LOGIN_TITLE = re.compile(f"^{any_of('login')}", re.IGNORECASE)
_CHALLENGE_TITLE = re.compile(f"^{any_of('challenge')}", re.IGNORECASE)
_CHALLENGE_NAMES = re.compile(r"challenge-form|challenge-error-text|h-captcha|g-recaptcha|cf-turnstile")
_GONE_TITLE = re.compile(any_of("gone"), re.IGNORECASE)
_BROKEN_TITLE = re.compile(any_of("broken"), re.IGNORECASE)
_LONG = 20_000  # characters with blanks; no wall says so much
_SHORT = 600  # characters of a page that says only that it is not the page
_FORM = 250  # characters of a page around a login form


def check_walls(page: RawPage, head: Head, root: _Element) -> None:
    """Raise PageError if this is no page of its own: login_wall, blocked, gone, failed."""
    texts = [head.title, *map(text_of, list(root.iter("h1"))[:2])]
    body = root.find("body")
    size = len(text_of(body)) if body is not None and size_of(body) < _LONG else _LONG
    if _is_login(page, texts, root, size):
        raise PageError(Outcome.LOGIN_WALL, "the page asks for a login")
    short = size < _SHORT
    challenged = short and (_any(_CHALLENGE_TITLE, texts) or _has_challenge(root))
    if challenged or page.headers.get("cf-mitigated") == "challenge":
        raise PageError(Outcome.BLOCKED, "the page is a challenge for robots")
    if short and _any(_BROKEN_TITLE, texts):
        raise PageError(Outcome.FAILED, "the page only says that the site is out of order")
    if short and _any(_GONE_TITLE, texts):
        raise PageError(Outcome.GONE, "the page only says that there is no such page")


def _is_login(page: RawPage, texts: list[str], root: _Element, size: int) -> bool:
    if _LOGIN_PATH.search(urlsplit(page.final_url).path):
        return True
    asks = root.find('.//input[@type="password"]') is not None
    return asks and (size < _FORM or _any(_LOGIN_TITLE, texts))


def _has_challenge(root: _Element) -> bool:
    named = (f"{e.get('id')} {e.get('class')}" for tag in ("form", "div") for e in root.iter(tag))
    return any(map(_CHALLENGE_NAMES.search, named))


def _any(pattern: re.Pattern[str], texts: list[str]) -> bool:
    return any(pattern.search(text) for text in texts)
