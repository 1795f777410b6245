"""Files from strangers at every door of the pages and the API; and where the rest is.

What may go wrong with what people send, and the tests that say what is answered:

- sent twice: a form or program is told of the first by ``test_applications.py`` (one
  key is one application, one act), a message by ``test_declarations.py`` (the same
  twice is one), a licence by ``test_licences.py`` (issuing twice is once).
- two officers at once: ``test_decisions.py`` (by two processes of a real database too)
  and ``test_customs_acts.py`` (the second is told what the first did).
- stale forms: ``test_applications.py``, ``test_applications_pages.py``,
  ``test_customs_pages.py``, ``test_customs_acts.py``: refused with what changed.
- too large: ``formats/test_paper.py``, ``formats/test_sheet.py``, ``test_parts.py``.
- mistyped, wrong in one place, or no request at all: ``contract/test_fuzzed.py`` for
  every operation of the API; cells of files in ``test_applications_pages.py``.
- encrypted, broken, or holding what runs: ``formats/test_paper.py``; damaged anywhere:
  ``formats/test_sheet.py``; bombs and foreign entities: here, ``formats/test_wco.py``
  and ``formats/test_bad_lists.py``.
- formulas in tables: refused coming in, defused going out, in
  ``test_applications_pages.py``.
- expired, suspended or over-drawn licences: ``core/casework/test_release.py`` and
  ``test_declarations.py`` (by many processes at once too).
- declarations out of order, contradicting or twice: ``test_declarations.py``.
"""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import casework
import cast
from sluis.office.access.roles import Role
from sluis.office.applications.services.documents import add_document

pytestmark = pytest.mark.django_db

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">'
    for n in range(10)
)
BOMB = f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>".encode()
STEALS = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


FILES = {
    "bomb.xml": BOMB,
    "steals.xml": STEALS,
    "script.svg": SCRIPT,
    "script.png": SCRIPT,
    "page.pdf": b"<html><script>alert(1)</script>%PDF-1.7",
    "cut.pdf": b"%PDF-1.7\n<html><script>alert(1)</script>",
    "bomb.xlsx": packed(xl__workbook_xml=BOMB),
    "steals.xlsx": packed(xl__workbook_xml=STEALS, _rels___rels=STEALS),
    "zip.xlsx": packed(xl__workbook_xml=b"<a/>", xl__big_xml=bytes(210 * 1024**2)),
    "empty.csv": b"",
    "binary.csv": b"\xff\xfe\x00\x01",
    "deep.json": b"[" * 100_000,
    "long.json": b"9" * 10_000,
    "surrogate.json": b'{"mrn": "\\ud800", "lines": []}',
    "none": b"x",
}
"""Name to content."""


@pytest.fixture
def doors():
    """Give every address that takes a file, its field, and who may send one."""
    ann = casework.applicant()
    officer = cast.person("customs", Role.CUSTOMS_OFFICER)
    case = f"applications/{casework.started(ann).reference}"
    return [
        (ann, f"/api/v1/{case}/documents", "document"),
        (ann, f"/{case}/documents/", "document"),
        (ann, f"/{case}/edit/parties/import/", "file"),
        (ann, "/goods/import/", "file"),
        (officer, "/declarations/new/", "file"),
        (officer, "/verify/", "file"),
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_at_every_door(doors, name):
    for user, address, field in doors:
        client = Client()
        client.force_login(user)
        file = SimpleUploadedFile(name, FILES[name])
        answer = client.post(address, {field: file, "purpose": "contract"})
        told = f"{address} {name}: {answer.status_code}"
        assert answer.status_code in {200, 422}, told
        assert "root:" not in answer.content.decode(), told
    assert not casework.Application.objects.get().documents.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/cron.d/x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ('a"; filename=b.html;.txt', 'a"; filename=b.html;.txt'),
        ("a\r\nX-Own: 1.txt", "aX-Own: 1.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
        ("x" * 400 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_a_paper_is_given_back_as_a_file_that_no_browser_opens(client, name, kept):
    ann = casework.applicant()
    case = casework.started(ann).reference
    page = b"<html><script>alert(1)</script>"
    add_document(ann, case, name, page, purpose="other")
    client.force_login(ann)

    document = casework.Application.objects.get().documents.get()

    assert document.name == kept
    given = client.get(f"/api/v1/applications/{case}/documents/{document.sha256}")
    assert b"".join(given.streaming_content) == page
    assert given["Content-Type"].startswith("text/plain")
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given["Content-Security-Policy"]
    assert "X-Own" not in given
