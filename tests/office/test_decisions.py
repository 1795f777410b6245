from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

import casework
import cast
from sluis.core.casework.consultation import ConsultationKind
from sluis.core.casework.criteria import Finding
from sluis.core.casework.states import NotNow, Outcome
from sluis.core.errors import InvalidInput, Problems
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.applications.history import alike, denials_for
from sluis.office.applications.models import Application, Decision, Denial
from sluis.office.applications.services import (
    consulting,
    deciding,
    denials,
    drafts,
    handling,
    judging,
)
from sluis.office.applications.services.deciding import (
    AlreadyDecided,
    GrantedLine,
    Proposed,
)
from sluis.office.applications.standing import content_of
from sluis.office.licences.models import Licence
from sluis.office.once.services import Form, StaleForm

pytestmark = pytest.mark.django_db

NO = Proposed(
    outcome=Outcome.REFUSE, reasons="diversion is likely", grounds=("art15.d",)
)


@pytest.fixture
def ann():
    return casework.applicant()


@pytest.fixture
def olga():
    return casework.officer()


@pytest.fixture
def sem():
    return casework.second()


def the_proposal(case):
    return case.proposals.order_by("-id")[0].pk


def later(monkeypatch, days):
    moment = datetime.now(tz=UTC) + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_it_works(ann, olga, sem):
    case = casework.proposed(ann, olga)

    case = deciding.decide(sem, case.reference, the_proposal(case), "I agree")

    assert case.state == "decided"
    made = case.decisions.get()
    assert (made.outcome, made.proposed_by, made.decided_by) == ("grant", olga, sem)
    licence = Licence.objects.get(application=case.reference)
    assert (licence.proposed_by, licence.decided_by) == (olga, sem)


def test_nobody_decides_on_a_proposal_of_their_own(ann, olga, sem):
    case = casework.judged(ann, olga)
    deciding.propose(sem, case.reference, casework.granting())

    with pytest.raises(NotNow, match="proposal of their own"):
        deciding.decide(sem, case.reference, the_proposal(case))

    assert not Decision.objects.exists()


def test_a_licensing_officer_proposes_and_does_not_decide(ann, olga):
    case = casework.proposed(ann, olga)
    other = casework.officer("otto")

    with pytest.raises(Refused):
        deciding.decide(other, case.reference, the_proposal(case))


def test_the_database_refuses_one_person_twice_and_a_false_proposer(ann, olga, sem):
    case = casework.proposed(ann, olga)
    today = timezone.localdate()
    row = {
        "application": case,
        "proposal_id": the_proposal(case),
        "outcome": "grant",
        "decided_on": today,
        "object_until": today,
    }

    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Decision.objects.create(**row, proposed_by=olga, decided_by=olga)
    with pytest.raises(DatabaseError, match="names who proposed"), transaction.atomic():
        Decision.objects.create(**row, proposed_by=sem, decided_by=olga)


def test_the_database_refuses_to_change_a_decision(ann, olga, sem):
    case = casework.proposed(ann, olga)
    deciding.decide(sem, case.reference, the_proposal(case))

    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        Decision.objects.update(outcome="refuse")


def test_of_two_who_decide_one_wins_and_the_other_is_told_by_whom(ann, olga, sem):
    case = casework.proposed(ann, olga)
    other = casework.second("sara")
    proposal = the_proposal(case)
    deciding.decide(sem, case.reference, proposal)

    with pytest.raises(AlreadyDecided, match="Sem decided on it"):
        deciding.decide(other, case.reference, proposal)
    with pytest.raises(StaleForm, match=r"decided by sem@sluis.example"):
        deciding.decide(other, case.reference, proposal, form=Form(seen=case.revision))
    assert Decision.objects.count() == 1


def test_of_two_who_decide_at_the_same_moment_one_wins(root, own_database):
    done = subprocess.run(
        [sys.executable, root / "tests" / "office" / "race.py"],
        env={**own_database, "PYTHONPATH": str(root / "tests")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "told": ["already-decided", "decided"],
        "kept": 1,
    }


def test_criteria_without_a_finding_bar_a_grant_and_not_a_refusal(ann, olga):
    case = casework.in_assessment(ann, olga)

    with pytest.raises(NotNow, match="criteria have no finding"):
        deciding.propose(olga, case.reference, casework.granting())
    case = deciding.propose(olga, case.reference, NO)

    assert case.state == "proposed"


def test_a_finding_that_obliges_bars_a_grant(ann, olga):
    case = casework.judged(ann, olga)
    judging.judge_criterion(
        olga,
        case.reference,
        "art15.b",
        finding=Finding.CONCERN,
        reasons="an embargo holds",
    )

    with pytest.raises(NotNow, match=r"obliges to refuse: art15\.b"):
        deciding.propose(olga, case.reference, casework.granting())


def test_a_refusal_becomes_a_denial_that_the_next_application_meets(ann, olga, sem):
    case = casework.in_assessment(ann, olga)
    deciding.propose(olga, case.reference, NO)
    deciding.decide(sem, case.reference, the_proposal(case))

    again = casework.submitted(ann)

    assert [row.reference for row in denials_for(again, content_of(again))] == [
        case.reference
    ]
    assert "denial" in again.flags
    assert [one.application for one in alike(again)] == [case]
    assert "party: Example Aero Institute" in alike(again)[0].shares


def test_a_denial_of_another_state_is_recorded_once(ann, olga):
    told = denials.DenialFacts(
        state="DE",
        reference="DE-1",
        notified_on=timezone.localdate(),
        review_on=timezone.localdate(),
        goods="Engines",
        grounds="diversion",
        parties=("EXAMPLE AERO INSTITUTE",),
    )
    denials.record_denial(olga, told)

    with pytest.raises(InvalidInput, match="recorded before"):
        denials.record_denial(olga, told)
    with pytest.raises(NotVisible):
        denials.record_denial(ann, told)
    case = casework.submitted(ann)
    assert denials_for(case, content_of(case)) == list(Denial.objects.all())


def test_a_part_is_granted_as_a_part(ann, olga, sem):
    case = casework.judged(ann, olga)
    part = (GrantedLine(line=1, quantity=Decimal(10)),)

    with pytest.raises(Problems, match="a part of it"):
        deciding.propose(olga, case.reference, casework.granting(lines=part))
    case = deciding.propose(
        olga,
        case.reference,
        casework.granting(lines=part, outcome=Outcome.GRANT_IN_PART),
    )

    deciding.decide(sem, case.reference, the_proposal(case))
    assert case.proposals.get().lines == [{"line": 1, "quantity": "10", "amount": None}]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"lines": (GrantedLine(line=1, quantity=Decimal(31)),)}, "lines[0].quantity"),
        ({"lines": (GrantedLine(line=7),)}, "lines[0].line"),
        ({"conditions": ({"code": "nothing"},)}, "conditions[0].code"),
        ({"valid_until": None}, "valid_until"),
        ({"grounds": ("art99",)}, "grounds[0]"),
    ],
)
def test_what_no_licence_can_be_made_from_is_refused_with_its_place(
    ann, olga, change, place
):
    case = casework.judged(ann, olga)

    with pytest.raises(Problems) as refused:
        deciding.propose(olga, case.reference, casework.granting(**change))

    assert place in {error.path for error in refused.value.errors}
    assert Application.objects.get(pk=case.pk).state == "in_assessment"


def test_a_proposal_is_sent_back_by_another_and_made_anew(ann, olga, sem):
    case = casework.proposed(ann, olga)
    old = the_proposal(case)

    case = deciding.send_back(sem, case.reference, "say more of the end user")

    assert case.state == "in_assessment"
    with pytest.raises(InvalidInput, match="sent back"):
        deciding.decide(sem, case.reference, old)
    deciding.propose(olga, case.reference, casework.granting())
    assert deciding.decide(sem, case.reference, the_proposal(case)).state == "decided"


def test_an_adviser_sees_only_what_is_put_before_them_and_answers(ann, olga):
    case = casework.in_assessment(ann, olga)
    ministry = cast.organisation("partner", "The ministry")
    pia = cast.person("pia", Role.POLICY_ADVISER, organisation=ministry)
    with pytest.raises(NotVisible):
        drafts.withdraw(pia, case.reference, "x")
    case = consulting.consult(
        olga, case.reference, ConsultationKind.ADVICE, "Is it wise?", asked=ministry
    )
    assert case.state == "consulted"

    case = consulting.answer_consultation(
        pia,
        case.reference,
        case.consultations.get().pk,
        answer="positive",
        text="It is",
    )

    assert case.state == "in_assessment"


def test_no_decision_while_another_state_is_asked_and_silence_then_counts(
    ann, olga, monkeypatch
):
    case = casework.judged(ann, olga)
    consulting.consult(
        olga,
        case.reference,
        ConsultationKind.NO_UNDERCUT,
        "You denied this in May",
        country="DE",
        applicant_told=True,
    )
    asked = case.consultations.get().pk
    with pytest.raises(NotNow, match="1 consultation is open"):
        deciding.propose(olga, case.reference, casework.granting())
    with pytest.raises(InvalidInput, match="silence means nothing yet"):
        consulting.take_silence(olga, case.reference, asked)
    later(monkeypatch, 30)

    case = consulting.take_silence(olga, case.reference, asked)

    assert case.consultations.get().answer == "not_identical"
    assert case.state == "in_assessment"


def test_an_objection_from_where_the_goods_are_binds(ann, olga):
    case = casework.judged(ann, olga)
    consulting.consult(
        olga, case.reference, ConsultationKind.GOODS_ELSEWHERE, "Agreed?", country="BE"
    )
    consulting.answer_consultation(
        olga,
        case.reference,
        case.consultations.get().pk,
        answer="objection",
        text="Received by letter",
    )

    with pytest.raises(NotNow, match="Article 14"):
        deciding.propose(olga, case.reference, casework.granting())


def test_an_objection_that_is_right_opens_the_case_again(ann, olga, sem):
    case = casework.in_assessment(ann, olga)
    deciding.propose(olga, case.reference, NO)
    deciding.decide(sem, case.reference, the_proposal(case))
    case = drafts.object_to(ann, case.reference, "the end user was inspected")
    row = case.decisions.get().objections.get()
    assert row.in_time
    with pytest.raises(NotNow, match="1 objection is open"):
        deciding.close(olga, case.reference)
    with pytest.raises(InvalidInput, match="did not prepare"):
        deciding.answer_objection(
            sem, case.reference, row.pk, upheld=True, text="Indeed"
        )

    case = deciding.answer_objection(
        casework.second("sara"), case.reference, row.pk, upheld=True, text="Indeed"
    )

    assert case.state == "in_assessment"


def test_a_late_objection_is_kept_and_said_to_be_late(ann, olga, sem, monkeypatch):
    case = casework.in_assessment(ann, olga)
    deciding.propose(olga, case.reference, NO)
    deciding.decide(sem, case.reference, the_proposal(case))
    later(monkeypatch, 60)

    case = drafts.object_to(ann, case.reference, "too late")

    assert not case.decisions.get().objections.get().in_time


def test_a_sondage_ends_in_an_opinion(ann, olga, sem):
    case = casework.submitted(ann, "sondage")
    handling.find_complete(olga, case.reference)
    handling.take_up(olga, case.reference)

    with pytest.raises(NotNow, match="cannot end in grant"):
        deciding.propose(olga, case.reference, casework.granting())
    opinion = Proposed(outcome=Outcome.UNFAVOURABLE, reasons="it would be refused")
    case = deciding.propose(olga, case.reference, opinion)
    case = deciding.decide(sem, case.reference, the_proposal(case))

    assert case.decisions.get().outcome == "unfavourable_opinion"
