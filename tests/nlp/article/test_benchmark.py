"""The floor under the quality of extraction on pages of all kinds; it may only be raised."""

import gzip
import json
import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from core.source import Extraction
from nlp.article import extract_articles

PAGES = Path(__file__).parents[4] / "shared" / "data" / "html_extraction" / "article-extraction-benchmark.tar.gz"
FLOOR = 0.965  # F1 of shingles of four words; trafilatura by itself has 0.958


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(len(words) - 3, 1)))


def share(part, whole):
    return sum(part.values()) / max(sum(whole.values()), 1)


@pytest.mark.slow
@pytest.mark.skipif(not PAGES.exists(), reason="the pages of the article extraction benchmark are not here")
def test_text_of_articles_is_found(make_page):
    precision, recall = [], []
    with tarfile.open(PAGES) as archive:
        files = {Path(member.name).name: member for member in archive.getmembers()}
        truth = json.load(archive.extractfile(files["ground-truth.json"]))
        for name, expected in truth.items():
            body = gzip.decompress(archive.extractfile(files[f"{name}.html.gz"]).read())
            (article,) = extract_articles(make_page(body, url=expected["url"]), Extraction())
            wanted, found = shingles(expected["articleBody"]), shingles(article.text)
            precision.append(share(wanted & found, found))
            recall.append(share(wanted & found, wanted))
    means = [sum(values) / len(values) for values in (precision, recall)]
    assert 2 * means[0] * means[1] / sum(means) >= FLOOR
