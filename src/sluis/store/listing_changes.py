"""What differs between the lists of two moments, as a screening meets them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sluis.core.rescreening import WHOLE
from sluis.core.screening import build_index
from sluis.store.assembly import Assembled, assembled, everybody
from sluis.store.editions import Edition, Editions
from sluis.store.rule import Rule
from sluis.store.screening import Ready


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
    if not any(editions.has_stakes(edition) for edition in (*then, *now)):
        were, are = (
            Assembled(entities=everybody(editions, used, rule, differ), owned={})
            for used in (then, now)
        )
    else:
        were, are = (assembled(editions, used, rule) for used in (then, now))
        differ |= {
            id_
            for id_ in were.owned.keys() | are.owned.keys()
            if were.owned.get(id_) != are.owned.get(id_)
        }
    return Changes(
        then=_ready(then, were, rule, differ), now=_ready(now, are, rule, differ)
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


def _ready(
    used: Sequence[Edition], found: Assembled, rule: Rule, differ: Collection[str]
) -> Ready:
    index = build_index(entity for entity in found.entities if entity.id in differ)
    return Ready(
        editions=tuple(used),
        rule=replace(rule, limit=WHOLE),
        index=index,
        owned=found.owned,
    )
