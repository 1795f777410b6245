"""Reasons in words, in English and Dutch, from the same values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from sluis.core.goods import Vocabulary
from sluis.core.law.node import Gate
from sluis.core.law.rows import Row

Language: TypeAlias = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = ("en", "nl")

_LIMIT = {
    "en": {
        "gt": "more than {}",
        "ge": "{} or more",
        "lt": "less than {}",
        "le": "{} or less",
        "eq": "{}",
    },
    "nl": {
        "gt": "meer dan {}",
        "ge": "{} of meer",
        "lt": "minder dan {}",
        "le": "{} of minder",
        "eq": "{}",
    },
}

OUTCOMES = {
    "en": {
        "prohibited": "this is prohibited",
        "licence_required": "a licence is required",
        "notify_authority": "the exporter must notify the authority and wait",
        "undecided": "this is undecided until the questions are answered",
        "general_authorisation": "no individual licence is needed, under the "
        "conditions of {}",
        "no_licence": "no licence is needed",
    },
    "nl": {
        "prohibited": "dit is verboden",
        "licence_required": "er is een vergunning nodig",
        "notify_authority": "de exporteur moet dit aan de autoriteit melden en wachten",
        "undecided": "dit is onbeslist tot de vragen zijn beantwoord",
        "general_authorisation": "er is geen individuele vergunning nodig, onder de "
        "voorwaarden van {}",
        "no_licence": "er is geen vergunning nodig",
    },
}


def limit_in_words(operator: str, limit: str, language: Language) -> str:
    """Say a limit: "more than 400 N"."""
    return _LIMIT[language][operator].format(limit)


def number(value: float, language: Language) -> str:
    """Write a number with the decimal sign of the language."""
    text = f"{value:.6g}"
    return text if language == "en" else text.replace(".", ",")


def name_of(parameter: str, words: Vocabulary, language: Language) -> str:
    """Name a parameter, a criterion or an exception in a sentence."""
    if parameter.startswith("exception: "):
        inner = name_of(parameter.removeprefix("exception: "), words, language)
        return f"exception ({inner})" if language == "en" else f"uitzondering ({inner})"
    known = words.parameters.get(parameter)
    return parameter if known is None else known.title[language]


def gate_in_words(gate: Gate, words: Vocabulary, language: Language) -> str:
    """Say what fails, and by how much."""
    name = name_of(gate.parameter, words, language)
    if gate.value is None or gate.threshold is None or gate.operator is None:
        if gate.parameter.startswith("exception"):
            return name
        return f"{name}: {'no' if language == 'en' else 'nee'}"
    value = f"{number(gate.value, language)} {gate.unit}".strip()
    threshold = f"{number(gate.threshold, language)} {gate.unit}".strip()
    limit = limit_in_words(gate.operator, threshold, language)
    return f"{name} is {value}, {_away(gate, language)} ({limit})"


def _away(gate: Gate, language: Language) -> str:
    if gate.margin is None:
        return "outside the limit" if language == "en" else "buiten de grens"
    if gate.margin == 0:
        return "right on the limit" if language == "en" else "precies op de grens"
    share = number(round(abs(gate.margin) * 100, 2), language)
    below = gate.margin < 0
    if language == "en":
        return f"{share} % {'below' if below else 'above'} the limit"
    return f"{share} % {'onder' if below else 'boven'} de grens"


_ROWS = {
    "en": {
        "claimed": "{0} is claimed and nothing known refutes it.",
        "met": "{0} is met.",
        "undecided": "{0} is open: not known is {1}.",
        "specified": "{0} does not apply: {1} goes before it.",
        "not_met": "{0} is not met: {1}.",
        "plain": "{0} is not met.",
    },
    "nl": {
        "claimed": "{0} is opgegeven en niets bekends weerlegt dat.",
        "met": "Aan {0} is voldaan.",
        "undecided": "{0} is open: niet bekend is {1}.",
        "specified": "{0} geldt niet: {1} gaat voor.",
        "not_met": "Aan {0} is niet voldaan: {1}.",
        "plain": "Aan {0} is niet voldaan.",
    },
}


def row_in_words(row: Row, words: Vocabulary, language: Language) -> str:
    """Say what a paragraph says of a good."""
    form, parts = str(row.verdict), ""
    if row.verdict == "undecided":
        parts = facts_in_words(row.missing, words, language)
    elif row.specified_in is not None:
        form, parts = "specified", row.specified_in
    elif row.verdict == "not_met":
        parts = join(
            (gate_in_words(gate, words, language) for gate in row.gates), language
        )
        form = "not_met" if parts else "plain"
    return _ROWS[language][form].format(row.code, parts)


def join(parts: Iterable[str], language: Language) -> str:
    """Join parts of a sentence."""
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    last = "; and " if language == "en" else "; en "
    return "; ".join(found[:-1]) + last + found[-1]


_FACTS = {
    "kind": {"en": "the kind of goods", "nl": "de soort goederen"},
    "cn_code": {"en": "the CN code", "nl": "de GN-code"},
    "activity": {"en": "the activity", "nl": "de activiteit"},
    "destination": {"en": "the destination", "nl": "de bestemming"},
    "end_use.military": {"en": "a military end use", "nl": "militair eindgebruik"},
    "end_use.wmd": {
        "en": "use for weapons of mass destruction",
        "nl": "gebruik voor massavernietigingswapens",
    },
    "end_use.missile": {
        "en": "use for missiles that carry such weapons",
        "nl": "gebruik voor raketten die zulke wapens dragen",
    },
    "end_use.listed_military_item_part": {
        "en": "use in military items that were exported illegally",
        "nl": "gebruik in militaire goederen die illegaal zijn uitgevoerd",
    },
    "end_use.cyber_surveillance": {
        "en": "use for repression by cyber-surveillance",
        "nl": "gebruik voor repressie door cybersurveillance",
    },
    "end_use.informed_by_authority": {
        "en": "whether the authority informed the exporter",
        "nl": "of de autoriteit de exporteur heeft geïnformeerd",
    },
    "end_use.exporter_aware": {
        "en": "whether the exporter is aware of such a use",
        "nl": "of de exporteur van zulk gebruik op de hoogte is",
    },
    "end_use.exporter_suspects": {
        "en": "whether the exporter has grounds for suspecting such a use",
        "nl": "of de exporteur gronden heeft om zulk gebruik te vermoeden",
    },
    "control_code": {
        "en": "the exact paragraph of the list",
        "nl": "de precieze paragraaf van de lijst",
    },
}


_EMBARGO = {
    "en": "whether the embargo on {} counts for this transaction",
    "nl": "of het embargo tegen {} voor deze transactie telt",
}
_IN_FORCE = {
    "en": "whether {}, or its newer text, was in force on the day",
    "nl": "of {}, of de nieuwere tekst ervan, op die dag van kracht was",
}


def fact_in_words(name: str, words: Vocabulary, language: Language) -> str:
    """Name a fact of the good or the transaction in a sentence."""
    if name.startswith("parameters."):
        return name_of(name.removeprefix("parameters."), words, language)
    if name.startswith("context.embargo_counts."):
        country = words.territories[name.rpartition(".")[2]]
        return _EMBARGO[language].format(country[language])
    circumstance = words.circumstances.get(name.removeprefix("context."))
    if circumstance is not None:
        return circumstance.title[language]
    if name.endswith(".in_force"):
        rule = name.removeprefix("law:").removesuffix(".in_force")
        return _IN_FORCE[language].format(rule)
    return _FACTS[name][language] if name in _FACTS else name


def facts_in_words(names: Iterable[str], words: Vocabulary, language: Language) -> str:
    """Name several facts, in a fixed order."""
    told = (fact_in_words(name, words, language) for name in sorted(names))
    return join(told, language)


def question_in_words(name: str, words: Vocabulary, language: Language) -> str:
    """Ask for a fact."""
    code = name.removeprefix("parameters.")
    if name != code and code in words.parameters:
        return words.parameters[code].question[language]
    circumstance = words.circumstances.get(name.removeprefix("context."))
    if circumstance is not None:
        return circumstance.question[language]
    fact = fact_in_words(name, words, language)
    return f"Please tell: {fact}." if language == "en" else f"Geef aan: {fact}."
