"""Whether a general authorisation stands in for a licence, as SQL.

:mod:`sluis.core.law.authorising` says the same one line at a time, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from sluis.core.law.model import Authorisation, Law, Version
from sluis.core.law.predicate import ListedUnder, lies_under
from sluis.core.truth import Truth, all_of, any_of, negate
from sluis.engine.goods_sql import FINDINGS, Goods, Measured, claim_under
from sluis.engine.predicate_sql import compile_node, name, text
from sluis.engine.term import (
    ANY,
    FALSE,
    TRUE,
    Term,
    both,
    column,
    either,
    invert,
    known,
    unknown,
)


@dataclass(frozen=True, slots=True, eq=False)
class Waiver:
    """The general authorisations before the lines of one kind.

    Attributes:
        goods: The lines' goods.
    """

    goods: Goods

    def waived(self) -> Term:
        """Whether any general authorisation stands in for the licence."""
        goods = self.goods
        if not goods.has("activity") or not goods.has("destination"):
            return FALSE
        ways = goods.layer({f"waives_{n}": one for n, one in enumerate(self._each())})
        export = Term(
            exp.EQ(this=name("activity_by_law"), expression=text("export")), ANY
        )
        return both((known(export), either(ways.values())))

    def _each(self) -> Iterator[Term]:
        epochs = self.goods.epochs
        for rule in epochs.law.authorisations.values():
            for version, in_force in epochs.versions(rule):
                surely = epochs.truth(tuple(inside is True for inside in in_force))
                if surely.can != {False}:
                    yield both((surely, *self._conditions(rule, version)))

    def _conditions(self, rule: Authorisation, version: Version) -> Iterator[Term]:
        goods = self.goods
        yield known(goods.listed_in(rule.listing))
        if version.group is not None:
            yield known(goods.member("destination", version.group))
        for group in version.outside:
            yield known(invert(goods.member("destination", group)))
        if not version.group and not version.outside:
            nothing = exp.Is(this=name("destination"), expression=exp.null())
            yield invert(Term(nothing, frozenset({True, False})))
        if version.unless is not None:
            yield invert(known(compile_node(version.unless, goods)))
        if version.when is not None:
            yield known(compile_node(version.when, goods))
        yield from self._covered(rule, version)
        if goods.kind is not None or not goods.claimed:
            yield invert(self._beside(rule, version))

    def _covered(self, rule: Authorisation, version: Version) -> Iterator[Term]:
        """Give what must hold for all that the goods are listed in to be covered."""
        goods = self.goods
        by_claim = []
        out = []
        for row in goods.measured:
            if row.entry.listing != rule.listing:
                continue
            covered = known(self._covers(row, version))
            listed = both((known(row.truth), invert(row.claimed)))
            if covered.can == {False}:
                out.append(listed)
            else:
                yield either((invert(listed), covered))
            by_claim.append(row.claimed)
        yield invert(self._any(out))
        if rule.listing in FINDINGS and (version.covers or version.excludes):
            yield invert(known(goods.finding(rule.listing)))
        if goods.claimed:
            claim = known(column(claim_covered(goods.law, version)))
            by_claim.append(goods.claim_in(f"claim_{rule.listing}"))
            yield either((invert(self._any(by_claim)), claim))

    def _beside(self, rule: Authorisation, version: Version) -> Term:
        """Tell whether an open paragraph could list the goods beyond its reach."""
        return self._any(
            unknown(row.truth)
            for row in self.goods.measured
            if row.entry.listing == rule.listing and not covers(row.code, version)
        )

    def _covers(self, row: Measured, version: Version) -> Term:
        inside = TRUE
        if version.covers:
            inside = either(self.goods.lies_in(row, one) for one in version.covers)
        out = either(self.goods.lies_in(row, one) for one in version.excludes)
        return both((inside, invert(out)))

    def _any(self, terms: Iterable[Term]) -> Term:
        """Tell whether any holds, once for all authorisations that ask the same."""
        whole = either(terms)
        return self.goods.shared(whole.text(), lambda: whole)


def covers(code: str, version: Version) -> Truth:
    """Tell whether an authorisation covers a code that nothing was measured by."""

    def lies_in(outer: str) -> Truth:
        if lies_under(code, outer):
            return True
        return None if lies_under(outer, code) else False

    inside: Truth = True
    if version.covers:
        inside = any_of(lies_in(one) for one in version.covers)
    return all_of((inside, negate(any_of(lies_in(one) for one in version.excludes))))


def claim_covered(law: Law, version: Version) -> str:
    """Name the column of claims that says whether an authorisation covers them."""
    return f"claim_covered_{_numbers(law)[id(version)]}"


def _numbers(law: Law) -> Mapping[int, int]:
    versions = (v for rule in law.authorisations.values() for v in rule.versions)
    return {id(version): n for n, version in enumerate(versions)}


def claim_columns(law: Law, claim: str) -> Iterator[tuple[str, Truth]]:
    """Give what a claimed code says to authorisations and to picked-out entries."""
    for rule in law.authorisations.values():
        for version in rule.versions:
            yield claim_covered(law, version), covers(claim, version)
    for codes in sorted(_picked_out(law)):
        under = any(lies_under(claim, code) for code in codes)
        wider = any(lies_under(code, claim) for code in codes)
        yield claim_under(codes), True if under else None if wider else False


def _picked_out(law: Law) -> set[tuple[str, ...]]:
    return {
        node.codes
        for rule in law.rules().values()
        for version in rule.versions
        for root in (version.when, version.unless)
        for node in (root.walk() if root is not None else ())
        if isinstance(node, ListedUnder)
    }
