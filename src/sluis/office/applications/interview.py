"""What the lists say of a good of the catalogue, and what is still to be answered.

The same determination as everywhere, on one good; only the questions are left whose
answer can still change the result, the most decisive first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from sluis.core.determination import determine
from sluis.core.goods import Parameter, Vocabulary
from sluis.core.law.answer import Asked, ItemDetermination
from sluis.core.law.outcome import Outcome
from sluis.formats.transaction import read_transaction
from sluis.store.in_force import law_in_force
from sluis.store.orders import overlay

if TYPE_CHECKING:
    from sluis.office.applications.models import Product

_OF_THE_GOOD = "items[1].parameters."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something of a good that is not known and matters.

    Attributes:
        parameter: What is asked.
        text: The question, by language.
        choices: Answers that tell something apart, for a text; else empty.
    """

    parameter: Parameter
    text: Mapping[str, str]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is known of a good by the lists.

    Attributes:
        item: The determination of it.
        outcome: For the destination; ``None`` when none was given.
        questions: What is still to be answered.
    """

    item: ItemDetermination
    outcome: Outcome | None
    questions: tuple[Question, ...]


def judged(product: Product, destination: str = "") -> Judged:
    """Determine a good of the catalogue as it is known today.

    Args:
        product: The good.
        destination: ISO 3166-1 code of where it would go; without one only the lists
            are asked, since what else counts depends on it.

    Raises:
        SluisError: The good holds what the law's vocabulary no longer knows.
    """
    law = law_in_force(overlay()).law
    transaction = read_transaction(_given(product, destination), law.vocabulary)
    found = determine(transaction, law)
    item = found.items[0]
    asked = [one for one in found.questions() if one.about.startswith(_OF_THE_GOOD)]
    if not destination:
        listed = {name for entry in item.entries for name in entry.missing}
        asked = [one for one in asked if _name(one) in listed]
    return Judged(
        item=item,
        outcome=found.outcome if destination else None,
        questions=_questions(asked, law.vocabulary),
    )


def _given(product: Product, destination: str) -> dict[str, Any]:
    owner = product.organisation
    return {
        "id": product.code,
        "date": timezone.localdate().isoformat(),
        "activity": "export",
        "exporter": {"name": owner.name, "country": owner.country},
        "destination": destination or None,
        "items": [
            {
                "line": 1,
                "kind": product.kind or None,
                "control_code": product.control_code or None,
                "cn_code": product.cn_code or None,
                "parameters": product.parameters,
            }
        ],
    }


def _questions(asked: Sequence[Asked], words: Vocabulary) -> tuple[Question, ...]:
    return tuple(
        Question(
            parameter=words.parameters[_name(one)],
            text=one.question,
            choices=tuple(
                answer for answer in one.answers if answer not in {"yes", "no"}
            ),
        )
        for one in asked
        if _name(one) in words.parameters
    )


def _name(question: Asked) -> str:
    return question.about.removeprefix(_OF_THE_GOOD)
