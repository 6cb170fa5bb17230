"""One spelling for each address."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import SplitResult, unquote_plus, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|oly|vero|matomo|piwik)_.*|(?:fb|g|d|tw|y|tt)clid|msclkid|igshid|[gw]braid|_g[al]|_hs.+|__hs.+"
    r"|mc_[ce]id|mkt_tok|li_fat_id|ref_(?:src|url)|s_cid|sc_cid|cmpid|xtor|wt_mc|at_(?:campaign|medium|format|creation)",
    re.IGNORECASE,
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid.*|cfid|cftoken|session_?id|sessid", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]*|/\(S\([a-z0-9]{24}\)\)(?=/|$)", re.IGNORECASE)
_DEFAULT_PORTS = (None, 80, 443)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f]+")


def canonical_url(
    url: str, keep_params: Collection[str] | None = None, aliases: Mapping[str, str] | None = None
) -> str:
    """The one address under which a page is known: https, no fragment, no tracking, no session.

    Args:
        url: an absolute http(s) address.
        keep_params: names of the query parameters that stay; None for all but those that track.
        aliases: host names that mean another.

    Raises:
        ValueError: it is no absolute http(s) address.
    """
    try:
        parts = urlsplit(canonicalize_url(_INVISIBLE.sub("", url)))
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise ValueError(f"not an address: {url!r}") from error
    host = _real_host((parts.hostname or "").rstrip("."), aliases or {})
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"not an http address: {url!r}")
    usual = port in _DEFAULT_PORTS  # another port does not speak https because 443 does
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if usual else f"{shown}:{port}"
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    return urlunsplit(
        SplitResult("https" if usual else parts.scheme, netloc, path, _query(parts.query, keep_params), "")
    )


def host_of(url: str) -> str:
    """The host of an address in lower case; empty if it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _real_host(host: str, aliases: Mapping[str, str]) -> str:
    met: set[str] = set()
    while host in aliases and host not in met:
        met.add(host)
        host = aliases[host].lower()
    return host


def _query(query: str, keep: Collection[str] | None) -> str:
    """The parameters that stay, spelled as they came: decoding would lose what is not UTF-8."""
    return "&".join(piece for piece in query.split("&") if _stays(unquote_plus(piece.partition("=")[0]), keep))


def _stays(name: str, keep: Collection[str] | None) -> bool:
    if keep is not None:
        return name in keep
    return bool(name) and not (_TRACKING.fullmatch(name) or _SESSION.fullmatch(name))
