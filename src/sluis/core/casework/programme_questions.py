"""What an internal compliance programme is asked: seven elements, our own questions.

The elements are those of Commission Recommendation (EU) 2019/1318, Annex. It binds
no one, and says that a programme follows from a company's size and trade. The
questions are in our own words; each names the element it is about, and none has
more weight than another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SOURCE = "Commission Recommendation (EU) 2019/1318, Annex"


class Element(StrEnum):
    """The core elements, in the order of the Recommendation."""

    MANAGEMENT = "management"
    ORGANISATION = "organisation"
    TRAINING = "training"
    SCREENING = "screening"
    REVIEW = "review"
    RECORDS = "records"
    SECURITY = "security"

    @property
    def place(self) -> str:
        """Where the Recommendation speaks of it."""
        return f"{SOURCE}, core element {list(Element).index(self) + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something a programme has, or has not.

    Attributes:
        code: Its stable code.
        element: The element it is about.
        text: What is asked, by language.
    """

    code: str
    element: Element
    text: Mapping[str, str]

    @property
    def place(self) -> str:
        """Where the Recommendation speaks of what is asked."""
        return self.element.place


_ASKED: Mapping[Element, tuple[tuple[str, str, str], ...]] = {
    Element.MANAGEMENT: (
        (
            "statement",
            "Is there a written statement of top management that no export is worth "
            "breaking the rules?",
            "Is er een schriftelijke verklaring van de top dat geen uitvoer het waard "
            "is de regels te overtreden?",
        ),
        (
            "known",
            "Does every member of staff who deals with exports know that statement?",
            "Kent elke medewerker die met uitvoer te maken heeft die verklaring?",
        ),
        (
            "renewed",
            "Is the statement renewed when management or the rules change?",
            "Wordt de verklaring vernieuwd als de leiding of de regels veranderen?",
        ),
        (
            "means",
            "Does management give the programme the people, time and money it needs?",
            "Geeft de leiding het programma de mensen, tijd en middelen die het "
            "nodig heeft?",
        ),
    ),
    Element.ORGANISATION: (
        (
            "chart",
            "Is it written down who answers for export control, up to the top?",
            "Staat op papier wie verantwoordelijk is voor exportcontrole, tot aan de "
            "top?",
        ),
        (
            "stop",
            "Can that person stop a transaction, whatever sales says?",
            "Kan die persoon een transactie stoppen, wat verkoop ook zegt?",
        ),
        (
            "reach",
            "Can that person go to top management directly?",
            "Kan die persoon rechtstreeks naar de top gaan?",
        ),
        (
            "deputy",
            "Is there a deputy who knows the work?",
            "Is er een vervanger die het werk kent?",
        ),
        (
            "sources",
            "Does the staff have the law, the lists and an adviser at hand?",
            "Heeft het personeel de wet, de lijsten en een adviseur bij de hand?",
        ),
    ),
    Element.TRAINING: (
        (
            "specialists",
            "Are those who decide on exports trained again each year?",
            "Worden zij die over uitvoer beslissen elk jaar opnieuw opgeleid?",
        ),
        (
            "everyone",
            "Do sales, engineering, purchasing and shipping learn what to look out "
            "for?",
            "Leren verkoop, techniek, inkoop en verzending waarop zij moeten letten?",
        ),
        (
            "lessons",
            "Do audits and incidents change what is taught?",
            "Veranderen audits en incidenten wat er wordt onderwezen?",
        ),
    ),
    Element.SCREENING: (
        (
            "classification",
            "Is every product classified against the control lists, and again when "
            "it or the list changes?",
            "Is elk product ingedeeld volgens de controlelijsten, en opnieuw als het "
            "product of de lijst verandert?",
        ),
        (
            "technology",
            "Are software, drawings and know-how treated as goods, also when they "
            "are sent or shared over the net?",
            "Worden software, tekeningen en kennis als goederen behandeld, ook als "
            "ze via het net worden verzonden of gedeeld?",
        ),
        (
            "parties",
            "Is every party of a transaction screened against sanctions lists before "
            "each delivery?",
            "Wordt elke partij bij een transactie voor iedere levering getoetst aan "
            "sanctielijsten?",
        ),
        (
            "end_use",
            "Is the stated use compared with the goods, and the end user with its "
            "trade?",
            "Wordt het opgegeven gebruik vergeleken met de goederen, en de "
            "eindgebruiker met zijn bedrijf?",
        ),
        (
            "diversion",
            "Are signs of diversion looked for, in the route and in who pays too?",
            "Wordt naar tekenen van omleiding gezocht, ook in de route en in wie "
            "betaalt?",
        ),
        (
            "catch_all",
            "Is there a way to report suspicion on goods that no list names, and to "
            "wait for the answer?",
            "Is er een weg om een vermoeden te melden over goederen die op geen "
            "lijst staan, en op het antwoord te wachten?",
        ),
        (
            "licences",
            "Is each shipment checked against licence, quantity and conditions "
            "before it leaves?",
            "Wordt elke zending voor vertrek getoetst aan vergunning, hoeveelheid en "
            "voorwaarden?",
        ),
        (
            "after",
            "Is it followed whether goods arrived where they were licensed to?",
            "Wordt gevolgd of goederen aankwamen waarvoor zij vergund waren?",
        ),
    ),
    Element.REVIEW: (
        (
            "checks",
            "Are transactions checked by sample in daily work?",
            "Worden transacties in het dagelijks werk steekproefsgewijs nagekeken?",
        ),
        (
            "audit",
            "Does someone who did not do the work audit the programme at planned "
            "times?",
            "Toetst iemand die het werk niet zelf deed het programma op vaste tijden?",
        ),
        (
            "speak_up",
            "Can staff report doubts without harm to themselves?",
            "Kan personeel twijfels melden zonder er zelf last van te krijgen?",
        ),
        (
            "disclose",
            "Is it written down how a breach is reported to the authority?",
            "Staat op papier hoe een overtreding aan de autoriteit wordt gemeld?",
        ),
        (
            "correct",
            "Is each shortcoming put right, and is it checked that it was?",
            "Wordt elke tekortkoming hersteld, en wordt nagegaan of dat is gebeurd?",
        ),
    ),
    Element.RECORDS: (
        (
            "complete",
            "Can every export be told from the records: goods, quantity, parties, use?",
            "Is elke uitvoer uit de administratie af te leiden: goederen, "
            "hoeveelheid, partijen, gebruik?",
        ),
        (
            "term",
            "Are records kept for the whole term of the law, and not destroyed before?",
            "Worden stukken de hele wettelijke termijn bewaard, en niet eerder "
            "vernietigd?",
        ),
        (
            "found",
            "Can a record be found at once when the authority asks for it?",
            "Is een stuk meteen te vinden als de autoriteit erom vraagt?",
        ),
        (
            "decisions",
            "Is it kept why a transaction was let go or stopped, and by whom?",
            "Wordt bewaard waarom een transactie doorging of stopte, en door wie?",
        ),
    ),
    Element.SECURITY: (
        (
            "site",
            "Are controlled goods kept where only those who need to can reach them?",
            "Liggen gecontroleerde goederen waar alleen wie er moet zijn bij kan?",
        ),
        (
            "data",
            "Are controlled software and technology protected, also with suppliers "
            "of computing and on travel?",
            "Zijn gecontroleerde software en technologie beveiligd, ook bij "
            "leveranciers van rekenkracht en op reis?",
        ),
        (
            "people",
            "Is access taken away when someone leaves or changes work?",
            "Wordt toegang ingetrokken als iemand vertrekt of ander werk krijgt?",
        ),
    ),
}

QUESTIONS: tuple[Question, ...] = tuple(
    Question(code=f"{element}.{code}", element=element, text={"en": en, "nl": nl})
    for element, asked in _ASKED.items()
    for code, en, nl in asked
)
"""Every question, in order."""
