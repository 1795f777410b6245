"""The exporter's catalogue of goods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.formats.transaction import read_transaction
from sluis.office.access.rules import require
from sluis.office.applications.content import Good
from sluis.office.applications.models import Product, ProductVersion
from sluis.office.audit.services import record
from sluis.office.audit.words import ACTS
from sluis.office.once.services import UNSEEN, Form, check_seen, once
from sluis.store.in_force import law_in_force
from sluis.store.orders import overlay

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation, User


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """What a catalogue says of a good; empty is not known."""

    code: str
    description: str
    kind: str = ""
    control_code: str = ""
    cn_code: str = ""
    parameters: Mapping[str, Any]


@transaction.atomic
def put_products(
    user: User, organisation: Organisation, products: Iterable[ProductFacts]
) -> list[Product]:
    """Add goods to a catalogue, or change those whose code is there.

    All are kept, or none when one cannot be.

    Raises:
        Problems: A good has no code or description, or holds what the law's
            vocabulary does not know; all are named by place and column.
    """
    given = list(products)
    problems = [
        problem
        for place, one in enumerate(given)
        for problem in problems_of(one, f"[{place}]")
    ]
    if problems:
        raise Problems(problems)
    return [_put(user, organisation, one) for one in given]


def add_product(
    user: User, organisation: Organisation, one: ProductFacts, form: Form = UNSEEN
) -> Product:
    """Add one good to a catalogue.

    Raises:
        Problems: It cannot be kept, or a good of this code is there already.
    """

    def do() -> Product:
        if Product.objects.filter(organisation=organisation, code=one.code).exists():
            raise InvalidInput(
                _("a good of this number is in the catalogue already"),
                path="code",
                remedy=_("change that one, or give another number"),
            )
        return put_products(user, organisation, [one])[0]

    return once(user, "add a good", form, Product, do)


def change_product(
    user: User, row: Product, one: ProductFacts, form: Form = UNSEEN
) -> Product:
    """Change one good of a catalogue, as it was read.

    Args:
        user: Who changes it.
        row: The good.
        one: What is to be kept of it, under the same code.
        form: The revision it was read at, and the once-only key.

    Raises:
        StaleForm: It was changed since; it says by what.
        Problems: It cannot be kept.
    """

    def do() -> Product:
        now = Product.objects.select_for_update().get(pk=row.pk)
        check_seen(now, form, ACTS)
        return put_products(user, row.organisation, [one])[0]

    return once(user, f"change good {row.pk}", form, Product, do)


def problems_of(one: ProductFacts, path: str) -> list[SluisError]:
    """Tell what is wrong with a good of the catalogue."""
    found: list[SluisError] = [
        InvalidInput("is empty", path=f"{path}.{field}")
        for field in ("code", "description")
        if not getattr(one, field).strip()
    ]
    vocabulary = law_in_force(overlay()).law.vocabulary
    item = {
        "line": 1,
        "kind": one.kind or None,
        "control_code": one.control_code or None,
        "cn_code": one.cn_code or None,
        "parameters": dict(one.parameters),
    }
    try:
        read_transaction({"id": "catalogue", "items": [item]}, vocabulary)
    except Problems as problems:
        for problem in problems.errors:
            place = (problem.path or "").removeprefix("items[0]")
            found.append(
                type(problem)(
                    problem.message, path=f"{path}{place}", remedy=problem.remedy
                )
            )
    return found


def _put(user: User, organisation: Organisation, one: ProductFacts) -> Product:
    found = Product.objects.filter(organisation=organisation, code=one.code)
    row = found.select_for_update(of=("self",)).first()
    act = "changed" if row else "added"
    row = row or Product(organisation=organisation, code=one.code)
    require(user, "edit", row)
    before = {} if row.pk is None else _facts(row)
    row.description, row.kind = one.description, one.kind
    row.control_code, row.cn_code = one.control_code, one.cn_code
    row.parameters = dict(one.parameters)
    if before == _facts(row):
        return row
    row.changed_at = timezone.now()
    row.version += 1
    row.save()
    ProductVersion.objects.create(
        product=row, number=row.version, facts=_facts(row), made_by=user
    )
    record(user, f"product.{act}", row, {"before": before, "now": _facts(row)})
    return row


def _facts(row: Product) -> dict[str, Any]:
    return {
        "description": row.description,
        "kind": row.kind,
        "control_code": row.control_code,
        "cn_code": row.cn_code,
        "parameters": row.parameters,
    }


def good_from(row: Product, line: int) -> Good:
    """Make a line of an application from a good of the catalogue, as it is now."""
    return Good(
        line=line,
        product=row.code,
        description=row.description,
        kind=row.kind or None,
        control_code=row.control_code or None,
        cn_code=row.cn_code or None,
        parameters=row.parameters,
    )
