"""A rule's condition as an outline: a line a part, in English and Dutch.

What a reader of the act would look for stands on each line: the paragraph, what
it asks in words, the limit, and the question that a person can answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sluis.core.goods import Text, Vocabulary
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
from sluis.core.law.model import Version
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
from sluis.core.law.wording import LANGUAGES, Language, fact_in_words, limit_in_words

_Say: TypeAlias = Callable[[Node, Vocabulary, Language], str]

_GROUPS = {
    "en": {"all": "all of", "any": "any of", "none": "none of"},
    "nl": {"all": "alle van", "any": "een van", "none": "geen van"},
}
_HEADINGS = {
    "applies": {"en": "Concerns", "nl": "Betreft"},
    "components": {
        "en": "And specially designed components",
        "nl": "En speciaal ontworpen onderdelen",
    },
    "other_than": {"en": "Other than specified in", "nl": "Anders dan vermeld in"},
    "when": {"en": "Condition", "nl": "Voorwaarde"},
    "unless": {"en": "Unless", "nl": "Tenzij"},
    "excludes": {"en": "Not for", "nl": "Niet voor"},
    "group": {"en": "Destinations", "nl": "Bestemmingen"},
}
_LEVELS = {
    "en": {
        "informed": "the authority informed the exporter",
        "aware": "the exporter is aware",
        "suspects": "the exporter has grounds for suspecting",
    },
    "nl": {
        "informed": "de autoriteit heeft de exporteur geïnformeerd",
        "aware": "de exporteur weet ervan",
        "suspects": "de exporteur heeft gronden voor een vermoeden",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the outline.

    Attributes:
        depth: How deep it lies, from 0.
        code: The paragraph it stands for; ``None`` where it has no number.
        words: What it says.
        parameter: The fact it asks for, if it asks for one.
        limit: The limit, such as ``gt 400 N``, for a quantity.
        question: The question to a person, where the words do not say it all.
    """

    depth: int
    code: str | None
    words: Text
    parameter: str | None = None
    limit: str | None = None
    question: Text | None = None


def outline(version: Version, words: Vocabulary) -> list[Line]:
    """Give what a version says, part by part.

    Args:
        version: The version.
        words: The vocabulary its parameters and kinds come from.
    """
    lines: list[Line] = []
    for name, kinds in (
        ("applies", version.applies),
        ("components", version.components),
    ):
        if kinds:
            said = {
                language: ", ".join(
                    sorted(words.kinds[kind].title[language] for kind in kinds)
                )
                for language in LANGUAGES
            }
            lines.append(_heading(name, said))
    for name, codes in (
        ("other_than", version.other_than),
        ("excludes", version.excludes),
        ("group", (version.group,) if version.group else ()),
    ):
        if codes:
            lines.append(_heading(name, dict.fromkeys(LANGUAGES, ", ".join(codes))))
    for name, root in (("when", version.when), ("unless", version.unless)):
        if root is not None:
            lines.append(_heading(name, None))
            lines += _lines(root, words, depth=1, around=None, together=False)
    return lines


def node_in_words(node: Node, words: Vocabulary, language: Language) -> str:
    """Say what one part of a condition asks, without the parts inside it."""
    return _SAYS[type(node)](node, words, language)


def _heading(name: str, said: Mapping[Language, str] | None) -> Line:
    heading = _HEADINGS[name]
    return Line(
        depth=0,
        code=None,
        words={
            language: f"{heading[language]}:"
            + (f" {said[language]}" if said is not None else "")
            for language in LANGUAGES
        },
    )


def _lines(
    node: Node, words: Vocabulary, *, depth: int, around: str | None, together: bool
) -> Iterator[Line]:
    own = node.code if node.code != around else None
    inner = node.code or around
    parts = node.parts_of()
    all_of = isinstance(node, Combine) and node.how == "all"
    if own is None and all_of and together:
        for part in parts:  # they hold together with what stands around them
            yield from _lines(part, words, depth=depth, around=inner, together=True)
        return
    if isinstance(node, Combine) and len(parts) == 1 and not parts[0].parts_of():
        yield _line(node, words, depth, own, parts[0])
        return
    yield _line(node, words, depth, own, node)
    for part in parts:
        yield from _lines(part, words, depth=depth + 1, around=inner, together=all_of)


def _line(
    node: Node, words: Vocabulary, depth: int, code: str | None, said: Node
) -> Line:
    parameter = getattr(said, "parameter", None)
    known = words.parameters.get(parameter) if parameter else None
    negated = node is not said and isinstance(node, Combine) and node.how == "none"
    told: dict[str, str] = {}
    for language in LANGUAGES:
        text = node_in_words(said, words, language)
        if negated:
            text = f"{'not' if language == 'en' else 'niet'}: {text}"
        if node.text is not None:
            text = f"{text} ({node.text[language]})"
        told[language] = text
    asks = known is not None and known.question["en"].rstrip("?").lower() not in (
        told["en"].lower()
    )
    return Line(
        depth=depth,
        code=code,
        words=told,
        parameter=parameter,
        limit=f"{said.operator} {said.threshold.written}"
        if isinstance(said, Compare)
        else None,
        question=known.question if known is not None and asks else None,
    )


def _title(code: str, words: Vocabulary, language: Language) -> str:
    return fact_in_words(f"parameters.{code}", words, language)


def _list(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))


def _compare(node: Compare, words: Vocabulary, language: Language) -> str:
    limit = limit_in_words(node.operator, node.threshold.written, language)
    return f"{_title(node.parameter, words, language)}: {limit}"


def _among(node: Among, words: Vocabulary, language: Language) -> str:
    return f"{_title(node.parameter, words, language)}: {_list(node.values)}"


def _under(node: Under, words: Vocabulary, language: Language) -> str:
    said = "at or below" if language == "en" else "op of onder"
    title = _title(node.parameter, words, language)
    return f"{title}: {said} {', '.join(node.codes)}"


def _given(node: Given, words: Vocabulary, language: Language) -> str:
    said = "applies to the good" if language == "en" else "bestaat voor het goed"
    return f"{_title(node.parameter, words, language)} {said}"


def _criterion(node: Is | Stated, words: Vocabulary, language: Language) -> str:
    return _title(node.parameter, words, language)


def _specified(node: Specified, _: Vocabulary, language: Language) -> str:
    if language == "en":
        said = "has the performance of" if node.any_kind else "specified in"
    else:
        said = "heeft de prestatie van" if node.any_kind else "vermeld in"
    return f"{said} {', '.join(node.codes)}"


def _kinds(node: KindIs, words: Vocabulary, language: Language) -> str:
    titles = _list(words.kinds[kind].title[language] for kind in node.kinds)
    return f"{'kind' if language == 'en' else 'soort'}: {titles}"


def _destination(node: Destination, words: Vocabulary, language: Language) -> str:
    places = node.group or _list(
        words.territories[one][language] for one in node.countries
    )
    said = f"{'destination' if language == 'en' else 'bestemming'}: {places}"
    if node.via:
        said += ", or on the way there" if language == "en" else ", of onderweg"
    if node.buyer:
        said += ", or the buyer's" if language == "en" else ", of die van de koper"
    return said


def _final(node: FinalDestination, _: Vocabulary, language: Language) -> str:
    said = "final destination outside" if language == "en" else "eindbestemming buiten"
    return f"{said} {node.outside}"


def _knowledge(node: Knowledge, words: Vocabulary, language: Language) -> str:
    said = _LEVELS[language][node.level]
    uses = (fact_in_words(f"end_use.{use}", words, language) for use in node.uses)
    return f"{said}: {_list(uses)}" if node.uses else said


def _national(node: OnNationalList, _: Vocabulary, language: Language) -> str:
    if language == "en":
        whose = "the national list" if node.own else "another state's published list"
        return f"on {whose} ({node.state})"
    whose = "de nationale lijst" if node.own else "de lijst van een andere staat"
    return f"op {whose} ({node.state})"


def _combine(node: Combine, _: Vocabulary, language: Language) -> str:
    return f"{_GROUPS[language][node.how]}:"


def _at_least(node: AtLeast, _: Vocabulary, language: Language) -> str:
    said = "at least {} of" if language == "en" else "ten minste {} van"
    return f"{said.format(node.count)}:"


def _plain(en: str, nl: str, field: str) -> _Say:
    def say(node: Node, _: Vocabulary, language: Language) -> str:
        value = getattr(node, field)
        said = value if isinstance(value, str) else _list(value)
        return f"{en if language == 'en' else nl}: {said}"

    return say


_SAYS: dict[type[Node], _Say] = {
    Compare: _compare,  # type: ignore[dict-item]  # each is called with its own type
    Is: _criterion,  # type: ignore[dict-item]
    Stated: _criterion,  # type: ignore[dict-item]
    Among: _among,  # type: ignore[dict-item]
    Under: _under,  # type: ignore[dict-item]
    Given: _given,  # type: ignore[dict-item]
    Specified: _specified,  # type: ignore[dict-item]
    KindIs: _kinds,  # type: ignore[dict-item]
    Destination: _destination,  # type: ignore[dict-item]
    FinalDestination: _final,  # type: ignore[dict-item]
    Knowledge: _knowledge,  # type: ignore[dict-item]
    OnNationalList: _national,  # type: ignore[dict-item]
    Combine: _combine,  # type: ignore[dict-item]
    AtLeast: _at_least,  # type: ignore[dict-item]
    Claimed: _plain("claimed as", "opgegeven als", "codes"),
    ListedIn: _plain("listed in", "vermeld in", "listing"),
    ListedUnder: _plain("listed under", "vermeld onder", "codes"),
    Cn: _plain("CN code begins with", "GN-code begint met", "prefixes"),
    ActivityIs: _plain("activity", "activiteit", "activities"),
    EndUseIs: _plain("end use", "eindgebruik", "use"),
    ContextIs: _plain("stated", "vermeld", "fact"),
}
