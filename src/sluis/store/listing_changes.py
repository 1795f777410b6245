"""What differs between the lists of two moments, as a screening meets them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sluis.core.listing import once
from sluis.core.ownership import Owned, owned_among
from sluis.core.party import Entity
from sluis.core.rescreening import WHOLE
from sluis.core.screening import build_index
from sluis.store.editions import Edition, Editions
from sluis.store.screening import Ready, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The listed parties that two moments have otherwise, ready to be screened against.

    Attributes:
        then: They as they were; those that were not there are left out.
        now: They as they are; those that are gone are left out.
    """

    then: Ready
    now: Ready


def changes(
    editions: Editions, then: Sequence[Edition], now: Sequence[Edition], rule: Rule
) -> Changes:
    """Find what differs between two choices of editions.

    A party differs when anything is said of it otherwise, and also when other listed
    parties have come to own it, or own it no more.

    Args:
        editions: Where they lie.
        then: The editions of the former moment; it may be none.
        now: Those of the later one.
        rule: How they are asked.
    """
    differ = _differing(editions, then, now)
    were, are = _Owned.of(editions, then, rule), _Owned.of(editions, now, rule)
    differ |= {
        id_
        for id_ in were.owned.keys() | are.owned.keys()
        if were.owned.get(id_) != are.owned.get(id_)
    }
    return Changes(
        then=_ready(editions, then, rule, differ, were.owned),
        now=_ready(editions, now, rule, differ, are.owned),
    )


def _differing(
    editions: Editions, then: Sequence[Edition], now: Sequence[Edition]
) -> set[str]:
    before = {edition.list_id: edition for edition in then}
    after = {edition.list_id: edition for edition in now}
    found: set[str] = set()
    for list_id in before.keys() | after.keys():
        old, new = before.get(list_id), after.get(list_id)
        if old is not None and new is not None and old.key == new.key:
            continue
        had = editions.digests(old) if old is not None else {}
        has = editions.digests(new) if new is not None else {}
        found |= {i for i in had.keys() | has.keys() if had.get(i) != has.get(i)}
    return found


@dataclass(frozen=True, slots=True)
class _Owned:
    owned: dict[str, Owned]

    @classmethod
    def of(cls, editions: Editions, used: Sequence[Edition], rule: Rule) -> _Owned:
        """Find who is owned by listed parties; without stakes nobody is."""
        if not any(editions.has_stakes(edition) for edition in used):
            return cls({})
        return cls(owned_among(_entities(editions, used, rule, None), rule.as_of))


def _entities(
    editions: Editions,
    used: Sequence[Edition],
    rule: Rule,
    only: Collection[str] | None,
) -> list[Entity]:
    return once(
        entity
        for edition in used
        for entity in editions.entities_of(edition, rule.against, rule.as_of, only)
    )


def _ready(
    editions: Editions,
    used: Sequence[Edition],
    rule: Rule,
    only: Collection[str],
    owned: dict[str, Owned],
) -> Ready:
    given: dict[str, Any] = {"editions": tuple(used), "owned": owned}
    index = build_index(_entities(editions, used, rule, only))
    return Ready(rule=replace(rule, limit=WHOLE), index=index, **given)
