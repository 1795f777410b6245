"""Traces of everything in the record, and what a batch of finds leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sluis.core.custody import Policy, Report, Trace, rank, trace
from sluis.core.custody.keys import item_key
from sluis.core.custody.network import links_of, reached
from sluis.office.custody import queries


def traces(
    policy: Policy,
    *,
    valid_on: date | None,
    known_on: date | None,
    since: date | None = None,
) -> Iterator[Trace]:
    """Trace every item that is goods and no mere package.

    Args:
        policy: Weights and periods.
        valid_on: Leave out what happened later.
        known_on: Leave out what became known later.
        since: Only items of which a report became known on this day or later.
    """
    reports = queries.all_reports()
    parties, papers = queries.known_parties(), queries.known_papers()
    for item in _goods(reports, since):
        yield trace(
            item,
            queries.reports_of(item),
            parties,
            papers,
            policy,
            valid_on=valid_on,
            known_on=known_on,
        )


def _goods(reports: Iterable[Report], since: date | None) -> list[str]:
    goods: dict[str, None] = {}
    packages: set[str] = set()
    for report in reports:
        if report.type == "AggregationEvent" and report.parent is not None:
            packages.add(report.parent)
        days = [s.known_since for s in report.statements if s.known_since is not None]
        if since is None or any(day >= since for day in days):
            goods.update(dict.fromkeys((*report.items, *report.outputs)))
    return sorted(set(goods) - packages)


def network(
    asked: Iterable[str],
    policy: Policy,
    *,
    hops: int,
    known_on: date | None = None,
) -> list[dict[str, Any]]:
    """Go from parties or found items to every other export that touches them.

    Args:
        asked: Parties, or items of the record; an item stands for the parties of
            its most likely chain, and the paper it left on is left out.
        policy: Weights and limits.
        hops: How far the network is followed.
        known_on: Leave out what became known later.

    Returns:
        Rows of ``type`` ``party`` and ``export``, each with score and reasons,
        the strongest first.
    """
    keys = [item_key(one) for one in asked]
    items = queries.known_items(keys)
    seeds = [key for key in keys if key not in items]
    case: set[str] = set()
    parties, papers = queries.known_parties(), queries.known_papers()
    for item in (key for key in keys if key in items):
        reports = queries.reports_of(item)
        found = trace(item, reports, parties, papers, policy, known_on=known_on)
        if found.anchor is not None:
            case.add(found.anchor.id)
        exporter = found.paper.exporter if found.paper else None
        for hop in found.hops:
            named = (hop.movement.sender, hop.movement.receiver)
            seeds += [p for p in named if p and p != exporter and p not in items]
    links = [*queries.known_links(), *links_of(queries.all_reports())]
    limits = replace(policy, max_hops=hops)
    exports = queries.known_exports(known_on)
    rows = rank(seeds, exports, links, limits, known_on=known_on, exclude=case)
    return [
        *({"type": "export", **row} for row in rows),
        *(
            {"type": "party", **row}
            for row in reached(seeds, links, limits, known_on=known_on)
        ),
    ]
