"""Trees of HTML as lines."""

import lxml.html
import pytest

from nlp.page.lines import mark_struck, passage_of


def passage(markup):
    root = lxml.html.fragment_fromstring(markup, create_parent="div")
    mark_struck(root)
    return passage_of(root)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h2>Head <b>line</b></h2>para<br>graph<p>next</p> tail", "Head line\npara\ngraph\nnext\ntail"),
        ("<ul><li>one<ul><li>two</li></ul></li><li><p>three</p></li></ul>", "• one\n• two\n• three"),
        ("<dl><dt>Deadline</dt> <dd>5 May</dd><dt>Who?</dt><dd>You</dd></dl>", "Deadline: 5 May\nWho?\nYou"),
        ("<dl><div><dt>Opens:</dt><dd>today</dd></div></dl>", "Opens: today"),
        (
            "<table><tr><th>Max</th><td><p>5</p><p>EUR</p></td></tr><tr><td></td><td>z</td></tr></table>",
            "Max | 5 EUR\nz",
        ),
        ("<table><tr><td><ul><li>a</li></ul></td><td><p>b</p></td></tr></table>", "• a\nb"),
        ("a\u00a0b\u200b \u00ad c <i>d</i>e", "a b c de"),
        ("<p>ein</p><hr><p> </p><div><div>Café</div></div>", "ein\nCafé"),
        ("<ul><li>News article</li><li>3 May 2026</li></ul>", "• News article\n• 3 May 2026"),
    ],
)
def test_blocks_are_lines_and_inline_markup_is_not(markup, text):
    assert passage(markup).text == text


@pytest.mark.parametrize(
    ("markup", "struck"),
    [
        ("until <s>3 May</s> 5 May", ["3 May"]),
        ("until <del>3 <b>May</b> 2026</del> 5 May", ["3 May 2026"]),
        ('until <span style="text-decoration:line-through">3 May</span>', ["3 May"]),
        ("<del><p>first</p><p>second</p></del>third", ["first", "second"]),
        ("<s> </s>none", []),
        ("<s>a <s>b</s></s> c", ["a b"]),
        ("<strike>31 May</strike><ins>30 June</ins>", ["31 May"]),
    ],
)
def test_struck_text_stays_and_its_place_is_known(markup, struck):
    found = passage(markup)
    assert [found.text[start:end] for start, end in found.struck] == struck
