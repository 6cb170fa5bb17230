"""Sums that add up to another are its parts."""

import pytest


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "EUR 131 million, namely EUR 71 million for open topics and EUR 60 million for three challenges",
            {(131e6, "total_budget"), (71e6, "other"), (60e6, "other")},
        ),
        (
            "Strand 1: budget EUR 82.5 million\nStrand 2: budget EUR 33.5 million\nTogether: EUR 116 million",
            {(82.5e6, "other"), (33.5e6, "other"), (116e6, "total_budget")},
        ),
        ("Paid so far\n€ 3.9M of € 4.6M", {(3.9e6, "other"), (4.6e6, "total_budget")}),
        (
            "Track | For whom | Lump sum\nExplore | one SME | €15K\nBuild | two SMEs | €45K\nThe budget is €1.2M.",
            {(15e3, "grant_fixed"), (45e3, "grant_fixed"), (1.2e6, "total_budget")},
        ),
        (
            "Support per track (up to 20 SMEs)\n- Track A: 20k€\n- Track B: 30k€",
            {(20e3, "grant_fixed"), (30e3, "grant_fixed")},
        ),
        ("The state pays €8.4 million, the county 1.1 million.", {(8.4e6, "total_budget"), (1.1e6, "total_budget")}),
    ],
)
def test_parts_and_wholes(roles, text, wanted):
    found = {(value, role) for value, _, role in roles("en", text)}
    assert found == wanted
