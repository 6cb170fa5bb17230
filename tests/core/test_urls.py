"""Every spelling of an address becomes the same one, and stays it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.urls import canonical_url, host_of

HOSTS = st.sampled_from(["a.example", "WWW.A.example", "müller.example", "a.example:80", "a.example:8080", "[::1]"])
PATHS = st.text(alphabet="abc/.%~;=é ()S+-", max_size=20)
QUERIES = st.lists(
    st.tuples(st.sampled_from(["q", "utm_source", "PHPSESSID", "page", "f[0]", "é", ""]), st.text(max_size=5)),
    max_size=4,
)


@st.composite
def addresses(draw):
    query = "&".join(f"{name}={value}" for name, value in draw(QUERIES))
    return f"{draw(st.sampled_from(['http', 'HTTPS']))}://{draw(HOSTS)}/{draw(PATHS)}?{query}#{draw(PATHS)}"


@given(addresses(), st.sampled_from([None, (), ("page",)]))
def test_the_canonical_address_of_a_canonical_address_is_itself(url, keep):
    canonical = canonical_url(url, keep)
    assert canonical_url(canonical, keep) == canonical


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Site.example:80/A/../b#part", "https://www.site.example/b"),
        ("https://site.example", "https://site.example/"),
        ("https://site.example./x", "https://site.example/x"),
        ("https://user:secret@site.example/x", "https://site.example/x"),
        ("http://site.example:8080/x", "http://site.example:8080/x"),
        ("  https://site.example/\n x ", "https://site.example/x"),
        ("https://site.example/call?utm_source=home&gclid=1&fbclid=2", "https://site.example/call"),
        ("https://site.example/call?b=2&a=1", "https://site.example/call?a=1&b=2"),
        ("https://site.example/call?reference=7&source=list", "https://site.example/call?reference=7&source=list"),
        ("https://site.example/call;jsessionid=0A1B?PHPSESSID=3", "https://site.example/call"),
        ("https://site.example/(S(abcdefghij0123456789abcd))/call", "https://site.example/call"),
        ("https://site.example/call?q=%e4", "https://site.example/call?q=%E4"),
    ],
)
def test_what_does_not_tell_pages_apart_is_dropped(url, canonical):
    assert canonical_url(url) == canonical


def test_named_parameters_are_the_only_ones_that_stay():
    url = "https://site.example/call?css=white&font=4&id=9&f%5B0%5D=x"
    assert canonical_url(url, ("id",)) == "https://site.example/call?id=9"
    assert canonical_url(url, ("f[0]",)) == "https://site.example/call?f%5B0%5D=x"
    assert canonical_url(url, ()) == "https://site.example/call"


def test_a_host_that_means_another_is_replaced_by_it():
    aliases = {"site.example": "www.site.example", "old.example": "site.example"}
    assert canonical_url("http://old.example/x", None, aliases) == "https://www.site.example/x"


def test_hosts_that_mean_each_other_do_not_go_round_for_ever():
    assert canonical_url("https://a.example/", None, {"a.example": "b.example", "b.example": "a.example"})


@pytest.mark.parametrize("url", ["", "/x", "mailto:a@site.example", "ftp://site.example/", "https://", "http://[::1/"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match="address"):
        canonical_url(url)


@pytest.mark.parametrize(
    ("url", "host"), [("https://Site.example:8/x", "site.example"), ("/x", ""), ("http://[::1/", "")]
)
def test_the_host_of_an_address(url, host):
    assert host_of(url) == host
