"""What is done with a declaration on its pages, and by their JSON twins."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

import traffic
from sluis.core.casework.calendar import after_working_days
from sluis.core.casework.licence_states import LicenceAct
from sluis.office.customs import services
from sluis.office.customs.models import Declaration
from sluis.office.licences import queries
from sluis.office.licences import services as licensing

pytestmark = pytest.mark.django_db

MRN = "26NL000001"
PAGE = f"/declarations/{MRN}/"


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def licence(at):
    return traffic.licensed(at)


@pytest.fixture
def released(at, licence):
    return services.lodge(at.customs, traffic.declared(licence)).declaration


@pytest.fixture
def held(at, licence):
    declared = traffic.declared(licence, destination="TW")
    return services.lodge(at.customs, declared).declaration


def fill_in(client, path, language="en", **told):
    """Open a form, and give what it would send with these fields filled in."""
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200, answer.content.decode()
    form = answer.context["form"]
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if value is not None:
            sent[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return sent | told


def stands(licence):
    found = queries.licence_by_number(licence.number)
    balance = queries.balances_of(found, traffic.FAR)[0][1]
    return int(balance.reserved), int(balance.written_off), int(balance.remaining)


def state():
    return Declaration.objects.get(reference=MRN).state


def test_goods_that_left_are_written_off(client, at, licence, released):
    client.force_login(at.customs)
    assert "do/exit/" in client.get(PAGE).content.decode()
    sent = fill_in(client, f"{PAGE}do/exit/")
    assert client.post(f"{PAGE}do/exit/", sent).status_code == 302
    assert client.post(f"{PAGE}do/exit/", sent).status_code == 302  # sent twice
    assert (state(), stands(licence)) == ("exited", (0, 10, 20))
    again = fill_in(client, f"{PAGE}do/exit/", on="2026-06-02")
    assert client.post(f"{PAGE}do/exit/", again).status_code == 409


@pytest.mark.parametrize("day", ["2026-05-30", "2099-01-01", "", "yesterday"])
def test_goods_leave_neither_before_they_were_declared_nor_tomorrow(
    client, at, released, day
):
    client.force_login(at.customs)
    sent = fill_in(client, f"{PAGE}do/exit/", on=day)
    assert client.post(f"{PAGE}do/exit/", sent).status_code in {409, 422}
    assert state() == "released"


def test_released_goods_are_stopped_and_released_by_another(
    client, at, licence, released
):
    client.force_login(at.customs)
    sent = fill_in(client, f"{PAGE}do/hold/", reason="A tip came in.")
    assert client.post(f"{PAGE}do/hold/", sent).status_code == 302
    assert (state(), stands(licence)) == ("held", (0, 0, 30))

    alone = fill_in(client, PAGE, decision="release", reason="It was nothing.")
    refused = client.post(PAGE, alone)
    assert refused.status_code == 403
    assert "another officer must release it" in refused.content.decode()

    client.force_login(at.post)
    other = fill_in(client, PAGE, decision="release", reason="It was nothing.")
    assert client.post(PAGE, other).status_code == 302
    assert (state(), stands(licence)) == ("released", (10, 0, 20))


def test_a_hold_is_made_longer_up_to_thirty_working_days(client, at, held):
    client.force_login(at.customs)
    last = after_working_days(timezone.localdate(), 30)
    path = f"{PAGE}do/hold/"
    late = fill_in(client, path, reason="no reply", until=str(last + timedelta(days=1)))
    answer = client.post(path, late)
    assert answer.status_code == 409
    assert str(last) in answer.content.decode()
    sent = fill_in(client, path, reason="no reply yet", until=str(last))
    assert client.post(path, sent).status_code == 302
    held.refresh_from_db()
    assert held.held_until == last


@pytest.mark.parametrize(("language", "said"), [("en", "Refused"), ("nl", "Geweigerd")])
def test_of_two_officers_at_once_the_second_is_told_what_the_first_did(
    client, at, held, language, said
):
    client.force_login(at.post)
    mine = fill_in(client, PAGE, decision="release", reason="seen")
    services.decide(at.customs, MRN, version=1, decision="refuse", reason="no")
    answer = client.post(PAGE, mine, headers={"accept-language": language})
    assert answer.status_code == 409
    assert said in answer.context["form"].non_field_errors()[0]
    assert state() == "refused"


def test_a_correction_by_hand_is_checked_anew(client, at, licence, released):
    client.force_login(at.applicant)
    path = f"{PAGE}do/correct/"
    sent = fill_in(client, path, reason="two stayed behind", line_1_quantity="8")
    assert client.post(path, sent).status_code == 302
    assert (state(), stands(licence)) == ("released", (8, 0, 22))
    back = fill_in(client, path, reason="they came after all", line_1_quantity="10")
    client.post(path, back)
    eight = fill_in(client, path, reason="no, they did not", line_1_quantity="8")
    client.post(path, eight)  # as the first correction, and counts anew
    assert stands(licence) == (8, 0, 22)


def test_a_stale_correction_changes_nothing(client, at, licence, released):
    client.force_login(at.applicant)
    path = f"{PAGE}do/correct/"
    mine = fill_in(client, path, reason="fewer", line_1_quantity="8")
    services.hold(at.customs, MRN, version=1, reason="a tip")
    assert client.post(path, mine).status_code == 409
    assert state() == "held"


def test_a_cancellation_gives_everything_back(client, at, licence, released):
    client.force_login(at.applicant)
    path = f"{PAGE}do/cancel/"
    without = fill_in(client, path, reason="")
    assert client.post(path, without).status_code == 422
    sent = fill_in(client, path, reason="The buyer withdrew.")
    assert client.post(path, sent).status_code == 302
    assert client.post(path, sent).status_code == 302
    assert (state(), stands(licence)) == ("invalidated", (0, 0, 30))
    text = client.get(PAGE).content.decode()
    assert "The buyer withdrew." in text
    assert "do/cancel/" not in text


def test_who_may_not_act_is_told_so_and_an_unknown_act_is_not_there(
    client, at, released
):
    client.force_login(at.applicant)
    assert client.get(f"{PAGE}do/exit/").status_code == 403
    assert client.get(f"{PAGE}do/hold/").status_code == 403
    assert client.get(f"{PAGE}do/burn/").status_code == 404


def test_a_declaration_is_filled_in_by_hand(client, at, licence):
    client.force_login(at.applicant)
    path = "/declarations/new/by-hand/"
    sent = fill_in(
        client,
        path,
        reference=MRN,
        consignee_name="Forwarder Ltd",
        consignee_country="TW",
        destination="CN",
        via="tw",
        line_1_description="Small jet engine",
        line_1_cn_code="8411 11 00",
        line_1_quantity="10",
        line_1_unit="piece",
        line_1_amount="100000",
        line_1_currency="EUR",
        line_1_licence=licence.number,
    )
    more = client.post(path, sent | {"more": "1"})
    assert more.context["form"]["line_1_quantity"].value() == "10"
    assert "line_2_quantity" in more.context["form"].fields
    answer = client.post(path, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    found = services.standing(Declaration.objects.get(reference=MRN))
    assert (found.via, found.exporter.identifier) == (("TW",), "NL001")
    assert client.post(path, sent).status_code == 302
    other = fill_in(client, path) | sent | {"key": "another-key"}
    other["line_1_quantity"] = "11"
    assert client.post(path, other).status_code == 409  # one number, two messages


def test_the_goods_of_another_exporter_are_not_declared_by_hand(client, at, licence):
    client.force_login(at.applicant)
    path = "/declarations/new/by-hand/"
    sent = fill_in(
        client,
        path,
        reference="26NL9",
        exporter_identifier="NL002",
        consignee_name="Forwarder Ltd",
        consignee_country="TW",
        destination="CN",
        line_1_description="Small jet engine",
        line_1_cn_code="84111100",
        line_1_quantity="1",
        line_1_unit="piece",
        line_1_currency="EUR",
    )
    assert client.post(path, sent).status_code in {403, 422}
    assert not Declaration.objects.exists()


def post(client, path, **told):
    return client.post(
        f"/api/v1/declarations/{MRN}/{path}",
        orjson.dumps(told),
        content_type="application/json",
    )


def test_each_act_has_its_twin(client, at, licence, released):
    client.force_login(at.customs)
    read = client.get(f"/api/v1/declarations/{MRN}").json()
    told = {"version": 1, "reason": "a tip", "seen": read["revision"]}
    key = {"key": "only-once-1"}
    assert post(client, "hold", **told, **key).json()["state"] == "held"
    assert post(client, "hold", **told, **key).json()["state"] == "held"
    stale = post(client, "hold", **told)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale-form")
    used = post(client, "cancellation", reason="x", **key)
    assert (used.status_code, used.json()["code"]) == (409, "form-used")
    gone = post(client, "cancellation", reason="The buyer withdrew.")
    assert gone.json()["state"] == "invalidated"
    assert post(client, "exit", on="2026-06-02").status_code == 409


def test_a_declaration_begins_with_what_its_licence_says(client, at, licence):
    client.force_login(at.applicant)
    page = client.get(f"/declarations/new/by-hand/?licence={licence.number}")
    told = page.content.decode()
    for text in ("Agent Co. Ltd.", "User Works", "84111100", licence.number):
        assert f'value="{text}"' in told
    absent = client.get("/declarations/new/by-hand/?licence=NL-2026-999999")
    assert absent.status_code == 404


def test_released_goods_whose_licence_is_stopped_are_shown_to_customs(
    client, at, licence, released
):
    client.force_login(at.customs)
    notice = "their licence was stopped since"
    assert notice not in client.get(PAGE).content.decode()
    licensing.propose(
        at.first,
        licence.number,
        act=LicenceAct.SUSPEND,
        effective_on=timezone.localdate(),
        basis="Article 16(1)",
        reason="new facts",
    )
    assert notice in client.get(PAGE).content.decode()
    home = client.get("/").content.decode()
    assert "Released under a licence that was stopped since" in home
    assert home.count(PAGE) == 1
    services.hold(at.customs, MRN, version=1, reason="the licence is suspended")
    assert notice not in client.get(PAGE).content.decode()


def test_a_proposal_waits_on_the_desk_of_others_and_not_of_its_maker(
    client, at, licence
):
    licensing.propose(
        at.first,
        licence.number,
        act=LicenceAct.REVOKE,
        effective_on=timezone.localdate(),
        basis="Article 16(1)",
        reason="new facts",
    )
    for user, seen in ((at.first, False), (at.second, True)):
        client.force_login(user)
        home = client.get("/").content.decode()
        assert (f"/licences/{licence.number}/" in home) is seen
