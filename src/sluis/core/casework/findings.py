"""What can stand in the way of a release, and the sentences of the hold letter.

Each finding names the field that differs, what is declared and what is licensed.
Its sentence is made from these, in English and Dutch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from sluis.core.casework.condition_library import Language

Weight: TypeAlias = Literal["hold", "refuse"]
"""``hold`` for what an answer or a correction can cure; ``refuse`` for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """A kind of finding.

    Attributes:
        weight: What it leads to.
        sentence: For the letter, by language; ``{declared}``, ``{licensed}`` and
            ``{licence}`` are filled in.
    """

    weight: Weight
    sentence: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that stands in the way of releasing goods.

    Attributes:
        code: Its kind, a key of :data:`KINDS`.
        path: The field of the declaration it is about, such as
            ``lines[0].quantity``.
        declared: What the declaration says; ``None`` says nothing.
        licensed: What the licence says, or what is known; ``None`` says nothing.
        licence: Number of the licence; ``None`` when it is about none.
        line: Number of the declaration's line; ``None`` is all of it.
    """

    code: str
    path: str
    declared: str | None = None
    licensed: str | None = None
    licence: str | None = None
    line: int | None = None

    @property
    def weight(self) -> Weight:
        """What it leads to by itself."""
        return KINDS[self.code].weight

    def sentence(self, language: Language) -> str:
        """Give the sentence of the letter."""
        nothing = {"en": "not stated", "nl": "niet vermeld"}[language]
        said = (
            KINDS[self.code]
            .sentence[language]
            .format(
                declared=self.declared or nothing,
                licensed=_STATES[language].get(self.licensed or "", self.licensed)
                or nothing,
                licence=self.licence or nothing,
            )
        )
        if self.line is None:
            return said[0].upper() + said[1:]
        word = {"en": "Line", "nl": "Regel"}[language]
        return f"{word} {self.line}: {said}"


def _kind(weight: Weight, en: str, nl: str) -> FindingKind:
    return FindingKind(weight=weight, sentence={"en": en, "nl": nl})


KINDS: Mapping[str, FindingKind] = {
    "licence-unknown": _kind(
        "hold",
        "licence {declared} is not known to this authority.",
        "vergunning {declared} is bij deze autoriteit niet bekend.",
    ),
    "licence-not-begun": _kind(
        "hold",
        "licence {licence} is valid from {licensed}; the declaration is of {declared}.",
        "vergunning {licence} geldt vanaf {licensed}; de aangifte is van {declared}.",
    ),
    "licence-suspended": _kind(
        "hold",
        "licence {licence} is suspended.",
        "vergunning {licence} is geschorst.",
    ),
    "licence-ended": _kind(
        "refuse",
        "licence {licence} cannot be used: it is {licensed}.",
        "vergunning {licence} kan niet worden gebruikt: zij is {licensed}.",
    ),
    "other-exporter": _kind(
        "refuse",
        "the exporter declared is {declared}; licence {licence} is held by {licensed}.",
        "aangegeven exporteur is {declared}; houder van vergunning {licence} is"
        " {licensed}.",
    ),
    "exporter-unclear": _kind(
        "hold",
        "the exporter declared, {declared}, could not be told to be the holder of"
        " licence {licence}, {licensed}.",
        "van de aangegeven exporteur, {declared}, is niet gebleken dat deze de houder"
        " van vergunning {licence} is, {licensed}.",
    ),
    "other-consignee": _kind(
        "hold",
        "the consignee declared is {declared}; licence {licence} names {licensed}.",
        "aangegeven geadresseerde is {declared}; vergunning {licence} noemt"
        " {licensed}.",
    ),
    "other-end-user": _kind(
        "hold",
        "the end user declared is {declared}; licence {licence} names {licensed}.",
        "aangegeven eindgebruiker is {declared}; vergunning {licence} noemt"
        " {licensed}.",
    ),
    "other-destination": _kind(
        "hold",
        "the destination declared is {declared}; licence {licence} is for {licensed}.",
        "aangegeven bestemming is {declared}; vergunning {licence} geldt voor"
        " {licensed}.",
    ),
    "other-route": _kind(
        "hold",
        "the route declared goes through {declared}; licence {licence} allows"
        " {licensed}.",
        "aangegeven route gaat door {declared}; vergunning {licence} staat {licensed}"
        " toe.",
    ),
    "goods-not-licensed": _kind(
        "hold",
        "the goods declared, {declared}, are none of those of licence {licence}:"
        " {licensed}.",
        "de aangegeven goederen, {declared}, zijn niet die van vergunning {licence}:"
        " {licensed}.",
    ),
    "other-cn-code": _kind(
        "hold",
        "the commodity code declared is {declared}; licence {licence} says {licensed}.",
        "aangegeven goederencode is {declared}; vergunning {licence} vermeldt"
        " {licensed}.",
    ),
    "other-control-code": _kind(
        "hold",
        "the control list entry declared is {declared}; licence {licence} says"
        " {licensed}.",
        "aangegeven post van de controlelijst is {declared}; vergunning {licence}"
        " vermeldt {licensed}.",
    ),
    "other-product": _kind(
        "hold",
        "the product declared is {declared}; licence {licence} says {licensed}.",
        "aangegeven product is {declared}; vergunning {licence} vermeldt {licensed}.",
    ),
    "quantity-not-stated": _kind(
        "hold",
        "no quantity is stated; licence {licence} counts in {licensed}.",
        "er is geen hoeveelheid vermeld; vergunning {licence} telt in {licensed}.",
    ),
    "other-unit": _kind(
        "hold",
        "the quantity is declared in {declared}; licence {licence} counts in"
        " {licensed}.",
        "de hoeveelheid is aangegeven in {declared}; vergunning {licence} telt in"
        " {licensed}.",
    ),
    "quantities-differ": _kind(
        "hold",
        "the goods are {licensed}, but {declared} is to be written off licence"
        " {licence}.",
        "de goederen zijn {licensed}, maar {declared} moet van vergunning {licence}"
        " worden afgeschreven.",
    ),
    "balance-exceeded": _kind(
        "hold",
        "{declared} is declared; {licensed} is left on licence {licence}.",
        "aangegeven is {declared}; op vergunning {licence} resteert {licensed}.",
    ),
    "value-not-stated": _kind(
        "hold",
        "no value is stated; licence {licence} allows {licensed}.",
        "er is geen waarde vermeld; vergunning {licence} staat {licensed} toe.",
    ),
    "other-currency": _kind(
        "hold",
        "the value is declared in {declared}; licence {licence} counts in {licensed}.",
        "de waarde is aangegeven in {declared}; vergunning {licence} telt in"
        " {licensed}.",
    ),
    "value-exceeded": _kind(
        "hold",
        "the value declared is {declared}; {licensed} is left on licence {licence}.",
        "aangegeven waarde is {declared}; op vergunning {licence} resteert {licensed}.",
    ),
    "instalment-exceeded": _kind(
        "hold",
        "{declared} is declared; a shipment under licence {licence} may hold"
        " {licensed} at most.",
        "aangegeven is {declared}; een zending onder vergunning {licence} mag ten"
        " hoogste {licensed} bevatten.",
    ),
    "serial-numbers-missing": _kind(
        "hold",
        "{declared} serial numbers are stated; licence {licence} wants {licensed}.",
        "er zijn {declared} serienummers vermeld; vergunning {licence} vraagt er"
        " {licensed}.",
    ),
    "party-listed": _kind(
        "hold",
        "{declared} may be a listed party: {licensed}.",
        "{declared} is mogelijk een partij op een lijst: {licensed}.",
    ),
    "party-gone": _kind(
        "hold",
        "{declared} ceased to exist: {licensed}.",
        "{declared} heeft opgehouden te bestaan: {licensed}.",
    ),
    "party-denied": _kind(
        "hold",
        "exports to {declared} were denied: {licensed}.",
        "uitvoer naar {declared} is eerder geweigerd: {licensed}.",
    ),
    "party-watched": _kind(
        "hold",
        "{declared} may be on the watch list: {licensed}.",
        "{declared} staat mogelijk op de aandachtslijst: {licensed}.",
    ),
    "party-looked-into": _kind(
        "hold",
        "the authority looks into {declared}.",
        "de autoriteit onderzoekt {declared}.",
    ),
    "prohibited": _kind(
        "refuse",
        "the export is prohibited: {licensed}.",
        "de uitvoer is verboden: {licensed}.",
    ),
    "prohibited-since": _kind(
        "hold",
        "the law now prohibits this export, after licence {licence} was given:"
        " {licensed}.",
        "de wet verbiedt deze uitvoer, nadat vergunning {licence} is verleend:"
        " {licensed}.",
    ),
    "licence-required": _kind(
        "hold",
        "these goods need a licence and none is produced: {licensed}.",
        "voor deze goederen is een vergunning nodig en er is geen overgelegd:"
        " {licensed}.",
    ),
    "undecided": _kind(
        "hold",
        "it cannot be told yet whether these goods need a licence: {licensed}.",
        "of voor deze goederen een vergunning nodig is, is nog niet vast te stellen:"
        " {licensed}.",
    ),
    "authority-to-be-told": _kind(
        "hold",
        "the exporter must report what is known of the use, and wait: {licensed}.",
        "de exporteur moet melden wat over het gebruik bekend is, en wachten:"
        " {licensed}.",
    ),
    "authorisation-not-claimed": _kind(
        "hold",
        "these goods may leave under {licensed} only, and it is not claimed.",
        "deze goederen mogen alleen onder {licensed} worden uitgevoerd, en daarop is"
        " geen beroep gedaan.",
    ),
    "authorisation-not-usable": _kind(
        "hold",
        "{declared} cannot be used for these goods: {licensed}.",
        "{declared} kan voor deze goederen niet worden gebruikt: {licensed}.",
    ),
}
"""Every finding, by code."""

_CONFIDENTIAL = frozenset({"party-denied", "party-watched"})


def outside(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give findings as the exporter may read them.

    What the authority alone knows of a party becomes the plain fact that it looks
    into that party (Regulation (EU) 2021/821, Article 16: denials that states tell
    each other stay between them).
    """
    told = (
        replace(one, code="party-looked-into", licensed=None)
        if one.code in _CONFIDENTIAL
        else one
        for one in findings
    )
    return tuple(dict.fromkeys(told))


_STATES: Mapping[Language, Mapping[str, str]] = {
    "en": {},
    "nl": {
        "exhausted": "uitgeput",
        "expired": "verlopen",
        "revoked": "ingetrokken",
        "annulled": "vernietigd",
        "surrendered": "ingeleverd",
        "replaced": "vervangen",
    },
}
