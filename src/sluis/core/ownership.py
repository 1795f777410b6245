"""Who is owned by half or more by listed parties, through chains and sums of owners.

The rule is that of OFAC (guidance of 13 August 2014) and of the EU (best practices,
paragraph 63): what one or more listed parties own by 50 % or more together counts as
theirs, and so does what that party owns in turn. A share that is not known does not
add to the sum: whoever is not found here is not shown to be free of listed owners.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sluis.core.party import Entity, Stake

HALF = 50.0
"""Per cent from which a party counts as owned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One step of a chain: who holds what in whom.

    Attributes:
        stake: The stake.
        asset: Id of the party that it is held in.
    """

    stake: Stake
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """Why a party counts as owned by listed ones.

    Attributes:
        percent: What listed and owned parties hold together, 0 to 100.
        owners: The listed parties at the ends of the chains, sorted.
        path: Every step, from the listed parties down to this one.
    """

    percent: float
    owners: tuple[str, ...]
    path: tuple[Link, ...]

    def as_dict(self) -> dict[str, object]:
        """Give it as results show it, with the days and sources of each step."""
        return {
            "percent": self.percent,
            "owners": list(self.owners),
            "path": [
                {
                    "owner": link.stake.owner,
                    "asset": link.asset,
                    "kind": link.stake.kind,
                    "percent": link.stake.percent,
                    "since": link.stake.since.isoformat() if link.stake.since else None,
                    "until": link.stake.until.isoformat() if link.stake.until else None,
                    "source": link.stake.source,
                }
                for link in self.path
            ],
        }


def owned_by_listed(
    stakes: Mapping[str, Sequence[Stake]],
    listed: Collection[str],
    as_of: date | None = None,
) -> dict[str, Owned]:
    """Find the parties that listed ones own by half or more.

    Args:
        stakes: What is held in each party, by its id. Only known shares count;
            control and directorship are shown elsewhere and own nothing.
        listed: Ids of the listed parties.
        as_of: Only stakes held on this day; ``None`` means those not known to have
            ended.

    Returns:
        By id, each party that is not itself listed and why it counts as owned.
    """
    theirs = set(listed)
    found: dict[str, Owned] = {}
    # Each round adds a step to the chains; a party counts once, so circles end.
    while True:
        new = {
            asset: owned
            for asset in sorted(stakes)
            if asset not in theirs
            and (owned := _held(asset, stakes[asset], theirs, found, as_of)) is not None
        }
        if not new:
            return found
        found |= new
        theirs |= new.keys()


def _held(
    asset: str,
    stakes: Sequence[Stake],
    theirs: Collection[str],
    found: Mapping[str, Owned],
    as_of: date | None,
) -> Owned | None:
    held: dict[str, Stake] = {}
    for stake in stakes:
        if stake.owner == asset or stake.owner not in theirs or not _on(stake, as_of):
            continue
        known = held.get(stake.owner)
        # Two sources on one owner tell of one stake: the larger counts, once.
        if known is None or (stake.percent or 0) > (known.percent or 0):
            held[stake.owner] = stake
    percent = min(100.0, sum(stake.percent or 0.0 for stake in held.values()))
    if percent < HALF:
        return None
    path: dict[Link, None] = {}
    owners: set[str] = set()
    for owner in sorted(held):
        above = found.get(owner)
        path |= dict.fromkeys(above.path if above else ())
        owners.update(above.owners if above else (owner,))
        path[Link(stake=held[owner], asset=asset)] = None
    return Owned(percent=percent, owners=tuple(sorted(owners)), path=tuple(path))


def _on(stake: Stake, as_of: date | None) -> bool:
    if stake.kind not in {"ownership", "likeness"} or stake.percent is None:
        return False
    if as_of is None:
        return stake.until is None
    return (stake.since is None or stake.since <= as_of) and (
        stake.until is None or as_of <= stake.until
    )


def owned_among(
    entities: Iterable[Entity], as_of: date | None = None
) -> dict[str, Owned]:
    """Find, among the parties of lists, those that listed ones own.

    Args:
        entities: The parties, of which ``listed`` says whether they are listed.
        as_of: The day of the stakes; ``None`` means those not known to have ended.
    """
    stakes: dict[str, tuple[Stake, ...]] = {}
    listed: set[str] = set()
    for entity in entities:
        if entity.stakes:
            stakes[entity.id] = entity.stakes
        if entity.listed:
            listed.add(entity.id)
    return owned_by_listed(stakes, listed, as_of)


def with_owners(
    answers: Iterable[dict[str, Any]], owned: Mapping[str, Owned]
) -> Iterator[dict[str, Any]]:
    """Say of each result whether listed parties own it, as ``why.ownership``.

    It stands beside the name and never changes a score.
    """
    for answer in answers:
        for match in answer["matches"]:
            found = owned.get(match["entity"])
            if found is not None:
                match["why"]["ownership"] = found.as_dict()
        yield answer
