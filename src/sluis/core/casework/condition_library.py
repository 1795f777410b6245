"""The library of licence conditions: what each demands, when, and what follows.

A licence refers to a condition by its code and fills in its parameters. The
sentences of the document are made from the two, in English and Dutch, so that the
text and what is watched cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = ("en", "nl")
"""Those in which licences are written."""


class ConditionCode(StrEnum):
    """What a licence may demand."""

    NAMED_END_USER = "named_end_user"
    NO_RE_EXPORT = "no_re_export"
    INSTALMENTS = "instalments"
    PLACE_OF_USE = "place_of_use"
    DELIVERY_VERIFICATION = "delivery_verification"
    POST_SHIPMENT_CHECK = "post_shipment_check"
    REPORTING = "reporting"
    ROUTE = "route"
    SERIAL_NUMBERS = "serial_numbers"
    NO_MILITARY_USE = "no_military_use"


class DueRule(StrEnum):
    """From what a condition's day is counted."""

    STANDING = "standing"
    """It always holds; there is no day by which something must come."""
    AT_RELEASE = "at_release"
    """It must be met before goods are released."""
    AFTER_EXIT = "after_exit"
    """So many days after each shipment has left."""
    AFTER_DELIVERY = "after_delivery"
    """So many days after each shipment has arrived."""
    PERIODIC = "periodic"
    """So many days after the licence begins, and again each such period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterOf:
    """A parameter of a condition.

    Attributes:
        name: Its name in files.
        type: ``text``, ``days`` (whole, above zero), ``quantity`` (above zero) or
            ``countries`` (codes of ISO 3166-1 alpha-2).
    """

    name: str
    type: Literal["text", "days", "quantity", "countries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionKind:
    """An entry of the library.

    Attributes:
        code: Its code.
        subject: Whom or what it binds.
        due: From what its day is counted.
        evidence: What shows that it was kept.
        consequence: What follows when it is not.
        parameters: What must be filled in.
        title: Its name, by language.
        text: Its sentence in the licence, by language, with its parameters.
    """

    code: ConditionCode
    subject: Literal["holder", "end_user", "goods", "shipment"]
    due: DueRule
    evidence: tuple[str, ...]
    consequence: Literal["hold", "case", "suspend"]
    parameters: tuple[ParameterOf, ...]
    title: Mapping[Language, str]
    text: Mapping[Language, str]


_DAYS = ParameterOf(name="days", type="days")

LIBRARY: Mapping[ConditionCode, ConditionKind] = {
    one.code: one
    for one in (
        ConditionKind(
            code=ConditionCode.NAMED_END_USER,
            subject="end_user",
            due=DueRule.STANDING,
            evidence=("delivery_receipt", "end_use_statement"),
            consequence="case",
            parameters=(ParameterOf(name="end_user", type="text"),),
            title={"en": "Named end user", "nl": "Genoemde eindgebruiker"},
            text={
                "en": "The goods are for {end_user} only and may be used by no one"
                " else.",
                "nl": "De goederen zijn uitsluitend bestemd voor {end_user} en mogen"
                " door niemand anders worden gebruikt.",
            },
        ),
        ConditionKind(
            code=ConditionCode.NO_RE_EXPORT,
            subject="end_user",
            due=DueRule.STANDING,
            evidence=("end_use_statement",),
            consequence="case",
            parameters=(),
            title={
                "en": "No re-export or resale",
                "nl": "Geen wederuitvoer of verkoop",
            },
            text={
                "en": "The goods may not be resold, lent, transferred or re-exported"
                " without prior written consent of the authority.",
                "nl": "De goederen mogen zonder voorafgaande schriftelijke toestemming"
                " van de autoriteit niet worden doorverkocht, uitgeleend,"
                " overgedragen of weder uitgevoerd.",
            },
        ),
        ConditionKind(
            code=ConditionCode.INSTALMENTS,
            subject="shipment",
            due=DueRule.AT_RELEASE,
            evidence=("declaration",),
            consequence="hold",
            parameters=(
                ParameterOf(name="most", type="quantity"),
                ParameterOf(name="unit", type="text"),
            ),
            title={
                "en": "Quantity or instalments",
                "nl": "Hoeveelheid of deelzendingen",
            },
            text={
                "en": "No shipment may hold more than {most} {unit}.",
                "nl": "Een zending mag niet meer dan {most} {unit} bevatten.",
            },
        ),
        ConditionKind(
            code=ConditionCode.PLACE_OF_USE,
            subject="end_user",
            due=DueRule.STANDING,
            evidence=("installation_report",),
            consequence="case",
            parameters=(ParameterOf(name="place", type="text"),),
            title={"en": "Place of use", "nl": "Plaats van gebruik"},
            text={
                "en": "The goods may be installed and used at {place} only.",
                "nl": "De goederen mogen uitsluitend te {place} worden geplaatst en"
                " gebruikt.",
            },
        ),
        ConditionKind(
            code=ConditionCode.DELIVERY_VERIFICATION,
            subject="holder",
            due=DueRule.AFTER_EXIT,
            evidence=("delivery_receipt", "import_declaration"),
            consequence="case",
            parameters=(_DAYS,),
            title={"en": "Delivery verification", "nl": "Bewijs van aankomst"},
            text={
                "en": "The holder shall show proof of delivery to the end user within"
                " {days} days after each shipment has left.",
                "nl": "De houder toont binnen {days} dagen na het vertrek van elke"
                " zending aan dat deze bij de eindgebruiker is aangekomen.",
            },
        ),
        ConditionKind(
            code=ConditionCode.POST_SHIPMENT_CHECK,
            subject="end_user",
            due=DueRule.AFTER_DELIVERY,
            evidence=("inspection_report",),
            consequence="case",
            parameters=(_DAYS,),
            title={"en": "Post-shipment check", "nl": "Controle na levering"},
            text={
                "en": "The authority or whom it sends may inspect the goods where they"
                " are used; a check takes place within {days} days after delivery.",
                "nl": "De autoriteit of wie zij aanwijst mag de goederen op de plaats"
                " van gebruik inspecteren; binnen {days} dagen na levering vindt"
                " een controle plaats.",
            },
        ),
        ConditionKind(
            code=ConditionCode.REPORTING,
            subject="holder",
            due=DueRule.PERIODIC,
            evidence=("usage_report",),
            consequence="case",
            parameters=(_DAYS,),
            title={"en": "Reporting", "nl": "Rapportage"},
            text={
                "en": "The holder shall report the use of this licence every {days}"
                " days, also when nothing left.",
                "nl": "De houder rapporteert elke {days} dagen over het gebruik van"
                " deze vergunning, ook als niets is uitgevoerd.",
            },
        ),
        ConditionKind(
            code=ConditionCode.ROUTE,
            subject="shipment",
            due=DueRule.AT_RELEASE,
            evidence=("declaration", "transport_document"),
            consequence="hold",
            parameters=(ParameterOf(name="countries", type="countries"),),
            title={"en": "Route", "nl": "Route"},
            text={
                "en": "On the way the goods may pass through {countries} only.",
                "nl": "De goederen mogen onderweg uitsluitend door {countries} worden"
                " vervoerd.",
            },
        ),
        ConditionKind(
            code=ConditionCode.SERIAL_NUMBERS,
            subject="goods",
            due=DueRule.AT_RELEASE,
            evidence=("serial_list",),
            consequence="hold",
            parameters=(),
            title={"en": "Serial numbers", "nl": "Serienummers"},
            text={
                "en": "The serial number of each piece shall be stated before the"
                " goods are released.",
                "nl": "Van elk stuk wordt het serienummer opgegeven voordat de"
                " goederen worden vrijgegeven.",
            },
        ),
        ConditionKind(
            code=ConditionCode.NO_MILITARY_USE,
            subject="end_user",
            due=DueRule.STANDING,
            evidence=("end_use_statement",),
            consequence="case",
            parameters=(),
            title={"en": "No military use", "nl": "Geen militair gebruik"},
            text={
                "en": "The goods may not be used for a military purpose, nor be passed"
                " to armed forces or their suppliers.",
                "nl": "De goederen mogen niet voor militaire doeleinden worden"
                " gebruikt of aan strijdkrachten of hun leveranciers worden"
                " overgedragen.",
            },
        ),
    )
}
"""Every condition a licence can carry, by code."""
