from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import override

import traffic
from core.casework.licences import TODAY
from sluis.core.casework.licence_states import LicenceAct
from sluis.core.errors import UnreadableFile
from sluis.formats.signed import verify
from sluis.office.licences import document, services
from sluis.office.licences.verifying import verify_code, verify_file
from sluis.store.home import Home
from sluis.store.signing import signing_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def licence(at):
    return traffic.licensed(at)


@pytest.fixture
def certificate():
    return signing_key(Home.open()).certificate_pem


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_pdf_verifies_and_its_changes_show(licence, certificate, language):
    made = document.pdf_document(licence, language)

    found = verify(made, certificate, path="l.pdf")
    assert (found.kind, found.number, found.problems) == ("pdf", licence.number, ())
    assert b"pdfaid" in made
    place = len(made) // 3
    changed = made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :]
    assert not verify(changed, certificate, path="l.pdf").valid
    added = verify(made + b"\n% more\n", certificate, path="l.pdf")
    assert added.problems == ("something was added to it after it was signed",)


def test_json_verifies_and_every_change_is_named(licence, certificate):
    made = document.json_document(licence)

    found = verify(made, certificate, path="l.json")
    assert (found.number, found.problems) == (licence.number, ())
    given = json.loads(made)
    given["licence"]["destination"] = "IR"
    given["licence"]["goods"][0]["quantity"] = "300"
    changed = verify(json.dumps(given).encode(), certificate, path="l.json")
    assert changed.problems == (
        "licence.destination says 'IR'; 'CN' was signed",
        "licence.goods[0].quantity says '300'; '30' was signed",
    )


def test_another_authority_is_not_this_one(licence, tmp_path):
    other = signing_key(Home.open(tmp_path / "other")).certificate_pem

    for made in (document.json_document(licence), document.pdf_document(licence, "en")):
        found = verify(made, other, path="l")
        assert found.problems == ("the signature is not that of this certificate",)


@pytest.mark.parametrize("data", [b"", b"{}", b"%PDF-1.7 nothing", b'{"licence":1}'])
def test_what_is_no_document_is_refused(certificate, data):
    with pytest.raises(UnreadableFile):
        verify(data, certificate, path="l")


def test_anyone_with_the_document_learns_its_state_of_today_and_no_more(at, licence):
    code = document.code_of(licence).partition("code=")[2]
    assert verify_code(code).state in {"active", "expired"}
    services.propose(
        at.first,
        licence.number,
        act=LicenceAct.SUSPEND,
        effective_on=licence.valid_from,
        basis="Article 16",
        reason="secret facts",
    )

    by_code = verify_code(code)
    by_file = verify_file(document.json_document(licence), "l.json")

    assert by_code == by_file
    assert (by_code.genuine, by_code.number) == (True, licence.number)
    assert by_code.state in {"suspended", "expired"}
    assert "secret" not in repr(by_code)
    assert not verify_code("x.y.z").genuine
    assert not verify_code(licence.number).genuine


def test_a_signed_licence_cannot_stand_in_for_a_code(licence):
    token = json.loads(document.json_document(licence))["jws"]

    assert not verify_code(token).genuine


def test_the_command_verifies_without_a_database(licence, certificate, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(document.json_document(licence))
    bad.write_bytes(good.read_bytes().replace(b'"CN"', b'"IR"'))
    (tmp_path / "c.pem").write_text(certificate)

    def run(*names):
        return subprocess.run(
            [sys.executable, "-c", "from sluis.cli import main; main()"]
            + ["licence", "verify", "--certificate", str(tmp_path / "c.pem")]
            + [str(name) for name in names],
            capture_output=True,
            text=True,
            check=False,
        )

    done = run(good, bad)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["valid"] for one in rows] == [True, False]
    assert [one["in_force"] for one in rows] == [None, None]
    assert "not that the licence still holds" in done.stderr
    assert done.returncode == 1
    assert "'CN' was signed" in done.stderr
    assert run(good).returncode == 0
    assert run(tmp_path / "none.pdf").returncode == 3


def test_the_document_says_what_is_amended_and_what_a_signature_tells(at, licence):
    whole = traffic.granted(at)
    goods = (replace(whole.goods[0], quantity=Decimal("1234.5")),)
    made = traffic.licensed(at, goods=goods, valid_from=TODAY)

    with override("nl"):
        told = document._printed(made, "nl", "https://office.example/verify/")
    assert told["changes"] == [["Hoeveelheid van regel 1", "30", "1234.5"]]
    assert licence.number in told["amends"][0]
    assert told["goods"][0][3] == "1.234,5 stuks"
    assert told["facts"][0]["value"] == "China"
    assert "https://office.example/verify/" in told["ways"][0]
    assert "ingetrokken" in told["words"]["offline"]
    assert told["authority"] == "The authority"
