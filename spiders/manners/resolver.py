"""Names that lead to private addresses are found out where the connection gets its addresses: no trick goes past."""

from collections.abc import Collection
from typing import Any

from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped] # ships no types

from spiders.manners.addresses import is_public


@implementer(IHostnameResolver)
class PublicResolver:
    """Keeps from the connection every address that is not public.

    What was checked is what is connected to: a name that changes its address between the two gains nothing.

    Args:
        inner: the resolver that asks.
        trusted: names that may lead anywhere.
        refused: takes the names that led to no public address.
    """

    def __init__(self, inner: Any, trusted: Collection[str], refused: set[str]) -> None:
        self.inner = inner
        self._trusted = trusted
        self._refused = refused

    def resolveHostName(self, receiver: Any, hostName: str, *rest: Any, **named: Any) -> Any:  # noqa: N802, N803 # the interface's names
        """Resolve a name, as the interface says."""
        if hostName not in self._trusted:
            receiver = _PublicOnly(receiver, hostName, self._refused)
        return self.inner.resolveHostName(receiver, hostName, *rest, **named)


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes public addresses on."""

    def __init__(self, receiver: Any, host: str, refused: set[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused
        self._passed = self._kept_back = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 # the interface's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_public(getattr(address, "host", "")):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._kept_back = True

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._kept_back and not self._passed:
            self._refused.add(self._host)
        self._receiver.resolutionComplete()
