"""Check a declaration against the licences it is declared under.

The answer is to release, to hold with reasons, or to refuse; with what would be
drawn from which line of which licence. Goods declared without a licence are judged
by what the law says of them, and are checked and kept all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.declaration import (
    GENERAL_CODES,
    Declaration,
    DeclaredLine,
)
from sluis.core.casework.declared_parties import DeclaredParty, party_findings
from sluis.core.casework.findings import Finding
from sluis.core.casework.goods_match import matched_goods, plain_unit
from sluis.core.casework.grant import LicensedGoods
from sluis.core.casework.licence_fit import StandingLicence, differences_of_frame
from sluis.core.law.outcome import Outcome
from sluis.core.transaction import Money

Decision: TypeAlias = Literal["release", "hold", "refuse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Determined:
    """What the law says of a declared line.

    Attributes:
        outcome: Its outcome; ``None`` when it could not be determined at all.
        why: In a few words, for the letter.
        authorisations: General authorisations that were weighed, to ``yes``,
            ``no`` or ``if``.
    """

    outcome: Outcome | None
    why: str = ""
    authorisations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What a declared line takes from a line of a licence.

    Attributes:
        line: Number of the declaration's line.
        licence: Number of the licence.
        licence_line: Number of its line.
        quantity: How much, in ``unit``; ``None`` is not known.
        unit: Of the quantity, as the licence counts.
        value: What it is worth, in the licence's currency; ``None`` is not counted.
    """

    line: int
    licence: str
    licence_line: int
    quantity: Decimal | None
    unit: str
    value: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to become of declared goods.

    Attributes:
        decision: Release, hold or refuse.
        findings: Why not to release; empty for a release.
        draws: What would be taken from licences.
    """

    decision: Decision
    findings: tuple[Finding, ...]
    draws: tuple[Draw, ...]

    @property
    def none_found(self) -> bool:
        """Whether goods need a licence and none was found for them."""
        codes = {"licence-unknown", "licence-required", "prohibited"}
        return any(one.code in codes for one in self.findings)


def check_release(
    declaration: Declaration,
    licences: Mapping[str, StandingLicence],
    determined: Mapping[int, Determined],
    today: date,
    parties: Iterable[DeclaredParty] = (),
) -> Verdict:
    """Check a declaration.

    Args:
        declaration: One version of it.
        licences: Those it names that are known, by number. Their balances leave
            out what this declaration itself drew before.
        determined: What the law says of each line, by its number.
        today: The day of the check, for a declaration that states none.
        parties: What is known of those it names, apart from any licence.

    Returns:
        The decision with every reason, not only the first.
    """
    day = declaration.lodged_on or today
    used = dict.fromkeys(
        one.licence.reference for one in declaration.lines if one.licence is not None
    )
    findings: list[Finding] = []
    for number in used:
        standing = licences.get(number or "")
        if standing is not None:
            findings.extend(differences_of_frame(declaration, standing, day))
    spent = _Spent()
    draws: list[Draw] = []
    for place, line in enumerate(declaration.lines):
        path = f"lines[{place}]"
        found, draw = _line(path, line, licences, determined.get(line.number), spent)
        findings.extend(found)
        draws.extend(draw)
    findings.extend(_instalments(declaration, licences, draws))
    findings.extend(party_findings(parties, day))
    weights = {one.weight for one in findings}
    decision: Decision = (
        "refuse" if "refuse" in weights else "hold" if weights else "release"
    )
    return Verdict(decision=decision, findings=tuple(findings), draws=tuple(draws))


class _Spent:
    """What earlier lines of the same declaration take from the same licence line."""

    def __init__(self) -> None:
        self.quantity: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        self.value: dict[tuple[str, int], Decimal] = defaultdict(Decimal)


def _line(
    path: str,
    line: DeclaredLine,
    licences: Mapping[str, StandingLicence],
    determined: Determined | None,
    spent: _Spent,
) -> tuple[list[Finding], list[Draw]]:
    document = line.licence
    if document is None:
        return list(_unlicensed(path, line, determined)), []
    standing = licences.get(document.reference or "")
    if standing is None:
        unknown = Finding(
            code="licence-unknown",
            path=f"{path}.documents",
            declared=document.reference,
            line=line.number,
        )
        return [unknown], []
    findings = list(_prohibited(path, line, determined, standing.number))
    goods, differences = matched_goods(path, line, standing.grant, standing.number)
    findings.extend(differences)
    if goods is None:
        return findings, []
    draw, problems = _drawn(path, line, goods, standing, spent)
    return findings + problems, [draw]


def _prohibited(
    path: str, line: DeclaredLine, determined: Determined | None, number: str
) -> Iterator[Finding]:
    if determined is not None and determined.outcome == "prohibited":
        yield Finding(
            code="prohibited-since",
            path=path,
            licensed=determined.why or None,
            licence=number,
            line=line.number,
        )


_UNLICENSED: Mapping[Outcome | None, str] = {
    "prohibited": "prohibited",
    "licence_required": "licence-required",
    "notify_authority": "authority-to-be-told",
    "undecided": "undecided",
    None: "undecided",
}


def _unlicensed(
    path: str, line: DeclaredLine, determined: Determined | None
) -> Iterator[Finding]:
    """Judge goods declared without a licence by what the law says of them."""
    found = determined or Determined(outcome=None)
    claims = [GENERAL_CODES[d.code] for d in line.documents if d.code in GENERAL_CODES]
    usable = [code for code, how in found.authorisations.items() if how != "no"]
    for claim in claims:
        if found.authorisations.get(claim) == "no":
            yield Finding(
                code="authorisation-not-usable",
                path=f"{path}.documents",
                declared=claim,
                licensed=found.why or None,
                line=line.number,
            )
    if found.outcome == "general_authorisation" and not claims:
        yield Finding(
            code="authorisation-not-claimed",
            path=f"{path}.documents",
            licensed=", ".join(usable) or None,
            line=line.number,
        )
    elif found.outcome in {None, "undecided"} and line.said_unlisted:
        return  # the declarant answers for what the law leaves open
    elif found.outcome in _UNLICENSED:
        yield Finding(
            code=_UNLICENSED[found.outcome],
            path=path,
            licensed=found.why or None,
            line=line.number,
        )


def _drawn(
    path: str,
    line: DeclaredLine,
    goods: LicensedGoods,
    standing: StandingLicence,
    spent: _Spent,
) -> tuple[Draw, list[Finding]]:
    document = line.licence
    quantity, unit = line.quantity, line.unit
    problems: list[Finding] = []
    if document is not None and document.quantity is not None:
        same = plain_unit(document.unit) == plain_unit(line.unit)
        if same and quantity is not None and quantity != document.quantity:
            problems.append(
                Finding(
                    code="quantities-differ",
                    path=f"{path}.documents",
                    declared=f"{document.quantity} {document.unit}",
                    licensed=f"{quantity} {unit}",
                    licence=standing.number,
                    line=line.number,
                )
            )
        quantity, unit = document.quantity, document.unit
    draw = Draw(
        line=line.number,
        licence=standing.number,
        licence_line=goods.line,
        quantity=quantity if plain_unit(unit) == plain_unit(goods.unit) else None,
        unit=goods.unit,
        value=_counted_value(line.value, goods),
    )
    problems.extend(
        _quantity(path, draw, unit if quantity is not None else None, standing, spent)
    )
    problems.extend(_value(path, draw, line.value, standing, spent))
    problems.extend(_serials(path, line, draw, standing))
    return draw, problems


def _quantity(
    path: str, draw: Draw, unit: str | None, standing: StandingLicence, spent: _Spent
) -> Iterator[Finding]:
    left = standing.quantities.get(draw.licence_line)
    if left is None:
        return
    about = _About(f"{path}.quantity", standing.number, draw.line)
    if unit is None:
        yield about.finding("quantity-not-stated", None, draw.unit)
    elif draw.quantity is None:
        yield about.finding("other-unit", unit, draw.unit)
    else:
        key = (draw.licence, draw.licence_line)
        rest = left.remaining - spent.quantity[key]
        spent.quantity[key] += draw.quantity
        if draw.quantity > rest:
            yield about.finding(
                "balance-exceeded",
                f"{draw.quantity} {draw.unit}",
                f"{max(rest, Decimal(0))} {draw.unit}",
            )


def _counted_value(declared: Money | None, goods: LicensedGoods) -> Money | None:
    """Give the value as far as the licence counts it: in its own currency."""
    if declared is None or goods.value is None:
        return None
    return declared if declared.currency == goods.value.currency else None


def _value(
    path: str,
    draw: Draw,
    declared: Money | None,
    standing: StandingLicence,
    spent: _Spent,
) -> Iterator[Finding]:
    left = standing.values.get(draw.licence_line)
    if left is None:
        return
    about = _About(f"{path}.value", standing.number, draw.line)
    if declared is None:
        yield about.finding("value-not-stated", None, f"{left.granted} {left.unit}")
    elif draw.value is None:
        yield about.finding("other-currency", declared.currency, left.unit)
    else:
        key = (draw.licence, draw.licence_line)
        rest = left.remaining - spent.value[key]
        spent.value[key] += draw.value.amount
        if draw.value.amount > rest:
            yield about.finding(
                "value-exceeded",
                f"{declared.amount} {declared.currency}",
                f"{max(rest, Decimal(0))} {left.unit}",
            )


@dataclass(frozen=True, slots=True)
class _About:
    """Where a finding is, so that it need be said once."""

    path: str
    licence: str
    line: int

    def finding(self, code: str, declared: str | None, licensed: str | None) -> Finding:
        return Finding(
            code=code,
            path=self.path,
            declared=declared,
            licensed=licensed,
            licence=self.licence,
            line=self.line,
        )


def _serials(
    path: str, line: DeclaredLine, draw: Draw, standing: StandingLicence
) -> Iterator[Finding]:
    wanted = any(
        term.code is ConditionCode.SERIAL_NUMBERS
        and term.line in {None, draw.licence_line}
        for term in standing.grant.conditions
    )
    if wanted and (draw.quantity is None or len(set(line.serials)) < draw.quantity):
        yield _About(f"{path}.serials", standing.number, line.number).finding(
            "serial-numbers-missing", str(len(set(line.serials))), str(draw.quantity)
        )


def _instalments(
    declaration: Declaration,
    licences: Mapping[str, StandingLicence],
    draws: Iterable[Draw],
) -> Iterator[Finding]:
    """Compare what one shipment takes from each licence line with its instalments."""
    taken: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for draw in draws:
        if draw.quantity is not None:
            taken[draw.licence, draw.licence_line] += draw.quantity
    for (number, line), quantity in taken.items():
        for term in licences[number].grant.conditions:
            most = term.parameters.get("most")
            if term.line not in {None, line} or not isinstance(most, Decimal):
                continue
            if quantity > most:
                unit = term.parameters["unit"]
                yield Finding(
                    code="instalment-exceeded",
                    path="lines",
                    declared=f"{quantity} {unit}",
                    licensed=f"{most} {unit}",
                    licence=number,
                )
