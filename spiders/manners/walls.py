"""Pages that stand before the page that was asked for: logins, bot challenges, maintenance; told by general marks."""

import re
from urllib.parse import urlsplit

from scrapy import Selector

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
_PASSWORD = re.compile(rb"<input[^>]{0,500}type\s*=\s*[\"']?password", re.IGNORECASE)
_CHALLENGE_CODE = re.compile(
    rb"_cf_chl|cf-chl-|_Incapsula_Resource|captcha-delivery\.com|px-captcha|ddos-guard|sucuri_cloudproxy|gokuProps"
    rb"|anubis_challenge|[hg]-?(?:re)?captcha|cf-turnstile",
    re.IGNORECASE,
)
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
_WALL_WORDS = re.compile(rb"maintenance|unavailable|wartung|mantenimiento|manuten", re.IGNORECASE)
_SHORT = 600  # characters of text: a wall says little, an announcement says more
_VISIBLE = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::form)]"


def is_login_address(url: str) -> bool:
    """True if a path segment or the host says that one logs in there."""
    parts = urlsplit(url.lower())
    segments = (segment.partition(".")[0] for segment in parts.path.split("/"))
    return any(map(_LOGIN_SEGMENT.fullmatch, segments)) or bool(_LOGIN_HOSTS.match(parts.netloc))


def is_login_page(html: bytes) -> bool:
    """True if the page is a form for a password and little else; a login box beside a text does not count."""
    if not _PASSWORD.search(html):
        return False
    page = _parse(html)
    return any(_LOGIN_TITLE.match(heading) for heading in _headings(page)) or len(_text(page)) < _SHORT // 2


def is_challenge(html: bytes, cf_mitigated: str | None = None) -> bool:
    """True if a bot filter answered: its header, or its code and words on a page without other text."""
    if cf_mitigated == "challenge":
        return True
    code = _CHALLENGE_CODE.search(html)
    if not code:
        return False
    page = _parse(html)
    text = _text(page)
    return len(text) < _SHORT and bool(_CHALLENGE_WORDS.search(" ".join((*_headings(page), text))))


def is_maintenance(html: bytes) -> bool:
    """True if the site says, with status 200, that it is closed for a while."""
    if not _WALL_WORDS.search(html):
        return False
    page = _parse(html)
    return len(_text(page)) < _SHORT and any(_MAINTENANCE.match(heading) for heading in _headings(page))


def _parse(html: bytes) -> Selector:
    return Selector(text=html.decode("utf-8", "replace"), type="html")


def _headings(page: Selector) -> list[str]:
    return [" ".join(text.split()) for text in page.css("title::text, h1::text, h2::text").getall()]


def _text(page: Selector) -> str:
    return " ".join(" ".join(page.xpath(_VISIBLE).getall()).split())
