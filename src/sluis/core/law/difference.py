"""What changed in the law between two days, paragraph by paragraph.

Two texts of a rule are compared by the numbers of their paragraphs. Within a
paragraph a limit that changed is paired with the one it replaces, so that the
change can be told with its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sluis.core.goods import Text, Vocabulary
from sluis.core.law.model import Authorisation, Entry, Law, Rule, Version, versions_on
from sluis.core.law.node import Node
from sluis.core.law.outline import node_in_words
from sluis.core.law.predicate import Among, Combine, Compare, Specified, Under
from sluis.core.law.wording import LANGUAGES, Language, limit_in_words, name_of
from sluis.core.time import Day

What: TypeAlias = Literal[
    "rule_added",
    "rule_removed",
    "paragraph_added",
    "paragraph_removed",
    "limit_changed",
    "choice_changed",
    "condition_added",
    "condition_removed",
    "scope_changed",
]
_RISING = {"gt", "ge"}
_FALLING = {"lt", "le"}
_WORDS: dict[Language, dict[What, str]] = {
    "en": {
        "rule_added": "{0} is new: {1}",
        "rule_removed": "{0} is gone: {2}",
        "paragraph_added": "{0} is new: {1}",
        "paragraph_removed": "{0} is gone: {2}",
        "limit_changed": "{0}: {1}, was {2}{3}",
        "choice_changed": "{0}: {4}",
        "condition_added": "{0} now also asks: {1}",
        "condition_removed": "{0} no longer asks: {2}",
        "scope_changed": "{0} now {1}, was {2}",
    },
    "nl": {
        "rule_added": "{0} is nieuw: {1}",
        "rule_removed": "{0} is vervallen: {2}",
        "paragraph_added": "{0} is nieuw: {1}",
        "paragraph_removed": "{0} is vervallen: {2}",
        "limit_changed": "{0}: {1}, was {2}{3}",
        "choice_changed": "{0}: {4}",
        "condition_added": "{0} vraagt nu ook: {1}",
        "condition_removed": "{0} vraagt niet meer: {2}",
        "scope_changed": "{0} nu {1}, was {2}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed.

    Attributes:
        rule: Id of the rule.
        code: Code of the entry and paragraph, such as ``6A005.d.1.a.1``.
        what: What kind of change it is.
        old: What was said before; empty for what is new.
        new: What is said now; empty for what is gone.
        parameter: The quantity, for a limit.
        margin: The change of a limit as a share of the old one.
        in_doubt: Whether one of the two days lies where it is not known which
            text was in force.
    """

    rule: str
    code: str
    what: What
    old: Text
    new: Text
    parameter: str | None = None
    margin: float | None = None
    in_doubt: bool = False

    def in_words(self, language: Language) -> str:
        """Say it in a sentence."""
        share = ""
        if self.margin is not None:
            text = f"{self.margin * 100:+.3g} %"
            share = f" ({text if language == 'en' else text.replace('.', ',')})"
        new, old = self.new.get(language, ""), self.old.get(language, "")
        both = "; ".join(one for one in (new, old) if one)
        return _WORDS[language][self.what].format(self.code, new, old, share, both)


def changes(law: Law, before: Day, after: Day, *, listing: str | None) -> list[Change]:
    """Compare the law of two days.

    Args:
        law: The law.
        before: The earlier day.
        after: The later day.
        listing: Only entries of this list; ``None`` means all rules.

    Returns:
        The changes, by rule and paragraph. Where it is not known which of two
        texts was in force on a day, the later one is taken and the change says so.
    """
    found: list[Change] = []
    for rule in law.rules().values():
        if listing is not None and not (
            isinstance(rule, Entry) and rule.listing == listing
        ):
            continue
        old, first = _on(rule, before)
        new, second = _on(rule, after)
        if old is not new:
            found += version_changes(
                rule, old, new, law.vocabulary, in_doubt=first or second
            )
    return found


def _on(rule: Rule, day: Day) -> tuple[Version | None, bool]:
    found = versions_on(rule, day)
    if not found:
        return None, False
    version, inside = max(
        found,
        key=lambda one: (
            one[0].in_force.start.first if one[0].in_force.start else Day.min
        ),
    )
    return version, inside is None


def version_changes(
    rule: Rule,
    old: Version | None,
    new: Version | None,
    words: Vocabulary,
    *,
    in_doubt: bool = False,
) -> list[Change]:
    """Compare two texts of a rule; ``None`` is no text."""
    comparing = _Comparing(rule, words, in_doubt)
    if old is None or new is None:
        if old is None:
            return [comparing.change(None, "rule_added", new=rule.title)]
        return [comparing.change(None, "rule_removed", old=rule.title)]
    return [*comparing.scope(old, new), *comparing.paragraphs(old, new)]


class _Comparing:
    """Compares texts of one rule."""

    def __init__(self, rule: Rule, words: Vocabulary, in_doubt: bool) -> None:  # noqa: FBT001 - set once, from its one caller
        self.rule = rule
        self.words = words
        self.in_doubt = in_doubt
        self.name = rule.code if isinstance(rule, Entry | Authorisation) else rule.id

    def change(self, paragraph: str | None, what: What, **said: Any) -> Change:
        """Note a change in a paragraph, or in the rule as a whole."""
        return Change(
            rule=self.rule.id,
            code=f"{self.name}.{paragraph}" if paragraph else self.name,
            what=what,
            **{"old": {}, "new": {}, "in_doubt": self.in_doubt, **said},
        )

    def scope(self, old: Version, new: Version) -> Iterator[Change]:
        """Compare what stands outside the condition."""
        for said, before, after in (
            ("concerns", old.applies, new.applies),
            ("has components", old.components, new.components),
            ("is other than", old.other_than, new.other_than),
            ("has effect", old.effect, new.effect),
            ("is not for", old.excludes, new.excludes),
            ("is for", old.group, new.group),
        ):
            if before != after:
                yield self.change(
                    None,
                    "scope_changed",
                    old=_same(f"{said} {_listed(before)}"),
                    new=_same(f"{said} {_listed(after)}"),
                )

    def paragraphs(self, old: Version, new: Version) -> Iterator[Change]:
        """Compare the conditions."""
        before, after = _parts(old), _parts(new)
        for code in [*before, *(one for one in after if one not in before)]:
            was, now = before.get(code), after.get(code)
            if was is None:
                yield self.change(code, "paragraph_added", new=self.all_of(after, code))
            elif now is None:
                yield self.change(
                    code, "paragraph_removed", old=self.all_of(before, code)
                )
            else:
                yield from self.leaves(code, was, now)

    def leaves(
        self, code: str | None, old: list[_Leaf], new: list[_Leaf]
    ) -> Iterator[Change]:
        """Compare the parts of one paragraph."""
        gone = [one for one in old if one.key not in {other.key for other in new}]
        come = [one for one in new if one.key not in {other.key for other in old}]
        for was in gone:
            now = next((one for one in come if was.replaced_by(one)), None)
            if now is None:
                yield self.change(
                    code, "condition_removed", old=was.in_words(self.words)
                )
                continue
            come.remove(now)
            yield self.moved(code, was, now)
        for now in come:
            yield self.change(code, "condition_added", new=now.in_words(self.words))

    def moved(self, code: str | None, was: _Leaf, now: _Leaf) -> Change:
        """Note a limit that moved, or a choice that became wider or narrower."""
        before, after = was.node, now.node
        if not isinstance(before, Compare) or not isinstance(after, Compare):
            gone, come = was.choices - now.choices, now.choices - was.choices
            return self.change(
                code,
                "choice_changed",
                old=_choice(before, gone, self.words, come=False),
                new=_choice(after, come, self.words, come=True),
                parameter=getattr(after, "parameter", None),
            )
        start, end = before.threshold.value, after.threshold.value
        return self.change(
            code,
            "limit_changed",
            old=_limit(before),
            new=_limit(after, name=self.words, negated=now.negated),
            parameter=after.parameter,
            margin=None if start == 0 else (end - start) / abs(start),
        )

    def all_of(self, parts: Mapping[str | None, list[_Leaf]], code: str | None) -> Text:
        """Say what a paragraph asks, those inside it included."""
        inside = [
            leaf.in_words(self.words)
            for other, leaves in parts.items()
            if other == code or str(other).startswith(f"{code}.")
            for leaf in leaves
        ]
        return {
            language: "; ".join(dict.fromkeys(one[language] for one in inside))
            for language in LANGUAGES
        }


@dataclass(frozen=True, slots=True)
class _Leaf:
    node: Node
    negated: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two parts the same."""
        node = self.node
        if isinstance(node, Compare):
            limit = (node.operator, node.threshold.value)
            return Compare, self.negated, node.parameter, limit
        shown = repr(node).replace(repr(node.code), "").replace(repr(node.text), "")
        return type(node), self.negated, shown

    @property
    def choices(self) -> frozenset[str]:
        """What the text may be, for a choice of texts or entries."""
        node = self.node
        if isinstance(node, Among):
            return node.values
        return frozenset(node.codes if isinstance(node, Under | Specified) else ())

    def replaced_by(self, other: _Leaf) -> bool:
        """Whether another limit or choice of the same fact took its place."""
        if type(self.node) is not type(other.node) or self.negated != other.negated:
            return False
        fact, its = (getattr(one.node, "parameter", "") for one in (self, other))
        if not isinstance(self.node, Compare) or not isinstance(other.node, Compare):
            return fact == its and bool(self.choices & other.choices)
        pair = {self.node.operator, other.node.operator}
        return fact == its and (pair <= _RISING or pair <= _FALLING or len(pair) == 1)

    def in_words(self, words: Vocabulary) -> Text:
        """Say it."""
        no = {"en": "not: ", "nl": "niet: "}
        return {
            language: (no[language] if self.negated else "")
            + node_in_words(self.node, words, language)
            for language in LANGUAGES
        }


def _parts(version: Version) -> dict[str | None, list[_Leaf]]:
    """Give the parts of a condition by their paragraph, exceptions included."""
    found: dict[str | None, list[_Leaf]] = {}
    for root, negated in ((version.when, False), (version.unless, True)):
        if root is not None:
            _gather(root, None, found, negated=negated)
    return found


def _gather(
    node: Node,
    around: str | None,
    into: dict[str | None, list[_Leaf]],
    *,
    negated: bool,
) -> None:
    code = node.code or around
    into.setdefault(code, [])
    parts = node.parts_of()
    turned = isinstance(node, Combine) and node.how == "none"
    for part in parts:
        _gather(part, code, into, negated=negated != turned)
    if not parts:
        into[code].append(_Leaf(node, negated))


def _limit(
    node: Compare, *, name: Vocabulary | None = None, negated: bool = False
) -> Text:
    told: dict[str, str] = {}
    for language in LANGUAGES:
        limit = limit_in_words(node.operator, node.threshold.written, language)
        if name is not None:
            title = name_of(node.parameter, name, language)
            no = ("not " if language == "en" else "niet ") if negated else ""
            limit = f"{title} {no}{limit}"
        told[language] = limit
    return told


_CHOICE: dict[bool, dict[Language, str]] = {
    True: {"en": "now also {}", "nl": "nu ook {}"},
    False: {"en": "no longer {}", "nl": "niet meer {}"},
}


def _choice(node: Node, some: frozenset[str], words: Vocabulary, *, come: bool) -> Text:
    """Say the part of a choice that came or went; nothing where none did."""
    if not some:
        return {}
    parameter = getattr(node, "parameter", None)
    told: dict[str, str] = {}
    for language in LANGUAGES:
        title = f"{name_of(parameter, words, language)}: " if parameter else ""
        told[language] = title + _CHOICE[come][language].format(", ".join(sorted(some)))
    return told


def _listed(value: Iterable[str] | str | None) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else ", ".join(sorted(value))


def _same(text: str) -> Text:
    return dict.fromkeys(LANGUAGES, text)
