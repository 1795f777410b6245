"""The rules: what may this person see, and may they do this to that?

Every page, endpoint, export and search asks here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.kind import SEE, Grant, Kind, Scope
from sluis.office.access.roles import DECIDING, Role
from sluis.office.access.table import kind_of

if TYPE_CHECKING:
    from sluis.office.people.models import Membership, User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be done."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """It may not be done.

    Attributes:
        reason: Why, in words for the person.
        visible: Whether the person may see the thing at all; if not, the answer
            must be as if it did not exist.
    """

    reason: str
    visible: bool

    def __bool__(self) -> bool:
        return False


def visible(user: User | AnonymousUser, model: type[M], act: str = SEE) -> QuerySet[M]:
    """Give the objects that a person may see, or may do a thing to.

    Args:
        user: The person; one who has not signed in sees nothing.
        model: The model of the objects; one outside the table has nothing to see.
        act: What is to be done with them.

    Returns:
        A query that can be narrowed, ordered and locked; no object is in it twice.
    """
    found = model._default_manager.all()
    kind = kind_of(model._meta.label)
    if kind is None:
        return found.none()
    reach = Q(pk__in=[])
    for membership, grant in _grants(user, kind, act):
        if grant.scope is Scope.EVERY:
            return found
        reach |= _lookup(kind, model, grant, membership)
    return found.filter(reach)


def may(
    user: User | AnonymousUser, act: str, thing: Model | type[Model]
) -> Allowed | Denied:
    """Tell whether a person may do something to a thing.

    Args:
        user: The person.
        act: One of the acts in the table.
        thing: An object; one that is not saved yet is judged by what it says of
            itself, such as its organisation. A model means: to any of its objects.
    """
    model = thing._meta.model  # request.user is lazy, and of another type
    kind = kind_of(model._meta.label)
    if kind is None or not _reaches(user, kind, SEE, thing):
        return Denied(_("There is no such thing."), visible=False)
    if act == SEE:
        return Allowed()
    holders = [
        membership
        for membership, grant in _grants(user, kind, act)
        if _covers(user, kind, grant, membership, thing)
    ]
    return _able(user, holders)


def require(user: User | AnonymousUser, act: str, thing: Model | type[Model]) -> None:
    """Go on only if a person may do something to a thing.

    Raises:
        NotVisible: The person may not even see it (404).
        Refused: The person may see it and may not do this (403); it says why.
    """
    answer = may(user, act, thing)
    if isinstance(answer, Allowed):
        return
    if not answer.visible:
        raise NotVisible(answer.reason)
    raise Refused(answer.reason)


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """Give the roles that a person has today, in whatever organisation."""
    return frozenset(Role(membership.role) for membership in memberships_of(user))


def memberships_of(
    user: User | AnonymousUser, on: date | None = None
) -> list[Membership]:
    """Give a person's memberships in force, with their organisations.

    Args:
        user: The person; who has not signed in, or is not active, has none.
        on: The day; ``None`` means today.
    """
    if isinstance(user, AnonymousUser) or not user.is_active:
        return []
    day = on or timezone.localdate()
    return list(
        user.memberships.filter(
            Q(until=None) | Q(until__gt=day), since__lte=day
        ).select_related("organisation")
    )


def _grants(
    user: User | AnonymousUser, kind: Kind, act: str
) -> Iterator[tuple[Membership, Grant]]:
    for membership in memberships_of(user):
        for grant in kind.grants.get(Role(membership.role), ()):
            if act in grant.acts:
                yield membership, grant


def _able(user: User | AnonymousUser, holders: list[Membership]) -> Allowed | Denied:
    if not holders:
        return Denied(_("Your role does not include this."), visible=True)
    holders = [one for one in holders if one.organisation.blocked_at is None]
    if not holders:
        return Denied(
            _("Your organisation is blocked: it can read, and not act."), visible=True
        )
    if all(Role(one.role) in DECIDING for one in holders) and not _is_sure_of(user):
        return Denied(
            _("This role acts with a second factor: add one to your account first."),
            visible=True,
        )
    return Allowed()


def _is_sure_of(user: User | AnonymousUser) -> bool:
    """Whether a person signs in with more than a password, or is for showing only."""
    from sluis.office.people.queries import has_second_factor

    return not isinstance(user, AnonymousUser) and (
        user.is_demonstration or has_second_factor(user)
    )


def _reaches(
    user: User | AnonymousUser, kind: Kind, act: str, thing: Model | type[Model]
) -> bool:
    return any(
        _covers(user, kind, grant, membership, thing)
        for membership, grant in _grants(user, kind, act)
    )


def _covers(
    user: User | AnonymousUser,
    kind: Kind,
    grant: Grant,
    membership: Membership,
    thing: Model | type[Model],
) -> bool:
    if isinstance(thing, type) or grant.scope is Scope.EVERY:
        return True
    if thing.pk is None:
        return _says(kind, grant, membership, thing)
    model = thing._meta.model
    lookup = _lookup(kind, model, grant, membership)
    return bool(model._default_manager.filter(lookup, pk=thing.pk).exists())


def _lookup(kind: Kind, model: type[Model], grant: Grant, held: Membership) -> Q:
    """Say a grant as a lookup; paths over many rows must not double an object."""
    if grant.scope is Scope.EVERY:
        return Q()
    if grant.scope is Scope.LODGED:
        return Q(**kind.lodged)
    if grant.scope is Scope.MINE:
        return Q(**{str(kind.mine): held.user_id})
    if grant.scope is Scope.OWN:
        reach = Q(**{str(kind.own): held.organisation_id})
    else:
        reach = Q(pk__in=[])
        for path in kind.referred:
            reach |= Q(**{path: held.organisation_id})
        for path in kind.referred_to:
            reach |= Q(**{path: held.user_id})
    return Q(pk__in=model._default_manager.filter(reach).values("pk"))


def _says(kind: Kind, grant: Grant, held: Membership, thing: Model) -> bool:
    """Judge an object that is not saved yet by what it says of itself."""
    if grant.scope is Scope.OWN:
        return _leads_to(thing, str(kind.own), held.organisation_id)
    if grant.scope is Scope.MINE:
        return _leads_to(thing, str(kind.mine), held.user_id)
    return False


def _leads_to(thing: Model, path: str, key: int) -> bool:
    *steps, last = path.split("__")
    place: object = thing
    for step in steps:
        place = getattr(place, step, None)
    return bool(getattr(place, f"{last}_id", None) == key)
