"""What screening and first indicators showed, with what was knowable on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sluis.core.custody.keys import item_key
from sluis.core.law.model import Law
from sluis.core.party import Entity, Name, PartyQuery, script_of
from sluis.core.risk import Delivery, Facts, PartyFact, assess
from sluis.core.risk.known import embargoes_on, margins_in, military_use_in
from sluis.core.screening import build_index, screen
from sluis.core.time import VagueDay, parse_day
from sluis.core.transaction import Party, Transaction
from sluis.demo.case import PARTY, Case, Record
from sluis.demo.custody import Evidence, receivers_known
from sluis.store.risk_policy import risk_policy


def as_known(
    case: Case, evidence: Evidence, transaction: Transaction, known_on: date
) -> Transaction:
    """Give a transaction with the parties that were known by then to have had goods.

    They stand as intermediaries, beside the parties of the application.
    """
    record = next(
        (r for r in case.licences if r["transaction"] == transaction.id), None
    )
    if record is None:
        return transaction
    items = [item for item in case.traced if item.rpartition("/")[2] in record["items"]]
    named = {party.name for party in transaction.parties} | {transaction.exporter.name}
    added = []
    for receiver in receivers_known(evidence, items, known_on):
        party = case.parties.get(receiver.removeprefix(item_key(PARTY)))
        if party and party["name"] not in named:
            named.add(party["name"])
            added.append(
                Party(role="intermediary", name=party["name"], country=party["country"])
            )
    return replace(transaction, parties=(*transaction.parties, *added))


def screening(
    case: Case, evidence: Evidence, transactions: Mapping[str, Transaction]
) -> list[dict[str, Any]]:
    """Screen who was known at each moment against what was published by then."""
    rows = []
    for moment, known_on, export in _moments(case, evidence, transactions):
        index = build_index(entities(case, known_on))
        rows.append(
            {
                "known_on": moment["known_on"],
                "what": moment["what"],
                "transaction": export.id,
                "against": "demonstration notices",
                "published": len(index.entities),
                "results": list(
                    screen(_queries(export), index, threshold=case.threshold)
                ),
            }
        )
    return rows


def _moments(
    case: Case, evidence: Evidence, transactions: Mapping[str, Transaction]
) -> Iterator[tuple[Record, date, Transaction]]:
    for moment in case.moments:
        known_on = parse_day(moment["known_on"])
        export = transactions[moment["transaction"]]
        yield moment, known_on, as_known(case, evidence, export, known_on)


def _queries(export: Transaction) -> Iterator[PartyQuery]:
    for number, party in enumerate(export.parties, start=1):
        if party.name:
            yield PartyQuery(
                id=f"{export.id}/{number}",
                names=(party.name,),
                countries=(party.country,) if party.country else (),
            )


def entities(case: Case, known_on: date | None = None) -> list[Entity]:
    """Give the demonstration's notices that had been published by a day."""
    return [
        Entity(
            id=one["id"],
            schema=one["schema"],
            caption=one["names"][0],
            names=tuple(
                Name(text=text, script=script_of(text)) for text in one["names"]
            ),
            countries=(one["country"],) if one["country"] else (),
            lists=("demonstration-notices",),
            listed_from=parse_day(one["listed_from"]),
            dissolved=VagueDay.parse(one["dissolved"]) if one["dissolved"] else None,
            remarks=" ".join(one["remark"].split()),
            source="demonstration",
        )
        for one in case.notices
        if known_on is None or parse_day(one["listed_from"]) <= known_on
    ]


def risk(
    case: Case,
    evidence: Evidence,
    transactions: Mapping[str, Transaction],
    determinations: Mapping[str, Mapping[str, Any]],
    law: Law,
) -> list[dict[str, Any]]:
    """Score the export of each moment with what was knowable then."""
    policy = risk_policy()
    deliveries = _deliveries(case, evidence)
    rows = []
    for moment, known_on, export in _moments(case, evidence, transactions):
        facts = Facts(
            parties=tuple(_party_facts(case)),
            deliveries=deliveries,
            embargoes=embargoes_on(law, export),
            margins=margins_in(determinations[export.id]),
            military_use=military_use_in(determinations[export.id]),
        )
        found = assess(export, facts, policy, known_on=known_on).as_dict()
        rows.append({**found, "what": moment["what"], "transaction": export.id})
    return rows


def _party_facts(case: Case) -> Iterator[PartyFact]:
    for party in case.parties.values():
        for fact in party["facts"]:
            yield PartyFact(
                party=party["name"],
                known_since=parse_day(fact["known_since"]),
                source=_source(case, fact),
                incorporated=_vague(fact.get("incorporated")),
                dissolved=_vague(fact.get("dissolved")),
                exists=fact.get("exists"),
                trading_company=fact.get("trading_company"),
                customer_since=_day(fact.get("customer_since")),
                same_name_as=fact.get("same_name_as"),
                country=party["country"],
            )


def _source(case: Case, fact: Record) -> str:
    names = {claim.id: claim.source for claim in case.claims}
    said = [case.sources[names[one]]["name"] for one in fact.get("stated") or ()]
    return ", ".join(said) or "illustrative register"


def _vague(text: str | None) -> VagueDay | None:
    return VagueDay.parse(text) if text else None


def _day(text: str | None) -> date | None:
    return parse_day(text) if text else None


def _deliveries(case: Case, evidence: Evidence) -> tuple[Delivery, ...]:
    """Give the consignments, and when each was known to have come to another."""
    rows = []
    for record in case.licences:
        shipped = parse_day(record["shipped"])
        items = [i for i in case.traced if i.rpartition("/")[2] in record["items"]]
        first = [
            found["first_knowable"]
            for item in items
            if (found := evidence.divergence(item)) and found["first_knowable"]
        ]
        rows.append(
            Delivery(
                id=record["transaction"],
                consignee=case.parties[record["consignee"]]["name"],
                kinds=(case.goods[record["goods"]]["kind"]["value"],),
                shipped=shipped,
                known_since=shipped,
                source="custody record",
                diverted=parse_day(min(first)) if first else None,
            )
        )
    return tuple(rows)
