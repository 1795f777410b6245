# ruff: noqa: S311 - the randomness of tests keeps no secret
"""Random transactions by the law that comes with Sluis, and facts to add to them.

Values lie below, on, between and above the limits of the rules. A transaction is
made from one number, so that a failing example is made again by that number.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

from sluis.core.goods import Value
from sluis.core.law.circumstances import ContextIs
from sluis.core.law.node import Node
from sluis.core.law.plan import plan_for
from sluis.core.law.predicate import Among, Compare, Stated, Under
from sluis.core.law.snapshot import law_on
from sluis.core.quantity import Quantity
from sluis.core.time import AsOf
from sluis.core.transaction import (
    END_USE_FACTS,
    Context,
    EndUse,
    Item,
    Party,
    Transaction,
)
from sluis.store.law import load_law

LAW = load_law()
_WORDS = LAW.vocabulary
_DAYS = [
    date(2010, 1, 1),
    date(2013, 6, 1),
    date(2016, 5, 12),
    date(2021, 9, 9),
    date(2022, 6, 1),
    date(2024, 3, 1),  # in the time in which the text of many entries is in doubt
    date(2026, 1, 1),
]
INSIDE = ["DE", "FR"]
OUTSIDE = ["US", "AR", "IN", "BR", "AE", "CN", "RU", "BY", "IR", "KP", "SY", "MM"]
_ACTIVITIES = ["export"] * 4 + [
    "intra_eu_transfer",
    "transit",
    "brokering",
    "technical_assistance",
]
_KINDS = sorted(_WORDS.kinds)
_EXPORTERS = [None, "Example", *(one.addressee for one in LAW.orders.values())]
_CN_CODES = ["84111100", "88073000", "90141000", "39000000"]


def _nodes() -> Iterator[Node]:
    rules = (LAW.entries, LAW.measures, LAW.orders, LAW.authorisations)
    for rule in (rule for some in rules for rule in some.values()):
        for version in rule.versions:
            for root in (version.when, version.unless):
                yield from root.walk() if root else ()


_LIMITS: dict[str, set[float]] = {}
_CHOICES: dict[str, set[str]] = {}
_ONLY_STATED = {"in_annex_i", "on_national_list_of"}
_STATED_CONTEXT: set[str] = set()
_CONTEXT: set[str] = set()
for _node in _nodes():
    if isinstance(_node, Compare):
        _LIMITS.setdefault(_node.parameter, set()).add(_node.threshold.value)
    elif isinstance(_node, Among):
        _CHOICES.setdefault(_node.parameter, set()).update(_node.values)
    elif isinstance(_node, Under):
        _CHOICES.setdefault(_node.parameter, set()).update(_node.codes)
    elif isinstance(_node, Stated):
        _ONLY_STATED.add(_node.parameter)
    elif isinstance(_node, ContextIs):
        (_STATED_CONTEXT if _node.stated else _CONTEXT).add(_node.fact)
CIRCUMSTANCES = sorted(_CONTEXT - _STATED_CONTEXT)
"""Circumstances that no rule reads as counting only where a file states them."""


@cache
def values(code: str) -> tuple[Value, ...]:
    """Give values of a parameter that the rules can tell apart."""
    parameter = _WORDS.parameters[code]
    if parameter.type == "bool":
        return True, False
    if parameter.unit is not None:
        return tuple(_quantities(code, parameter.unit))
    named = sorted(_CHOICES.get(code, ()))
    if parameter.type == "text":
        return (*named, "another")
    return (*((one,) for one in named), ())


def _quantities(code: str, unit: str) -> Iterator[Quantity]:
    limits = sorted(_LIMITS.get(code, {1.0}))
    found = {
        *limits,
        *((low + high) / 2 for low, high in pairwise(limits)),
        limits[0] - max(1.0, abs(limits[0])),
        limits[0] - abs(limits[0]) / 100,
        limits[-1] + max(1.0, abs(limits[-1])),
    }
    least = float("-inf") if _WORDS.parameters[code].negative else 0.0
    for value in sorted({max(least, one) for one in found}):
        yield Quantity(value, unit, f"{value!r} {unit}".strip())


@cache
def parameters_of(kind: str, day: date) -> tuple[str, ...]:
    """Give the parameters that the lists of a day read for a kind.

    Those that count only where a file states them are left out.
    """
    plan = plan_for(law_on(LAW, AsOf(valid_on=day, known_on=None)), kind)
    tests = [
        *plan.rows,
        *(
            other
            for row in plan.rows
            for code in row.paragraph.version.other_than
            for other in plan.tests(code, any_kind=False)
        ),
    ]
    read = {name for test in tests for node in test.nodes for name in plan.reads(node)}
    codes = {name.split(".")[1] for name in read if name.startswith("parameters.")}
    return tuple(sorted(codes - _ONLY_STATED))


def transaction(number: int) -> Transaction:
    """Make a random transaction of one line; of any kind, and known in part."""
    random = Random(number)
    day, kind = random.choice(_DAYS), random.choice(_KINDS)
    activity = random.choice(_ACTIVITIES)
    places = INSIDE if activity == "intra_eu_transfer" else [*OUTSIDE, *["US"] * 4]
    use = {
        fact: random.random() < 0.5 for fact in END_USE_FACTS if random.random() < 0.12
    }
    told = {
        fact: random.random() < 0.5 for fact in CIRCUMSTANCES if random.random() < 0.2
    }
    share = random.choice([0, 0.2, 0.5, 0.8, 0.95])
    known = {
        code: random.choice(values(code))
        for code in parameters_of(kind, day)
        if random.random() < share
    }
    cn_code = random.choice([None, None, *_CN_CODES])
    return Transaction(
        id=str(number),
        date=day,
        activity=activity,
        destination=random.choice(places),
        exporter=Party(name=random.choice(_EXPORTERS)),
        end_use=EndUse(**use),
        context=Context(facts=told),
        items=(Item(line=1, kind=kind, parameters=known, cn_code=cn_code),),
    )


def bare(number: int) -> Transaction:
    """Make a random transaction of goods of which nothing is known."""
    whole = transaction(number)
    line = replace(whole.items[0], kind=None, parameters={}, cn_code=None)
    return replace(whole, destination=None, items=(line,))


def unknown(given: Transaction) -> list[str]:
    """Name the facts that a transaction does not tell, as questions name them."""
    line = given.items[0]
    goods = parameters_of(line.kind, given.date)
    return [
        *(f"items[1].parameters.{one}" for one in goods if one not in line.parameters),
        *(["items[1].cn_code"] if line.cn_code is None else []),
        *(f"context.{one}" for one in CIRCUMSTANCES if one not in given.context.facts),
        f"context.embargo_counts.{given.destination}",
    ]


def answer(about: str, random: Random, choices: Any = ()) -> Any:
    """Give a random answer to a question."""
    room, _, name = about.removeprefix("items[1].").partition(".")
    if room == "parameters":
        return random.choice(values(name))
    if room == "kind":
        kinds = [one for one in choices if one in _WORDS.kinds]
        return random.choice(kinds or ["other"])
    if room == "cn_code":
        return random.choice(_CN_CODES)
    return random.choice(OUTSIDE) if room == "destination" else random.random() < 0.5


def with_fact(given: Transaction, about: str, value: Any) -> Transaction:
    """Add a fact, named as its question names it."""
    line, context = given.items[0], given.context
    room, _, name = about.removeprefix("items[1].").partition(".")
    if room == "parameters":
        line = replace(line, parameters={**line.parameters, name: value})
        return replace(given, items=(line,))
    if room in {"kind", "cn_code"}:
        return replace(given, items=(replace(line, **{room: value}),))
    if room == "end_use":
        return replace(given, end_use=replace(given.end_use, **{name: value}))
    if room != "context":
        return replace(given, **{room: value})
    _, _, country = name.partition("embargo_counts.")
    if country:
        counts = {**context.embargo_counts, country: value}
        return replace(given, context=replace(context, embargo_counts=counts))
    facts = {**context.facts, name: value}
    return replace(given, context=replace(context, facts=facts))
