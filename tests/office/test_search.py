"""Search finds all that a person may see, in whatever script, and nothing else."""

from __future__ import annotations

import pytest

import casework
import cast
import traffic
from sluis.core.casework.states import ApplicationKind
from sluis.office.access.roles import Role
from sluis.office.applications.services import documents, drafts

pytestmark = pytest.mark.django_db


def found(client, question):
    return {
        group["kind"]: [(one["path"], one["title"]) for one in group["results"]]
        for group in client.get("/api/v1/search", {"q": question}).json()
    }


@pytest.mark.parametrize("question", ["中国航空 研究所", "china aviation", "研究所"])
def test_a_party_is_found_in_any_script(client, question):
    ann, olga = casework.applicant(), casework.officer()
    parties = [{"role": "end_user", "name": "中国航空研究所", "country": "CN"}]
    case = casework.submitted(ann, parties=parties)
    client.force_login(olga)
    page = f"/applications/{case.reference}/"
    assert found(client, question)["application"] == [(page, case.reference)]


def test_every_page_that_is_found_opens(client):
    desk = traffic.desk()
    licence = traffic.licensed(desk)
    paper = b"name,quantity\nengine,30\n"
    home = licence.organisation
    kind = ApplicationKind.INDIVIDUAL
    case = drafts.start(desk.applicant, home, kind, casework.content())
    documents.add_document(
        desk.applicant, case.reference, "datasheet.csv", paper, purpose="datasheet"
    )
    client.force_login(desk.applicant)
    asked = (case.reference, licence.number, "datasheet", desk.applicant.name)
    kinds = set()
    for question in asked:
        for kind, results in found(client, question).items():
            kinds.add(kind)
            for path, _title in results:
                assert client.get(path).status_code == 200, path
    assert kinds >= {"application", "licence", "document", "person"}


def test_papers_and_parties_of_others_are_never_found(client):
    ann = casework.applicant()
    case = casework.submitted(ann)
    documents.add_document(
        ann, case.reference, "datasheet.csv", b"a,b\n1,2\n", purpose="datasheet"
    )
    other = cast.organisation(name="Another Exporter", eori="NL777")
    client.force_login(cast.person("clerk", Role.APPLICANT, organisation=other))
    for question in (case.reference, "datasheet", "aero institute", "turbojet"):
        assert found(client, question) == {}, question
