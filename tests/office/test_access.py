from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

import cast
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.kind import Kind, Scope, every, lodged, own
from sluis.office.access.roles import ROLES_OF, Role
from sluis.office.access.rules import may, require, roles_of, visible
from sluis.office.access.table import TABLE, kind_of
from sluis.office.cases.models import CaseFile
from sluis.office.custody.models import Capture
from sluis.office.people import services
from sluis.office.people.models import Membership, Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def exporters():
    return cast.organisation(name="One"), cast.organisation(name="Two")


def test_it_works(exporters):
    one, two = exporters
    ann = cast.person("ann", Role.COMPLIANCE_OFFICER, organisation=one)

    assert list(visible(ann, Organisation)) == [one]
    assert may(ann, "edit", one)
    require(ann, "edit", one)
    with pytest.raises(NotVisible):
        require(ann, "edit", two)


def test_what_may_be_seen_and_not_done_is_refused_with_the_reason(exporters):
    one, _ = exporters
    ann = cast.person("ann", Role.APPLICANT, organisation=one)

    with pytest.raises(Refused, match="Your role does not include this"):
        require(ann, "edit", one)


def test_the_two_refusals_are_what_pages_and_endpoints_know():
    assert issubclass(NotVisible, Http404)
    assert NotVisible.code == "not-found"
    assert Refused.code == "refused"


def test_who_has_not_signed_in_sees_nothing(exporters):
    assert not visible(AnonymousUser(), Organisation).exists()
    assert not may(AnonymousUser(), "see", exporters[0])


def test_who_is_not_active_or_has_no_role_sees_nothing(exporters):
    one, _ = exporters
    idle = cast.person("idle")
    gone = cast.person("gone", Role.COMPLIANCE_OFFICER, organisation=one)
    gone.is_active = False
    gone.save()

    assert not visible(idle, Organisation).exists()
    assert not visible(gone, Organisation).exists()


def test_a_role_counts_from_its_first_day_until_its_last(exporters):
    one, _ = exporters
    ann = cast.person("ann")
    today = timezone.localdate()
    held = Membership.objects.create(
        user=ann,
        organisation=one,
        role=Role.APPLICANT,
        since=today + timedelta(days=1),
    )
    assert roles_of(ann) == frozenset()
    held.since = today
    held.save()
    assert roles_of(ann) == {Role.APPLICANT}
    services.end_role(None, held)
    assert roles_of(ann) == frozenset()


def test_two_roles_see_what_either_sees_once(exporters):
    one, two = exporters
    ann = cast.person("ann", Role.APPLICANT, organisation=one)
    services.give_role(None, ann, two, Role.APPLICANT)
    services.give_role(None, ann, one, Role.COMPLIANCE_OFFICER)

    assert list(visible(ann, Organisation)) == [one, two]
    assert visible(ann, Organisation, "edit").get() == one
    assert visible(ann, User).get() == ann


def test_a_blocked_organisation_reads_and_does_not_act(exporters):
    one, _ = exporters
    ann = cast.person("ann", Role.COMPLIANCE_OFFICER, organisation=one)
    one.blocked_at = timezone.now()
    one.save()

    assert may(ann, "see", one)
    with pytest.raises(Refused, match="is blocked"):
        require(ann, "edit", one)


def test_what_is_not_saved_yet_is_judged_by_what_it_says_of_itself(exporters):
    one, two = exporters
    ann = cast.person("ann", Role.COMPLIANCE_OFFICER, organisation=one)

    assert may(ann, "end", Membership(organisation=one, user=ann))
    assert not may(ann, "end", Membership(organisation=two, user=ann))


def test_an_authority_sees_each_organisation(exporters):
    officer = cast.person("officer", Role.LICENSING_OFFICER)
    assert visible(officer, Organisation).count() == 3
    assert may(officer, "see", CaseFile)
    assert not may(officer, "add", Organisation)


def test_what_is_not_in_the_table_is_seen_by_nobody():
    admin = cast.person("admin", Role.ADMINISTRATOR)
    assert kind_of("custody.Capture") is None
    assert not visible(admin, Capture).exists()
    with pytest.raises(NotVisible):
        require(admin, "see", Capture)


def test_what_is_visible_can_be_locked(exporters):
    ann = cast.person("ann", Role.APPLICANT, organisation=exporters[0])
    assert visible(ann, User).select_for_update().get() == ann


def test_a_grant_needs_its_path():
    with pytest.raises(ValueError, match="by which path"):
        Kind(name="x", model="a.B", grants={Role.APPLICANT: (own(),)})
    with pytest.raises(ValueError, match="by which path"):
        Kind(name="x", model="a.B", grants={Role.AUDITOR: (lodged(),)})


def test_to_act_is_to_see():
    assert every("edit").acts == {"see", "edit"}


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.name)
def test_every_path_of_the_table_leads_somewhere(kind):
    model = apps.get_model(kind.model)
    for path in (kind.own, kind.mine, *kind.referred, *kind.referred_to):
        if path is not None:
            str(model._default_manager.filter(**{path: 0}).query)
    if kind.lodged:
        str(model._default_manager.filter(**kind.lodged).query)


def test_every_role_is_of_some_kind_of_organisation_and_every_scope_is_used():
    assert frozenset().union(*ROLES_OF.values()) == frozenset(Role)
    assert len({kind.model.lower() for kind in TABLE}) == len(TABLE)
    assert Scope.OWN in {
        grant.scope
        for kind in TABLE
        for grants in kind.grants.values()
        for grant in grants
    }
