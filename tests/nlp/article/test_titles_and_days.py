"""The title of a page and its day of publication, from whatever the page offers."""

from datetime import date

import pytest

PROSE = "<p>Nine weaving mills have tried sensors on old looms for a year, and seven of them keep the sensors.</p>" * 2


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Looms count | Mills</title>", "<h1>Looms count</h1>", "Looms count"),
        ("<title>Modus | Home page</title>", "<h1>Looms count</h1>", "Looms count"),
        ("<title>Looms count | Mills</title>", "<h1>Opportunity</h1><h2>Looms count</h2>", "Looms count"),
        ('<meta property="og:title" content="Looms count">', "<h1>Mills</h1><h2>Looms count</h2>", "Looms count"),
        ('<title>Home</title><meta property="og:title" content="Looms count">', "<h1>News</h1>", "Looms count"),
        ("<title>Looms count - Mills</title>", "", "Looms count"),
        ("<title>Looms count | All the mills</title>", "", "Looms count"),
        ("<title>Looms – they count</title>", "", "Looms – they count"),
        ("<title>Home page</title>", "<h1>News</h1><h2>Looms count</h2>", "Looms count"),
        ("", "<h1>Looms\n <b>count</b></h1>", "Looms count"),
        ("", "", "Nine weaving mills have tried sensors on old looms for a year, and seven of them keep the sensors."),
    ],
)
def test_title_is_what_the_page_shows_and_declares(read, head, body, title):
    assert read(f"<html><head>{head}</head><body><main>{body}{PROSE}</main></body></html>").title == title


@pytest.mark.parametrize(
    "evidence",
    [
        '<script type="application/ld+json">{"@type": ["NewsArticle"], "datePublished": "2026-02-03"}</script>',
        '<script type="application/ld+json">[{"@graph": [{"@type": "Report", "datePublished": "20260203"}]}]</script>',
        '<meta property="article:published_time" content="2026-02-03T23:30:00+02:00">',
        '<meta name="dcterms.issued" content="20260203">',
        '<time class="entry-date published" datetime="2026-02-03">yesterday</time>',
        '<p class="posted-on"><time datetime="2026-02-03T08:00">3/2</time></p>',
        '<span itemprop="datePublished" content="2026-02-03">three days ago</span>',
        "<p>Submitted by <b>The Mill Team</b> on 03 February 2026</p>",
        "<p>Published: 3 February 2026</p>",
        "<p>Publication date 3 February 2026 in the journal</p>",
        "<ul><li>News article</li><li>3 February 2026</li><li>4 min read</li></ul>",
        "<p>News article3 February 2026Agency for Small Mills4 min read</p>",
    ],
)
def test_day_of_publication_is_read_from_the_page(read, evidence):
    article = read(f"<html lang='en'><body><main><h1>Looms count</h1>{evidence}{PROSE}</main></body></html>")
    assert article.published_at == date(2026, 2, 3)


def test_day_of_publication_is_read_in_the_language_of_the_page(read):
    prose = (
        "<p>Neuf moulins à tisser ont essayé des capteurs sur de vieux métiers pendant un an, et sept les gardent.</p>"
    )
    article = read(f"<main><h1>Les métiers comptent</h1><p>Publié le 3 février 2026</p>{prose}</main>")
    assert (article.language, article.published_at) == ("fr", date(2026, 2, 3))


@pytest.mark.parametrize(
    "other",
    [
        "<p>The results will be published on 15 May 2026.</p>",
        "<p>Deadline: 15 May 2026</p>",
        '<p>Doors open on <time datetime="2026-05-15">15 May</time></p>',
        "<p>&copy; 2026 Mills</p>",
        '<script type="application/ld+json">{"@type": "Event", "startDate": "2026-05-15"}</script>',
        '<script type="application/ld+json">{broken</script>',
        '<aside class="related-posts"><p>Published: 15 May 2026</p></aside>',
    ],
)
def test_other_days_are_no_day_of_publication(read, other):
    footer = "<footer>Last visit: 13 March 2026</footer>"
    assert read(f"<main><h1>Looms count</h1>{other}{PROSE}</main>{footer}").published_at is None


def test_deadline_in_a_time_element_stays_in_the_text(read):
    deadline = "<p>Apply until <time>5 May 2026</time>, 17:00.</p>"
    assert "Apply until 5 May 2026, 17:00." in read(f"<main><h1>Looms count</h1>{PROSE}{deadline}{PROSE}</main>").text


def test_the_zero_of_a_program_is_no_day_of_publication(read):
    head = '<meta property="article:published_time" content="0001-01-01T00:00:00Z">'
    assert read(f"<html><head>{head}</head><body><main><h1>Looms</h1>{PROSE}</main></body></html>").published_at is None
