"""Bytes of pages whose encoding is declared rightly, wrongly or not at all."""

import pytest

from nlp.page.charset import decode

GERMAN = "Fördermittel für kleine Mühlen – „bis 5.000 €“ je Betrieb, Anträge sind jederzeit möglich."
SPANISH = "La convocatoria para los pequeños molinos cierra mañana; la dotación asciende a 5.000 €."
POLISH = "Małe młyny mogą złożyć wnioski o dofinansowanie do końca września, później już nie będzie środków."
GREEK = "Οι μικροί μύλοι μπορούν να υποβάλουν αιτήσεις έως το τέλος του Σεπτεμβρίου για χρηματοδότηση."
BULGARIAN = "Малките мелници могат да кандидатстват за финансиране до края на септември тази година."


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (GERMAN.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (b'<meta charset="UTF-8">' + GERMAN.encode(), "text/html"),
        (b'<?xml version="1.0" encoding="windows-1252"?>' + GERMAN.encode("cp1252"), "text/html"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=cp1252">' + GERMAN.encode("cp1252"), ""),
        (b"\xef\xbb\xbf" + GERMAN.encode(), "text/html; charset=iso-8859-1"),
        (GERMAN.encode("utf-16"), "text/html"),
        (GERMAN.encode(), ""),
        (GERMAN.encode(), "text/html; charset=no-such-thing"),
    ],
)
def test_declared_encodings_are_used(body, content_type):
    assert decode(body, content_type).endswith(GERMAN)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "cp1252"), (SPANISH, "cp1252"), (POLISH, "cp1250"), (GREEK, "cp1253"), (BULGARIAN, "cp1251")],
)
def test_bytes_that_are_not_the_declared_utf8_lose_no_letter(text, encoding):
    page = f"<html><body><p>{text}</p></body></html>".encode(encoding)
    assert text in decode(page, "text/html; charset=utf-8")


def test_one_broken_byte_does_not_change_the_encoding_of_the_rest():
    assert decode(GERMAN.encode() * 3 + b"\xff" + GERMAN.encode(), "text/html").count("für kleine Mühlen – „") == 4
