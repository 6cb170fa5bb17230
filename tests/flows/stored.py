"""Pages written by hand and stored in an archive, as a crawl leaves them."""

import random
from datetime import UTC, datetime

from archive.exchange import Exchange
from archive.writer import open_archive_writer
from core.clock import fixed_clock
from core.database import open_database
from core.models import Authority
from core.settings import Settings
from core.source import Extraction, ListingSpider, Source

NOW = datetime(2026, 3, 13, 6, tzinfo=UTC)
TEXT = (
    "<p>Small firms can apply for vouchers until 15 May 2026; each voucher is worth EUR 5,000 and pays for advice.</p>"
)

WORDS = ("call", "cluster", "voucher", "textile", "tourism", "proposal", "partner", "region", "ocean", "health")
SOURCE = """\
id: site
title: A site
homepage: https://site.example/
country: EU
authority: project
schedule: "0 6 * * *"
spider: {kind: listing, urls: ["https://site.example/calls"], items: [a]}
"""


def source(source_id, **extraction):
    return Source(
        id=source_id,
        title="A site",
        homepage="https://site.example/",
        country="EU",
        authority=Authority.PROJECT,
        schedule="0 6 * * *",
        spider=ListingSpider(kind="listing"),
        extraction=Extraction(**extraction),
    )


def store_pages(folder, engine, bodies, source_id="site"):
    with open_archive_writer(folder, engine, fixed_clock(NOW)) as archive:
        return [
            archive.store(
                Exchange(
                    source_id=source_id,
                    run_id=None,
                    url=f"https://site.example/{number}",
                    method="GET",
                    request_headers=[],
                    request_body=b"",
                    requested_url=f"https://site.example/{number}",
                    status=200,
                    response_headers=[("Content-Type", "text/html; charset=utf-8")],
                    body=body.encode(),
                    fetched_at=NOW,
                ),
                None,
            )
            for number, body in enumerate(bodies)
        ]


def page(number, extra=""):
    return f"<html><body><main><h1>Call number {number}</h1>{TEXT}<p>{extra}</p></main></body></html>"


def short_page(number):
    """Short, and unlike every other one, so that no two are taken for one announcement."""
    words = random.Random(number)  # noqa: S311 - text, no secret
    title, *sentences = (" ".join(words.choices(WORDS, k=8)).capitalize() for _ in range(4))
    text = "".join(f"<p>{sentence}.</p>" for sentence in sentences)
    number += 10_000  # a title with 404 in it would tell of a page that is gone
    return f"<html><body><main><h1>{title} {number}</h1>{text}</main></body></html>"


def site_settings(home, **options):
    """Settings that know the site alone."""
    folder = home / "sources"
    folder.mkdir(exist_ok=True)
    (folder / "site.yaml").write_text(SOURCE)
    return Settings(home=home, now=NOW, sources=(folder,), **options)


def fill(settings, bodies):
    """Store pages that wait to be read; their ids."""
    engine = open_database(settings.database_url)
    page_ids = store_pages(settings.archive_folder, engine, bodies)
    engine.dispose()
    return page_ids
