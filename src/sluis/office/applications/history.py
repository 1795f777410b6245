"""What is like an application: the same parties, the same goods, and denials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from sluis.core.names.folding import words_of
from sluis.office.applications.content import Content
from sluis.office.applications.models import Application, Denial, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another application, and what it shares with this one.

    Attributes:
        application: The other one.
        shares: What both have, such as ``party: Example Co``.
    """

    application: Application
    shares: tuple[str, ...]


def name_key(name: str) -> str:
    """Give a name in the spelling parties are found by: folded words, in order."""
    return " ".join(sorted(words_of(name)))[:300]


def subjects_of(content: Content) -> Iterator[tuple[str, str, str]]:
    """Give what, key and label of everything an application is found by."""
    seen: set[tuple[str, str]] = set()
    for what, key, label in _all_subjects(content):
        if key and (what, key) not in seen:
            seen.add((what, key))
            yield what, key[:300], label[:300]


def _all_subjects(content: Content) -> Iterator[tuple[str, str, str]]:
    for party in content.parties:
        if party.name:
            yield "party", name_key(party.name), party.name
    for good in content.goods:
        if good.product:
            yield "product", good.product, good.product
        if good.kind:
            yield "kind", good.kind, good.kind
        if good.control_code:
            yield "entry", good.control_code.upper(), good.control_code


def alike(case: Application, *, limit: int = 20) -> list[Alike]:
    """Give other applications with the same parties or goods, the most alike first.

    For officers: it crosses organisations, so the caller asks for the right to
    read the file first.
    """
    own = {(row.what, row.key) for row in case.subjects.all()}
    if not own:
        return []
    wanted = Q(pk__in=[])
    for what, key in own:
        wanted |= Q(what=what, key=key)
    rows = (
        Subject.objects.filter(wanted, application__submitted_version__isnull=False)
        .exclude(application=case)
        .select_related("application__organisation")
    )
    shared: dict[int, list[Subject]] = {}
    for row in rows:
        shared.setdefault(row.application_id, []).append(row)
    found = [
        Alike(
            application=rows[0].application,
            shares=tuple(f"{row.what}: {row.label}" for row in rows),
        )
        for rows in shared.values()
    ]
    found.sort(key=lambda one: (-len(one.shares), -one.application.pk))
    return found[:limit]


def denials_for(case: Application, content: Content) -> list[Denial]:
    """Give the denials in force that name its parties, or its goods and destination.

    Regulation (EU) 2021/821, Article 16(5): they are examined before a grant.
    """
    parties = {key for what, key, _ in subjects_of(content) if what == "party"}
    kinds = {good.kind for good in content.goods if good.kind}
    entries = {good.control_code.upper() for good in content.goods if good.control_code}
    today = timezone.localdate()
    rows = Denial.objects.filter(Q(revoked_on=None) | Q(revoked_on__gt=today))
    return [
        row
        for row in rows
        if parties & {name_key(name) for name in row.parties}
        or (
            row.destination == (content.destination or "")
            and (row.goods_kind in kinds or row.control_code.upper() in entries)
        )
    ]


def denials_of(names: Iterable[str], after: date | None = None) -> dict[str, list[str]]:
    """Give the denials in force that name parties, each by its state and reference.

    Args:
        names: The parties.
        after: Only those notified after this day; ``None`` gives all.

    Returns:
        Denials by name; a name that none has is not there.
    """
    keys = {name: name_key(name) for name in names}
    today = timezone.localdate()
    rows = Denial.objects.filter(Q(revoked_on=None) | Q(revoked_on__gt=today))
    if after is not None:
        rows = rows.filter(notified_on__gt=after)
    found: dict[str, list[str]] = {}
    for row in rows:
        named = {name_key(one) for one in row.parties}
        for name, key in keys.items():
            if key in named:
                found.setdefault(name, []).append(f"{row.state} {row.reference}")
    return found
