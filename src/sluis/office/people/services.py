"""Writing people, organisations and roles.

``by`` is who acts; ``None`` means whoever owns the machine, by a command.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.errors import DuplicateId, InvalidInput, UnknownValue
from sluis.office.access.roles import ROLES_OF, OrganisationKind, Role
from sluis.office.access.rules import require
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.once.services import UNSEEN, Form, check_seen, once
from sluis.office.people.models import Membership, Organisation, User

_COUNTRY = re.compile(r"[A-Z]{2}")
_EORI = re.compile(r"[A-Z]{2}[A-Z0-9]{1,15}")


def add_organisation(  # noqa: PLR0913 - one a field of the form
    by: User | None,
    *,
    kind: OrganisationKind,
    name: str,
    country: str,
    eori: str = "",
    form: Form = UNSEEN,
) -> Organisation:
    """Add an organisation.

    Args:
        by: An administrator.
        kind: What it is.
        name: Its name, as its country registers it.
        country: ISO 3166-1 alpha-2.
        eori: Its number with customs, if it has one.
        form: The form's once-only key.

    Raises:
        Refused: ``by`` may not.
        InvalidInput: The name is empty, or the country or number malformed.
        DuplicateId: Another organisation has the number.
    """

    def do() -> Organisation:
        return _add_organisation(by, kind, name.strip(), country, eori.strip().upper())

    return once(by, "organisation.added", form, Organisation, do)


def _add_organisation(
    by: User | None, kind: OrganisationKind, name: str, country: str, eori: str
) -> Organisation:
    if by is not None:
        require(by, "add", Organisation)
    if not name:
        raise InvalidInput("an organisation needs a name", path="name")
    if not _COUNTRY.fullmatch(country):
        raise InvalidInput(
            f"{country!r} is not a country",
            path="country",
            remedy="write two capital letters, such as NL",
        )
    if eori and not _EORI.fullmatch(eori):
        raise InvalidInput(
            f"{eori!r} is not an EORI number",
            path="eori",
            remedy="write a country and up to 15 letters or digits, without spaces",
        )
    if eori and Organisation.objects.filter(eori=eori).exists():
        raise DuplicateId(f"{eori} is the number of another organisation", path="eori")
    made = Organisation.objects.create(
        kind=kind,
        name=name,
        country=country,
        eori=eori,
    )
    audit.record(by, "organisation.added", made, {"kind": kind, "eori": eori})
    return made


@transaction.atomic
def add_user(
    by: User | None,
    *,
    email: str,
    name: str,
    password: str | None = None,
    language: str = "en",
) -> User:
    """Add a person, who has no role yet.

    Args:
        by: An administrator.
        email: What the person signs in with; capitals do not matter.
        name: The person's name.
        password: ``None`` means that the person will set one by an invitation.
        language: ``en`` or ``nl``.

    Raises:
        Refused: ``by`` may not.
        InvalidInput: The address, name or language is not one.
        DuplicateId: Someone has the address.
    """
    if by is not None:
        require(by, "add", Membership)
    email = checked_email(email)
    _check_person(name, language)
    if User.objects.filter(is_demonstration=True).exists():
        raise InvalidInput(
            "this data folder has accounts for showing, which stand alone",
            path="email",
            remedy="name another folder with --data DIR",
        )
    if User.objects.filter(email=email).exists():
        raise DuplicateId(f"{email} is the address of someone else", path="email")
    made = User(email=email, name=name.strip(), language=language)
    made.set_password(password)
    made.save()
    audit.record(by, "person.added", made)
    return made


@transaction.atomic
def give_role(
    by: User | None, user: User, organisation: Organisation, role: Role
) -> Membership:
    """Give a person a role in an organisation, from today on.

    Giving a role that is held adds nothing.

    Raises:
        Refused: ``by`` may not.
        InvalidInput: Such an organisation has no such role.
    """
    if by is not None:
        require(by, "add", Membership(organisation=organisation, user=user))
    check_role(organisation, role)
    made, new = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        until=None,
        defaults={"since": timezone.localdate()},
    )
    if new:
        audit.record(
            by,
            "membership.begun",
            made,
            {"user": user.pk, "organisation": organisation.pk, "role": role},
        )
    return made


def end_role(
    by: User | None, membership: Membership, form: Form = UNSEEN
) -> Membership:
    """End a role today; it stays as history.

    Raises:
        NotVisible: ``by`` may not see it.
        Refused: ``by`` may not end it.
        InvalidInput: It has ended.
    """

    def do() -> Membership:
        if by is not None:
            require(by, "end", membership)
        held = Membership.objects.select_for_update().get(pk=membership.pk)
        check_seen(held, form, ACTS)
        if held.until is not None:
            raise InvalidInput("this role has ended already", path="membership")
        held.until = max(timezone.localdate(), held.since)
        held.save(update_fields=["until"])
        audit.record(by, "membership.ended", held, {"until": held.until})
        return held

    return once(by, f"membership.ended {membership.pk}", form, Membership, do)


def block_organisation(
    by: User,
    organisation: Organisation,
    *,
    because: str,
    blocked: bool,
    form: Form = UNSEEN,
) -> Organisation:
    """Stop an organisation's members from acting, or let them act again.

    Doing what is done already changes nothing.

    Raises:
        NotVisible: ``by`` may not see it.
        Refused: ``by`` may not block it.
        InvalidInput: There is no reason given.
    """
    act = "organisation.blocked" if blocked else "organisation.unblocked"

    def do() -> Organisation:
        require(by, "block", organisation)
        _check_reason(because)
        held = Organisation.objects.select_for_update().get(pk=organisation.pk)
        check_seen(held, form, ACTS)
        if (held.blocked_at is not None) == blocked:
            return held
        held.blocked_at = timezone.now() if blocked else None
        held.blocked_because = because.strip() if blocked else ""
        held.save(update_fields=["blocked_at", "blocked_because"])
        audit.record(by, act, held, {"because": because.strip()})
        return held

    return once(by, f"{act} {organisation.pk}", form, Organisation, do)


def block_user(
    by: User, user: User, *, because: str, blocked: bool, form: Form = UNSEEN
) -> User:
    """Keep a person out at once, or let them in again.

    Doing what is done already changes nothing.

    Raises:
        NotVisible: ``by`` may not see the person.
        Refused: ``by`` may not block the person.
        InvalidInput: There is no reason given, or it would be oneself.
    """
    act = "person.blocked" if blocked else "person.unblocked"

    def do() -> User:
        require(by, "block", user)
        _check_reason(because)
        if user.pk == by.pk:
            raise InvalidInput(_("nobody blocks themselves"), path="person")
        held = User.objects.select_for_update().get(pk=user.pk)
        check_seen(held, form, ACTS)
        if held.is_active != blocked:
            return held
        held.is_active = not blocked
        held.save(update_fields=["is_active"])
        audit.record(by, act, held, {"because": because.strip()})
        return held

    return once(by, f"{act} {user.pk}", form, User, do)


def _check_reason(because: str) -> None:
    if not because.strip():
        raise InvalidInput(_("say why"), path="because")


def check_role(organisation: Organisation, role: Role) -> None:
    """Check that an organisation of this kind has such a role.

    Raises:
        InvalidInput: It has not.
    """
    allowed = ROLES_OF[OrganisationKind(organisation.kind)]
    if role not in allowed:
        raise InvalidInput(
            f"{organisation.name} is of the kind {organisation.kind}, "
            f"which has no {role}",
            path="role",
            remedy=f"choose one of: {', '.join(sorted(allowed))}",
        )


def checked_email(email: str) -> str:
    """Give an e-mail address in the one spelling in which it is kept.

    Raises:
        InvalidInput: It is not one.
    """
    spelt = email.strip().lower()
    try:
        validate_email(spelt)
    except ValidationError as problem:
        raise InvalidInput(
            f"{email!r} is not an e-mail address", path="email"
        ) from problem
    return spelt


def edit_own(user: User, *, name: str, language: str, form: Form = UNSEEN) -> User:
    """Change one's own name and language.

    Raises:
        InvalidInput: The name is empty.
        UnknownValue: The language is not one of ours.
    """

    def do() -> User:
        require(user, "edit", user)
        check_seen(User.objects.select_for_update().get(pk=user.pk), form, ACTS)
        _check_person(name, language)
        user.name, user.language = name.strip(), language
        user.save(update_fields=["name", "language"])
        audit.record(user, "person.edited", user, {"name": name, "language": language})
        return user

    return once(user, "person.edited", form, User, do)


def _check_person(name: str, language: str) -> None:
    if not name.strip():
        raise InvalidInput(_("a person needs a name"), path="name")
    if language not in {"en", "nl"}:
        raise UnknownValue(f"{language!r} is not a language of Sluis", path="language")
