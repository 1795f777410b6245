"""Questions: which missing facts could change the outcome, the most telling first.

Each missing fact is tried at its ends. A fact whose answer changes nothing is
not asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sluis.core.goods import Parameter, Value
from sluis.core.law.authorising import uses
from sluis.core.law.circumstances import Cn
from sluis.core.law.outcome import (
    OUTCOMES,
    Hit,
    Outcome,
    again,
    stricter,
    weigh,
)
from sluis.core.law.plan import Plan
from sluis.core.law.predicate import Among, KindIs
from sluis.core.law.situation import FINDING_FACTS, Situation
from sluis.core.law.snapshot import Snapshot
from sluis.core.quantity import Quantity
from sluis.core.transaction import ACTIVITIES
from sluis.core.truth import Truth

MOST_ANSWERS = 24
"""With more than these, not all answers are tried, so they settle nothing."""

ANOTHER_CN = "00"
"""Stands for all CN codes that no rule names."""

_LAST = len(OUTCOMES)
OWN_ANSWER = frozenset({"undecided", "general_authorisation"})
"""Outcomes that do not stand for an open line, even if every answer leads there:
which authorisation, and under which conditions, hangs on the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A fact to ask for.

    Attributes:
        about: The fact, such as ``parameters.max_thrust``.
        answers: Outcome of the line by answer: ``yes`` and ``no``, ``low`` and
            ``high``, or the answer itself; empty when it was not tried.
    """

    about: str
    answers: Mapping[str, Outcome]

    @property
    def decides(self) -> int:
        """How many answers leave nothing undecided."""
        return sum(outcome != "undecided" for outcome in self.answers.values())


def settle(
    facts: Situation, found: list[Hit], outcome: Outcome
) -> tuple[Outcome, list[Question]]:
    """Say what is asked, and whether the outcome is certain whatever the answer.

    Args:
        facts: The line.
        found: The rules that apply, or could.
        outcome: The outcome so far.

    Returns:
        The outcome, decided where every answer to one question leads to the same,
        and the questions, the most decisive first.
    """
    open_ = [
        one for one in found if one.truth is None and stricter(one.effect, outcome)
    ]
    questions: dict[str, Question] = {}
    idle: dict[str, Question] = {}
    for name in sorted(_missing(facts, open_)):
        tried = _try(facts, name, found)
        same = tried.same
        if outcome == "undecided" and same is not None and same not in OWN_ANSWER:
            # Decided, but what is stricter than that can still be open.
            return same, settle(facts, found, same)[1]
        kept = questions if tried.changed else idle
        kept[name] = Question(about=name, answers=tried.answers)
    for hit in open_:
        if questions.keys().isdisjoint(hit.missing):
            # No answer alone decides it, as with two of three criteria: ask all.
            questions |= {name: idle[name] for name in hit.missing & idle.keys()}
    often = facts.plan.often
    return outcome, sorted(questions.values(), key=lambda one: _order(one, often))


def settled(facts: Situation, found: list[Hit], outcome: Outcome) -> Outcome:
    """Give the outcome of :func:`settle`, without its questions.

    Args:
        facts: The line.
        found: The rules that apply, or could.
        outcome: The outcome so far.
    """
    if outcome != "undecided":
        return outcome
    open_ = [
        one for one in found if one.truth is None and stricter(one.effect, outcome)
    ]
    for name in sorted(_missing(facts, open_)):
        same = None if _several(facts, name) else _same(facts, name, found)
        if same is not None:
            return same
    return outcome


def _same(facts: Situation, name: str, found: list[Hit]) -> Outcome | None:
    """Give the outcome that every answer leads to, if one that can stand."""
    answers: set[Outcome] = set()
    for tried, (_, situation) in enumerate(_ends(facts, name)):
        if tried >= MOST_ANSWERS:
            return None
        situation.reasons = False
        answers.add(weigh(again(situation, found), uses(situation)))
        if len(answers) > 1 or not answers.isdisjoint(OWN_ANSWER):
            return None
    return answers.pop() if answers else None


def _missing(facts: Situation, hits: list[Hit]) -> set[str]:
    """Name what keeps rules open, and of the goods the kind first."""
    missing = set[str]().union(*(hit.missing for hit in hits))
    if "kind" in missing and facts.item.kind is None:
        # Hundreds of facts could matter; the kind says which of them do.
        return {name for name in missing if not _of_goods(name)}
    return missing


def _order(question: Question, often: Mapping[str, int]) -> tuple[int, int, int, str]:
    """Rank a question: what decides alone, then what most conditions hang on."""
    worst = min(
        (OUTCOMES.index(one) for one in question.answers.values()), default=_LAST
    )
    hang_on = often.get(question.about, 0)
    return -question.decides, worst, -hang_on, question.about


def _of_goods(name: str) -> bool:
    return name.startswith("parameters.") and name not in FINDING_FACTS


@dataclass(slots=True, kw_only=True)
class _Tried:
    """What came of trying a fact.

    Attributes:
        answers: Outcome by answer.
        changed: Whether any answer makes a difference.
        whole: Whether the answers stand for all that are possible.
    """

    answers: dict[str, Outcome] = field(default_factory=dict)
    changed: bool = False
    whole: bool = True

    @property
    def same(self) -> Outcome | None:
        """The outcome that all possible answers lead to, if they do."""
        outcomes = set(self.answers.values()) if self.whole else set()
        return outcomes.pop() if len(outcomes) == 1 else None


def _try(facts: Situation, name: str, found: list[Hit]) -> _Tried:
    """Try a fact at all values that the rules tell apart."""
    before = weigh(found, uses(facts))
    tried = _Tried(whole=not _several(facts, name))
    for label, situation in _ends(facts, name):
        if len(tried.answers) >= MOST_ANSWERS:
            tried.changed, tried.whole = True, False
            return tried
        situation.reasons = not tried.changed  # once is enough to know it counts
        now = again(situation, found)
        tried.answers[label] = outcome = weigh(now, uses(situation))
        if not tried.changed:
            tried.changed = outcome != before or _differ(found, now, name)
    if not tried.answers:
        tried.changed, tried.whole = True, False
    return tried


def _several(facts: Situation, name: str) -> bool:
    """Tell whether a fact can have several values at once, of which one is tried."""
    parameter = facts.on.law.vocabulary.parameters.get(name.rpartition(".")[2])
    return parameter is not None and parameter.type in {"texts", "countries"}


def _differ(before: list[Hit], now: list[Hit], name: str) -> bool:
    """Tell whether the open rules differ in more than the fact that was tried."""
    old = {id(hit): hit for hit in before if hit.effect != "duty"}
    new = {id(hit): hit for hit in now if hit.effect != "duty"}
    return {_state(old[one], name) for one in old.keys() - new.keys()} != {
        _state(new[one], name) for one in new.keys() - old.keys()
    }


def _state(hit: Hit, name: str) -> tuple[str, Truth, frozenset[str]]:
    return hit.rule.id if hit.rule else "", hit.truth, hit.missing - {name}


def _ends(facts: Situation, name: str) -> Iterator[tuple[str, Situation]]:
    room, _, key = name.partition(".")
    if room == "parameters":
        for label, value in values(facts.plan, key):
            yield label, facts.with_parameter(key, value)
    elif name == "kind":
        for kind in _kinds(facts):
            yield kind, facts.with_item(kind=kind)
    elif name == "cn_code":
        for code in (*prefixes(facts.on), ANOTHER_CN):
            label = code if code != ANOTHER_CN else "another"
            yield label, facts.with_item(cn_code=code)
    elif name == "activity":
        for activity in ACTIVITIES:
            yield activity, facts.with_transaction(activity=activity)
    elif room in {"end_use", "context"} or name.startswith("law:"):
        yield from _yes_or_no(facts, name, room, key)


def _yes_or_no(
    facts: Situation, name: str, room: str, key: str
) -> Iterator[tuple[str, Situation]]:
    transaction = facts.transaction
    for label, answer in (("yes", True), ("no", False)):
        if room == "end_use":
            use = replace(transaction.end_use, **{key: answer})  # type: ignore[arg-type]  # a truth
            yield label, facts.with_transaction(end_use=use)
        elif key.startswith("embargo_counts."):
            country = key.removeprefix("embargo_counts.")
            counts = {**transaction.context.embargo_counts, country: answer}
            context = replace(transaction.context, embargo_counts=counts)
            yield label, facts.with_transaction(context=context)
        elif room == "context" and not key.startswith("orders["):
            stated = {**transaction.context.facts, key: answer}
            context = replace(transaction.context, facts=stated)
            yield label, facts.with_transaction(context=context)
        else:
            yield label, facts.with_settled(name, answer=answer)


def values(plan: Plan, code: str) -> Iterator[tuple[str, Value]]:
    """Give the values of a parameter that stand for all others, with their names.

    Args:
        plan: What concerns the kind of the goods on the day.
        code: The parameter.
    """
    parameter = plan.on.law.vocabulary.parameters[code]
    if parameter.unit is not None:
        yield from _quantities(plan, parameter, parameter.unit)
    elif parameter.type == "bool":
        yield "yes", True
        yield "no", False
    else:
        several = parameter.type != "text"
        for value in sorted(_named(plan.on, code)):
            yield value, (value,) if several else value
        yield "another", () if several else "another"


def _quantities(
    plan: Plan, parameter: Parameter, unit: str
) -> Iterator[tuple[str, Quantity]]:
    least = -math.inf if parameter.negative else 0.0
    most = math.inf if parameter.most is None else parameter.most
    told_apart = plan.limits.get(parameter.code, (0.0,))
    values = sorted({min(max(value, least), most) for value in told_apart})
    told: set[str] = set()
    for value in values:
        written = f"{value:g} {unit}".strip()
        label = {values[0]: "low", values[-1]: "high"}.get(value, written)
        yield (
            label if label not in told else f"{value!r} {unit}",
            Quantity(value, unit, written),
        )
        told.add(label)


def _named(on: Snapshot, code: str) -> set[str]:
    found: set[str] = set()
    for paragraphs in on.paragraphs.values():
        for paragraph in paragraphs:
            for node in paragraph.node.walk():
                if isinstance(node, Among) and node.parameter == code:
                    found |= node.values
    return found


def _kinds(facts: Situation) -> list[str]:
    found: set[str] = set()
    for paragraphs in facts.on.paragraphs.values():
        for paragraph in paragraphs:
            if paragraph.kinds is not None:
                found |= paragraph.kinds.kinds
    for _, version, _ in facts.on.rules:
        for node in version.when.walk() if version.when else ():
            if isinstance(node, KindIs):
                found |= node.kinds
    given = facts.item.kind
    if given is not None:
        found = {kind for kind in found if kind in facts.below} | {given}
        return sorted(found - {given})
    return [*sorted(found), "other"]


def prefixes(on: Snapshot) -> list[str]:
    """Give the CN codes that stand for all others, but for another."""
    found: set[str] = set()
    for _, version, _ in on.rules:
        for node in version.when.walk() if version.when else ():
            if isinstance(node, Cn):
                found.update(node.prefixes)
    return sorted(found)
