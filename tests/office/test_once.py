"""Forms act once, and on what their reader saw."""

from __future__ import annotations

import re

import pytest

import cast
from sluis.office.access.roles import Role
from sluis.office.audit.models import Entry
from sluis.office.people.models import ApiToken, Invitation, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    person = cast.person("admin", Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def hidden(client, path):
    """Read what a form carries."""
    page = client.get(path).content.decode()
    return {
        name: value
        for name, value in re.findall(
            r'<input type="hidden" name="(seen|key)"(?: value="([^"]*)")?', page
        )
        if value
    }


def test_an_organisation_sent_twice_is_added_once(client, admin):
    given = {
        **hidden(client, "/organisations/add/"),
        "kind": "exporter",
        "name": "Example Once B.V.",
        "country": "NL",
    }
    first = client.post("/organisations/add/", given)
    again = client.post("/organisations/add/", given)
    assert first["Location"] == again["Location"]
    assert Organisation.objects.filter(name="Example Once B.V.").count() == 1


def test_an_invitation_sent_twice_is_one_and_shows_its_address_both_times(
    client, admin
):
    home = admin.memberships.get().organisation
    path = f"/organisations/{home.pk}/invite/"
    given = {
        **hidden(client, path),
        "name": "A New One",
        "email": "new@sluis.example",
        "role": "auditor",
    }
    pages = [client.post(path, given).content.decode() for _ in range(2)]
    shown = [re.search(r"/invitations/[\w-]{40,}/", page)[0] for page in pages]
    assert shown[0] == shown[1]
    assert Invitation.objects.count() == 1
    assert client.get(shown[0]).status_code == 200


def test_a_key_sent_twice_is_one(client, admin):
    given = {
        **hidden(client, "/account/tokens/"),
        "name": "our system",
        "scopes": ["people:read"],
        "days": "30",
    }
    pages = [client.post("/account/tokens/", given).content.decode() for _ in range(2)]
    keys = {re.search(r"sluis_[\w-]{40,}", page)[0] for page in pages}
    assert len(keys) == 1
    assert ApiToken.objects.count() == 1


def test_a_form_that_went_stale_says_what_changed_and_by_whom(client, admin):
    home = cast.organisation(name="Example Stale B.V.", eori="NL123")
    path = f"/organisations/{home.pk}/block/"
    early, late = hidden(client, path), hidden(client, path)
    client.post(path, {**early, "because": "under investigation"})
    page = client.post(path, {**late, "because": "a second thought"})
    told = page.content.decode()
    assert "changed after you read it" in told
    assert f"Blocked ({admin.email}" in told
    home.refresh_from_db()
    assert home.blocked_because == "under investigation"


def test_a_form_sent_for_something_else_is_refused(client, admin):
    home = cast.organisation(name="Example Used B.V.", eori="NL124")
    path = f"/organisations/{home.pk}/block/"
    carried = hidden(client, path)
    client.post(path, {**carried, "because": "under investigation"})
    page = client.post(path, {**carried, "because": "cleared"})
    assert "was sent before, for something else" in page.content.decode()


def test_a_role_ended_twice_by_one_button_ends_once(client, admin):
    person = cast.person("boss", Role.COMPLIANCE_OFFICER)
    held = person.memberships.get()
    page = client.get(f"/organisations/{held.organisation_id}/").content.decode()
    form = page[page.index(f"/roles/{held.pk}/end/") :]
    carried = dict(re.findall(r'name="(seen|key)" value="([^"]*)"', form)[:2])
    path = f"/organisations/{held.organisation_id}/roles/{held.pk}/end/"
    for _ in range(2):
        assert client.post(path, carried).status_code == 302
    assert Entry.objects.filter(act="membership.ended").count() == 1


def test_signing_in_makes_no_form_stale(client, admin):
    carried = hidden(client, "/account/")
    client.force_login(admin)
    page = client.post("/account/", {**carried, "name": "New Name", "language": "nl"})
    assert page.status_code == 302
    admin.refresh_from_db()
    assert admin.name == "New Name"
