"""Only web addresses of public hosts that the source names are asked, whatever they are dressed as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from spiders.manners.addresses import is_public, refusal
from spiders.manners.mirror import mirrored
from spiders.manners.resolver import PublicResolver

HOSTS = {"www.site.example", "files.site.example"}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.site.example/x",
        "http://site.example/",  # with or without www. it is the same house
        "https://files.site.example:8443/a?b=c",
        "https://www.files.site.example./",
    ],
)
def test_addresses_of_the_sources_hosts_are_asked(url):
    assert refusal(url, HOSTS) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://www.site.example/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("/relative", "only http and https"),
        ("https://", "only http and https"),
        ("http://[::1", "not an address"),
        ("https://evil.example/", "not a host of the source"),
        ("https://site.example.evil.example/", "not a host of the source"),
        ("https://notsite.example/", "not a host of the source"),
        ("https://www.site.example@evil.example/", "not a host of the source"),
        ("http://10.0.0.1/", "not a public address"),
        ("http://[::ffff:127.0.0.1]/", "not a public address"),
    ],
)
def test_others_are_refused_with_the_reason(url, reason):
    assert reason in refusal(url, HOSTS)


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("site.example", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:0001::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::a9fe:a9fe", False),  # NAT64 of 169.254.169.254
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_public_addresses(host, public):
    assert is_public(host) is public


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_private_address_is_public_in_any_dress(address):
    assert not is_public(str(address))
    assert not is_public(f"::ffff:{address}")
    assert not is_public(f"64:ff9b::{address}")


class _Inner:
    """A resolver that knows what it is told."""

    def __init__(self, *addresses):
        self._addresses = addresses

    def resolveHostName(self, receiver, host, port=0, **_):  # noqa: N802 # the interface's name
        receiver.resolutionBegan(None)
        for address in self._addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


class _Receiver:
    def __init__(self):
        self.hosts, self.done = [], False

    def resolutionBegan(self, _):  # noqa: N802
        """Nothing to note."""

    def addressResolved(self, address):  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self):  # noqa: N802
        self.done = True


@pytest.mark.parametrize(
    ("resolved", "passed", "refused"),
    [
        (["93.184.216.34"], ["93.184.216.34"], set()),
        (["127.0.0.1"], [], {"site.example"}),
        (["10.0.0.1", "::1"], [], {"site.example"}),
        (["169.254.169.254", "93.184.216.34"], ["93.184.216.34"], set()),
        ([], [], set()),
    ],
)
def test_a_name_leads_to_public_addresses_only(resolved, passed, refused):
    noted, receiver = set(), _Receiver()
    PublicResolver(_Inner(*resolved), (), noted).resolveHostName(receiver, "site.example", 443)
    assert (receiver.hosts, receiver.done, noted) == (passed, True, refused)


def test_the_mirrors_name_may_lead_anywhere():
    noted, receiver = set(), _Receiver()
    PublicResolver(_Inner("127.0.0.1"), ["mirror"], noted).resolveHostName(receiver, "mirror", 80)
    assert (receiver.hosts, noted) == (["127.0.0.1"], set())


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://www.site.example/a/b?c=d&e=%20", "http://127.0.0.1:1/www.site.example/a/b?c=d&e=%20"),
        ("http://Site.example", "http://127.0.0.1:1/site.example/"),
        ("https://user:secret@site.example:8443/x", "http://127.0.0.1:1/site.example:8443/x"),
    ],
)
def test_the_mirror_answers_for_every_host(url, sent):
    assert mirrored(url, "http://127.0.0.1:1") == sent


def test_without_a_mirror_loopback_is_refused_even_by_name(web, crawl_sources, make_source):
    port = web.address.rpartition(":")[2]
    source = make_source(
        {"kind": "listing", "pages": [f"http://localhost:{port}/1", f"http://127.0.0.1:{port}/1"]}, hosts=["localhost"]
    )
    crawled = crawl_sources(source, mirror=None, robots=False, contact="https://operator.example/bot")
    assert crawled.finished()["outcomes"] == {"refused": 1}
    assert crawled.page(f"http://localhost:{port}/1")["detail"] == "localhost leads to no public address"
    assert web.seen == []
