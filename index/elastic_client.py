"""The connection to Elasticsearch, and its errors in our terms."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    NotFoundError,
    UnsupportedProductError,
)

from core.errors import IndexUnavailableError, SettingsError
from index.elastic_access import ElasticAccess

BLOCK = "cluster_block_exception"


def connect(access: ElasticAccess) -> Elasticsearch:
    """A client; nothing is sent yet.

    Raises:
        SettingsError: an address or certificate file is wrong.
    """
    if any(not host.startswith(("http://", "https://")) for host in access.hosts):
        raise SettingsError("CLUSTERWIRE_INDEX: addresses begin with http:// or https://")
    options: dict[str, Any] = {"request_timeout": access.timeout, "max_retries": 2}
    options["retry_on_status"] = (502, 503, 504)  # 429 is retried with back-off, document by document
    if access.api_key:
        options["api_key"] = access.api_key
    elif access.user:
        options["basic_auth"] = (access.user, access.password or "")
    if access.ca_file:
        if not access.ca_file.is_file():
            raise SettingsError(f"CLUSTERWIRE_INDEX_CA_FILE: there is no file {access.ca_file}")
        options["ca_certs"] = str(access.ca_file)
    try:
        return Elasticsearch(list(access.hosts), **options)
    except (ValueError, TypeError, OSError) as error:
        raise SettingsError(f"CLUSTERWIRE_INDEX: {error}") from error


@contextmanager
def translated() -> Iterator[None]:
    """Turn the client's errors into `IndexUnavailableError`, with what to do about them."""
    try:
        yield
    except (ApiError, TransportError, UnsupportedProductError) as error:
        raise IndexUnavailableError(_sentence(error)) from error


REFUSED: Final = (
    "Elasticsearch refused the credentials: check CLUSTERWIRE_INDEX_API_KEY, or _INDEX_USER and _INDEX_PASSWORD"
)

_MEANINGS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (
        AuthenticationException,
        REFUSED,
    ),
    (AuthorizationException, "Elasticsearch does not permit this to the user or API key"),
    (NotFoundError, "the index was replaced or removed meanwhile, try again"),
    (ConnectionTimeout, "Elasticsearch did not answer in time"),
    (TransportError, "Elasticsearch cannot be reached"),
)


def _sentence(error: Exception) -> str:
    if BLOCK in str(error):
        return blocked(str(error))
    meaning = next((told for kind, told in _MEANINGS if isinstance(error, kind)), "Elasticsearch failed")
    return f"{meaning} ({error})"


def blocked(reason: str) -> str:
    """What a block on writing means; trying again does not cure it."""
    if "read-only-allow-delete" in reason or "disk" in reason:
        return f"Elasticsearch takes no documents because its disk is nearly full: make room on it ({reason})"
    return f"the index is blocked for writing, an operator must lift the block ({reason})"
