"""Which addresses are asked at all: http(s), public, and of a host that the source names."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

_SCHEMES = ("http", "https")
_NAT64 = 0x64_FF9B << 96  # 64:ff9b::/96 carries an IPv4 address in its last four bytes


def refusal(url: str, hosts: Collection[str]) -> str | None:
    """Why an address is not asked; None if it may be.

    Args:
        url: an absolute address.
        hosts: the hosts of the source; a leading `www.` makes no difference.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "not an address"
    if parts.scheme not in _SCHEMES or not host:
        return f"{parts.scheme or 'no'} address, only http and https are fetched"
    if not is_public(host):
        return f"{host} is not a public address"
    bare = host.removeprefix("www.")
    if host not in hosts and bare not in hosts and f"www.{bare}" not in hosts:
        return f"{host} is not a host of the source"
    return None


def is_public(host: str) -> bool:
    """False for an IP address of a private, loopback, link-local or reserved network; True for every name."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return True
    return all(part.is_global and not part.is_multicast for part in _addresses_in(address))


def _addresses_in(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address and, for an IPv6 address that leads to an IPv4 one, that too."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inner = [address.sixtofour, *(address.teredo or ())]
    if int(address) >> 32 << 32 == _NAT64:
        inner.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return [address, *(part for part in inner if part)]
