"""Recording what sources say of parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from sluis.core.errors import InvalidInput, Problems, SluisError, UnknownValue
from sluis.core.time import VagueDay
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import require, visible
from sluis.office.applications.history import name_key
from sluis.office.audit import services as audit
from sluis.office.compliance.services.acting import words
from sluis.office.once.services import UNSEEN, Form, once
from sluis.office.parties.models import Fact, Withdrawal
from sluis.office.parties.told import Told, What
from sluis.store.law import load_law

if TYPE_CHECKING:
    from sluis.office.people.models import User


def record(user: User, told: Told, form: Form = UNSEEN) -> Fact:
    """Record what a source says of a party.

    Applications and declarations that name the party take it up when they are next
    looked at: an application's risk is then stale and is assessed anew.

    Raises:
        NotVisible: There is no such register for this person.
        Refused: The person may not.
        Problems: With everything that is wrong with it.
    """
    require(user, "edit", Fact)
    checked = _checked(told)

    def do() -> Fact:
        row = Fact.objects.create(recorded_by=user, **checked)
        details = {name: str(value) for name, value in checked.items()}
        audit.record(user, "party.fact_recorded", row, details)
        return row

    return once(user, "record_fact", form, Fact, do)


def withdraw(user: User, number: int, why: str, form: Form = UNSEEN) -> Fact:
    """Say that a fact was recorded by mistake.

    Raises:
        NotVisible: There is no such fact for this person.
        Refused: The person may not.
        InvalidInput: It is not said why, or it was withdrawn already.
    """
    reason = words(why, "why", longest=500)

    def do() -> Fact:
        row = visible(user, Fact).select_for_update().filter(pk=number).first()
        if row is None:
            raise NotVisible("there is no such fact")
        require(user, "edit", row)
        if Withdrawal.objects.filter(fact=row).exists():
            raise InvalidInput("it was withdrawn already", path="why")
        Withdrawal.objects.create(fact=row, why=reason, withdrawn_by=user)
        audit.record(user, "party.fact_withdrawn", row, {"why": reason})
        return row

    return once(user, "withdraw_fact", form, Fact, do)


def _checked(told: Told) -> dict[str, object]:
    problems: list[SluisError] = []
    clean: dict[str, object] = {"what": told.what.value, "said_on": told.said_on}
    for field, longest, needed in (
        ("name", 300, True),
        ("source", 500, True),
        ("register_number", 80, False),
    ):
        text = getattr(told, field)
        try:
            clean[field] = words(text, field, longest=longest, needed=needed)
        except InvalidInput as error:
            problems.append(error)
    try:
        clean["value"] = _value(told.what, words(told.value, "value", longest=300))
    except SluisError as error:
        problems.append(error)
    problems += _impossible(told)
    key = name_key(told.name)
    if not key and told.name.strip():
        problems.append(InvalidInput("holds no word of a name", path="name"))
    if problems:
        raise Problems(problems)
    return {**clean, "key": key, "country": told.country}


def _impossible(told: Told) -> list[SluisError]:
    problems: list[SluisError] = []
    if told.country and told.country not in load_law().vocabulary.territories:
        problems.append(UnknownValue(f"{told.country!r} is no country", path="country"))
    if told.said_on > timezone.localdate():
        problems.append(
            InvalidInput(
                f"{told.said_on} has not come yet",
                path="said_on",
                remedy="give the day of the extract or letter",
            )
        )
    return problems


def _value(what: What, value: str) -> str:
    if what in {What.INCORPORATED, What.DISSOLVED}:
        return str(VagueDay.parse(value, path="value"))
    allowed = {What.EXISTS: ("yes",), What.TRADING_COMPANY: ("yes", "no")}.get(what)
    if allowed and value not in allowed:
        raise UnknownValue(
            f"{value!r} is not an answer here",
            path="value",
            remedy=f"write {' or '.join(allowed)}",
        )
    return value
