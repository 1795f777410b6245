"""What is known of an exporter's earlier exports: whether they arrived, or strayed.

Only the exporter's own: what others shipped is not told to them by a score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluis.core.risk.facts import Delivery
from sluis.office.applications.content import Content
from sluis.office.applications.models import Version
from sluis.office.customs.models import Declaration
from sluis.office.licences.models import Duty, Licence
from sluis.office.licences.queries import grant_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluis.office.people.models import Organisation


def deliveries_of(owner: Organisation) -> tuple[Delivery, ...]:
    """Give the exports of an exporter that left under a licence.

    Each is proven on the day its last duty of delivery was met, and diverted on the
    day a breach was found, by a person or by custody. What is owed and overdue is
    neither: a proof that is not there.
    """
    left = Declaration.objects.filter(organisation=owner, exited_on__isnull=False)
    return tuple(
        delivery
        for row in left.order_by("exited_on", "id")
        for number in sorted(_licences(row))
        for delivery in _deliveries(row, number)
    )


def _licences(row: Declaration) -> set[str]:
    lines = row.versions.order_by("-number")[0].lines
    return {one for one in lines.values_list("licence", flat=True) if one}


def _deliveries(row: Declaration, number: str) -> Iterator[Delivery]:
    licence = Licence.objects.filter(number=number).first()
    if licence is None or row.exited_on is None:
        return
    kinds = tuple(sorted(_kinds(licence)))
    duties = Duty.objects.filter(condition__licence=licence, about=row.reference)
    met = [one.met_on for one in duties if one.met_on]
    breached = [one.breached_on for one in duties if one.breached_on]
    for party in grant_of(licence).parties:
        if party.role == "consignee":
            yield Delivery(
                id=f"{row.reference} under {number}",
                consignee=party.name,
                kinds=kinds,
                shipped=row.exited_on,
                known_since=row.exited_on,
                source=f"declaration {row.reference}, duties under {number}",
                proven=max(met, default=None),
                diverted=min(breached, default=None),
            )


def _kinds(licence: Licence) -> set[str]:
    """Give the kinds of goods its application named; of none without one."""
    versions = Version.objects.filter(application__reference=licence.application)
    newest = versions.order_by("-number").first()
    goods = Content.of(newest.body).goods if newest else []
    return {good.kind for good in goods if good.kind}
