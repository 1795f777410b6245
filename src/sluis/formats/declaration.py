"""Declarations as JSON: Sluis's own shape, for the API, files and the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from sluis.core.casework.declaration import (
    Action,
    Declaration,
    DeclaredDocument,
    DeclaredLine,
    DeclaredParty,
)
from sluis.core.errors import InvalidInput, Problems
from sluis.core.transaction import Money

_NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"


def _short(most: int) -> Any:
    return StringConstraints(max_length=most, pattern=_NO_CONTROL)


Reference = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\w.:()+-]+$")
]
"""A number that can stand in an address."""
Text = Annotated[str, _short(1000)]
Reason = Annotated[str, _short(20_000)]
Code = Annotated[str, _short(50)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
CnCode = Annotated[str, StringConstraints(pattern="^[0-9]{2,10}$")]


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("is not a number")
    return value


Amount = Annotated[
    Decimal, Field(ge=0, max_digits=15, decimal_places=4), AfterValidator(_finite)
]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartyShape(_Shape):
    """Someone named in a declaration."""

    name: Text | None = None
    country: Country | None = None
    identifier: Code | None = None


class ValueShape(_Shape):
    """An amount of money."""

    amount: Amount
    currency: Currency


class DocumentShape(_Shape):
    """A document produced; ``X060`` claims an individual licence."""

    code: Code
    reference: Code | None = None
    quantity: Amount | None = None
    unit: Code | None = None
    line: Annotated[int, Field(ge=1, le=9999)] | None = None


class LineShape(_Shape):
    """One line of goods."""

    number: Annotated[int, Field(ge=1, le=9999)]
    description: Text | None = None
    cn_code: CnCode | None = None
    control_code: Code | None = None
    product: Code | None = None
    kind: Code | None = None
    quantity: Amount | None = None
    unit: Code | None = None
    value: ValueShape | None = None
    documents: Annotated[list[DocumentShape], Field(max_length=99)] = []
    serials: Annotated[list[Code], Field(max_length=10_000)] = []


class DeclarationShape(_Shape):
    """One version of an export declaration; what is absent is not stated."""

    mrn: Reference
    version: Annotated[int, Field(ge=1, le=9999)] | None = None
    action: Action = "original"
    lodged_on: date | None = None
    procedure: Code | None = None
    exporter: PartyShape | None = None
    consignee: PartyShape | None = None
    end_user: PartyShape | None = None
    declarant: PartyShape | None = None
    destination: Country | None = None
    via: Annotated[list[Country], Field(max_length=99)] = []
    dispatched_from: Country | None = None
    exit_office: Code | None = None
    lines: Annotated[list[LineShape], Field(max_length=9999)] = []
    reason: Reason | None = None
    partial: bool = False
    removed: Annotated[list[int], Field(max_length=9999)] = []

    def declaration(self) -> Declaration:
        """Give it as the core has it.

        Raises:
            Problems: Two lines have one number, or an original has no lines.
        """
        numbers = [line.number for line in self.lines]
        problems = []
        if len(set(numbers)) < len(numbers):
            problems.append(InvalidInput("two lines have one number", path="lines"))
        if not numbers and self.action != "cancellation" and not self.partial:
            problems.append(InvalidInput("has no lines of goods", path="lines"))
        if problems:
            raise Problems(problems)
        return Declaration(
            reference=self.mrn,
            version=self.version,
            action=self.action,
            lodged_on=self.lodged_on,
            procedure=self.procedure,
            exporter=_party(self.exporter),
            consignee=_party(self.consignee),
            end_user=_party(self.end_user),
            declarant=_party(self.declarant),
            destination=self.destination,
            via=tuple(self.via),
            dispatched_from=self.dispatched_from,
            exit_office=self.exit_office,
            lines=tuple(_line(one) for one in self.lines),
            reason=self.reason,
            partial=self.partial,
            removed=tuple(self.removed),
        )


def _party(shape: PartyShape | None) -> DeclaredParty | None:
    if shape is None:
        return None
    return DeclaredParty(
        name=shape.name, country=shape.country, identifier=shape.identifier
    )


def _line(shape: LineShape) -> DeclaredLine:
    value = shape.value
    return DeclaredLine(
        number=shape.number,
        description=shape.description,
        cn_code=shape.cn_code,
        control_code=shape.control_code,
        product=shape.product,
        kind=shape.kind,
        quantity=shape.quantity,
        unit=shape.unit,
        value=None
        if value is None
        else Money(amount=value.amount, currency=value.currency),
        documents=tuple(
            DeclaredDocument(**one.model_dump()) for one in shape.documents
        ),
        serials=tuple(shape.serials),
    )


def read_declaration(
    given: Mapping[str, Any], *, path: str | None = None
) -> Declaration:
    """Read one declaration.

    Args:
        given: As JSON gives it.
        path: Where it stands, such as a file and line, for errors.

    Raises:
        Problems: Everything that is wrong with it, each at its place.
    """
    try:
        return DeclarationShape.model_validate(given).declaration()
    except ValidationError as found:
        raise _problems(found, path) from None
    except Problems as found:
        raise Problems(
            type(one)(one.message, path=_at(path, one.path or ""), remedy=one.remedy)
            for one in found.errors
        ) from None


def _problems(found: ValidationError, path: str | None) -> Problems:
    return Problems(
        InvalidInput(
            one["msg"], path=_at(path, ".".join(str(part) for part in one["loc"]))
        )
        for one in found.errors()
    )


def _at(path: str | None, place: str) -> str:
    return f"{path}: {place}" if path else place


def write_declaration(
    declaration: Declaration, *, path: str | None = None
) -> dict[str, Any]:
    """Give a declaration in the shape that :func:`read_declaration` reads.

    Args:
        declaration: From any format.
        path: Where it stood, for errors.

    Raises:
        Problems: It came from a format with wider bounds and does not fit the shape.
    """
    try:
        return _shape(declaration).model_dump(mode="json", exclude_none=True)
    except ValidationError as found:
        raise _problems(found, path) from None


def _shape(declaration: Declaration) -> DeclarationShape:
    return DeclarationShape(
        mrn=declaration.reference,
        version=declaration.version,
        action=declaration.action,
        lodged_on=declaration.lodged_on,
        procedure=declaration.procedure,
        exporter=_party_shape(declaration.exporter),
        consignee=_party_shape(declaration.consignee),
        end_user=_party_shape(declaration.end_user),
        declarant=_party_shape(declaration.declarant),
        destination=declaration.destination,
        via=list(declaration.via),
        dispatched_from=declaration.dispatched_from,
        exit_office=declaration.exit_office,
        lines=[_line_shape(one) for one in declaration.lines],
        reason=declaration.reason,
        partial=declaration.partial,
        removed=list(declaration.removed),
    )


def _party_shape(party: DeclaredParty | None) -> PartyShape | None:
    if party is None:
        return None
    return PartyShape(
        name=party.name, country=party.country, identifier=party.identifier
    )


def _line_shape(line: DeclaredLine) -> LineShape:
    value = line.value
    return LineShape(
        number=line.number,
        description=line.description,
        cn_code=line.cn_code,
        control_code=line.control_code,
        product=line.product,
        kind=line.kind,
        quantity=line.quantity,
        unit=line.unit,
        value=None
        if value is None
        else ValueShape(amount=value.amount, currency=value.currency),
        documents=[
            DocumentShape(
                code=one.code,
                reference=one.reference,
                quantity=one.quantity,
                unit=one.unit,
                line=one.line,
            )
            for one in line.documents
        ],
        serials=list(line.serials),
    )
