"""The indicators, each a pure question about an export and what was known.

They follow the warning signs of Annex 2 to Recommendation (EU) 2019/1318. An
indicator that lacks a fact is neither seen nor not seen: it says what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from sluis.core.risk.facts import Delivery, Facts

if TYPE_CHECKING:
    from sluis.core.transaction import Party, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The figures that indicators compare with; part of a policy.

    Attributes:
        near_threshold: Largest distance below a threshold that counts as near,
            as a share of it.
        young_company_days: A party younger than this at the transaction is young.
        delivery_proof_days: Days after which a proof of delivery is overdue.
        new_customer_days: A customer known for less than this is new.
    """

    near_threshold: float = 0.1
    young_company_days: int = 365
    delivery_proof_days: int = 90
    new_customer_days: int = 365


@dataclass(frozen=True, slots=True)
class Finding:
    """What an indicator saw; no evidence means that it was looked for in vain.

    Attributes:
        evidence: Sentences in English, each with its source where it has one.
        share: Which part of the indicator's weight counts, above 0 up to 1.
    """

    evidence: tuple[str, ...] = ()
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Missing:
    """The facts an indicator lacks to decide, as paths or in words."""

    facts: tuple[str, ...]


Answer: TypeAlias = Finding | Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An export with what was known of it on a day.

    Attributes:
        transaction: The export.
        facts: Already cut down to the day of knowledge.
        limits: What indicators compare with.
        today: The day the question is asked for: the day of knowledge, else the
            transaction's own day.
    """

    transaction: Transaction
    facts: Facts
    limits: Limits
    today: date

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties on the transaction, without the exporter."""
        return tuple(self.transaction.parties)

    def with_role(self, *roles: str) -> tuple[Party, ...]:
        """The parties of some roles, in the order they stand."""
        return tuple(party for party in self.parties if party.role in roles)


def _name(party: Party) -> str:
    return party.name or f"{party.role} without a name"


def _decide(seen: Iterable[str], lacking: Iterable[str], share: float = 1.0) -> Answer:
    """What is seen counts, whatever else is lacking; else what is lacking is said."""
    evidence, facts = tuple(seen), tuple(lacking)
    if evidence:
        return Finding(evidence, share)
    return Missing(facts) if facts else Finding()


def transshipment(question: Question) -> Answer:
    """Goods pass a country that is not the end user's."""
    transaction = question.transaction
    users = [p.country for p in question.with_role("end_user") if p.country]
    end = users[0] if users else transaction.destination
    if end is None:
        return Missing(("destination",))
    seen = [
        f"{_name(party)} ({party.role}) is in {party.country}, the end use is in {end}"
        for party in question.with_role("consignee", "intermediary")
        if party.country not in {None, end}
    ]
    passed = {p.country for p in question.with_role("consignee", "intermediary")}
    seen += [
        f"the goods go by way of {country}"
        for country in transaction.via or ()
        if country not in passed | {end}
    ]
    return Finding(tuple(seen))


def trading_company_consignee(question: Question) -> Answer:
    """The consignee, or the end user, buys in order to sell on."""
    seen, lacking = [], []
    for party in question.with_role("consignee", "end_user"):
        known = [
            f for f in question.facts.of(party.name) if f.trading_company is not None
        ]
        if not known:
            lacking.append(f"what {_name(party)} does for its business")
        elif known[-1].trading_company:
            seen.append(f"{_name(party)} is a trading company ({known[-1].source})")
    return _decide(seen, lacking)


def party_dissolved(question: Question) -> Answer:
    """A party had ceased to exist before the export."""
    day = question.transaction.date
    if day is None:
        return Missing(("date",))
    seen, lacking = [], []
    for party in question.parties:
        known = question.facts.of(party.name)
        ended = [f for f in known if f.dissolved is not None]
        if ended and ended[-1].dissolved and ended[-1].dissolved.last < day:
            seen.append(
                f"{_name(party)} ceased to exist in {ended[-1].dissolved}"
                f" ({ended[-1].source})"
            )
        elif not any(f.exists or f.dissolved for f in known):
            lacking.append(f"whether {_name(party)} existed on {day}")
    return _decide(seen, lacking)


def party_too_young(question: Question) -> Answer:
    """A party had only just come to exist, or did not exist yet."""
    day = question.transaction.date
    if day is None:
        return Missing(("date",))
    since = day - timedelta(days=question.limits.young_company_days)
    seen, lacking = [], []
    for party in question.parties:
        begun = [f for f in question.facts.of(party.name) if f.incorporated]
        if not begun:
            lacking.append(f"when {_name(party)} came to exist")
        elif begun[-1].incorporated and begun[-1].incorporated.first > since:
            seen.append(
                f"{_name(party)} came to exist in {begun[-1].incorporated}"
                f" ({begun[-1].source})"
            )
    return _decide(seen, lacking)


def name_reuse(question: Question) -> Answer:
    """A party bears the name of one that was there before it."""
    seen, lacking = [], []
    for party in question.parties:
        known = question.facts.of(party.name)
        seen += [
            f"{_name(party)} bears the name of {f.same_name_as} ({f.source})"
            for f in known
            if f.same_name_as
        ]
        if not known:
            lacking.append(f"a register entry of {_name(party)}")
    return _decide(seen, lacking)


def near_threshold(question: Question) -> Answer:
    """Goods stay just below a threshold of the control list."""
    seen, lacking = [], []
    for item in question.transaction.items:
        margin = question.facts.margins.get(item.line)
        if margin is None:
            if item.line not in question.facts.margins:
                lacking.append(f"how line {item.line} compares with the list")
        elif -question.limits.near_threshold <= margin <= 0:
            seen.append(
                f"line {item.line} is {-margin:.1%} below the nearest threshold"
            )
    return _decide(seen, lacking)


def military_capable(question: Question) -> Answer:
    """An authority holds the goods fit for military use, whatever the list says."""
    seen, lacking = [], []
    for item in question.transaction.items:
        fit = question.facts.military_use.get(item.line)
        if fit:
            seen.append(f"line {item.line}: an order of the authority says so")
        elif fit is None:
            lacking.append(f"whether line {item.line} is fit for military use")
    return _decide(seen, lacking)


def embargo_question(question: Question) -> Answer:
    """The destination is, or by some is held to be, under an arms embargo."""
    countries = {question.transaction.destination}
    countries |= {p.country for p in question.with_role("end_user")}
    named = sorted(country for country in countries if country)
    if not named:
        return Missing(("destination",))
    state = {one: question.facts.embargoes.get(one) for one in named}
    sure = [f"{one} is under an arms embargo" for one in named if state[one] == "yes"]
    if sure:
        return Finding(tuple(sure))
    open_ = [
        f"whether the arms embargo on {one} counts is not settled: states differ"
        for one in named
        if state[one] == "ask"
    ]
    lacking = [
        f"whether {one} is under an arms embargo" for one in named if not state[one]
    ]
    return _decide(open_, lacking, share=0.5)


def new_customer(question: Question) -> Answer:
    """The consignee has not been a customer for long."""
    day = question.transaction.date
    if day is None:
        return Missing(("date",))
    since = day - timedelta(days=question.limits.new_customer_days)
    seen, lacking = [], []
    for party in question.with_role("consignee"):
        dates = [f.customer_since for f in question.facts.of(party.name)]
        known = [one for one in dates if one is not None]
        if not known:
            lacking.append(f"since when {_name(party)} is a customer")
        elif min(known) > since:
            seen.append(f"{_name(party)} is a customer since {min(known)}")
    return _decide(seen, lacking)


def missing_end_user(question: Question) -> Answer:
    """Nobody is named as the end user."""
    users = question.with_role("end_user")
    if not users:
        return Finding(("no party has the role end_user",))
    nameless = [party for party in users if not (party.name or "").strip()]
    return Finding(("the end user has no name",) if nameless else ())


def no_delivery_proof(question: Question) -> Answer:
    """Other goods to the same consignee have not been shown to have arrived."""
    others = _others(question)
    if others is None:
        return Missing(("other exports to the same consignee",))
    due = question.today - timedelta(days=question.limits.delivery_proof_days)
    return Finding(
        tuple(
            f"no proof that {one.id} of {one.shipped} reached its end user,"
            f" {(question.today - one.shipped).days} days after it left"
            for one in others
            if one.shipped <= due and one.proven is None
        )
    )


def diverted_before(question: Question) -> Answer:
    """Other goods to the same consignee came to someone else."""
    others = _others(question)
    if others is None:
        return Missing(("other exports to the same consignee",))
    return Finding(
        tuple(
            f"{one.id} came to another than its end user,"
            f" known since {one.diverted} ({one.source})"
            for one in others
            if one.diverted is not None
        )
    )


def repeated_near_threshold(question: Question) -> Answer:
    """The same consignee buys the same near-threshold kind again."""
    near = near_threshold(question)
    others = _others(question)
    if isinstance(near, Missing):
        return near
    if others is None:
        return Missing(("other exports to the same consignee",))
    kinds = {item.kind for item in question.transaction.items}
    again = [one for one in others if kinds & set(one.kinds)]
    return Finding(
        tuple(f"{one.id} of {one.shipped} was of the same kind" for one in again)
        if near.evidence
        else ()
    )


def _others(question: Question) -> list[Delivery] | None:
    """Give the other exports to the same consignee that had left by then."""
    if question.facts.deliveries is None:
        return None
    names = {party.name for party in question.with_role("consignee")}
    return [
        one
        for one in question.facts.deliveries
        if one.consignee in names
        and one.shipped <= question.today
        and one.id != question.transaction.id
    ]


INDICATORS: Mapping[str, Callable[[Question], Answer]] = {
    "transshipment": transshipment,
    "trading-company-consignee": trading_company_consignee,
    "party-dissolved": party_dissolved,
    "party-too-young": party_too_young,
    "name-reuse": name_reuse,
    "near-threshold": near_threshold,
    "military-capable": military_capable,
    "embargo-question": embargo_question,
    "new-customer": new_customer,
    "missing-end-user": missing_end_user,
    "no-delivery-proof": no_delivery_proof,
    "diverted-before": diverted_before,
    "repeated-near-threshold": repeated_near_threshold,
}
"""Id of an indicator to its question, in the order they are shown."""
