from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

import cast
from sluis.core.errors import DuplicateId, InvalidInput, UnknownValue
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import OrganisationKind, Role
from sluis.office.access.rules import may
from sluis.office.audit.models import Entry
from sluis.office.people import services
from sluis.office.people.demonstration import make_cast
from sluis.office.people.models import Membership, Organisation, User

pytestmark = pytest.mark.django_db


def test_it_works():
    admin = cast.person("admin", Role.ADMINISTRATOR)
    maker = services.add_organisation(
        admin,
        kind=OrganisationKind.EXPORTER,
        name="Engine Works",
        country="NL",
        eori="nl123456789",
    )
    ann = services.add_user(admin, email=" Ann@Sluis.Example ", name="Ann")
    held = services.give_role(admin, ann, maker, Role.APPLICANT)

    assert maker.eori == "NL123456789"
    assert ann.email == "ann@sluis.example"
    assert not ann.has_usable_password()
    assert User.objects.get_by_natural_key("ANN@sluis.example") == ann
    assert services.give_role(admin, ann, maker, Role.APPLICANT) == held
    acts = Entry.objects.filter(user=admin).values_list("act", flat=True)
    assert list(acts) == ["organisation.added", "person.added", "membership.begun"]


def test_passwords_are_hashed_with_argon2():
    assert cast.person("ann").password.startswith("argon2$")


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"email": "no address"}, InvalidInput),
        ({"name": "  "}, InvalidInput),
        ({"language": "fr"}, UnknownValue),
        ({"email": "ANN@sluis.example"}, DuplicateId),
    ],
)
def test_a_person_that_cannot_be_is_refused(facts, error):
    cast.person("ann")
    given = {"email": "bob@sluis.example", "name": "Bob"} | facts
    with pytest.raises(error):
        services.add_user(None, **given)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"name": " "}, InvalidInput),
        ({"country": "Holland"}, InvalidInput),
        ({"eori": "NL 1234"}, InvalidInput),
        ({"eori": "NL1"}, DuplicateId),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(facts, error):
    cast.organisation(name="One", eori="NL1")
    given = {"kind": OrganisationKind.EXPORTER, "name": "Two", "country": "NL"} | facts
    with pytest.raises(error):
        services.add_organisation(None, **given)


def test_a_role_that_the_organisation_does_not_have_is_refused():
    with pytest.raises(InvalidInput, match="has no licensing_officer"):
        cast.person("ann", Role.LICENSING_OFFICER, organisation=cast.organisation())


def test_only_administrators_add():
    ann = cast.person("ann", Role.COMPLIANCE_OFFICER)
    with pytest.raises(Refused):
        services.add_organisation(
            ann, kind=OrganisationKind.EXPORTER, name="Mine", country="NL"
        )
    other = cast.person("bob", Role.APPLICANT, organisation=cast.organisation(name="B"))
    with pytest.raises(NotVisible):
        services.end_role(ann, other.memberships.get())


def test_an_ended_role_is_history_and_can_be_given_again():
    ann = cast.person("ann", Role.APPLICANT)
    held = ann.memberships.get()
    services.end_role(None, held)
    with pytest.raises(InvalidInput, match="has ended"):
        services.end_role(None, held)
    services.give_role(None, ann, held.organisation, Role.APPLICANT)
    assert ann.memberships.count() == 2


def test_the_database_itself_refuses_what_must_never_be():
    ann = cast.person("ann", Role.APPLICANT)
    held = ann.memberships.get()
    for change in (
        lambda: User.objects.update(email="ANN@sluis.example"),
        lambda: User.objects.update(language="fr"),
        lambda: Membership.objects.update(role="emperor"),
        lambda: Membership.objects.create(
            user=ann,
            organisation=held.organisation,
            role=held.role,
            since=held.since,
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_cast_of_the_demonstration_has_every_role_and_acts_without_more():
    made = make_cast()

    assert {account.role for account in made} == set(Role)
    assert all(account.user.check_password(made[0].password) for account in made)
    assert all(account.user.is_demonstration for account in made)
    admin = next(one.user for one in made if one.role == Role.ADMINISTRATOR)
    assert may(admin, "add", Organisation)
    again = make_cast()
    assert [one.user for one in again] == [one.user for one in made]
    assert again[0].password != made[0].password


def test_accounts_for_showing_and_real_ones_never_stand_together():
    made = make_cast()
    with pytest.raises(InvalidInput, match="for showing"):
        services.add_user(None, email="ann@sluis.example", name="Ann")
    Membership.objects.all().delete()
    for account in made:
        User.objects.filter(pk=account.user.pk).update(is_demonstration=False)
    with pytest.raises(InvalidInput, match="real accounts"):
        make_cast()
