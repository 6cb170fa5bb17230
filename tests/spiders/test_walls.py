"""What stands before a page is told by general marks, and a page that only mentions them is none."""

import pytest

from spiders.manners.walls import Wall, find_wall, is_login_address

TEXT = "<p>" + "The open call supports SMEs of the textile cluster with vouchers of up to 10,000 euro. " * 12 + "</p>"
LOGIN_FORM = '<form action="/login"><input name="name"><input class="x" TYPE="Password" name="pass"></form>'


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/user/login?destination=/x",
        "https://site.example/wp-login.php",
        "https://site.example/de/anmelden/",
        "https://login.site.example/realms/x",
        "https://site.example/Account/SignIn.aspx",
        "https://site.example/oauth2/authorize",
    ],
)
def test_addresses_at_which_one_logs_in(url):
    assert is_login_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://site.example/content/how-to-login-to-the-platform",
        "https://site.example/content/blogin",
        "https://site.example/",
        "https://catalogin.example/x",
    ],
)
def test_addresses_that_only_sound_like_it(url):
    assert not is_login_address(url)


@pytest.mark.parametrize(
    ("html", "wall"),
    [
        (f"<title>Log in | Platform</title><h1>Log in</h1>{LOGIN_FORM}<footer>{TEXT}</footer>", Wall.LOGIN),
        (f"<h1>Connexion</h1>{LOGIN_FORM}", Wall.LOGIN),
        (f"<p>Members only.</p>{LOGIN_FORM}", Wall.LOGIN),
        ('<title>Attention Required!</title><div class="g-recaptcha"></div>', Wall.CHALLENGE),
        ("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", Wall.CHALLENGE),
        ("<p>Making sure you are not a bot!</p><script src=/captcha.js></script>", Wall.CHALLENGE),
        ("<title>Site under maintenance</title><p>Be back soon</p>", Wall.MAINTENANCE),
        ("<h1>Service temporarily unavailable</h1>", Wall.MAINTENANCE),
        ("<h1>Wartung</h1><p>Wir sind gleich zurück.</p>", Wall.MAINTENANCE),
        (f"<title>Open call</title><header>{LOGIN_FORM}</header><main>{TEXT}</main>", None),
        (f"<title>Open call</title>{TEXT}<form class='g-recaptcha'>Just a moment, write to us</form>", None),
        (f"<title>Maintenance of machines: open call</title>{TEXT}", None),
        ("<title>Open call</title><p>Predictive maintenance</p>", None),
        ("<p>Forgot your password? Read on.</p>", None),
        ("", None),
    ],
)
def test_walls(html, wall):
    assert find_wall(f"<html><body>{html}</body></html>".encode()) is wall


def test_a_long_page_without_end_of_anything_is_judged_in_no_time():
    assert find_wall(b"<input " * 300_000 + b"password captcha maintenance") is None
