"""Writes plain text as a PDF file with a text layer, so that the demo needs no binary file."""

from collections.abc import Iterator

LINES_PER_PAGE = 48
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def write_pdf(text: str) -> bytes:
    """A PDF of A4 pages that show the lines of the text; characters outside Windows-1252 become `?`."""
    lines = text.splitlines()
    pages = [lines[at : at + LINES_PER_PAGE] for at in range(0, len(lines), LINES_PER_PAGE)] or [[]]
    return _file(list(_objects(pages)))


def _objects(pages: list[list[str]]) -> Iterator[bytes]:
    """The objects in the order of their numbers: catalog, page tree, font, then page and content in turn."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    yield b"<< /Type /Catalog /Pages 2 0 R >>"
    yield f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] >>".encode()
    yield _FONT
    for number, lines in zip(numbers, pages, strict=True):
        yield (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        stream = b"BT /F1 11 Tf 56 790 Td 15 TL\n" + b"\n".join(map(_shown, lines)) + b"\nET"
        yield f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"


def _shown(line: str) -> bytes:
    """The operators that show one line and move to the next."""
    raw = line.encode("cp1252", "replace")
    for character in (b"\\", b"(", b")"):
        raw = raw.replace(character, b"\\" + character)
    return b"(" + raw + b") Tj T*"


def _file(objects: list[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    size = len(objects) + 1
    head = f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    return body + head + table + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
