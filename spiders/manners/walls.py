"""Pages that stand before the page that was asked for: logins, bot challenges, maintenance; told by general marks."""

import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urlsplit

from scrapy import Selector


class Wall(StrEnum):
    """What can stand before a page, all with status 200."""

    CHALLENGE = "a challenge that only a browser passes"
    LOGIN = "a form for a password"
    MAINTENANCE = "closed for maintenance"


_LOGIN_SEGMENT = re.compile(
    r"(?:wp-|user-)?(?:log-?in|log-?on|sign-?in|authenticate|sso|saml2?|oauth2?|openid)|anmeld(?:en|ung)|einloggen"
    r"|connexion|se-connecter|identification|acceder|acceso|iniciar-sesion|accedi|accesso|entrar|iniciar-sessao"
    r"|logowanie|zaloguj|inloggen|aanmelden|prijava|vpis|vhod|bejelentkezes|prihlaseni[ei]?|autentificare|conectare"
    r"|logga-in|log-ind|kirjaudu|syndesi"
)
_LOGIN_HOSTS = re.compile(r"(?:login|signin|sso|auth|idp|accounts?|ecas)\.")
_LOGIN_TITLE = re.compile(
    r"\s*(?:user |member |site )?(?:log ?-?(?:in|on)|sign ?-?in|anmeld\w*|einloggen|connexion|se connecter"
    r"|identification|identifiez|acceder|acceso|iniciar sesi\w+|accedi|accesso|entrar|iniciar sess\w+|logowanie|zaloguj"
    r"|inloggen|aanmelden|prijava|vpis|bejelentkez\w+|přihl\w+|prihl\w+|autentificare|conectare|logga in|log ind"
    r"|σύνδεση|вход|kirjaudu)\b",
    re.IGNORECASE,
)
_PASSWORD = re.compile(rb"<input[^>]{0,500}type\s*=\s*[\"']?password")
_CHALLENGE_WORDS = re.compile(
    r"just a moment|attention required|you are (?:a )?human|not a (?:ro)?bot|are you a robot"
    r"|checking (?:your browser|if the)|access (?:to this page has been )?denied|pardon our interruption"
    r"|security check|unusual traffic|one more step|enable javascript and cookies",
    re.IGNORECASE,
)
_MAINTENANCE = re.compile(
    r"(?:(?:scheduled|under|site|planned) )*maintenance\b|(?:service |site )?(?:is )?temporarily unavailable|wartung"
    r"|(?:site )?en maintenance|en mantenimiento|(?:sito )?in manutenzione|em manutenção",
    re.IGNORECASE,
)
_MARKS = {  # bytes of the source, in lower case, without which there is no such wall
    Wall.CHALLENGE: (
        b"captcha",
        b"cf-chl",
        b"cf_chl",
        b"turnstile",
        b"_incapsula_",
        b"ddos-guard",
        b"sucuri_",
        b"gokuprops",
    ),
    Wall.LOGIN: (b"password",),
    Wall.MAINTENANCE: (b"maintenance", b"unavailable", b"wartung", b"mantenimiento", b"manuten"),
}
_SHORT = 600  # characters of text: a wall says little, an announcement says more
_VISIBLE = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::form)]"


def is_login_address(url: str) -> bool:
    """True if a path segment or the host says that one logs in there."""
    parts = urlsplit(url.lower())
    segments = (segment.partition(".")[0] for segment in parts.path.split("/"))
    return any(map(_LOGIN_SEGMENT.fullmatch, segments)) or bool(_LOGIN_HOSTS.match(parts.netloc))


def find_wall(html: bytes) -> Wall | None:
    """What stands in the place of the page that was asked for; None if it is the page itself.

    A login box, a contact form with a captcha or the word maintenance beside a text make no wall.
    """
    source = html.lower()  # `in` is a hundred times as fast as a pattern that ignores case
    walls = [wall for wall, marks in _MARKS.items() if any(mark in source for mark in marks)]
    if not walls:
        return None
    page = Selector(text=html.decode("utf-8", "replace"), type="html")
    headings = [" ".join(heading.split()) for heading in page.css("title::text, h1::text, h2::text").getall()]
    text = " ".join(" ".join(page.xpath(_VISIBLE).getall()).split())
    return next((wall for wall in walls if _IS_WALL[wall](source, headings, text)), None)


def _is_challenge(_: bytes, headings: list[str], text: str) -> bool:
    return len(text) < _SHORT and bool(_CHALLENGE_WORDS.search(" ".join((*headings, text))))


def _is_login(source: bytes, headings: list[str], text: str) -> bool:
    return bool(_PASSWORD.search(source)) and (any(map(_LOGIN_TITLE.match, headings)) or len(text) < _SHORT // 2)


def _is_maintenance(_: bytes, headings: list[str], text: str) -> bool:
    return len(text) < _SHORT and any(map(_MAINTENANCE.match, headings))


_IS_WALL: dict[Wall, Callable[[bytes, list[str], str], bool]] = {
    Wall.CHALLENGE: _is_challenge,
    Wall.LOGIN: _is_login,
    Wall.MAINTENANCE: _is_maintenance,
}
