"""What is done to a licence after it was issued, on its pages and by the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import orjson
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

import casework
import cast
import traffic
from core.casework.licences import TODAY, grant, term
from office.test_customs_acts import fill_in
from sluis.core.casework.amendment import AmendedLine, Amendment, amended, differences
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.licence_states import LicenceAct, WrongState
from sluis.core.casework.states import Outcome
from sluis.core.errors import InvalidInput
from sluis.core.licence import BalanceExceeded
from sluis.office.access.roles import Role
from sluis.office.applications.services import deciding, drafts
from sluis.office.customs import services as customs
from sluis.office.licences import queries, services
from sluis.office.licences.models import Act, Licence

pytestmark = pytest.mark.django_db

BASIS = {"basis": "Article 16(1)", "reason": "new facts"}


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def licence(at):
    return traffic.licensed(at)


def page(client, licence, end="", language="en"):
    return client.get(
        f"/licences/{licence.number}/{end}", headers={"accept-language": language}
    )


def state(licence):
    found = queries.licence_by_number(licence.number)
    today = timezone.localdate()
    from sluis.office.licences.state import state_of

    return state_of(found, queries.balances_of(found, today)[0], today)


def left_of(licence):
    found = queries.licence_by_number(licence.number)
    balance = queries.balances_of(found, traffic.FAR)[0][1]
    return int(balance.reserved), int(balance.written_off), int(balance.remaining)


def propose(client, licence, act, **told):
    path = f"/licences/{licence.number}/do/{act}/"
    sent = fill_in(client, path, reason="New facts came in.", **told)
    return client.post(path, sent)


def test_an_officer_suspends_alone_and_two_let_it_be_used_again(client, at, licence):
    client.force_login(at.first)
    assert propose(client, licence, "suspend").status_code == 302
    assert state(licence) == "suspended"
    asked = propose(client, licence, "resume")
    assert state(licence) == "suspended"
    assert "You proposed this" in client.get(asked["Location"]).content.decode()
    sent = {"key": "mine"}
    assert client.post(asked["Location"], sent).status_code == 403

    client.force_login(at.second)
    confirm = fill_in_confirm(client, asked["Location"])
    assert client.post(asked["Location"], confirm).status_code == 302
    assert client.post(asked["Location"], confirm).status_code == 302  # sent twice
    assert state(licence) == "active"


def fill_in_confirm(client, path, name="confirm"):
    form = client.get(path).context[name]
    return {one: form[one].value() for one in ("seen", "key")}


@pytest.mark.parametrize(
    ("act", "language", "word"),
    [
        ("revoke", "en", "Revoked"),
        ("revoke", "nl", "Ingetrokken"),
        ("annul", "en", "Annulled"),
        ("annul", "nl", "Vernietigd"),
    ],
)
def test_two_end_it_and_the_page_says_so_in_words(client, at, act, language, word):
    licence = traffic.licensed(at)
    client.force_login(at.first)
    asked = propose(client, licence, act)
    client.force_login(at.second)
    client.post(asked["Location"], fill_in_confirm(client, asked["Location"]))
    text = page(client, licence, language=language).content.decode()
    assert word in text
    assert f">{act}<" not in text
    assert "do/suspend/" not in text


def test_the_holder_gives_it_back_and_may_nothing_else(client, at, licence):
    client.force_login(at.applicant)
    assert page(client, licence, "do/revoke/").status_code == 403
    assert page(client, licence, "do/burn/").status_code == 404
    assert propose(client, licence, "surrender").status_code == 302
    assert state(licence) == "surrendered"


@pytest.mark.parametrize("missing", ["reason", "basis", "effective_on"])
def test_an_act_needs_a_day_a_ground_and_a_reason(client, at, licence, missing):
    client.force_login(at.first)
    path = f"/licences/{licence.number}/do/revoke/"
    sent = fill_in(client, path, reason="New facts.") | {missing: ""}
    answer = client.post(path, sent)
    assert answer.status_code == 422
    assert missing in answer.context["form"].errors


def test_a_form_that_was_read_before_a_colleague_acted_is_refused(client, at, licence):
    client.force_login(at.second)
    path = f"/licences/{licence.number}/do/revoke/"
    mine = fill_in(client, path, reason="New facts.")
    services.propose(
        at.first, licence.number, act=LicenceAct.SUSPEND, effective_on=TODAY, **BASIS
    )
    answer = client.post(path, mine)
    assert answer.status_code == 409
    assert "Suspended" in answer.context["form"].non_field_errors()[0]
    assert not Act.objects.filter(act="revoke").exists()


def test_a_proposal_can_be_dropped_with_a_reason_and_made_anew(client, at, licence):
    client.force_login(at.first)
    where = propose(client, licence, "revoke")["Location"]
    assert propose(client, licence, "revoke").status_code == 409
    without = fill_in_confirm(client, where, "drop") | {"drop": "1"}
    assert client.post(where, without).status_code == 422
    done = client.post(where, without | {"why": "It was an error."})
    assert done.status_code == 302
    assert "It was an error." in page(client, licence).content.decode()
    client.force_login(at.second)
    late = client.post(where, {"key": "late"})
    assert late.status_code == 409
    client.force_login(at.first)
    assert propose(client, licence, "revoke").status_code == 302


def test_the_database_refuses_one_person_and_a_silent_drop(at, licence):
    row = services.propose(
        at.first, licence.number, act=LicenceAct.REVOKE, effective_on=TODAY, **BASIS
    )
    mine = Act.objects.filter(pk=row.pk)
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(confirmed_by=at.first, confirmed_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(dropped_by=at.first, dropped_at=now)


def test_an_amended_licence_takes_its_place_with_what_left_before(client, at, licence):
    customs.lodge(at.customs, traffic.declared(licence))
    customs.exit_(at.customs, "26NL000001", on=date(2026, 6, 2))
    customs.lodge(at.customs, traffic.declared(licence, mrn="26NL000002", quantity=5))
    client.force_login(at.first)
    few = propose(client, licence, "replace", line_1_quantity="14")
    assert few.status_code == 409
    assert "line_1_quantity" in few.context["form"].errors
    asked = propose(
        client,
        licence,
        "replace",
        line_1_quantity="20",
        add_delivery_verification="on",
        add_delivery_verification_days="60",
    )
    client.force_login(at.second)
    text = client.get(asked["Location"]).content.decode()
    assert "Quantity of line 1" in text
    assert "within 60 days" in text
    done = client.post(asked["Location"], fill_in_confirm(client, asked["Location"]))
    made = Licence.objects.get(replaces=licence)
    assert done["Location"] == f"/licences/{made.number}/"
    assert (state(licence), state(made)) == ("replaced", "active")
    assert left_of(made) == (5, 10, 5)

    customs.exit_(at.customs, "26NL000002", on=date(2026, 6, 3))
    assert (left_of(licence), left_of(made)) == ((0, 15, 15), (0, 15, 5))
    more = traffic.declared(made, mrn="26NL000003", quantity=6, lodged_on=None)
    assert customs.lodge(at.customs, more).declaration.state == "held"
    five = traffic.declared(made, mrn="26NL000004", quantity=5, lodged_on=None)
    assert customs.lodge(at.customs, five).declaration.state == "released"
    with pytest.raises(BalanceExceeded):
        customs.decide(
            at.post, "26NL000003", version=1, decision="release", reason="seen"
        )
    assert left_of(made) == (5, 15, 0)


def test_all_that_was_reserved_under_the_first_can_be_given_back(at, licence):
    customs.lodge(at.customs, traffic.declared(licence))
    made = traffic.licensed(at, valid_from=TODAY + timedelta(days=9))
    assert left_of(made) == (10, 0, 20)

    customs.cancel(at.customs, "26NL000001", reason="not shipped")

    assert (left_of(licence), left_of(made)) == ((0, 0, 30), (0, 0, 30))


def test_what_left_under_the_first_cannot_be_corrected_beyond_the_second(at, licence):
    first = traffic.declared(licence)
    customs.lodge(at.customs, first)
    customs.exit_(at.customs, "26NL000001", on=date(2026, 6, 2))
    small = replace(traffic.granted(at).goods[0], quantity=Decimal(12))
    made = traffic.licensed(at, goods=(small,), valid_from=TODAY + timedelta(days=9))
    more = traffic.line(licence, quantity=Decimal(13))
    with pytest.raises(BalanceExceeded, match=made.number):
        customs.lodge(at.customs, replace(first, action="amendment", lines=(more,)))
    assert left_of(made) == (0, 10, 2)


def test_a_second_decision_on_an_application_issues_another_licence(at):
    first = traffic.licensed(at)
    second = traffic.licensed(at, end_use="another use", valid_from=TODAY)
    assert traffic.licensed(at, end_use="another use", valid_from=TODAY) == second
    assert (first.edition, second.edition, second.replaces) == (1, 2, first)
    assert state(first) == "replaced"
    with pytest.raises(IntegrityError), transaction.atomic():
        Licence.objects.filter(pk=second.pk).update(edition=1)


def test_a_second_decision_after_the_first_ended_needs_no_act(at):
    first = traffic.licensed(at)
    row = services.propose(
        at.first, first.number, act=LicenceAct.REVOKE, effective_on=TODAY, **BASIS
    )
    services.confirm(at.second, first.number, row.pk)
    second = traffic.licensed(at, end_use="another use", valid_from=TODAY)
    assert (state(first), state(second)) == ("revoked", "active")


def test_a_suspended_licence_is_not_passed_by_with_a_second(at):
    first = traffic.licensed(at)
    services.propose(
        at.first, first.number, act=LicenceAct.SUSPEND, effective_on=TODAY, **BASIS
    )
    with pytest.raises(WrongState), transaction.atomic():
        traffic.licensed(at, end_use="another use", valid_from=TODAY)
    assert Licence.objects.count() == 1


def test_the_number_names_the_country_of_the_authority(at):
    office = cast.organisation("authority", name="An authority", country="BE")
    both = [
        cast.person(name, role, organisation=office)
        for name, role in (
            ("un", Role.LICENSING_OFFICER),
            ("deux", Role.SECOND_OFFICER),
        )
    ]
    made = services.issue(
        both[1], traffic.granted(at, proposed_by=both[0].pk, decided_by=both[1].pk)
    )
    assert made.number.startswith("BE-2026-")


def test_an_amendment_says_in_what_it_differs():
    before = grant(conditions=(term(ConditionCode.NO_RE_EXPORT),))
    change = Amendment(
        valid_until=before.valid_until + timedelta(days=30),
        lines=(AmendedLine(line=1, amount=Decimal(1)),),
        conditions=(term(ConditionCode.NO_MILITARY_USE),),
    )
    after = amended(before, change, number="N", proposed_by=1, begins=TODAY)
    found = [one.what for one in differences(before, after)]
    assert found == ["valid_until", "value", "condition", "condition"]
    nothing = Amendment(
        valid_until=before.valid_until, lines=(), conditions=before.conditions
    )
    with pytest.raises(InvalidInput, match="nothing"):
        amended(before, nothing, number="N", proposed_by=1, begins=TODAY)
    odd = replace(change, lines=(AmendedLine(line=2),))
    with pytest.raises(InvalidInput, match="no line 2"):
        amended(before, odd, number="N", proposed_by=1, begins=TODAY)


def test_an_amendment_has_its_twin(client, at, licence):
    client.force_login(at.first)
    path = f"/api/v1/licences/{licence.number}"
    read = client.get(path).json()
    told = {
        "act": "replace",
        "effective_on": str(timezone.localdate()),
        "seen": read["revision"],
        "key": "only-once-1",
        "amendment": {
            "valid_until": str(timezone.localdate() + timedelta(days=90)),
            "lines": [{"line": 1, "quantity": "40"}],
            "conditions": [{"code": "no_re_export"}],
        },
        **BASIS,
    }

    def post(end, body):
        return client.post(
            f"{path}/acts{end}", orjson.dumps(body), content_type="application/json"
        )

    asked = post("", told)
    assert asked.status_code == 201, asked.content
    assert post("", told).json()["id"] == asked.json()["id"]
    stale = post("", told | {"key": "only-once-2"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale-form")
    bare = {name: value for name, value in told.items() if name != "amendment"}
    assert post("", bare | {"seen": None, "key": None}).status_code == 422
    end = f"/{asked.json()['id']}"
    assert post(f"{end}/confirmation", {}).status_code == 403
    client.force_login(at.second)
    assert post(f"{end}/confirmation", {}).status_code == 200
    assert client.get(path).json()["state"] == "replaced"
    assert post(f"{end}/drop", {"why": "late"}).status_code == 409


def test_a_grant_after_an_objection_takes_the_place_of_the_first():
    ann, olga = casework.applicant(), casework.officer()
    sem, sara = casework.second("sem"), casework.second("sara")
    case = casework.judged(ann, olga)
    part = casework.granting(
        outcome=Outcome.GRANT_IN_PART,
        lines=(deciding.GrantedLine(line=1, quantity=Decimal(20)),),
    )
    deciding.propose(olga, case.reference, part)
    case = deciding.decide(sem, case.reference, case.proposals.get().pk)
    first = Licence.objects.get()
    drafts.object_to(ann, case.reference, "thirty were sold")
    objection = case.decisions.get().objections.get()
    deciding.answer_objection(
        sara, case.reference, objection.pk, upheld=True, text="Indeed"
    )
    deciding.propose(olga, case.reference, casework.granting())
    last = case.proposals.order_by("id").last()
    deciding.decide(sem, case.reference, last.pk)

    second = Licence.objects.get(replaces=first)
    assert (first.application, second.edition) == (second.application, 2)
    assert (state(first), state(second)) == ("replaced", "active")
    assert [line.quantity for line in second.lines.all()] == [30]
    assert Licence.objects.count() == 2
