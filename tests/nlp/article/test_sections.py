"""Pages that list several calls, and pages that only look so."""

from core.source import Extraction
from nlp.article import extract_articles

FORM = "https://forms.example"


def entry(title, deadline, form, *, tag="h3", lead="Deadline:"):
    apply = f'<p>Weaving mills can get support. <a href="{FORM}/{form}">Apply here</a></p>'
    return f"<{tag}>{title}</{tag}><p>{lead} {deadline}, 17:00 (CEST)</p>{apply}"


def page(*parts, intro="<p>The calls for small firms that are open at the moment:</p>"):
    return (
        "<html><head><title>Open calls</title><link rel=shortlink href='/?p=12'></head><body><main><h1>Open calls</h1>"
        f"<div class=text>{intro}{''.join(parts)}</div></main></body></html>"
    )


RULES = Extraction(body=(".text",))
LOOMS = entry("LOOMSHIFT vouchers", "28 April 2026", "looms")
SPINDLE = entry("SPINDLE Open Call 2", "5 May 2026", "spindle")


def titles(make_page, body, rules=RULES):
    return [article.title for article in extract_articles(make_page(body), rules)]


def test_each_call_of_a_list_is_an_article(make_page):
    first, second = extract_articles(make_page(page(LOOMS, SPINDLE)), RULES)
    assert (first.title, second.title) == ("LOOMSHIFT vouchers", "SPINDLE Open Call 2")
    assert first.url == second.url == "https://mills.example/news/looms"
    assert first.canonical_url == "https://mills.example/news/looms#loomshift-vouchers"
    assert first.aliases == second.aliases == ()
    assert (first.links, second.links) == ((f"{FORM}/looms",), (f"{FORM}/spindle",))
    assert first.text.startswith("Deadline: 28 April 2026")
    assert "5 May" not in first.text


def test_a_title_may_be_a_paragraph(make_page):
    plain = entry("SPINDLE Open Call 2", "5 May 2026", "spindle", tag="p")
    assert titles(make_page, page(LOOMS, plain)) == ["LOOMSHIFT vouchers", "SPINDLE Open Call 2"]


def test_one_call_of_a_list_may_be_a_second_step(make_page):
    second = entry("CARDING grants, stage 2", "9 June 2026", "card")
    assert titles(make_page, page(LOOMS, second)) == ["LOOMSHIFT vouchers", "CARDING grants, stage 2"]


def test_text_may_stand_between_heading_and_deadline(make_page):
    told = (
        "<h3>CARDING grants</h3><p>For dye works.</p><p>Deadline: 9 May 2026</p><p>See https://forms.example/card</p>"
    )
    assert titles(make_page, page(LOOMS, told)) == ["LOOMSHIFT vouchers", "CARDING grants"]


def test_what_follows_under_a_heading_of_its_own_belongs_to_no_call(make_page):
    articles = extract_articles(make_page(page(LOOMS, SPINDLE, "<h3>Contact</h3><p>Write to us.</p>")), RULES)
    assert "Write to us" not in articles[-1].text


def test_struck_text_keeps_its_place(make_page):
    moved = SPINDLE.replace("5 May 2026", "<s>5 May 2026</s> 9 May 2026")
    _, second = extract_articles(make_page(page(LOOMS, moved)), RULES)
    ((start, end),) = second.struck
    assert second.text[start:end] == "5 May 2026"


def test_one_call_with_questions_stays_whole(make_page):
    asked = (
        "<h3>What is funded?</h3><p>Up to EUR 60,000. <a href='/guide'>Guide</a></p>"
        "<h3>When is the deadline?</h3><p>Deadline: 5 May 2026, 17:00</p><p><a href='/form'>Form</a></p>"
        "<h3>Is there an info day?</h3><p>On 3 April 2026. <a href='/day'>Register</a></p>"
    )
    assert titles(make_page, page(asked)) == ["Open calls"]


def test_cutoffs_and_stages_of_one_call_stay_together(make_page):
    cutoffs = entry("First cut-off", "5 May 2026", "one"), entry("Second cut-off", "9 September 2026", "two")
    numbered = entry("Round 1", "5 May 2026", "one"), entry("Round 2", "9 September 2026", "two")
    assert titles(make_page, page(*cutoffs)) == ["Open calls"]
    assert titles(make_page, page(*numbered)) == ["Open calls"]


def test_strands_with_one_form_stay_together(make_page):
    strands = entry("Vouchers for looms", "5 May 2026", "form"), entry("Grants for dyes", "5 May 2026", "form")
    assert titles(make_page, page(*strands)) == ["Open calls"]


def test_an_introduction_with_a_deadline_tells_of_one_call(make_page):
    assert titles(make_page, page(LOOMS, SPINDLE, intro="<p>Apply by 28 April 2026.</p>")) == ["Open calls"]


def test_related_news_with_days_of_publication_are_no_calls(make_page):
    news = (entry(t, "5 May 2026", t, lead="Published:") for t in ("Mills meet in Prato", "Looms in Lyon"))
    assert titles(make_page, page(*news)) == ["Open calls"]


def test_a_section_keeps_its_address_when_the_page_is_edited(make_page):
    added = entry("CARDING grants", "9 June 2026", "card")
    before = extract_articles(make_page(page(LOOMS, SPINDLE)), RULES)
    after = extract_articles(make_page(page(added, SPINDLE.replace("5 May", "12 May"))), RULES)
    assert before[1].canonical_url == after[1].canonical_url
