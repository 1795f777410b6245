"""The law over a whole population: the outcome of every line.

Lines are taken kind by kind. The engine weighs the rules; where something is
missing, the interpreter settles one line for all that no rule tells apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from sluis.core.determination import determine
from sluis.core.law.model import Law
from sluis.core.law.outcome import OUTCOMES, same_name
from sluis.core.law.predicate import within
from sluis.core.time import Day
from sluis.engine.base import Engine
from sluis.engine.epochs import Days, Epochs
from sluis.engine.goods_sql import Goods
from sluis.engine.outcome_sql import RANK, Statement, authorisation_key
from sluis.engine.population import Population
from sluis.engine.signature import Signature, start_of

DETERMINED = "determined"
"""The name of the lines with their outcome, after :meth:`Bulk.run`."""

_AT_ONCE = 200_000
"""So many lines of small kinds share a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines that one statement reads.

    Attributes:
        kind: Their kind; ``None`` when they state none.
        claimed: Whether they claim a code.
        entry: Of lines without a kind, the entry they claim.
        lines: How many they are.
    """

    kind: str | None
    claimed: bool
    entry: str | None
    lines: int


@dataclass(eq=False)
class Bulk:
    """A law, before the lines of a population.

    Attributes:
        engine: Where the lines are.
        population: The lines.
        law: The law.
        valid_on: The day whose law counts; ``None`` means the lines' own dates.
        known_on: Only rules published by this day count; ``None`` means the lines'
            own days of knowledge, and without one all that is known.
    """

    engine: Engine
    population: Population
    law: Law
    valid_on: Day | None = None
    known_on: Day | None = None
    settled: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    _epochs: Epochs | None = None
    _filled: dict[str | None, frozenset[str]] | None = None

    @property
    def epochs(self) -> Epochs:
        """The law over the days of the lines."""
        if self._epochs is None:
            self._epochs = Epochs.spanning(
                self.law, self._days(), valid_on=self.valid_on, known_on=self.known_on
            )
        return self._epochs

    def _days(self) -> list[Days]:
        columns = [one for one in ("date", "known_on") if self._has(one)]
        if not columns:
            return [(None, None)]
        rows = self.engine.sql(f"SELECT DISTINCT {', '.join(columns)} FROM lines")  # noqa: S608 - our own names
        return [(row.get("date"), row.get("known_on")) for row in rows.to_pylist()]

    def _has(self, column: str) -> bool:
        return column in self.population.columns

    def groups(self, kinds: Iterable[str | None] | None = None) -> list[Group]:
        """Give the groups of lines, the largest first.

        Args:
            kinds: Only lines of these kinds; ``None`` means all.
        """
        columns = [one for one in ("kind", "control_code") if self._has(one)]
        if not columns:
            return [Group(kind=None, claimed=False, entry=None, lines=self.population.count)]
        rows = self.engine.sql(
            f"SELECT {', '.join(columns)}, count(*) AS lines FROM lines "  # noqa: S608 - our own names
            f"GROUP BY {', '.join(columns)}"
        ).to_pylist()
        wanted = None if kinds is None else set(kinds)
        counts: dict[tuple[str | None, bool, str | None], int] = {}
        for row in rows:
            kind, claim = row.get("kind"), row.get("control_code")
            if wanted is not None and kind not in wanted:
                continue
            entry = None if kind is not None or claim is None else self._entry_of(claim)
            key = kind, claim is not None, entry
            counts[key] = counts.get(key, 0) + row["lines"]
        self._claims({row.get("control_code") for row in rows} - {None})
        found = [
            Group(kind=kind, claimed=claimed, entry=entry, lines=lines)
            for (kind, claimed, entry), lines in counts.items()
        ]
        return sorted(found, key=lambda g: (-g.lines, g.kind or "", g.entry or ""))

    def _entry_of(self, claim: str) -> str | None:
        code = claim.split(".", maxsplit=1)[0]
        return code if code in self.epochs.passages else None

    def _claims(self, claims: set[str]) -> None:
        """Name the table of what claimed codes stand for where nothing is measured."""
        law = self.law
        listings = {entry.listing for entry in law.entries.values()}
        listings |= {tag for entry in law.entries.values() for tag in entry.regimes}
        table: dict[str, list[Any]] = {"claim": [], "claim_entry": []}
        excluding = [
            (rule, version)
            for rule in law.authorisations.values()
            for version, _ in self.epochs.versions(rule)
        ]
        for claim in sorted(claims):
            listing = "eu-military-list" if claim.startswith("ML") else "eu-annex-i"
            entry = next(
                (e for e in law.entries.values() if within(claim, e.code)), None
            )
            tags = {listing, *(() if entry is None else entry.regimes)}
            table["claim"].append(claim)
            table["claim_entry"].append(self._entry_of(claim))
            for one in listings:
                table.setdefault(f"claim_{one}", []).append(one in tags)
            for place, (rule, version) in enumerate(excluding):
                out = rule.listing == listing and any(
                    within(claim, one) for one in version.excludes
                )
                key = f"claim_{authorisation_key(place)}"
                table.setdefault(key, []).append(out)
        if claims:
            self.engine.table("claims", pa.table(table))

    def filled(self, kind: str | None) -> frozenset[str]:
        """Give the columns that some line of a kind fills."""
        if self._filled is None:
            columns = sorted(self.population.columns)
            by = '"kind"' if self._has("kind") else "CAST(NULL AS VARCHAR)"
            counted = ", ".join(
                f'count("{one}") AS "{one}"' for one in columns if one != "kind"
            )
            rows = self.engine.sql(
                f"SELECT {by} AS kind, {counted} FROM lines GROUP BY {by}"  # noqa: S608 - our own names
            ).to_pylist()
            self._filled = {
                row.pop("kind"): frozenset(one for one, count in row.items() if count)
                for row in rows
            }
        also = {"kind"} & self.population.columns
        return self._filled.get(kind, frozenset()) | also

    def goods(self, group: Group) -> Goods:
        """Give the lines of a group to the compiler."""
        columns = self.filled(group.kind)
        if self._has("control_code"):
            columns |= {"control_code"}
        return Goods(
            self.epochs,
            group.kind,
            columns,
            claimed=group.claimed,
            entry=group.entry,
        )

    def addressed(self) -> dict[str, frozenset[str]]:
        """Give the exporters that each order addresses, by the order's id."""
        if not self.law.orders or not self._has("exporter"):
            return {}
        rows = self.engine.sql("SELECT DISTINCT exporter FROM lines")
        names = [one for one in rows.column("exporter").to_pylist() if one is not None]
        return {
            order.id: frozenset(n for n in names if same_name(n, order.addressee))
            for order in self.law.orders.values()
        }

    def run(
        self,
        groups: Sequence[Group],
        carry: Sequence[str],
        *,
        rule: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[str]:
        """Determine groups of lines, some at a time.

        Args:
            groups: Which.
            carry: Columns of the lines to hand on.
            rule: Whether the strictest rule is told as well.
            progress: Called with the number of lines that were done.

        Yields:
            A statement for the lines that were done: the carried columns,
            ``outcome``, ``rule`` where it was asked for.
        """
        addressed = self.addressed()
        for several in _together(groups):
            statements, readers = [], {}
            for group in several:
                goods = self.goods(group)
                cells = [one if one in goods.columns else None for one in carry]
                statement = Statement(
                    goods, addressed, [one for one in cells if one], rule=rule
                )
                sql, signature = statement.outcome()
                readers[signature.start] = signature
                statements.append((sql, group))
            self.engine.table("calendar", self.epochs.calendar())
            self.engine.table("places", self.epochs.places())
            union = " UNION ALL ".join(
                self._select(sql, group, carry, rule=rule)
                for sql, group in statements
            )
            self.engine.keep("weighed", union)
            self._settle(readers)
            yield self._settled(carry, rule=rule)
            if progress is not None:
                progress(sum(group.lines for group in several))
        self.engine.drop("weighed")

    def _select(
        self, sql: str, group: Group, carry: Sequence[str], *, rule: bool
    ) -> str:
        """Give every statement the same columns."""
        there = self.goods(group).columns
        types = dict(_CARRIED)
        cells = [
            f'"{one}"'
            if one in there
            else f'CAST(NULL AS {types.get(one, "VARCHAR")}) AS "{one}"'
            for one in carry
        ]
        cells += ["CAST(outcome AS TINYINT) AS outcome", "signature"]
        cells += ["rule"] if rule else []
        return f"SELECT {', '.join(cells)} FROM ({sql}) AS one_kind"  # noqa: S608 - our own names

    def _settle(self, readers: dict[str, Signature]) -> None:
        """Let the interpreter settle each signature once."""
        open_ = self.engine.sql(
            "SELECT DISTINCT signature FROM weighed WHERE signature IS NOT NULL"
        )
        signatures = open_.column("signature").to_pylist()
        for signature in signatures:
            if signature in self.settled:
                continue
            reader = readers[start_of(signature)]
            transaction, day, known = reader.line(signature, self.law)
            result = determine(transaction, self.law, valid_on=day, known_on=known)
            (item,) = result.items
            bases = [*item.bases, *item.open]
            first = next(
                (one.rule for one in bases if one.effect == item.outcome),
                next((one.rule for one in bases), None),
            )
            self.settled[signature] = RANK[item.outcome], first
        found = {one: self.settled[one] for one in signatures}
        self.engine.table(
            "settled",
            pa.table(
                {
                    "of": pa.array(list(found), pa.string()),
                    "found": pa.array([one for one, _ in found.values()], pa.int8()),
                    "found_by": pa.array([one for _, one in found.values()], pa.string()),
                }
            ),
        )

    def _settled(self, carry: Sequence[str], *, rule: bool) -> str:
        cells = [f'"{one}"' for one in carry]
        cells.append("coalesce(found, outcome) AS outcome")
        if rule:
            cells.append("CASE WHEN found IS NULL THEN rule ELSE found_by END AS rule")
        return (
            f"SELECT {', '.join(cells)} FROM weighed "  # noqa: S608 - our own names
            "LEFT JOIN settled ON settled.of = weighed.signature"
        )


_CARRIED = {
    "line": "INTEGER",
    "date": "DATE",
    "quantity": "DECIMAL(18, 4)",
    "value": "DECIMAL(18, 4)",
}


def outcome_name(place: int) -> str:
    """Name an outcome."""
    return OUTCOMES[place]


def _together(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Put small groups together, so that an engine starts less often."""
    batch: list[Group] = []
    for group in groups:
        if batch and sum(one.lines for one in batch) + group.lines > _AT_ONCE:
            yield batch
            batch = []
        batch.append(group)
    if batch:
        yield batch
