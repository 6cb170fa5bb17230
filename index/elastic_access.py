"""How Elasticsearch is reached, as values; read without the client, which is an optional package."""

from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings


@dataclass(frozen=True)
class ElasticAccess:
    """How Elasticsearch is reached, and what indexes are made like.

    Attributes:
        hosts: http(s) addresses with their ports, of one cluster.
        api_key: encoded API key; or `user` and `password`.
        ca_file: certificates that sign the server's, if the system does not know them.
        name: the alias under which the index is found; indexes are named after it.
        timeout: seconds that an answer may take.
        retries: times that a document is offered again when the server is overloaded.
        backoff: seconds before the first of these, doubled each time.
    """

    hosts: tuple[str, ...]
    api_key: str | None = None
    user: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    name: str = "clusterwire"
    shards: int = 1
    replicas: int = 1
    timeout: float = 30
    retries: int = 4
    backoff: float = 0.5


def access_from(settings: Settings) -> ElasticAccess | None:
    """What the settings say of Elasticsearch; None if they name no address."""
    if not settings.index_url:
        return None
    key, password = settings.index_api_key, settings.index_password
    return ElasticAccess(
        hosts=tuple(host.strip() for host in settings.index_url.split(",") if host.strip()),
        api_key=key.get_secret_value() if key else None,
        user=settings.index_user,
        password=password.get_secret_value() if password else None,
        ca_file=settings.index_ca_file,
        name=settings.index_name,
        shards=settings.index_shards,
        replicas=settings.index_replicas,
        timeout=settings.index_timeout,
    )
