"""Reading the record of custody, as values of the core.

Rights come with the people's rooms of a later issue; until then this record is
reached by the command line and the demonstration of one person's data folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import orjson

from sluis.core.custody.keys import item_key
from sluis.core.custody.master import (
    Paper,
    PartyFact,
    as_known,
    links,
    papers,
    party_facts,
)
from sluis.core.custody.network import Export, Link, links_of
from sluis.core.custody.report import (
    Event,
    MasterData,
    Report,
)
from sluis.core.errors import InvalidInput, SluisError
from sluis.office.custody import models
from sluis.office.custody.families import Families, event_of, parts, statements_of
from sluis.office.custody.record import GENESIS, statement_hash

_READ = 400
_TOGETHER = 200


def unknown_item(item: str) -> SluisError:
    """Say that the record does not name an item."""
    return InvalidInput(
        f"no event names {item}",
        path="ITEM",
        remedy="check its spelling, or capture what is reported about it",
    )


def known_items(items: Iterable[str]) -> set[str]:
    """Tell which of these items the record names at all."""
    found: set[str] = set()
    for part in parts(sorted({item_key(item) for item in items})):
        rows = models.EventItem.objects.filter(item__in=part)
        found.update(rows.values_list("item", flat=True).distinct())
    return found


def reports_of(item: str, known_on: date | None = None) -> list[Report]:
    """Give the reports that bear on an item, whole families of it.

    That is: its own, those of packages and things it was in, of what it was made
    from or into, and of goods that travelled with it (for who dealt with whom).

    Args:
        item: Any spelling of its identifier.
        known_on: Leave out what became known later; ``None`` leaves nothing out.
    """
    read = Families()
    found = read.reports(read.with_company(item))
    known = (report.as_known(known_on) for report in found)
    return [report for report in known if report is not None]


def reports_each(items: Iterable[str]) -> Iterator[tuple[str, list[Report]]]:
    """Give for each of many items what :func:`reports_of` gives, read together."""
    for part in parts(items, _TOGETHER):
        read = Families()
        read.ahead(part)
        for item in part:
            yield item, read.reports(read.with_company(item))


def events(item: str | None = None) -> Iterator[Event]:
    """Give events as they were captured, declarations of error among them.

    Args:
        item: Only events that name this item; ``None`` means all.
    """
    rows = models.Event.objects.order_by("id")
    if item is not None:
        named = models.EventItem.objects.filter(item=item_key(item))
        rows = rows.filter(id__in=named.values("event_id"))
    for part in parts(rows.iterator(chunk_size=_READ), _READ):
        said = statements_of([row.pk for row in part])
        for row in part:
            yield event_of(row, said.get(row.pk, ()))


def masterdata() -> list[MasterData]:
    """Give every dated fact of parties and papers, in the order they came in."""
    return masterdata_of(models.MasterDatum.objects.all())


def masterdata_of(rows: Iterable[models.MasterDatum]) -> list[MasterData]:
    """Give rows of the record as dated facts."""
    return [
        MasterData(
            vocabulary=row.vocabulary,
            id=row.element,
            attributes=orjson.loads(row.attributes),
            children=tuple(orjson.loads(row.children)),
            known_since=row.known_since,
        )
        for row in rows
    ]


def known_parties() -> list[PartyFact]:
    """Give the dated facts of parties."""
    return party_facts(masterdata())


def known_papers() -> list[Paper]:
    """Give the dated facts of licences, decisions and declarations."""
    return papers(masterdata())


def known_links() -> list[Link]:
    """Give the ties of parties that master data tell of."""
    return links(masterdata())


def all_links() -> list[Link]:
    """Give the ties of master data, and who delivered to whom by every report."""
    numbers = models.Event.objects.order_by("id").values_list("id", flat=True)
    reports = (
        report
        for part in parts(numbers.iterator(chunk_size=_READ), _READ)
        for report in Families().reports(part)
    )
    return [*known_links(), *links_of(reports)]


def known_exports(known_on: date | None = None) -> list[Export]:
    """Give every export that hangs on a paper of the record."""
    merged = as_known(known_papers(), known_on)
    return [export_of(paper) for paper in merged.values()]


def export_of(paper: Paper) -> Export:
    """Give a paper as an export that can be found by its parties."""
    roles = {
        "exporter": paper.exporter,
        "consignee": paper.consignee,
        "end_user": paper.end_user,
        **{f"intermediary {n}": p for n, p in enumerate(paper.intermediaries, 1)},
    }
    return Export(
        id=paper.id,
        parties={role: party for role, party in roles.items() if party is not None},
        day=paper.issued.first if paper.issued else None,
        items=paper.items,
    )


def verify() -> str | None:
    """Recompute the chain of statements.

    Returns:
        ``None`` when it is whole, else what is broken, in words.
    """
    before = GENESIS
    # Never the documents themselves: one may be as large as the memory.
    query = models.Statement.objects.select_related("event", "capture").defer(
        "capture__document", "event__body", "event__namespaces"
    )
    for row in query.order_by("id").iterator(chunk_size=2000):
        expected = statement_hash(row, row.event, row.capture.sha256)
        if row.prev_hash != before or row.row_hash != expected:
            return f"the chain breaks at statement {row.pk} on {row.event.hash}"
        before = row.row_hash
    return None
