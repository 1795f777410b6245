"""Whether a declaration as a whole fits a licence: its state, parties and route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.declaration import Declaration, DeclaredParty
from sluis.core.casework.findings import Finding
from sluis.core.casework.grant import Grant, LicensedParty
from sluis.core.casework.licence_states import LicenceState, Life
from sluis.core.licence import Balance
from sluis.core.names.folding import words_of
from sluis.core.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLicence:
    """A licence as it stands when a declaration comes.

    Attributes:
        number: Its number.
        grant: What was granted.
        life: From which its state follows.
        quantities: What is left of each line, by its number; a line without a
            limit is absent.
        values: What is left of each line's value, likewise.
    """

    number: str
    grant: Grant
    life: Life
    quantities: Mapping[int, Balance] = field(default_factory=dict)
    values: Mapping[int, Balance] = field(default_factory=dict)


def differences_of_frame(
    declaration: Declaration, standing: StandingLicence, day: date
) -> Iterator[Finding]:
    """Tell what of a whole declaration does not fit a licence.

    Args:
        declaration: The declaration.
        standing: A licence it names.
        day: The day on which the licence must be in force.
    """
    yield from _state(standing, day)
    parties = {one.role: one for one in standing.grant.parties}
    yield from _exporter(declaration.exporter, parties["exporter"], standing.number)
    for role, code, declared in (
        ("consignee", "other-consignee", declaration.consignee),
        ("end_user", "other-end-user", declaration.end_user),
    ):
        licensed = parties.get(role)  # type: ignore[call-overload]  # a closed list
        if licensed is None or not _asked(role, declared, standing.grant):
            continue
        if _same_party(declared, licensed) is not True:
            yield Finding(
                code=code,
                path=role,
                declared=_named(declared),
                licensed=licensed.name,
                licence=standing.number,
            )
    yield from _geography(declaration, standing)


def _asked(role: str, declared: DeclaredParty | None, grant: Grant) -> bool:
    """Whether the party's absence counts: no customs field holds the end user."""
    if role != "end_user" or declared is not None:
        return True
    return any(one.code is ConditionCode.NAMED_END_USER for one in grant.conditions)


def _state(standing: StandingLicence, day: date) -> Iterator[Finding]:
    lines = standing.quantities.values()
    exhausted = bool(lines) and all(one.written_off >= one.granted for one in lines)
    state = standing.life.state(day, exhausted=exhausted)
    if state is LicenceState.ACTIVE:
        return
    code = {
        LicenceState.ISSUED: "licence-not-begun",
        LicenceState.SUSPENDED: "licence-suspended",
    }.get(state, "licence-ended")
    begins = standing.life.valid_from.isoformat()
    yield Finding(
        code=code,
        path="lodged_on",
        declared=day.isoformat(),
        licensed=begins if state is LicenceState.ISSUED else str(state),
        licence=standing.number,
    )


def _exporter(
    declared: DeclaredParty | None, holder: LicensedParty, number: str
) -> Iterator[Finding]:
    same = _same_party(declared, holder)
    if same is True:
        return
    known = declared is not None and declared.identifier and holder.identifier
    yield Finding(
        code="other-exporter" if same is False and known else "exporter-unclear",
        path="exporter",
        declared=_named(declared),
        licensed=_named(_as_declared(holder)),
        licence=number,
    )


def _as_declared(party: LicensedParty) -> DeclaredParty:
    return DeclaredParty(name=party.name, identifier=party.identifier)


def _named(party: DeclaredParty | None) -> str | None:
    if party is None:
        return None
    if party.name and party.identifier:
        return f"{party.name} ({party.identifier})"
    return party.name or party.identifier


def _same_party(declared: DeclaredParty | None, licensed: LicensedParty) -> Truth:
    """Whether two are one; ``None`` when what is stated cannot tell."""
    if declared is None:
        return None
    if declared.identifier and licensed.identifier:
        return _plain(declared.identifier) == _plain(licensed.identifier)
    if not declared.name:
        return None
    if sorted(words_of(declared.name)) != sorted(words_of(licensed.name)):
        return False
    if declared.country and licensed.country:
        return declared.country == licensed.country
    return True


def _plain(identifier: str) -> str:
    return "".join(identifier.split()).upper()


def _geography(
    declaration: Declaration, standing: StandingLicence
) -> Iterator[Finding]:
    grant, number = standing.grant, standing.number
    allowed = [one for one in (grant.destination, *grant.destinations) if one]
    if declaration.destination not in allowed:
        yield Finding(
            code="other-destination",
            path="destination",
            declared=declaration.destination,
            licensed=", ".join(allowed),
            licence=number,
        )
    for route, binding in _routes(grant):
        passed = set(route) | set(allowed) | {declaration.dispatched_from}
        odd = [one for one in declaration.via if one not in passed]
        if odd or (binding and not declaration.via):
            yield Finding(
                code="other-route",
                path="via",
                declared=", ".join(odd) or None,
                licensed=", ".join(route),
                licence=number,
            )
            return


def _routes(grant: Grant) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Give the routes that bind, and whether one must be stated."""
    if grant.via is not None:
        yield grant.via, False
    for term in grant.conditions:
        countries = term.parameters.get("countries")
        if term.code is ConditionCode.ROUTE and isinstance(countries, tuple):
            yield countries, True
