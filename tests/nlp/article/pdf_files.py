"""Writes small PDF files: lines of text with their size of letters, page by page."""

from collections.abc import Sequence

Line = tuple[int, str]


def write_pdf(pages: Sequence[Sequence[Line]], title: str = "", extra: bytes = b"") -> bytes:
    """A file of the pages in Helvetica; `extra` goes into its trailer."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Title (%s) >>" % title.encode("cp1252"),
    ]
    for number, lines in enumerate(pages):
        drawn = b"BT 40 800 Td " + b" ".join(_drawn(size, text) for size, text in lines) + b" ET"
        font = (
            b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>"
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents %d 0 R >>"
            % (font, 5 + 2 * number)
        )
        objects.append(b"<< /Length %d >> stream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects, extra)


def _drawn(size: int, text: str) -> bytes:
    escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"/F1 %d Tf (%s) Tj 0 -%d Td" % (size, escaped, size + 6)


def _file(objects: Sequence[bytes], extra: bytes) -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info 3 0 R %s >>\n" % (len(objects) + 1, extra)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start
