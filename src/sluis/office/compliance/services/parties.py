"""Writing lists of parties: a change never overwrites what was known before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from sluis.core.errors import InvalidInput, Problems, SluisError, UnknownValue
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import require, visible
from sluis.office.audit import services as audit
from sluis.office.compliance.models import BlockedParty, WatchedParty
from sluis.office.compliance.models.parties import ListedParty
from sluis.office.compliance.services.acting import words
from sluis.office.once.services import UNSEEN, Form, once, stale
from sluis.store.law import load_law

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User

L = TypeVar("L", BlockedParty, WatchedParty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a list says of a party.

    Attributes:
        name: As written.
        country: ISO 3166-1 alpha-2 code; empty when it is not known.
        reason: Why it stands there.
        source: From where that is known.
        since: The first day it holds.
        until: The last day; ``None`` while it holds.
    """

    name: str
    reason: str
    source: str
    since: date
    country: str = ""
    until: date | None = None


def block(
    user: User, organisation: Organisation, facts: Facts, form: Form = UNSEEN
) -> BlockedParty:
    """Put a party on an exporter's list of those it will not deal with.

    Raises:
        NotVisible: The organisation is not one this person may do it for.
        Refused: The person may not.
        Problems: With everything that is wrong with the facts.
    """
    return _add(user, BlockedParty(organisation=organisation), facts, form)


def watch(user: User, facts: Facts, form: Form = UNSEEN) -> WatchedParty:
    """Put a party on the authority's list of those it watches.

    Raises:
        NotVisible: There is no such list for this person.
        Refused: The person may not.
        Problems: With everything that is wrong with the facts.
    """
    return _add(user, WatchedParty(), facts, form)


def change(  # noqa: PLR0913 - one a field of the form
    user: User,
    model: type[L],
    number: int,
    facts: Facts,
    *,
    why: str,
    form: Form = UNSEEN,
) -> L:
    """Say something else of a listed party; what was known before stays.

    Args:
        user: Who changes it.
        model: Which list.
        number: Of the entry.
        facts: All that is so, not only what differs.
        why: Why it is changed.
        form: The key of the row it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such entry for this person.
        Refused: The person may not.
        Problems: With everything that is wrong with the facts.
        StaleForm: The entry was changed since.
    """
    checked = check(facts)
    reason = words(why, "why", longest=500)

    def do() -> L:
        old = _newest(user, model, number, form)
        if _facts(old) == checked:
            raise InvalidInput(_("This is what the list says already."), path="name")
        return _follow(user, old, checked, reason, "changed")

    return once(user, f"change {_list(model)} {number}", form, model, do)


def withdraw(
    user: User, model: type[L], number: int, *, why: str, form: Form = UNSEEN
) -> L:
    """Say that an entry was a mistake; it stays to be read, and counts no more.

    Raises:
        NotVisible: There is no such entry for this person.
        Refused: The person may not.
        InvalidInput: It is not said why, or it was withdrawn already.
        StaleForm: The entry was changed since.
    """
    reason = words(why, "why", longest=500)

    def do() -> L:
        old = _newest(user, model, number, form)
        return _follow(user, old, _facts(old), reason, "withdrawn")

    return once(user, f"withdraw {_list(model)} {number}", form, model, do)


def check(facts: Facts) -> Facts:
    """Give facts without what surrounds them.

    Raises:
        Problems: With everything that is wrong with them.
    """
    problems: list[SluisError] = []
    clean = {}
    for field, longest in (("name", 300), ("reason", 2000), ("source", 500)):
        try:
            clean[field] = words(getattr(facts, field), field, longest=longest)
        except InvalidInput as error:
            problems.append(error)
    if facts.country and facts.country not in load_law().vocabulary.territories:
        problems.append(
            UnknownValue(
                _("%(code)s is no country.") % {"code": facts.country}, path="country"
            )
        )
    if facts.until is not None and facts.until < facts.since:
        problems.append(
            InvalidInput(
                _("%(until)s lies before %(since)s.")
                % {"until": facts.until, "since": facts.since},
                path="until",
                remedy=_("Give the first day or a later one."),
            )
        )
    if problems:
        raise Problems(problems)
    return Facts(country=facts.country, since=facts.since, until=facts.until, **clean)


def _add(user: User, row: L, facts: Facts, form: Form) -> L:
    checked = check(facts)
    model = type(row)

    def do() -> L:
        require(user, "edit", row if isinstance(row, BlockedParty) else model)
        _fill(row, checked)
        row.recorded_by = user
        row.save(force_insert=True)
        audit.record(user, f"{_list(model)}.added", row, _told(checked))
        return row

    return once(user, f"add {_list(model)}", form, model, do)


def _newest(user: User, model: type[L], number: int, form: Form) -> L:
    """Give the row that counts of an entry, its first row locked."""
    rows = visible(user, model)
    first = rows.select_for_update(of=("self",)).filter(pk=number, first=None).first()
    if first is None:
        raise NotVisible("there is no such party on the list")
    require(user, "edit", first)
    newest = rows.filter(first=first).order_by("-id").first() or first
    if form.seen is not None and form.seen != newest.pk:
        later = rows.filter(first=first, pk__gt=form.seen).order_by("id")
        raise stale(f"{one.why} ({one.recorded_by})" for one in later)
    if newest.withdrawn:
        raise InvalidInput(
            _("The entry was withdrawn."),
            path="number",
            remedy=_("Add the party anew."),
        )
    return newest


def _follow(user: User, old: L, facts: Facts, why: str, done: str) -> L:
    model = type(old)
    row = model(
        first_id=old.number,
        replaces=old,
        why=why,
        withdrawn=done == "withdrawn",
        recorded_by=user,
    )
    if isinstance(row, BlockedParty) and isinstance(old, BlockedParty):
        row.organisation_id = old.organisation_id
    _fill(row, facts)
    row.save(force_insert=True)
    told = {"number": row.number, "why": why, **_told(facts)}
    audit.record(user, f"{_list(model)}.{done}", row, told)
    return row


def _fill(row: ListedParty, facts: Facts) -> None:
    for name, value in asdict(facts).items():
        setattr(row, name, value)


def _facts(row: ListedParty) -> Facts:
    return Facts(
        name=row.name,
        country=row.country,
        reason=row.reason,
        source=row.source,
        since=row.since,
        until=row.until,
    )


def _told(facts: Facts) -> dict[str, str | None]:
    told = asdict(facts)
    return {
        **told,
        "since": facts.since.isoformat(),
        "until": facts.until and facts.until.isoformat(),
    }


def _list(model: type[ListedParty]) -> str:
    return "blocked_party" if model is BlockedParty else "watched_party"
