"""The pages and the API of organisations, people, keys and the audit trail."""

from __future__ import annotations

import pytest

import cast
from sluis.office.access.roles import Role
from sluis.office.audit.models import Entry
from sluis.office.people.models import Invitation, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    made = cast.person("admin", Role.ADMINISTRATOR)
    client.force_login(made)
    return made


@pytest.fixture
def boss():
    return cast.person("boss", Role.COMPLIANCE_OFFICER)


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_it_works(client, admin):
    given = {"kind": "exporter", "name": "Engine Works", "country": "NL", "eori": "NL1"}
    answer = client.post("/organisations/add/", given)
    made = Organisation.objects.get(name="Engine Works")

    assert answer.headers["Location"] == f"/organisations/{made.pk}/"
    assert "Engine Works" in text(client, "/organisations/")
    assert "Organisation added" in text(client, f"/organisations/{made.pk}/")
    assert "admin@sluis.example" in text(client, "/people/")
    assert "organisation.added" in text(client, "/audit/")
    listed = client.get("/api/v1/organisations").json()
    assert {one["name"] for one in listed} == {"Engine Works", "The authority"}


def test_a_compliance_officer_invites_colleagues_and_ends_their_roles(client, boss):
    client.force_login(boss)
    home = boss.memberships.get().organisation
    ann = cast.person("ann", Role.APPLICANT)
    given = {"name": "Bob", "email": "bob@sluis.example", "role": "applicant"}

    page = client.post(f"/organisations/{home.pk}/invite/", given).content.decode()

    assert "/invitations/" in page
    assert "bob@sluis.example" in text(client, f"/organisations/{home.pk}/")
    made = Invitation.objects.get()
    client.post(f"/organisations/{home.pk}/invitations/{made.pk}/withdraw/")
    assert "bob@sluis.example" not in text(client, f"/organisations/{home.pk}/")
    held = ann.memberships.get()
    client.post(f"/organisations/{home.pk}/roles/{held.pk}/end/")
    held.refresh_from_db()
    assert held.until is not None


def test_what_cannot_be_is_told_in_the_form(client, admin):
    given = {"kind": "exporter", "name": "X", "country": "NL", "eori": "12 34"}
    page = client.post("/organisations/add/", given)
    assert page.status_code == 200
    assert "is not an EORI number" in page.content.decode()


def test_another_organisation_is_not_there(client, boss):
    client.force_login(boss)
    other = cast.organisation(name="Other")
    someone = cast.person("someone", Role.APPLICANT, organisation=other)
    held = someone.memberships.get()
    for path in (
        f"/organisations/{other.pk}/",
        f"/organisations/{other.pk}/invite/",
        f"/organisations/{other.pk}/block/",
        f"/people/{someone.pk}/",
        f"/people/{someone.pk}/block/",
        f"/api/v1/organisations/{other.pk}",
        f"/api/v1/people/{someone.pk}",
        "/audit/",
        "/api/v1/audit",
    ):
        assert client.get(path).status_code == 404, path
    ended = client.post(f"/organisations/{other.pk}/roles/{held.pk}/end/")
    assert ended.status_code == 404
    assert "Other" not in text(client, "/organisations/")
    assert "someone" not in text(client, "/people/")


def test_what_may_be_seen_and_not_done_is_refused(client, boss):
    client.force_login(boss)
    home = boss.memberships.get().organisation
    assert client.get("/organisations/add/").status_code == 403
    assert client.get(f"/organisations/{home.pk}/block/").status_code == 403
    given = {"kind": "exporter", "name": "X", "country": "NL"}
    refused = client.post("/api/v1/organisations", given, "application/json")
    assert refused.status_code == 403
    assert refused.json()["code"] == "refused"


def test_an_organisation_is_blocked_with_a_reason_and_freed_again(client, admin, boss):
    home = boss.memberships.get().organisation
    path = f"/organisations/{home.pk}/block/"
    assert client.post(path, {"because": ""}).status_code == 200
    client.post(path, {"because": "under investigation"})
    assert "under investigation" in text(client, f"/organisations/{home.pk}/")
    client.post(path, {"because": "cleared"})
    home.refresh_from_db()
    assert home.blocked_at is None
    acts = Entry.objects.filter(kind="people.organisation", object_id=str(home.pk))
    told = [entry.act for entry in acts]
    assert told[-2:] == ["organisation.blocked", "organisation.unblocked"]


def test_a_person_is_blocked_and_freed_and_nobody_blocks_themselves(
    client, admin, boss
):
    client.post(f"/people/{boss.pk}/block/", {"because": "left"})
    boss.refresh_from_db()
    assert not boss.is_active
    client.post(f"/people/{boss.pk}/block/", {"because": "came back"})
    boss.refresh_from_db()
    assert boss.is_active
    page = client.post(f"/people/{admin.pk}/block/", {"because": "a slip"})
    assert "Nobody blocks themselves" in page.content.decode()


def test_an_exporter_is_not_told_what_the_authority_did_about_it(client, admin, boss):
    home = boss.memberships.get().organisation
    client.post(f"/organisations/{home.pk}/block/", {"because": "a quiet suspicion"})
    told = "<strong>Blocked</strong>"
    assert told in text(client, f"/organisations/{home.pk}/")
    client.force_login(boss)
    assert told not in text(client, f"/organisations/{home.pk}/")


def test_keys_are_made_shown_once_and_ended_in_the_pages(client, boss):
    client.force_login(boss)
    given = {"name": "our system", "scopes": ["people:read"], "days": "30"}
    assert "sluis_" in client.post("/account/tokens/", given).content.decode()
    page = text(client, "/account/tokens/")
    assert "our system" in page
    made = boss.tokens.get()
    client.post(f"/account/tokens/{made.pk}/revoke/")
    assert "our system" not in text(client, "/account/tokens/")


def test_keys_are_made_and_ended_over_the_api(client, boss):
    client.force_login(boss)
    given = {"name": "a program", "scopes": ["people:read"], "days": 1}
    made = client.post("/api/v1/tokens", given, "application/json")
    assert made.status_code == 201
    assert made.json()["key"].startswith("sluis_")
    (listed,) = client.get("/api/v1/tokens").json()
    assert listed["key"] is None
    assert client.delete(f"/api/v1/tokens/{listed['id']}").status_code == 204
    assert client.get("/api/v1/tokens").json() == []
    wrong = given | {"scopes": ["everything"]}
    refused = client.post("/api/v1/tokens", wrong, "application/json")
    assert refused.status_code == 422
    assert refused.json()["path"] == "scopes"


def test_people_over_the_api_have_the_roles_that_may_be_seen(client, admin, boss):
    found = client.get(f"/api/v1/people/{boss.pk}").json()
    assert found["email"] == boss.email
    assert found["roles"][0]["role"] == "compliance_officer"
    assert len(client.get("/api/v1/people").json()) == 2


def test_the_trail_is_read_in_pages_and_narrowed(client, admin, boss):
    newest = Entry.objects.order_by("-number").values_list("number", flat=True)[0]
    rows = client.get(f"/api/v1/audit?before={newest}&act=membership.").json()
    assert rows
    assert all(row["act"].startswith("membership.") for row in rows)
    assert all(row["number"] < newest for row in rows)
    assert "person.added" not in text(client, "/audit/?act=membership.")
    assert "person.added" not in text(client, "/audit/?before=1")
