"""Accounts: invitations, signing in, second factors, and what is kept of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

import cast
from sluis.core.errors import InvalidInput
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.access.rules import may
from sluis.office.audit.models import Entry
from sluis.office.audit.queries import verify
from sluis.office.people import invitations, services
from sluis.office.people.models import Membership, Organisation, User

pytestmark = pytest.mark.django_db

PAGES = (
    "login",
    "password/reset",
    "password/change",
    "logout",
    "reauthenticate",
    "2fa",
    "2fa/totp/activate",
    "2fa/webauthn",
    "2fa/webauthn/add",
)


def enter(client, user, password=cast.PASSWORD):
    given = {"login": user.email, "password": password}
    return client.post("/account/login/", given)


def confirm(client):
    """Give the password again, as asked before a second factor is changed."""
    client.post("/account/reauthenticate/", {"password": cast.PASSWORD})


def code(secret=cast.SECRET):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_it_works(client):
    ann = cast.person("ann", Role.APPLICANT)

    assert client.get("/account/login/").status_code == 200
    answer = enter(client, ann)

    assert answer.status_code == 302
    assert client.get("/account/").context["user"] == ann
    client.post("/account/logout/")
    assert client.get("/account/").status_code == 302
    acts = Entry.objects.filter(user=ann).values_list("act", flat=True)
    assert list(acts) == ["person.signed_in", "person.signed_out"]
    assert verify().broken is None


def test_who_has_a_second_factor_is_asked_for_it(client):
    officer = cast.person("officer", Role.LICENSING_OFFICER)

    answer = enter(client, officer)

    assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/account/").status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 200
    client.post(answer.headers["Location"], {"code": code()})
    assert client.get("/account/").status_code == 200


def test_without_a_second_factor_a_deciding_role_can_read_and_not_act():
    officer = cast.person("officer", Role.ADMINISTRATOR)
    assert may(officer, "add", Organisation)
    officer.authenticator_set.all().delete()

    assert may(officer, "see", Organisation)
    refused = may(officer, "add", Organisation)
    assert not refused
    assert "second factor" in refused.reason


def test_the_account_page_asks_a_deciding_role_for_a_second_factor(client):
    officer = cast.person("officer", Role.LICENSING_OFFICER)
    officer.authenticator_set.all().delete()
    client.force_login(officer)
    assert "Add a second factor" in client.get("/account/").content.decode()
    client.force_login(cast.person("ann", Role.APPLICANT))
    assert "Add a second factor" not in client.get("/account/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "login",
        "password/reset",
        "password/change",
        "logout",
        "reauthenticate",
        "2fa",
        "2fa/totp/activate",
        "2fa/webauthn",
        "2fa/webauthn/add",
    ],
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_page_of_an_account_is_in_our_layout(client, path, language):
    if path not in {"login", "password/reset"}:
        enter(client, cast.person("ann", Role.APPLICANT))
        if path != "reauthenticate":
            confirm(client)
    client.cookies["django_language"] = language
    page = client.get(f"/account/{path}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{language}"' in text
    assert 'id="content"' in text
    assert "<h1" in text


def test_too_many_wrong_passwords_are_a_lockout(client):
    cache.clear()
    ann = cast.person("ann", Role.APPLICANT)
    for _ in range(5):
        assert enter(client, ann, "wrong").status_code == 200
    locked = enter(client, ann)
    assert "_auth_user_id" not in client.session
    assert "Too many failed" in locked.content.decode()
    failed = Entry.objects.filter(user=ann, act="person.sign_in_failed")
    assert failed.count() == 5
    cache.clear()


def test_who_is_blocked_cannot_come_in_nor_stay(client):
    ann = cast.person("ann", Role.APPLICANT)
    enter(client, ann)
    ann.is_active = False
    ann.save()
    assert client.get("/account/").status_code == 302
    enter(client, ann)
    assert client.get("/account/").status_code == 302


def test_a_forgotten_password_is_reset_by_mail(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ann = cast.person("ann", Role.APPLICANT)
    elsewhere = {"host": "elsewhere.example"}
    for email in (ann.email, "stranger@sluis.example"):
        client.post("/account/password/reset/", {"email": email}, headers=elsewhere)
    assert [told.to for told in mail.outbox] == [[ann.email]]
    path = re.search(rf"{settings.PUBLIC_ADDRESS}(/\S+)", mail.outbox[0].body)
    assert path is not None
    page = client.get(path[1], follow=True)
    new = "another quiet lock in the river"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    ann.refresh_from_db()
    assert ann.check_password(new)
    assert Entry.objects.filter(user=ann, act="person.password_reset").exists()


def test_an_authenticator_app_is_added_in_the_pages(
    client, django_capture_on_commit_callbacks
):
    ann = cast.person("ann", Role.APPLICANT)
    enter(client, ann)
    confirm(client)
    page = client.get("/account/2fa/totp/activate/")
    given = {"code": code(page.context["form"].secret)}
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", given)
    kinds = set(ann.authenticator_set.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert Entry.objects.filter(user=ann, act="person.second_factor_added").exists()


# Invitations.


@pytest.fixture
def invited():
    boss = cast.person("boss", Role.COMPLIANCE_OFFICER)
    home = boss.memberships.get().organisation
    made = invitations.invite(
        boss, home, email="New@sluis.example", name="New One", role=Role.APPLICANT
    )
    return boss, home, made


def test_an_invitation_is_taken_once(client, invited):
    _, home, made = invited
    assert "New One" in client.get(made.path).content.decode()

    answer = client.post(made.path, {"password": cast.PASSWORD, "again": cast.PASSWORD})

    assert answer.headers["Location"] == "/account/"
    new = User.objects.get(email="new@sluis.example")
    assert new.memberships.get().organisation == home
    assert client.get("/account/").context["user"] == new
    assert client.get(made.path).status_code == 404


def test_a_weak_or_mistyped_password_is_told_in_the_form(client, invited):
    _, _, made = invited
    for password, again, told in (
        ("short", "short", "too short"),
        (cast.PASSWORD, "other", "differ"),
    ):
        page = client.post(made.path, {"password": password, "again": again})
        assert page.status_code == 200
        assert told in page.content.decode()
    assert not User.objects.filter(email="new@sluis.example").exists()


def test_who_has_an_account_takes_an_invitation_as_that_account(client, invited):
    _, home, made = invited
    elsewhere = cast.organisation(name="Elsewhere")
    other = cast.person("new", Role.APPLICANT, organisation=elsewhere)
    assert client.get(made.path).status_code == 302
    with pytest.raises(NotVisible):
        invitations.take(made.secret, password=cast.PASSWORD)

    client.force_login(other)
    client.post(made.path)

    assert Membership.objects.filter(user=other, organisation=home).exists()


def test_an_invitation_that_is_old_or_withdrawn_is_not_there(client, invited):
    boss, home, made = invited
    second = invitations.invite(
        boss, home, email="b@sluis.example", name="B", role=Role.APPLICANT
    )
    invitations.withdraw(boss, second.invitation)
    made.invitation.expires_at = timezone.now() - timedelta(seconds=1)
    made.invitation.save()
    for one in (made, second):
        assert client.get(one.path).status_code == 404
    with pytest.raises(InvalidInput, match="no longer open"):
        invitations.withdraw(boss, second.invitation)


def test_an_invitation_is_only_by_those_who_may_and_to_roles_that_are(invited):
    _, home, _ = invited
    ann = cast.person("ann", Role.APPLICANT)
    asked = {"email": "x@sluis.example", "name": "X"}
    with pytest.raises(Refused):
        invitations.invite(ann, home, role=Role.APPLICANT, **asked)
    with pytest.raises(InvalidInput, match="has no"):
        invitations.invite(None, home, role=Role.AUDITOR, **asked)
    with pytest.raises(InvalidInput, match="needs a name"):
        invitations.invite(None, home, role=Role.APPLICANT, **asked | {"name": " "})


def test_ones_own_name_and_language_are_ones_own_to_change(client):
    ann = cast.person("ann", Role.APPLICANT)
    client.force_login(ann)
    client.post("/account/", {"name": "Anna", "language": "nl"})
    ann.refresh_from_db()
    assert (ann.name, ann.language) == ("Anna", "nl")
    page = client.post("/account/", {"name": " ", "language": "nl"})
    assert page.status_code == 200
    with pytest.raises(InvalidInput):
        services.edit_own(ann, name=" ", language="en")
