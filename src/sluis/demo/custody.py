"""The case's goods, traced; the days on which it could be known; the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sluis.core.custody.chain import Trace, divergence, trace
from sluis.core.custody.keys import item_key
from sluis.core.custody.master import (
    DECLARATION,
    LICENCE,
    Paper,
    PartyFact,
    party_facts,
)
from sluis.core.custody.master import PARTY as PARTY_TYPE
from sluis.core.custody.master import papers as papers_of
from sluis.core.custody.network import Export, Link, rank
from sluis.core.custody.policy import Policy
from sluis.core.custody.report import VOCABULARY, MasterData, Report, report_of
from sluis.core.licence import Licence, Movement, check
from sluis.core.time import VagueDay, parse_day
from sluis.demo.case import PARTY, Case, Record

_CONDITIONS = {
    "no_resale_or_re_export": ("no_resale", "no_re_export"),
    "end_user_only": ("end_user_only",),
    "consignee_named": ("consignee_named",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What traces are made from.

    Attributes:
        reports: What the events say.
        parties: Dated facts of parties.
        papers: The licences.
        links: Ties between parties.
        policy: Weights and periods.
    """

    reports: tuple[Report, ...]
    parties: tuple[PartyFact, ...]
    papers: tuple[Paper, ...]
    links: tuple[Link, ...]
    policy: Policy

    def trace(
        self, item: str, *, valid_on: date | None = None, known_on: date | None = None
    ) -> Trace:
        """Trace one item with this evidence."""
        return trace(
            item,
            self.reports,
            self.parties,
            self.papers,
            self.policy,
            valid_on=valid_on,
            known_on=known_on,
            links=self.links,
        )

    def divergence(self, item: str) -> dict[str, Any] | None:
        """Tell where one item left the licensed path, and since when one could know."""
        return divergence(item, self.reports, self.parties, self.papers, self.policy)


def evidence_of(case: Case) -> Evidence:
    """Make the case's records into what traces are made from."""
    rows = masterdata(case)
    return Evidence(
        reports=tuple(report_of(event) for event in case.events),
        parties=tuple(party_facts(rows)),
        papers=tuple(papers_of(rows)),
        links=tuple(_link(one) for one in case.links),
        policy=Policy(),
    )


def masterdata(case: Case) -> list[MasterData]:
    """Give parties and licences as EPCIS master data, a row a fact."""
    return [*_parties(case), *_papers(case)]


def _parties(case: Case) -> list[MasterData]:
    rows = []
    for short, party in case.parties.items():
        known = {"name": party["name"], "country": party["country"]}
        rows.append(_row(PARTY_TYPE, PARTY + short, known, None))
        for fact in party["facts"]:
            said = {
                key: fact[key] for key in ("incorporated", "dissolved") if key in fact
            }
            if said:
                since = parse_day(fact["known_since"])
                rows.append(_row(PARTY_TYPE, PARTY + short, said, since))
    return rows


def _papers(case: Case) -> list[MasterData]:
    rows = []
    for one in case.licences:
        said = {
            "exporter": PARTY + one["exporter"],
            "consignee": PARTY + one["consignee"],
            "endUser": PARTY + one["end_user"],
            "quantity": str(one["quantity"]),
            "issued": one["granted"],
            "conditions": [
                word for name in one["conditions"] for word in _CONDITIONS.get(name, ())
            ],
        }
        rows.append(_row(LICENCE, one["id"], said, parse_day(one["granted"])))
    # Declarations without a licence bind their exporter only.
    licensed = {one["declaration"] for one in case.licences}
    declared = {
        row["bizTransaction"]: event
        for event in case.events
        for row in event.body.get("bizTransactionList") or ()
        if row["type"].endswith("BTT-customs_declaration")
    }
    for name, event in declared.items():
        if name not in licensed:
            since = event.statements[0].known_since
            rows.append(_row(DECLARATION, name, {}, since))
    return rows


def _row(type_: str, id_: str, said: Record, since: date | None) -> MasterData:
    return MasterData(
        vocabulary=type_,
        id=id_,
        attributes={VOCABULARY + name: value for name, value in said.items()},
        known_since=since,
    )


def _link(one: Record) -> Link:
    return Link(
        a=item_key(PARTY + one["a"]),
        b=item_key(PARTY + one["b"]),
        type=one["type"],
        since=VagueDay.parse(one["from"]).first if one["from"] else None,
        until=VagueDay.parse(one["until"]).last if one["until"] else None,
    )


def custody(case: Case, evidence: Evidence) -> list[dict[str, Any]]:
    """Trace each item of the case, with names in the place of ids."""
    return [
        {"goods": goods_of(case, item), **_named(case, evidence.trace(item).as_dict())}
        for item in case.traced
    ]


def goods_of(case: Case, item: str) -> str:
    """Say in words what an item is, from the good its address names."""
    for name, good in case.goods.items():
        if f"/{name}/" in item:
            return str(good["description"]["value"])
    return item


def _named(case: Case, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _named(case, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_named(case, inner) for inner in value]
    return case.name(value) if isinstance(value, str) else value


def divergences(case: Case, evidence: Evidence) -> list[dict[str, Any]]:
    """Say for each item where it left the licensed path and what that broke.

    An item that is not known to have left it has ``class`` and ``hop`` ``None``.
    """
    rows = []
    for item in case.traced:
        found = evidence.divergence(item)
        shown = _named(case, found) if found else {"hop": None, "class": None}
        rows.append(
            {
                "goods": goods_of(case, item),
                "item": item,
                **shown,
                "conditions": conditions(case, evidence, item),
                "overdue_since": overdue_since(case, evidence, item),
            }
        )
    return rows


def conditions(case: Case, evidence: Evidence, item: str) -> list[dict[str, Any]]:
    """Check the conditions of the item's licence against its chain."""
    found = evidence.trace(item)
    record = licence_of(case, found)
    if record is None:
        return []
    moves = [
        Movement(
            sender=hop.movement.sender,
            receiver=hop.movement.receiver,
            quantity=Decimal(record["quantity"])
            if hop.movement.sender == item_key(PARTY + record["exporter"])
            else None,
        )
        for hop in found.hops
        if hop.movement.kind == "transfer"
    ]
    return [
        {"condition": one.condition, "kept": one.kept, "why": _sentence(case, one.why)}
        for one in check(_licence(record), moves)
    ]


def licence_of(case: Case, found: Trace) -> Record | None:
    """Give the licence that a trace hangs on; ``None`` when it is another paper."""
    for record in case.licences:
        if found.anchor and item_key(record["id"]) == found.anchor.id:
            return record
    return None


def _licence(record: Record) -> Licence:
    return Licence(
        id=record["id"],
        granted=VagueDay.parse(record["granted"]),
        exporter=item_key(PARTY + record["exporter"]),
        consignee=item_key(PARTY + record["consignee"]),
        end_user=item_key(PARTY + record["end_user"]),
        quantity=Decimal(record["quantity"]),
        unit=record["unit"],
        conditions=tuple(record["conditions"]),
    )


def _sentence(case: Case, text: str) -> str:
    # The longest names first, so that one that begins another does not spoil it.
    for short in sorted(case.parties, key=len, reverse=True):
        text = text.replace(item_key(PARTY + short), case.parties[short]["name"])
    return text


def overdue_since(case: Case, evidence: Evidence, item: str) -> str | None:
    """Give the first day on which the proof of arrival was overdue.

    It is asked with what was known on that day; ``None`` when the goods had no
    licensed end user, or proof was there in time.
    """
    found = evidence.trace(item)
    record = licence_of(case, found)
    if record is None:
        return None
    shipped = parse_day(record["shipped"])
    day = shipped + timedelta(days=evidence.policy.overdue_days + 1)
    then = evidence.trace(item, valid_on=day, known_on=day)
    return day.isoformat() if then.verdict == "D2" else None


def network(case: Case, evidence: Evidence) -> list[dict[str, Any]]:
    """Rank the other exports by how they touch the parties off the licensed path."""
    seeds = off_path(case, evidence)
    exports = [
        Export(
            id=one["id"],
            parties={
                role: item_key(PARTY + one[role])
                for role in ("exporter", "consignee", "end_user")
                if one[role]
            },
            day=parse_day(one["date"]),
        )
        for one in case.exports
    ]
    known = {one["id"]: one for one in case.exports}
    rows = rank(seeds, exports, evidence.links, evidence.policy)
    return [
        {
            **_named(case, row),
            "goods": known[row["export"]]["goods"],
            "licence": known[row["export"]]["licence"],
            "status": "illustrative",
            "marking": known[row["export"]]["marking"],
        }
        for row in rows
    ]


def off_path(case: Case, evidence: Evidence) -> list[str]:
    """Name who passed the goods on, or got them, against their licence."""
    seeds: dict[str, None] = {}
    for item in case.traced:
        found = evidence.trace(item)
        if found.paper is None or licence_of(case, found) is None:
            continue
        for hop in found.hops:
            step = hop.movement
            if step.kind != "transfer" or "off_licence" not in hop.flags:
                continue
            for party in (step.sender, step.receiver):
                if party and party != found.paper.exporter:
                    seeds[party] = None
    return list(seeds)


def receivers_known(
    evidence: Evidence, items: Sequence[str], known_on: date | None
) -> list[str]:
    """Name who was known on a day to have had goods, in the order they got them."""
    found: dict[str, None] = {}
    for item in items:
        for hop in evidence.trace(item, known_on=known_on).hops:
            receiver = hop.movement.receiver
            if hop.movement.kind == "transfer" and receiver:
                found[receiver] = None
    return list(found)
