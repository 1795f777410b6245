"""What the law says of declared goods, by the same determination as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sluis.core.casework.declaration import Declaration, DeclaredLine, DeclaredParty
from sluis.core.casework.release import Determined
from sluis.core.determination import ItemDetermination, determine
from sluis.core.errors import SluisError
from sluis.core.goods import Vocabulary
from sluis.core.transaction import Item, Party, Role, Transaction
from sluis.store.in_force import law_in_force
from sluis.store.orders import overlay


def determined_lines(declaration: Declaration, today: date) -> Mapping[int, Determined]:
    """Determine every line of a declaration, also those under a licence.

    Args:
        declaration: As it stands.
        today: The day, for one that states none.
    """
    law = law_in_force(overlay()).law
    transaction = transaction_of(declaration, law.vocabulary, today)
    try:
        found = determine(transaction, law)
    except SluisError as error:
        return {
            line.number: Determined(outcome=None, why=error.message)
            for line in declaration.lines
        }
    return {item.line: _determined(item) for item in found.items}


def _determined(item: ItemDetermination) -> Determined:
    return Determined(
        outcome=item.outcome,
        why="; ".join(dict.fromkeys(one.legal_basis for one in item.bases)),
        authorisations={one.code: one.usable for one in item.authorisations},
    )


def transaction_of(
    declaration: Declaration, vocabulary: Vocabulary, today: date
) -> Transaction:
    """Give a declaration as a transaction; codes nobody knows are left unknown."""
    known = vocabulary.territories
    named: tuple[tuple[Role, DeclaredParty | None], ...] = (
        ("consignee", declaration.consignee),
        ("end_user", declaration.end_user),
    )
    parties = [_party(role, one, known) for role, one in named if one is not None]
    return Transaction(
        id=declaration.reference,
        date=declaration.lodged_on or today,
        activity="export",
        exporter=_party(None, declaration.exporter or DeclaredParty(), known),
        dispatched_from=_known(declaration.dispatched_from, known),
        destination=_known(declaration.destination, known),
        via=tuple(one for one in declaration.via if one in known),
        parties=tuple(parties),
        items=tuple(_item(one, vocabulary) for one in declaration.lines),
    )


def _party(
    role: Role | None, party: DeclaredParty, known: Mapping[str, object]
) -> Party:
    return Party(
        role=role,
        name=party.name,
        country=_known(party.country, known),
        id=party.identifier,
    )


def _known(code: str | None, known: Mapping[str, object]) -> str | None:
    return code if code in known else None


def _item(line: DeclaredLine, vocabulary: Vocabulary) -> Item:
    return Item(
        line=line.number,
        description=line.description,
        kind=line.kind if line.kind in vocabulary.kinds else None,
        control_code=line.control_code,
        cn_code=line.cn_code,
        quantity=line.quantity,
        unit=line.unit,
        value=line.value,
    )
