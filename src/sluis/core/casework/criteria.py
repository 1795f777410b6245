"""The criteria an application is assessed by, as a checklist.

Dual-use goods: Regulation (EU) 2021/821, Article 15(1). Military goods, and by
point (c) also dual-use goods: Common Position 2008/944/CFSP, Article 2, whose
first four criteria oblige to refuse and whose other four are weighed. Article 15
has all its points taken into account; (a) and (b) name obligations that bind by
themselves, so they count here among those that oblige.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from sluis.core.casework.states import ApplicationKind


class Finding(StrEnum):
    """What was found on a criterion."""

    NO_CONCERN = "no_concern"
    CONCERN = "concern"
    REFUSE = "refuse"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing to be judged.

    Attributes:
        code: Its stable code.
        legal_basis: Where it stands.
        effect: Whether a finding against it obliges to refuse or is weighed.
        question: What is to be judged, by language.
        evidence: Which of the case's runs and files speak to it.
    """

    code: str
    legal_basis: str
    effect: Literal["shall_deny", "take_into_account"]
    question: Mapping[str, str]
    evidence: tuple[str, ...]


_REGULATION = "Regulation (EU) 2021/821, Article 15(1)"
_POSITION = "Common Position 2008/944/CFSP, Article 2"


def _article_15(letter: str, en: str, nl: str, *evidence: str) -> Criterion:
    return Criterion(
        code=f"art15.{letter}",
        legal_basis=f"{_REGULATION}({letter})",
        effect="shall_deny" if letter in "ab" else "take_into_account",
        question={"en": en, "nl": nl},
        evidence=evidence,
    )


def _position(number: int, en: str, nl: str, *evidence: str) -> Criterion:
    return Criterion(
        code=f"cp.{number}",
        legal_basis=f"{_POSITION}, criterion {number}",
        effect="shall_deny" if number <= 4 else "take_into_account",
        question={"en": en, "nl": nl},
        evidence=evidence,
    )


CRITERIA: tuple[Criterion, ...] = (
    _article_15(
        "a",
        "Do treaties and export control regimes allow it?",
        "Staan verdragen en exportcontroleregimes het toe?",
        "determination",
        "consultations",
    ),
    _article_15(
        "b",
        "Do sanctions and arms embargoes allow it?",
        "Staan sancties en wapenembargo's het toe?",
        "determination",
        "screening",
    ),
    _article_15(
        "c",
        "Does foreign and security policy allow it, human rights included?",
        "Staat het buitenlands en veiligheidsbeleid het toe, ook de mensenrechten?",
        "advice",
    ),
    _article_15(
        "d",
        "Is the stated end use believable, and how likely is diversion?",
        "Is het opgegeven eindgebruik aannemelijk, en hoe groot is het risico op"
        " omleiding?",
        "risk",
        "end_use_statement",
        "history",
    ),
    _position(
        1,
        "Does it respect international obligations and commitments?",
        "Is het in overeenstemming met internationale verplichtingen?",
        "determination",
        "consultations",
    ),
    _position(
        2,
        "Could the goods serve repression or serious violations of the law of war?",
        "Kunnen de goederen dienen voor onderdrukking of ernstige schendingen van"
        " het oorlogsrecht?",
        "advice",
        "end_use_statement",
    ),
    _position(
        3,
        "Would it prolong or aggravate tensions inside the country?",
        "Zou het spanningen in het land zelf verlengen of verergeren?",
        "advice",
    ),
    _position(
        4,
        "Would it endanger peace and stability in the region?",
        "Zou het vrede en stabiliteit in de regio in gevaar brengen?",
        "advice",
    ),
    _position(
        5,
        "What does it mean for the security of Member States and allies?",
        "Wat betekent het voor de veiligheid van lidstaten en bondgenoten?",
        "advice",
    ),
    _position(
        6,
        "How does the buying country behave towards terrorism and law?",
        "Hoe gedraagt het kopende land zich ten aanzien van terrorisme en recht?",
        "advice",
    ),
    _position(
        7,
        "Could the goods be diverted or re-exported under undesirable conditions?",
        "Kunnen de goederen worden omgeleid of ongewenst weder uitgevoerd?",
        "risk",
        "screening",
        "history",
    ),
    _position(
        8,
        "Does it fit the means and development of the country?",
        "Past het bij de middelen en de ontwikkeling van het land?",
        "advice",
    ),
)
"""All criteria in the order of their texts."""

_BY_CODE = {one.code: one for one in CRITERIA}
_ASSESSED = frozenset(ApplicationKind) - {
    ApplicationKind.CLASSIFICATION,  # tells what a good is, not where it may go
    ApplicationKind.REGISTRATION,  # takes note of who uses a general authorisation
}


def criteria_for(kind: ApplicationKind, *, military: bool) -> tuple[Criterion, ...]:
    """Give the checklist of an application.

    Args:
        kind: What is asked for.
        military: Whether goods of the military list, or a military use, are in it;
            then the eight criteria are judged one by one, else within point (c).
    """
    if kind not in _ASSESSED:
        return ()
    parts = ("art15.", "cp.") if military else ("art15.",)
    return tuple(one for one in CRITERIA if one.code.startswith(parts))


def criterion(code: str) -> Criterion | None:
    """Give a criterion by its code, if there is one."""
    return _BY_CODE.get(code)


def unjudged(
    wanted: Iterable[Criterion], findings: Mapping[str, Finding]
) -> tuple[str, ...]:
    """Give the codes of criteria that nobody has judged."""
    return tuple(one.code for one in wanted if one.code not in findings)


def denying(
    wanted: Iterable[Criterion], findings: Mapping[str, Finding]
) -> tuple[str, ...]:
    """Give the codes of criteria whose finding obliges to refuse.

    For the criteria that oblige, any concern does; the others are weighed, and
    only their own finding to refuse counts.
    """
    return tuple(
        one.code
        for one in wanted
        if findings.get(one.code) is Finding.REFUSE
        or (one.effect == "shall_deny" and findings.get(one.code) is Finding.CONCERN)
    )
