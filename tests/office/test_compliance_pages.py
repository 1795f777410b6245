"""The pages of compliance: what they show, in both languages, and their forms."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import casework
import cast
import compliance
import traffic
from sluis.core.casework.programme_questions import QUESTIONS
from sluis.office.access.roles import Role
from sluis.office.compliance.models import BlockedParty, Finding, Submission, Visit
from sluis.office.compliance.services import parties, programmes, visits

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def cora(at):
    return compliance.officer_of(at.maker)


def page(client, path, language="en", status=200):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == status, path
    return " ".join(answer.content.decode().split())


def fill(client, path, **fields):
    """Send the form of a page with its hidden fields, as a browser does."""
    shown = client.get(path).content.decode()
    form = re.search(r"<form method=\"post\"[^>]*novalidate>(.*?)</form>", shown, re.S)
    hidden = re.findall(
        r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form[1]
    )
    return client.post(path, {**dict(hidden), **fields})


def a_day(name, day):
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": number for part, number in parts.items()}


def test_a_programme_from_the_first_page_to_its_version(client, at, cora):
    client.force_login(cora)
    assert "Begin the self-assessment" in page(client, "/compliance/")
    began = fill(client, "/compliance/programmes/begin/")
    draft = began.headers["Location"]
    assert QUESTIONS[0].text["en"] in page(client, draft)
    assert QUESTIONS[0].text["nl"] in page(client, draft, "nl")
    question = f"{draft}questions/{compliance.QUESTION}/"
    kept = fill(
        client,
        question,
        standing="partly",
        explanation="Of the former director",
        action="Sign it anew",
        **a_day("action_due", TODAY + timedelta(days=9)),
        next="1",
    )
    assert kept.headers["Location"].endswith(f"questions/{QUESTIONS[1].code}/")
    paper = SimpleUploadedFile("statement.txt", b"No export is worth it.")
    assert fill(client, f"{question}evidence/", document=paper).status_code == 302
    assert "statement.txt" in page(client, question)
    assert "1 question is partly or not in place" in page(client, draft)
    sent = fill(client, f"{draft}submit/")
    text = page(client, sent.headers["Location"])
    assert "Version 1, submitted on" in text
    assert "Sign it anew" in text
    assert "Versie 1, ingediend op" in page(client, sent.headers["Location"], "nl")

    client.force_login(at.customs)
    assert at.maker.name in page(client, "/compliance/programmes/")
    version = f"/compliance/submissions/{Submission.objects.get().pk}/"
    assert fill(client, f"{version}remark/", text="When?").status_code == 302
    assert "When?" in page(client, version)
    digest = re.search(
        r"evidence/([0-9a-f]{64})/", client.get(version).content.decode()
    )
    paper = client.get(f"{version}evidence/{digest[1]}/")
    assert b"".join(paper.streaming_content) == b"No export is worth it."
    assert client.get(draft).status_code == 404


def test_a_wrong_answer_is_told_beside_its_field(client, at, cora):
    draft = programmes.begin(cora, at.maker)
    client.force_login(cora)
    path = f"/compliance/programmes/{draft.pk}/questions/{compliance.QUESTION}/"
    answer = fill(client, path, standing="partly", action="Sign it")
    assert answer.status_code == 409
    assert "An action needs a day" in answer.content.decode()
    assert fill(client, path, explanation="x").status_code == 422
    stale = client.post(path, {"standing": "unknown", "seen": "0"})
    told = "It was changed after you read it: Self-assessment begun"
    assert told in stale.content.decode()
    assert client.get(path.replace("statement", "nothing")).status_code == 404


def test_a_hostile_paper_is_refused_on_the_page(client, at, cora):
    draft = programmes.begin(cora, at.maker)
    client.force_login(cora)
    path = (
        f"/compliance/programmes/{draft.pk}/questions/{compliance.QUESTION}/evidence/"
    )
    program = SimpleUploadedFile("a.pdf", b"MZ")
    answer = fill(client, path, document=program)
    assert answer.status_code == 409
    assert "not what .pdf says" in answer.content.decode()


def test_blocking_a_party_shows_on_the_draft_that_names_it(client, at, cora):
    client.force_login(cora)
    sent = fill(
        client,
        "/compliance/blocked/add/",
        name="Example Aero Institute",
        country="CN",
        reason="It resold",
        source="A letter",
        **a_day("since", TODAY),
    )
    assert sent.status_code == 302, sent.content.decode()
    entry = sent.headers["Location"]
    case = _draft(cora, at)
    text = page(client, f"/applications/{case.reference}/")
    assert "Your organisation blocked a party of this application" in text
    assert entry in text
    assert "Example Aero Institute" in page(client, "/search/?q=Aero")
    ended = fill(
        client,
        f"{entry}change/",
        name="Example Aero Institute",
        country="CN",
        reason="It resold",
        source="A letter",
        why="It was another",
        **a_day("since", TODAY),
        **a_day("until", TODAY),
    )
    assert ended.status_code == 302, ended.content.decode()
    assert "It was another" in page(client, entry)
    assert fill(client, f"{entry}withdraw/", why="A mistake").status_code == 302
    assert "Withdrawn as a mistake" in page(client, entry)
    assert "blocked a party" not in page(client, f"/applications/{case.reference}/")
    assert BlockedParty.objects.count() == 3


def test_the_watch_list_shows_on_cases_to_officers_only(client, at, cora):
    case = _submitted(cora, at)
    parties.watch(at.first, compliance.facts())
    told = "The authority watches a party of this application"
    path = f"/applications/{case.reference}/"
    client.force_login(at.first)
    assert told in page(client, path)
    assert "Example Aero Institute" in page(client, "/compliance/watched/")
    client.force_login(cora)
    assert told not in page(client, path)
    page(client, "/compliance/watched/", status=404)
    page(client, "/compliance/watched/1/", status=404)


def test_a_visit_from_plan_to_settled_finding(client, at, cora):
    client.force_login(at.customs)
    planned = fill(
        client,
        "/compliance/visits/plan/",
        organisation=at.maker.pk,
        announced="yes",
        purpose="Records",
        **a_day("planned_on", TODAY),
    )
    visit = planned.headers["Location"]
    assert fill(client, f"{visit}do/announce/").status_code == 302
    held = fill(
        client, f"{visit}do/hold/", participants="A. Person", **a_day("held_on", TODAY)
    )
    assert held.status_code == 302
    found = fill(
        client,
        f"{visit}do/find/",
        severity="shortcoming",
        text="No consignee",
        wanted="Name it",
        **a_day("due_on", TODAY),
    )
    assert found.status_code == 302, found.content.decode()
    client.force_login(cora)
    assert "No consignee" not in page(client, visit)
    client.force_login(at.customs)
    assert fill(client, f"{visit}do/report/", text="One finding").status_code == 302
    assert fill(client, f"{visit}do/close/").status_code == 409
    Finding.objects.update(due_on=TODAY - timedelta(days=1))

    client.force_login(cora)
    assert "No consignee" in page(client, visit)
    assert "Answer the findings of a visit" in page(client, "/")
    assert "te laat" in page(client, f"{visit}findings/1/", "nl")
    said = fill(client, f"{visit}findings/1/do/answer/", text="Named")
    assert said.status_code == 302
    client.force_login(at.customs)
    assert "Named" in page(client, f"{visit}findings/1/")
    assert fill(client, f"{visit}findings/1/do/close/", text="Seen").status_code == 302
    assert fill(client, f"{visit}do/close/").status_code == 302
    assert Visit.objects.get().state == "closed"
    assert client.get(f"{visit}do/nothing/").status_code == 404


def test_an_unannounced_visit_is_404_for_the_company(client, at, cora):
    visit = compliance.planned(at.customs, at.maker, announced=False)
    client.force_login(cora)
    page(client, f"/compliance/visits/{visit.reference}/", status=404)
    page(client, f"/api/v1/compliance/visits/{visit.reference}", status=404)
    assert visit.reference not in page(client, "/search/?q=Maker")
    visits.hold(at.customs, visit.reference, held_on=TODAY, participants="A. Person")
    assert visit.reference in page(client, "/compliance/visits/")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_records_and_their_terms(client, at, cora, language):
    licence = traffic.licensed(at)
    client.force_login(cora)
    text = page(client, "/compliance/records/", language)
    assert licence.number in text
    told = {
        "en": "the licence can still be used",
        "nl": "de vergunning is nog bruikbaar",
    }
    assert told[language] in text
    assert told[language] in page(client, f"/licences/{licence.number}/", language)
    assert client.get("/compliance/records/?kind=nothing&page=x").status_code == 200


def _draft(cora, at):
    from sluis.core.casework.states import ApplicationKind
    from sluis.office.applications.services import drafts

    return drafts.start(cora, at.maker, ApplicationKind.INDIVIDUAL, casework.content())


def _submitted(cora, at):
    from sluis.office.applications.services import drafts

    return drafts.submit(cora, _draft(cora, at).reference)


def test_the_first_page_is_for_each_who_works_with_compliance(client):
    for role in Role:
        client.force_login(cast.person(f"p-{role.replace('_', '-')}", role))
        seen = client.get("/compliance/").status_code
        others = {Role.POLICY_ADVISER, Role.LIAISON, Role.ADMINISTRATOR}
        assert seen == (404 if role in others else 200), role
