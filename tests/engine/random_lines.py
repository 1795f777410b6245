"""Random transactions of every kind, with values around each limit of the law.

Seeded, so that a failure can be run again. Facts are left out at random: what is
not known is half of what there is to test.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random

from sluis.core.goods import Value
from sluis.core.law.model import Law
from sluis.core.law.predicate import Specified
from sluis.core.quantity import Quantity
from sluis.core.transaction import (
    ACTIVITIES,
    END_USE_FACTS,
    Context,
    EndUse,
    Item,
    KnownOrder,
    Money,
    Party,
    Transaction,
)
from sluis.engine.limits import Limits

PLACES = ("NO", "US", "CN", "TW", "IR", "RU", "BY", "KP", "DE", "GB", "HR", "SY", "YE")
TRUTHS = (True, False, None, None)
NAMES = ("Aerospace Example B.V.", "Example Trading", "Voorbeeld NV", None)


@lru_cache(maxsize=4)
def _limits(law: Law) -> Limits:
    return Limits.of(law)


@lru_cache(maxsize=4096)
def asked_of(law: Law, kind: str | None) -> tuple[str, ...]:
    """Give the parameters that entries ask of a kind."""
    words = law.vocabulary
    line = frozenset() if kind is None else words.line_of(kind)
    found: set[str] = set()
    queue = [
        version
        for entry in law.entries.values()
        for version in entry.versions
        for kinds in ((version.applies or frozenset()) | (version.components or set()),)
        if kind is None
        or not kinds
        or any(k in line or kind in words.line_of(k) for k in kinds)
    ]
    seen = set()
    while queue:
        version = queue.pop()
        if id(version) in seen:
            continue
        seen.add(id(version))
        if version.components:
            found.add("specially_designed_for")
        codes = set(version.other_than)
        for root in (version.when, version.unless):
            for node in root.walk() if root is not None else ():
                if hasattr(node, "parameter"):
                    found.add(node.parameter)
                if isinstance(node, Specified):
                    codes |= set(node.codes)
        for code in codes:
            entry = law.rule(code)
            queue += entry.versions
    return tuple(sorted(found))


class Maker:
    """Makes transactions.

    Args:
        law: The law whose limits the values lie around.
        seed: Where chance starts.
    """

    def __init__(self, law: Law, seed: int) -> None:
        self.law = law
        self.chance = Random(seed)  # noqa: S311  # no secret
        self.limits = _limits(law)
        self.claims = [
            paragraph
            for entry in law.entries.values()
            if entry.listing == "eu-annex-i"
            for paragraph in (entry.code, f"{entry.code}.a", f"{entry.code}.b.1")
        ] + ["ML10", "ML10.d", "3A999"]

    def transactions(self, kind: str | None, count: int) -> Iterator[Transaction]:
        """Make transactions of goods of a kind."""
        for n in range(count):
            yield self.transaction(f"{kind or 'unknown'}-{n}", kind)

    def transaction(self, id_: str, kind: str | None) -> Transaction:
        chance = self.chance
        start = date(2009, 9, 1)
        day = start + timedelta(days=chance.randrange(17 * 365))
        parties = tuple(
            Party(role=role, country=self.place())
            for role in ("consignee", "end_user")
            if chance.random() < 0.3
        )
        return Transaction(
            id=id_,
            date=day,
            known_on=day if chance.random() < 0.1 else None,
            activity=chance.choice((*ACTIVITIES, "export", "export", None)),
            exporter=Party(name=chance.choice((*NAMES, *self.addressees()))),
            destination=None if chance.random() < 0.1 else self.place(),
            via=(self.place(),) if chance.random() < 0.2 else (),
            parties=parties,
            end_use=self.end_use(),
            items=(self.item(kind),),
            context=self.context(),
        )

    def addressees(self) -> list[str]:
        return [order.addressee.upper() for order in self.law.orders.values()]

    def place(self) -> str:
        return self.chance.choice(PLACES)

    def end_use(self) -> EndUse:
        if self.chance.random() < 0.6:
            return EndUse()
        return EndUse(**{name: self.chance.choice(TRUTHS) for name in END_USE_FACTS})

    def context(self) -> Context:
        chance = self.chance
        if chance.random() < 0.7:
            return Context()
        orders = ()
        if chance.random() < 0.1:
            order = KnownOrder(type="order", authority="NL", kind="turbojet_engine")
            orders = (order,)
        return Context(
            orders=orders,
            known_final_destination=chance.choice((None, "US", "CN", "DE")),
            facts=self.circumstances(),
            embargo_counts={"CN": True} if chance.random() < 0.1 else {},
        )

    def circumstances(self) -> dict[str, bool]:
        known = {
            one: self.chance.choice(TRUTHS) for one in self.law.vocabulary.circumstances
        }
        return {one: so for one, so in known.items() if so is not None}

    def item(self, kind: str | None) -> Item:
        chance = self.chance
        asked = asked_of(self.law, kind)
        share = chance.choice((0.0, 0.3, 0.7, 0.95, 1.0))
        if kind is None:
            asked = tuple(chance.sample(asked, 20))
        parameters = {
            code: self.value(code) for code in asked if chance.random() < share
        }
        if chance.random() < 0.1:
            parameters["in_annex_i"] = chance.random() < 0.5
        if chance.random() < 0.1:
            parameters["on_national_list_of"] = tuple(
                chance.choice(((), ("NL",), ("DE",), ("NL", "DE")))
            )
        if chance.random() < 0.1:
            parameters["cyber_surveillance_item"] = chance.random() < 0.5
        return Item(
            line=1,
            kind=kind,
            control_code=chance.choice(self.claims) if chance.random() < 0.2 else None,
            cn_code=self.cn() if chance.random() < 0.5 else None,
            quantity=Decimal(chance.randrange(1, 50)),
            unit="piece",
            value=Money(amount=Decimal(chance.randrange(1, 9999)), currency="EUR"),
            parameters=parameters,
        )

    def cn(self) -> str:
        prefix = self.chance.choice((*self.limits.cn, "8411", "85176200"))
        longer = len(prefix) < 4 or self.chance.random() < 0.5
        return (prefix + "00000000")[:8] if longer else prefix

    def value(self, code: str) -> Value:
        chance = self.chance
        parameter = self.law.vocabulary.parameters[code]
        if parameter.unit is not None:
            limits = self.limits.thresholds.get(code, (1.0,))
            limit = chance.choice(limits)
            step = chance.choice((0.0, 0.0, 0.02, -0.02, 0.5, -0.5, 3.0))
            number = limit * (1 + step)
            return Quantity(number, parameter.unit, f"{number} {parameter.unit}")
        if parameter.type == "bool":
            return chance.random() < 0.5
        words = sorted(self.limits.words.get(code, {"NL"})) or ["other"]
        if parameter.type == "text":
            codes = ["3A001", "3A001.b", "3", "6A002.a.1", "1B"]
            return chance.choice(
                (*words, *(codes if code in self.limits.whole else ()), "another thing")
            )
        return tuple(chance.sample(words, min(len(words), chance.randrange(3))))
