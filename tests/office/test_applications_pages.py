from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

import casework
import cast
from sluis.core.casework.states import Outcome
from sluis.office.access.roles import Role
from sluis.office.applications.act_forms import ACT_FORMS
from sluis.office.applications.models import Application
from sluis.office.applications.services import deciding
from sluis.office.applications.services.catalogue import ProductFacts, put_products

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return casework.applicant()


@pytest.fixture
def olga():
    return casework.officer()


@pytest.fixture
def page(client):
    """Open a page as somebody: ``page(ann, address)``; give data to send its form."""

    def look(user, address, sent=None, **more):
        client.force_login(user)
        if sent is None:
            return client.get(address, **more)
        return client.post(address, sent, **more)

    return look


def text(answer):
    return answer.content.decode()


def wrong(answer):
    return re.findall(r'<a href="#[^"]*">[^<]*</a>|<li>[^<]*</li>', text(answer))


def parts(name, day):
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def test_an_applicant_goes_from_nothing_to_submitted(page, ann):
    begun = page(
        ann,
        "/applications/new/",
        {
            "kind": "sondage",
            "title": "Thirty engines",
            "organisation": cast.organisation().pk,
            "key": "a-key-of-the-form",
        },
    )
    assert begun.status_code == 302, wrong(begun)
    home = begun["Location"]
    planned = timezone.localdate() + timedelta(days=20)
    sections = {
        "edit/about/": {"name": "Thirty engines", **parts("planned_on", planned)},
        "edit/goods/new/": {
            "description": "Engine",
            "kind": "turbojet_engine",
            "quantity": "30",
            "unit": "piece",
            "amount": "300000",
            "currency": "EUR",
            "parameters": "max_thrust = 392 N\ncivil_certified = no",
        },
        "edit/parties/new/": {
            "role": "end_user",
            "name": "Example Aero Institute",
            "country": "CN",
        },
        "edit/route/": {"dispatched_from": "NL", "destination": "CN", "via": "tw, hk"},
        "edit/use/": {"description": "Drones", "military": "no"},
    }
    for address, sent in sections.items():
        assert page(ann, f"{home}{address}").status_code == 200
        answer = page(ann, f"{home}{address}", sent)
        assert answer.status_code == 302, (address, wrong(answer))
    assert "Go on to submit" in text(page(ann, home))

    answer = page(ann, f"{home}do/submit/", {})

    assert answer.status_code == 302, wrong(answer)
    case = Application.objects.get()
    assert case.state == "submitted"
    content = page(ann, f"/api/v1{home.rstrip('/')}").json()["content"]
    assert content["via"] == ["TW", "HK"]
    assert content["end_use"]["military"] is False
    assert content["end_use"]["wmd"] is None
    assert content["goods"][0]["parameters"] == {
        "max_thrust": "392 N",
        "civil_certified": False,
    }


def test_what_cannot_be_read_is_told_at_its_field(page, ann):
    case = casework.started(ann)

    answer = page(
        ann,
        f"/applications/{case.reference}/edit/goods/0/",
        {"description": "Engine", "parameters": "max_thrust = 392 kg"},
    )

    assert answer.status_code == 422
    assert 'href="#id_parameters"' in text(answer)
    assert "392 kg" in " ".join(wrong(answer))


def test_a_form_that_was_read_before_a_change_is_told_by_whom(page, ann):
    case = casework.started(ann)
    address = f"/applications/{case.reference}/edit/route/"
    page(ann, address, {"destination": "JP", "seen": case.revision})

    late = page(ann, address, {"destination": "KR", "seen": case.revision})

    assert late.status_code == 422
    assert "saved by ann@sluis.example" in text(late)


def test_sent_twice_is_kept_once(page, ann):
    case = casework.started(ann)
    sent = {"seen": case.revision, "key": "the-same-key", "destination": "JP"}
    address = f"/applications/{case.reference}/edit/route/"

    answers = [page(ann, address, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert case.versions.count() == 2


def test_a_line_is_taken_out(page, ann):
    case = casework.started(ann)

    page(ann, f"/applications/{case.reference}/edit/parties/0/remove/", {})

    rows = page(ann, f"/applications/{case.reference}/edit/parties/")
    assert "Example Trading Co" not in text(rows)
    assert "Example Aero Institute" in text(rows)


def test_an_officer_assesses_by_the_pages_and_a_second_decides(page, ann, olga):
    use = {"description": "Drones", "military": False}
    case = casework.submitted(ann, end_use=use)
    home = f"/applications/{case.reference}/"
    for act in ("find-complete", "take-up"):
        assert page(olga, f"{home}do/{act}/", {}).status_code == 302
    for code in ("art15.a", "art15.b", "art15.c", "art15.d"):
        assert page(olga, f"{home}do/judge-criterion/?criterion={code}").status_code
        answer = page(
            olga,
            f"{home}do/judge-criterion/",
            {"criterion": code, "finding": "no_concern", "reasons": "nothing found"},
        )
        assert answer.status_code == 302, wrong(answer)
    today = timezone.localdate()
    proposal = {
        "outcome": "grant",
        "reasons": "believable",
        **parts("valid_from", today),
        **parts("valid_until", today + timedelta(days=300)),
        "condition_no_re_export": "on",
        "condition_delivery_verification": "on",
        "parameter_delivery_verification_days": "90",
    }
    answer = page(olga, f"{home}do/propose/", proposal)
    assert answer.status_code == 302, wrong(answer)
    sem = casework.second()
    shown = text(page(sem, home))
    assert "Proposed by" in shown
    address = re.search(r'href="([^"]*do/decide/[^"]*)"', shown)[1]

    answer = page(sem, address.partition("?")[0], {"proposal": address.split("=")[1]})

    assert answer.status_code == 302, wrong(answer)
    assert "Granted" in text(page(ann, home))
    made = case.proposals.get()
    assert [one["code"] for one in made.conditions] == [
        "no_re_export",
        "delivery_verification",
    ]


def test_what_bars_an_act_is_said_on_the_case_and_on_its_form(page, ann, olga):
    case = casework.in_assessment(ann, olga)
    home = f"/applications/{case.reference}/"

    assert "A criterion has no finding." in text(page(olga, home))
    today = timezone.localdate()
    answer = page(
        olga,
        f"{home}do/propose/",
        {
            "outcome": "grant",
            "reasons": "x",
            **parts("valid_from", today),
            **parts("valid_until", today),
        },
    )

    assert answer.status_code == 409
    assert "criteria have no finding" in text(answer)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_page_opens_in_both_languages(page, client, ann, olga, language):
    client.cookies["django_language"] = language
    case = casework.proposed(ann, olga)
    home = f"/applications/{case.reference}/"
    for user in (ann, olga):
        for address in ("/applications/", home):
            shown = page(user, address)
            assert shown.status_code == 200
            assert f'lang="{language}"' in text(shown)
    draft = casework.started(ann)
    assert page(ann, f"/applications/{draft.reference}/").status_code == 200
    for address in ("/goods/", "/goods/import/", "/applications/new/"):
        assert page(ann, address).status_code == 200
    for act in ACT_FORMS:
        name = act.replace("_", "-")
        assert page(olga, f"{home}do/{name}/").status_code == 200, act


def test_pages_of_others_are_not_there(page, client, ann):
    case = casework.submitted(ann)
    other = cast.organisation(name="Other B.V.")
    eve = cast.person("eve", Role.APPLICANT, organisation=other)
    home = f"/applications/{case.reference}/"
    places = ("", "edit/goods/", "edit/about/", "do/withdraw/", "documents/")

    for place in places:
        assert page(eve, f"{home}{place}").status_code == 404
    assert page(eve, f"{home}do/withdraw/", {"why": "x"}).status_code == 404
    client.logout()
    for place in places:
        assert client.get(f"{home}{place}").status_code in {302, 404}


def test_an_objection_is_lodged_and_answered_by_the_pages(page, ann, olga):
    case = casework.in_assessment(ann, olga)
    no = deciding.Proposed(
        outcome=Outcome.REFUSE, reasons="diversion is likely", grounds=("art15.d",)
    )
    deciding.propose(olga, case.reference, no)
    deciding.decide(casework.second(), case.reference, case.proposals.get().pk)
    home = f"/applications/{case.reference}/"

    assert page(ann, f"{home}do/object/", {"grounds": "it is not"}).status_code == 302
    answer = page(
        casework.second("sara"),
        f"{home}do/answer-objection/",
        {
            "objection": case.decisions.get().objections.get().pk,
            "upheld": "no",
            "text": "it stands",
        },
    )

    assert answer.status_code == 302, wrong(answer)
    assert "It was not right" in text(page(ann, home))


def test_goods_come_in_from_the_template_and_go_out_defused(page, ann):
    template = page(ann, "/goods/template.xlsx").content
    answer = page(
        ann, "/goods/import/", {"file": SimpleUploadedFile("goods.xlsx", template)}
    )
    assert answer.status_code == 302, wrong(answer)
    table = "code;description;kind;control_code;cn_code\nE-9;-2+3 engine;;;\n"
    csv = SimpleUploadedFile("goods.csv", table.encode())
    assert page(ann, "/goods/import/", {"file": csv}).status_code == 302

    out = page(ann, "/goods/goods.csv").content.decode()

    assert "E-1,Small jet engine,turbojet_engine" in out
    assert "'-2+3 engine" in out


def test_wrong_cells_are_named_and_nothing_is_taken_in(page, ann):
    table = (
        "code,description,kind,control_code,cn_code,max_thrust\n"
        "E-1,Engine,turbojet_engine,,,392 N\n"
        "E-2,Engine,turbojet_engine,,,392 kg\n"
        'E-3,"=HYPERLINK(1)",,,,\n'
    )
    csv = SimpleUploadedFile("goods.csv", table.encode())

    answer = page(ann, "/goods/import/", {"file": csv})

    assert answer.status_code == 422
    assert "B4" in text(answer)
    assert not cast.organisation().products.exists()


def test_parties_come_in_from_a_file_or_each_wrong_cell_is_named(page, ann):
    case = casework.started(ann, parties=[])
    address = f"/applications/{case.reference}/edit/parties/"
    template = page(ann, f"{address}template.csv").content
    wrong_rows = "role,name,country\nbuyer,Someone,CN\nend_user,Else,China\n"

    refused = page(
        ann,
        f"{address}import/",
        {"file": SimpleUploadedFile("parties.csv", wrong_rows.encode())},
    )
    taken = page(
        ann, f"{address}import/", {"file": SimpleUploadedFile("parties.csv", template)}
    )

    assert refused.status_code == 422
    assert "A2:" in text(refused)
    assert "C3:" in text(refused)
    assert taken.status_code == 302
    assert "Example Aero Institute" in text(page(ann, address))


def test_how_it_is_paid_may_stay_unknown(page, ann):
    case = casework.started(ann)
    address = f"/applications/{case.reference}/edit/contract/"
    sent = {"seen": case.revision, "number": "C-1", "method": ""}
    assert page(ann, address, sent).status_code == 302


def test_lines_and_parties_are_listed_before_they_are_changed(page, ann):
    case = casework.started(ann)
    for section in ("goods", "parties"):
        address = f"/applications/{case.reference}/edit/{section}/"
        assert page(ann, address).status_code == 200


def test_every_version_of_a_good_is_kept_and_shown(page, ann):
    home = ann.memberships.get().organisation
    for thrust in ("392 N", "410 N"):
        facts = ProductFacts(
            code="JE-1",
            description="Small jet engine",
            kind="turbojet_engine",
            parameters={"max_thrust": thrust, "civil_certified": False},
        )
        (row,) = put_products(ann, home, [facts])

    told = page(ann, f"/goods/{row.pk}/").content.decode()
    twin = page(ann, f"/api/v1/products/{row.pk}").json()

    assert row.version == 2
    assert "392 N" in told
    assert "410 N" in told
    assert "False" not in told
    assert [one["number"] for one in twin["versions"]] == [2, 1]
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        row.versions.update(facts={})
