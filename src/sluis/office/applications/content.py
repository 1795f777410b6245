"""What an application holds, in one shape for pages, API, import and store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from sluis.core.casework.end_use_statement import (
    Compared,
    EndUseStatement,
    StatedGood,
    StatedParty,
    Undertaking,
)
from sluis.core.casework.states import ApplicationKind
from sluis.core.errors import InvalidInput, Problems
from sluis.core.transaction import Activity, Role

_ACTIVITY: Mapping[ApplicationKind, Activity] = {
    ApplicationKind.TRANSIT: "transit",
    ApplicationKind.BROKERING: "brokering",
    ApplicationKind.TECHNICAL_ASSISTANCE: "technical_assistance",
}
"""What is done; everything else is an export."""


def _empty_is_unknown(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


_Known = BeforeValidator(_empty_is_unknown)
_SIGNS = r"^[^\x00]*$"
_Short: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_SIGNS)
]
_Long: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=5000, pattern=_SIGNS)
]
_Figure: TypeAlias = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
_Sha256: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Line: TypeAlias = Annotated[int, Field(ge=1, le=9999)]
Short: TypeAlias = Annotated[_Short | None, _Known]
Long: TypeAlias = Annotated[_Long | None, _Known]
Country: TypeAlias = Annotated[Code | None, _Known]
Day: TypeAlias = Annotated[date | None, _Known]
Truth: TypeAlias = Annotated[bool | None, _Known]
Number: TypeAlias = Annotated[_Figure | None, _Known]
Sha256: TypeAlias = Annotated[_Sha256 | None, _Known]


class _Part(BaseModel):
    """A part of the content; a name it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Amount(_Part):
    """Money and its currency (ISO 4217)."""

    amount: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"


class Good(_Part):
    """A line of goods; ``product`` is its code in the exporter's catalogue."""

    line: Line
    product: Short = None
    description: Short = None
    kind: Short = None
    control_code: Short = None
    cn_code: Short = None
    quantity: Number = None
    unit: Short = None
    value: Amount | None = None
    parameters: dict[str, Any] = {}


class Party(_Part):
    """Someone with a role; what is not known is ``None``."""

    role: Role
    name: Short = None
    country: Country = None
    address: Short = None
    register_number: Short = None
    email: Short = None


class Use(_Part):
    """What is said and known of the use; ``None`` is not known."""

    description: Long = None
    military: Truth = None
    wmd: Truth = None
    missile: Truth = None
    listed_military_item_part: Truth = None
    cyber_surveillance: Truth = None
    informed_by_authority: Truth = None
    exporter_aware: Truth = None
    exporter_suspects: Truth = None


class StatementParty(_Part):
    """A party as the end-use statement names it."""

    name: Short = None
    address: Short = None
    country: Country = None
    register_number: Short = None


class StatementGood(_Part):
    """Goods as the end-use statement names them."""

    line: Line
    description: Short = None
    quantity: Number = None
    unit: Short = None


class Statement(_Part):
    """The end-use statement; the fields of the core's, as JSON has them."""

    exporter: StatementParty = StatementParty()
    consignee: StatementParty = StatementParty()
    end_user: StatementParty = StatementParty()
    goods: list[StatementGood] = []
    contract: Short = None
    end_use: Long = None
    place_of_use: Short = None
    country_of_use: Country = None
    undertakings: list[Undertaking] = []
    signatory: Short = None
    function: Short = None
    signed_on: Day = None
    stamped: Truth = None
    document: Sha256 = None


class Contract(_Part):
    """The contract the export follows from."""

    number: Short = None
    signed_on: Day = None
    value: Amount | None = None
    incoterms: Short = None


class Payment(_Part):
    """Who pays, and how."""

    payer: Short = None
    payer_country: Country = None
    method: Annotated[
        Literal["transfer", "letter_of_credit", "cash", "other"] | None, _Known
    ] = None
    terms: Short = None


class Content(_Part):
    """The whole of one version.

    ``destinations`` is for a global licence; ``authorisation`` names the general
    authorisation a registration is for; ``question`` is what a classification
    request or sondage wants to know.
    """

    title: Short = None
    planned_on: Day = None
    goods: list[Good] = []
    parties: list[Party] = []
    origin: Country = None
    dispatched_from: Country = None
    destination: Country = None
    destinations: list[Code] = []
    via: list[Code] = []
    end_use: Use = Use()
    statement: Statement = Statement()
    contract: Contract = Contract()
    payment: Payment = Payment()
    authorisation: Short = None
    question: Long = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Content:
        """Read content that someone sent.

        Raises:
            Problems: It does not have this shape; every place is named.
        """
        try:
            return cls.model_validate(given)
        except ValidationError as problem:
            raise Problems(
                InvalidInput(one["msg"], path=_path(one["loc"]))
                for one in problem.errors(include_url=False)
            ) from problem

    @classmethod
    def of(cls, body: str) -> Content:
        """Read content that was stored."""
        return cls.model_validate_json(body)

    def with_role(self, role: Role) -> Party | None:
        """Give the first party of a role, if there is one."""
        return next((one for one in self.parties if one.role == role), None)

    def transaction(
        self, kind: ApplicationKind, id_: str, exporter: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Give the transaction that is asked for, in the shape of the contracts.

        Args:
            kind: What is asked for.
            id_: The transaction's id.
            exporter: ``name`` and ``country`` of the applicant.
        """
        return _known(
            {
                "id": id_,
                "date": self.planned_on.isoformat() if self.planned_on else None,
                "activity": _ACTIVITY.get(kind, "export"),
                "exporter": dict(exporter),
                "origin": self.origin,
                "dispatched_from": self.dispatched_from,
                "destination": self.destination or _only(self.destinations),
                "via": list(self.via),
                "parties": [
                    _known({"role": p.role, "name": p.name, "country": p.country})
                    for p in self.parties
                ],
                "end_use": self.end_use.model_dump(mode="json"),
                "items": [_item(good) for good in self.goods],
            }
        )

    def stated(self) -> EndUseStatement:
        """Give the end-use statement as the core compares it."""
        said = self.statement
        return EndUseStatement(
            exporter=_stated_party(said.exporter),
            consignee=_stated_party(said.consignee),
            end_user=_stated_party(said.end_user),
            goods=tuple(
                StatedGood(
                    line=good.line,
                    description=good.description,
                    quantity=good.quantity,
                    unit=good.unit,
                )
                for good in said.goods
            ),
            undertakings=frozenset(said.undertakings),
            **said.model_dump(
                include={
                    "contract",
                    "end_use",
                    "place_of_use",
                    "country_of_use",
                    "signatory",
                    "function",
                    "signed_on",
                    "stamped",
                    "document",
                }
            ),
        )

    def compared(self, exporter: StatedParty) -> Compared:
        """Give what the statement is compared with."""
        consignee, end_user = self.with_role("consignee"), self.with_role("end_user")
        return Compared(
            exporter=exporter,
            consignee=_stated_party(consignee) if consignee else None,
            end_user=_stated_party(end_user) if end_user else None,
            goods=tuple(
                StatedGood(
                    line=good.line,
                    description=good.description,
                    quantity=good.quantity,
                    unit=good.unit,
                )
                for good in self.goods
            ),
            contract=self.contract.number,
            destination=self.destination,
        )


def missing(content: Content, kind: ApplicationKind) -> Iterator[str]:
    """Give the paths of what a submission of this kind still lacks."""
    if not content.title:
        yield "title"
    if kind is ApplicationKind.REGISTRATION:
        if not content.authorisation:
            yield "authorisation"
        return
    if not content.goods:
        yield "goods"
    for place, good in enumerate(content.goods):
        if not good.description:
            yield f"goods[{place}].description"
        if kind in _COUNTED:
            for field in ("quantity", "unit", "value"):
                if getattr(good, field) is None:
                    yield f"goods[{place}].{field}"
    if kind is ApplicationKind.CLASSIFICATION:
        if not content.question:
            yield "question"
        return
    yield from _missing_trade(content, kind)


_COUNTED = frozenset(
    {
        ApplicationKind.INDIVIDUAL,
        ApplicationKind.TRANSIT,
        ApplicationKind.BROKERING,
    }
)
"""Kinds that name how much, and for how much."""


def _missing_trade(content: Content, kind: ApplicationKind) -> Iterator[str]:
    if not content.planned_on:
        yield "planned_on"
    if kind is ApplicationKind.GLOBAL:
        if not content.destinations and not content.destination:
            yield "destinations"
    else:
        if not content.destination:
            yield "destination"
        end_user = content.with_role("end_user")
        if end_user is None:
            yield "parties.end_user"
        elif not end_user.name or not end_user.country:
            yield "parties.end_user.name"
    if not content.end_use.description:
        yield "end_use.description"
    if kind is ApplicationKind.INDIVIDUAL and not content.contract.number:
        yield "contract.number"


def _only(countries: list[str]) -> str | None:
    return countries[0] if len(countries) == 1 else None


def _item(good: Good) -> dict[str, Any]:
    item = good.model_dump(mode="json", exclude={"product"})
    return _known(item)


def _stated_party(said: StatementParty | Party) -> StatedParty:
    return StatedParty(
        name=said.name,
        address=said.address,
        country=said.country,
        register_number=said.register_number,
    )


def _known(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value is not None}


def _path(parts: tuple[int | str, ...]) -> str:
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")
