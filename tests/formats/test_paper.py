from __future__ import annotations

import io
import zipfile

import pytest
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.crypt import StandardSecurityHandler

from sluis.formats.paper import LARGEST, PaperRefused, check_paper


def pdf(*, action: str = "", password: str = "") -> bytes:
    made = writer.PdfFileWriter()
    if action:
        made.root["/OpenAction"] = made.add_object(
            generic.DictionaryObject({generic.pdf_name("/S"): generic.pdf_name(action)})
        )
    if password:
        made._assign_security_handler(
            StandardSecurityHandler.build_from_pw(password, password)
        )
        made._encrypt = made.add_object(made.security_handler.as_pdf_object())
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def packed(*names: str, content: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.PDF", pdf(), "application/pdf"),
        ("a.csv", b"x;y\n", "text/csv"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", "image/png"),
        (
            "a.xlsx",
            packed("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_it_works(name, data, media_type):
    assert check_paper(name, data) == media_type


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.exe", b"MZ", "are not taken"),
        ("noending", b"x", "are not taken"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"MZ\x90", "not what .pdf says"),
        ("a.pdf", b"%PDF-1.7\nnothing", "broken"),
        ("a.pdf", pdf(action="/JavaScript"), "/JavaScript, which runs"),
        ("a.pdf", pdf(action="/Launch"), "/Launch, which runs"),
        ("a.pdf", pdf(password="secret"), "encrypted"),
        ("a.docx", packed("xl/workbook.xml"), "not what its name says"),
        ("a.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin"), "a program"),
        ("a.xlsx", b"PK\x03\x04 cut off", "broken"),
        ("a.txt", b"\xff\xfe\x00", "not UTF-8, at byte 0"),
        ("a.csv", b"a\x00b", "no text"),
        ("a.txt", b"x" * (LARGEST + 1), "the limit is 20 MB"),
        ("a.png", b"<svg onload=alert(1)>", "not what .png says"),
    ],
)
def test_each_thing_that_is_refused_is_told(name, data, why):
    with pytest.raises(PaperRefused, match=why) as refused:
        check_paper(name, data)

    assert refused.value.path == "document"


def test_a_file_that_unpacks_to_far_more_is_refused_unread():
    bomb = packed("xl/workbook.xml", "xl/big.xml", content=bytes(110 * 1024 * 1024))

    with pytest.raises(PaperRefused, match="unpacks to far more"):
        check_paper("a.xlsx", bomb)
