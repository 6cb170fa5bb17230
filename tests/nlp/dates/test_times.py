"""Times of day and time zones beside a date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.dates import find_days
from nlp.folding import fold

BRUSSELS = "Europe/Brussels"
TIMES = [
    ("en", "5 May 2025, 17:00", "17:00", None),
    ("en", "5 May 2025 at 17.00 CET", "17:00", BRUSSELS),
    ("en", "5 May 2025 (5 p.m. Brussels time)", "17:00", BRUSSELS),
    ("en", "by 5 pm on the 5th of May 2025", "17:00", None),
    ("en", "5 May 2025, 12 noon CEST", "12:00", BRUSSELS),
    ("en", "5 May 2025 at midnight", "23:59", None),
    ("en", "5 May 2025, 24:00", "24:00", None),
    ("en", "5 May 2025, 00:00", "00:00", None),
    ("en", "5 May 2025 – 17:00:00 CET (Brussels)", "17:00", BRUSSELS),
    ("en", "5 May 2025, 15 pm CET", "15:00", BRUSSELS),
    ("en", "5 May 2025, 12:30 am", "00:30", None),
    ("en", "5 May 2025, 16:00 UTC+2", "16:00", "+02:00"),
    ("en", "5 May 2025, 16:00 GMT", "16:00", "+00:00"),
    ("en", "5 May 2025, 4pm Irish time", "16:00", "Europe/Dublin"),
    ("en", "5 May 2025T17:00", "17:00", None),
    ("de", "5. Mai 2025, 17 Uhr Brüsseler Zeit", "17:00", BRUSSELS),
    ("de", "5. Mai 2025 um 12 Uhr mittags", "12:00", None),
    ("fr", "5 mai 2025 à 17h", "17:00", None),
    ("fr", "5 mai 2025, 23h59 (heure de Paris)", "23:59", "Europe/Paris"),
    ("fr", "5 mai 2025 à midi", "12:00", None),
    ("es", "las 14:00 horas del día 5 de mayo de 2025", "14:00", None),
    ("es", "5 de mayo de 2025 a las 13 horas (hora peninsular española)", "13:00", "Europe/Madrid"),
    ("es", "5 de mayo de 2025, 12:00 hora canaria", "12:00", "Atlantic/Canary"),
    ("it", "ore 12.00 del 5 maggio 2025", "12:00", None),
    ("it", "5 maggio 2025, alle ore 13", "13:00", None),
    ("pl", "5 maja 2025 r. do godz. 15:00", "15:00", None),
    ("pl", "5 maja 2025 r., godz. 16 czasu brukselskiego", "16:00", BRUSSELS),
    ("pt", "5 de maio de 2025, às 18h", "18:00", None),
    ("pt", "23h59m (hora de Lisboa) do dia 5 de maio de 2025", "23:59", "Europe/Lisbon"),
    ("nl", "5 mei 2025 om 12.00 uur", "12:00", None),
    ("nl", "5 mei 2025, 12 uur 's middags", "12:00", None),
    ("sv", "5 maj 2025 kl. 16.00", "16:00", None),
    ("da", "5. maj 2025 kl. 12", "12:00", None),
    ("fi", "5.5.2025 klo 16.15", "16:15", None),
    ("et", "5. mai 2025 kell 17.00", "17:00", None),
    ("lv", "2025. gada 5. maijam plkst. 17.00", "17:00", None),
    ("lt", "2025 m. gegužės 5 d. 17.00 val.", "17:00", None),
    ("hu", "2025. május 5. 12 óra 00 percig", "12:00", None),
    ("ro", "5 mai 2025, ora 17:00", "17:00", None),
    ("bg", "5 май 2025 г., 17:00 ч.", "17:00", None),
    ("el", "5 Μαΐου 2025 και ώρα 15:00", "15:00", None),
    ("cs", "5. května 2025 do 14:00 hodin", "14:00", None),
    ("sk", "5. mája 2025 do 12:00 hod.", "12:00", None),
    ("sl", "5. maja 2025 do 12. ure", "12:00", None),
    ("hr", "5. svibnja 2025. u 16:00 sati", "16:00", None),
]


@pytest.mark.parametrize(("language", "text", "time", "zone"), TIMES)
def test_time_and_zone_belong_to_the_date(days, language, text, time, zone):
    (day,) = days(language, text)
    assert (day.day, day.month, day.year) == (5, 5, 2025)
    assert (day.time, day.tz) == (time, zone)


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), form=st.sampled_from(["{}:{:02}", "{}.{:02}", "{}h{:02}"]))
def test_every_time_of_day_reads_back(hour, minute, form):
    (day,) = find_days(fold(f"5 May 2025, {form.format(hour, minute)} CET"), "en")
    assert day.time == f"{hour:02}:{minute:02}"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("it", "dal 26 giugno 2019 alle ore 12.00 al 31 ottobre 2019 alle ore 13.00", ["12:00", "13:00"]),
        ("es", "desde las 09:00h del 20 de julio hasta las 14:00 horas del 30 de octubre de 2026", ["09:00", "14:00"]),
        ("de", "3. April 2019 und 12. September 2019 (jeweils 17 Uhr)", ["17:00", "17:00"]),
        ("fr", "à 15 heures à chaque fois : le 10 septembre 2025 et le 11 mars 2026", ["15:00", "15:00"]),
        ("en", "5 May 2025 at 10:00 and 6 May 2025, same hour", ["10:00", "10:00"]),
        ("en", "between 11 January and 19 March 2021 (23:59 CET)", [None, "23:59"]),
    ],
)
def test_times_of_several_dates(days, language, text, expected):
    assert [day.time for day in days(language, text)] == expected


@pytest.mark.parametrize("text", ["5 May 2025, 12.50 € each", "5 May 2025, 20 % more", "5 May 2025 in hall 12"])
def test_other_figures_are_no_times(days, text):
    assert [day.time for day in days("en", text)] == [None]
