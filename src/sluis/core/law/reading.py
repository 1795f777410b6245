"""From checked mappings to rules.

The store reads files and checks their shape against the schema; here their
words get meaning. Every error names the key where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sluis.core.errors import UnknownValue
from sluis.core.goods import Vocabulary
from sluis.core.law.circumstances import (
    ActivityIs,
    Cn,
    ContextIs,
    Destination,
    EndUseIs,
    FinalDestination,
    Knowledge,
    OnNationalList,
)
from sluis.core.law.model import (
    Authorisation,
    Duty,
    Entry,
    Measure,
    Order,
    Rule,
    Source,
    Version,
)
from sluis.core.law.node import Node
from sluis.core.law.predicate import (
    Among,
    AtLeast,
    Claimed,
    Combine,
    Compare,
    Given,
    Is,
    KindIs,
    ListedIn,
    ListedUnder,
    Specified,
    Stated,
    Under,
)
from sluis.core.law.words import LawError, read_interval
from sluis.core.quantity import read_quantity
from sluis.core.time import VagueDay

_COMPARISONS = ("gt", "ge", "lt", "le", "eq")


class Reader:
    """Reads rules with one vocabulary, set of sources and groups.

    Args:
        vocabulary: Kinds, parameters and countries that rules may name.
        sources: Acts by key.
        groups: Names of the groups of countries.
        state: Code of the state whose national law is read.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        sources: Mapping[str, Source],
        groups: frozenset[str],
        state: str,
    ) -> None:
        self.vocabulary = vocabulary
        self.sources = sources
        self.groups = groups
        self.state = state

    def rule(self, data: Mapping[str, Any], *, path: str = "") -> Rule:
        """Read one rule.

        Args:
            data: A mapping that satisfies the schema.
            path: Where it stands.

        Raises:
            SluisError: A name, unit or date in it has no meaning.
        """
        at = f"{path}." if path else ""
        versions = tuple(
            self.version(one, data, f"{at}versions[{n}]")
            for n, one in enumerate(data["versions"])
        )
        _check_periods(versions, f"{at}versions")
        common: dict[str, Any] = {
            "id": data["id"],
            "title": data["title"],
            "versions": versions,
        }
        match data["type"]:
            case "entry":
                return Entry(
                    code=data["code"],
                    listing=data["list"],
                    regimes=tuple(data.get("regimes", ())),
                    **common,
                )
            case "order":
                return Order(addressee=data["addressee"], **common)
            case "authorisation":
                return Authorisation(code=data["code"], listing=data["list"], **common)
        return Measure(**common)

    def version(
        self, data: Mapping[str, Any], rule: Mapping[str, Any], path: str
    ) -> Version:
        """Read one version of a rule."""
        end_known = data.get("until_known_since")
        unless = data.get("unless")
        when = data.get("when")
        return Version(
            in_force=read_interval(data["in_force"], path=f"{path}.in_force"),
            known_since=VagueDay.parse(
                str(data["known_since"]), path=f"{path}.known_since"
            ),
            until_known_since=None
            if end_known is None
            else VagueDay.parse(str(end_known), path=f"{path}.until_known_since"),
            source=self.source(data["source"], path),
            article=data["article"],
            applies=self.kinds(data.get("applies"), f"{path}.applies"),
            components=self.kinds(data.get("components"), f"{path}.components"),
            other_than=tuple(data.get("other_than", ())),
            unless=None if unless is None else self.node(unless, f"{path}.unless"),
            when=None if when is None else self.node(when, f"{path}.when"),
            effect=data.get("effect", rule.get("effect")),
            waivable=data.get("waivable", False),
            duties=tuple(_duty(one) for one in data.get("duties", ())),
            group=self.group(data.get("destinations"), f"{path}.destinations"),
            outside=tuple(
                self.group(one, f"{path}.outside[{n}]") or ""
                for n, one in enumerate(data.get("outside", ()))
            ),
            covers=tuple(data.get("covers", ())),
            excludes=tuple(data.get("excludes", ())),
            document=data.get("document"),
            text=data.get("text", rule["title"]),
            verified=data.get("verified"),
            confidence=data.get("confidence"),
        )

    def source(self, key: str, path: str) -> Source:
        """Look a source up."""
        if key in self.sources:
            return self.sources[key]
        raise UnknownValue(
            f"{key!r} is not a source",
            path=f"{path}.source",
            remedy="add it to sources.yaml",
        )

    def group(self, name: str | None, path: str) -> str | None:
        """Check the name of a group of countries."""
        if name is None or name in self.groups:
            return name
        raise UnknownValue(
            f"{name!r} is not a group of countries",
            path=path,
            remedy=f"use one of: {', '.join(sorted(self.groups))}",
        )

    def kinds(self, codes: list[str] | None, path: str) -> frozenset[str] | None:
        """Check codes of kinds."""
        if codes is None:
            return None
        return frozenset(
            self.vocabulary.kind(code, path=f"{path}[{n}]").code
            for n, code in enumerate(codes)
        )

    def node(self, data: Mapping[str, Any], path: str) -> Node:
        """Read a condition: all of its parts together."""
        code, text = data.get("code"), data.get("text")
        parts = [
            part
            for key in data
            if (part := self.part(key, data, path, code, text)) is not None
        ]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            raise LawError("a condition says nothing", path=path)
        return Combine(how="all", parts=tuple(parts), code=code, text=text)

    def part(  # noqa: PLR0911 - one branch a word of the language
        self,
        key: str,
        data: Mapping[str, Any],
        path: str,
        code: str | None,
        text: Mapping[str, str] | None,
    ) -> Node | None:
        """Read one part of a condition; keys that belong to another give ``None``."""
        value, here = data[key], f"{path}.{key}"
        match key:
            case "p":
                return self.parameter(data, path, code, text)
            case "is":
                name = self.typed(value, "bool", here)
                return Is(parameter=name, code=code, text=text)
            case "is_not":
                name = self.typed(value, "bool", here)
                part = Is(parameter=name, code=code, text=text)
                return Combine(how="none", parts=(part,), code=code, text=text)
            case "stated":
                name = self.typed(value, "bool", here)
                return Stated(parameter=name, code=code, text=text)
            case "given":
                name = self.vocabulary.parameter(value, path=here).code
                return Given(parameter=name, code=code, text=text)
            case "specified_in" | "performance_of":
                codes = (value,) if isinstance(value, str) else tuple(value)
                return Specified(
                    codes=codes,
                    any_kind=key == "performance_of",
                    code=code,
                    text=text,
                )
            case "kind":
                kinds = self.kinds(value, here) or frozenset()
                return KindIs(kinds=kinds, code=code, text=text)
            case "all" | "any" | "none":
                parts = self.nodes(value, here)
                return Combine(how=key, parts=parts, code=code, text=text)
            case "at_least":
                parts = self.nodes(data["of"], f"{path}.of")
                return AtLeast(count=value, parts=parts, code=code, text=text)
        return self.surroundings(key, data, path, code)

    def surroundings(  # noqa: PLR0911 - one branch a word of the language
        self, key: str, data: Mapping[str, Any], path: str, code: str | None
    ) -> Node | None:
        """Read a part that asks about the transaction and not the good."""
        value, here = data[key], f"{path}.{key}"
        match key:
            case "listed_in":
                return ListedIn(listing=value, code=code)
            case "listed_under":
                return ListedUnder(codes=tuple(value), code=code)
            case "claimed":
                return Claimed(codes=tuple(value), code=code)
            case "cn":
                prefixes = tuple(one.replace(" ", "") for one in value)
                return Cn(prefixes=prefixes, code=code)
            case "destination":
                return self.destination(data, path, code)
            case "final_destination_outside":
                group = self.group(value, here) or ""
                return FinalDestination(outside=group, code=code)
            case "activity":
                return ActivityIs(activities=frozenset(value), code=code)
            case "end_use":
                return EndUseIs(use=value, code=code)
            case "context":
                fact = self.vocabulary.circumstance(value, path=here).code
                return ContextIs(fact=fact, code=code)
            case "stated_context":
                fact = self.vocabulary.circumstance(value, path=here).code
                return ContextIs(fact=fact, stated=True, code=code)
            case "knowledge":
                uses = tuple(data.get("of_use", ()))
                return Knowledge(level=value, uses=uses, code=code)
            case "national_list":
                return OnNationalList(own=value == "own", state=self.state, code=code)
        return None

    def parameter(
        self,
        data: Mapping[str, Any],
        path: str,
        code: str | None,
        text: Mapping[str, str] | None,
    ) -> Node:
        """Read a comparison or a membership."""
        here = f"{path}.p"
        parameter = self.vocabulary.parameter(data["p"], path=here)
        if "in" in data:
            if parameter.type not in {"text", "texts", "countries"}:
                raise LawError(f"{parameter.code} is not a text", path=here)
            return Among(
                parameter=parameter.code,
                values=frozenset(data["in"]),
                code=code,
                text=text,
            )
        if "under" in data:
            name = self.typed(parameter.code, "text", here)
            return Under(
                parameter=name, codes=tuple(data["under"]), code=code, text=text
            )
        used = [word for word in _COMPARISONS if word in data]
        if len(used) != 1 or parameter.unit is None:
            raise LawError(
                f"{parameter.code} needs one comparison with a quantity",
                path=here,
                remedy=f"write one of {', '.join(_COMPARISONS)}",
            )
        word = used[0]
        return Compare(
            parameter=parameter.code,
            operator=word,  # type: ignore[arg-type]  # one of _COMPARISONS
            threshold=read_quantity(data[word], parameter.unit, path=f"{path}.{word}"),
            scope=data.get("scope", False),
            code=code,
            text=text,
        )

    def destination(
        self, data: Mapping[str, Any], path: str, code: str | None
    ) -> Destination:
        """Read places: a list of countries, or the name of a group."""
        value, here = data["destination"], f"{path}.destination"
        options = {
            "via": data.get("or_via", False),
            "buyer": data.get("or_buyer", False),
        }
        if isinstance(value, str):
            return Destination(group=self.group(value, here), code=code, **options)
        countries = frozenset(
            self.vocabulary.country(one, path=f"{here}[{n}]")
            for n, one in enumerate(value)
        )
        return Destination(countries=countries, code=code, **options)

    def nodes(self, data: list[Mapping[str, Any]], path: str) -> tuple[Node, ...]:
        """Read several conditions."""
        return tuple(self.node(one, f"{path}[{n}]") for n, one in enumerate(data))

    def typed(self, name: str, type_: str, path: str) -> str:
        """Check that a parameter has a type."""
        parameter = self.vocabulary.parameter(name, path=path)
        if parameter.type != type_:
            raise LawError(f"{name} is a {parameter.type}, not a {type_}", path=path)
        return name


def _duty(data: Mapping[str, Any]) -> Duty:
    return Duty(
        what=data["what"],
        who=data["who"],
        legal_basis=data["legal_basis"],
        text=data["text"],
        days_after=data.get("days_after"),
        years_after_year_end=data.get("years_after_year_end"),
    )


def _check_periods(versions: tuple[Version, ...], path: str) -> None:
    ordered = sorted(
        versions,
        key=lambda v: v.in_force.start.first.toordinal() if v.in_force.start else 0,
    )
    for earlier, later in pairwise(ordered):
        if earlier.in_force.start == later.in_force.start:
            if earlier.known_since == later.known_since:
                raise LawError("two versions say the same time", path=path)
            continue
        end, start = earlier.in_force.end, later.in_force.start
        if end is None or (
            start is not None and end.last >= start.first and not _joined(end, start)
        ):
            raise LawError(
                "two versions overlap",
                path=path,
                remedy="end the earlier one on the day before the later one starts",
            )


def _joined(end: VagueDay, start: VagueDay) -> bool:
    """Whether one version follows another on a day that is not known exactly."""
    return not end.exact and (end == start or start.day_after(end))
