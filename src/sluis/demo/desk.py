"""Filling the desks of the accounts for showing, by the office's own services."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import typst
from django.db import transaction
from django.utils import timezone

from sluis.core.casework.criteria import Finding
from sluis.core.casework.end_use_statement import UNDERTAKINGS
from sluis.core.casework.states import ApplicationKind, Outcome
from sluis.core.transaction import commodity_code
from sluis.demo.case import load_case
from sluis.demo.reading import read_yaml
from sluis.formats.declaration import read_declaration
from sluis.office.access.roles import Role
from sluis.office.applications import queries
from sluis.office.applications.content import Content
from sluis.office.applications.services import (
    catalogue,
    deciding,
    denials,
    drafts,
    handling,
    judging,
)
from sluis.office.applications.services.documents import add_document
from sluis.office.applications.standing import checklist, standing_proposal
from sluis.office.customs import services as customs
from sluis.office.licences import queries as licences
from sluis.office.parties import services as parties
from sluis.office.parties.told import Told, What
from sluis.office.people.demonstration import Account
from sluis.office.people.models import Organisation, User
from sluis.store.home import Home
from sluis.store.orders import Orders

Given: TypeAlias = Mapping[str, Any]
_DAY = re.compile(r"today([+-]\d+)?\Z")


class Desks:
    """The people of the demonstration, and the case that is at hand.

    Args:
        cast: Their accounts.
    """

    def __init__(self, cast: Sequence[Account]) -> None:
        self._of: dict[Role, User] = {account.role: account.user for account in cast}
        self.reference = ""

    def __getitem__(self, role: Role) -> User:
        return self._of[role]

    @property
    def exporter(self) -> Organisation:
        """The organisation that applies."""
        return queries.applying_for(self[Role.APPLICANT])[0]


def fill(cast: Sequence[Account], home: Home) -> int:
    """Serve the order, fill the catalogue, and bring each case as far as it is told.

    Desks that hold work already are left as they are.

    Args:
        cast: The accounts for showing.
        home: The data folder.

    Returns:
        How many applications were made.
    """
    desks = Desks(cast)
    officer = desks[Role.LICENSING_OFFICER]
    if queries.products(desks[Role.APPLICANT]).exists():
        return 0
    told = days_filled_in(read_yaml(None, "desk.yaml"), timezone.localdate())
    _serve(told["order"], home)
    with transaction.atomic():
        catalogue.put_products(
            desks[Role.APPLICANT], desks.exporter, _products(told["catalogue"])
        )
        denials.record_denial(officer, _denial(told["denial"]))
        for fact in told["facts"]:
            parties.record(officer, _fact(fact))
        for case in told["cases"]:
            _start(desks, case)
            for step in case["steps"]:
                _STEPS[step["do"]](desks, step)
    return len(told["cases"])


def days_filled_in(told: Any, today: date) -> Any:
    """Give the same with ``today+60`` as a day, wherever it stands."""
    if isinstance(told, Mapping):
        return {key: days_filled_in(value, today) for key, value in told.items()}
    if isinstance(told, list):
        return [days_filled_in(value, today) for value in told]
    found = _DAY.match(told) if isinstance(told, str) else None
    if found is None:
        return told
    return (today + timedelta(days=int(found[1] or 0))).isoformat()


def _serve(order: Given, home: Home) -> None:
    orders = Orders(home)
    if order["id"] in orders.all():
        return
    now: datetime = timezone.now()
    orders.draft(order, by="demonstration", now=now)
    orders.serve(order["id"], on=now.date(), by="demonstration", now=now)


def _products(told: Given) -> list[catalogue.ProductFacts]:
    goods = load_case().goods
    return [
        catalogue.ProductFacts(
            code=code,
            description=goods[name]["description"]["value"],
            kind=goods[name]["kind"]["value"],
            cn_code=goods[name]["cn_code"]["value"],
            parameters={
                parameter: leaf["value"]
                for parameter, leaf in goods[name]["parameters"].items()
            },
        )
        for code, name in told.items()
    ]


def _denial(told: Given) -> denials.DenialFacts:
    days = {
        name: date.fromisoformat(told[name]) for name in ("notified_on", "review_on")
    }
    return denials.DenialFacts(**{**told, **days, "parties": tuple(told["parties"])})


def _fact(told: Given) -> Told:
    said = date.fromisoformat(told["said_on"])
    return Told(**{**told, "what": What(told["what"]), "said_on": said})


def _start(desks: Desks, case: Given) -> None:
    applicant = desks[Role.APPLICANT]
    products = {row.code: row for row in queries.products(applicant)}
    content = dict(case["content"])
    goods = []
    for line in content["goods"]:
        known = catalogue.good_from(products[line["product"]], line["line"])
        goods.append({**known.model_dump(exclude_none=True), **line})
    content["goods"] = goods
    paper = _signed_paper(content)
    if paper is not None:
        content["statement"] = {
            **content["statement"],
            "undertakings": list(UNDERTAKINGS),
            "document": hashlib.sha256(paper).hexdigest(),
        }
    made = drafts.start(
        applicant, desks.exporter, ApplicationKind(case["kind"]), Content.read(content)
    )
    desks.reference = made.reference
    if paper is not None:
        add_document(
            applicant,
            made.reference,
            "end-use-statement.pdf",
            paper,
            purpose="end_use_statement",
        )


def _signed_paper(content: Given) -> bytes | None:
    """Give the paper of the end-use statement, where there is one."""
    said = content.get("statement")
    if not said:
        return None
    text = "\n\n".join(
        (
            "= End-use statement (made up, for showing)",
            f"{said['end_user']['name']}, {said['end_user']['address']}",
            f"Contract {said['contract']}: {content['title']}",
            said["end_use"],
            f"{said['signatory']}, {said['function']}, {said['signed_on']}",
        )
    )
    return bytes(typst.compile(text.encode()))


def _submit(desks: Desks, step: Given) -> None:
    drafts.submit(desks[Role.APPLICANT], desks.reference)


def _find_complete(desks: Desks, step: Given) -> None:
    handling.find_complete(desks[Role.LICENSING_OFFICER], desks.reference)


def _take_up(desks: Desks, step: Given) -> None:
    handling.take_up(desks[Role.LICENSING_OFFICER], desks.reference)


def _ask(desks: Desks, step: Given) -> None:
    by = date.fromisoformat(step["answer_by"])
    handling.ask(desks[Role.LICENSING_OFFICER], desks.reference, step["text"], by)


def _answer(desks: Desks, step: Given) -> None:
    applicant = desks[Role.APPLICANT]
    case = queries.find(applicant, desks.reference)
    question = case.questions.get(answered_on=None)
    drafts.answer(applicant, desks.reference, question.pk, step["text"])


def _note(desks: Desks, step: Given) -> None:
    officer = desks[Role.LICENSING_OFFICER]
    handling.note(officer, desks.reference, step["text"], shared=step["shared"])


def _judge(desks: Desks, step: Given) -> None:
    officer = desks[Role.LICENSING_OFFICER]
    for criterion in checklist(queries.find(officer, desks.reference)):
        judging.judge_criterion(
            officer,
            desks.reference,
            criterion.code,
            finding=Finding.NO_CONCERN,
            reasons="Nothing found in the papers (made up, for showing).",
        )


def _propose(desks: Desks, step: Given) -> None:
    told = step["proposal"]
    deciding.propose(
        desks[Role.LICENSING_OFFICER],
        desks.reference,
        deciding.Proposed(
            outcome=Outcome(told["outcome"]),
            reasons=told["reasons"],
            conditions=tuple(told["conditions"]),
            valid_from=date.fromisoformat(told["valid_from"]),
            valid_until=date.fromisoformat(told["valid_until"]),
        ),
    )


def _decide(desks: Desks, step: Given) -> None:
    second = desks[Role.SECOND_OFFICER]
    proposal = standing_proposal(queries.find(second, desks.reference))
    if proposal is not None:
        deciding.decide(second, desks.reference, proposal.pk, step["reasons"])


def _declare(desks: Desks, step: Given) -> None:
    case = queries.find(desks[Role.APPLICANT], desks.reference)
    good = Content.of(case.versions.latest("number").body).goods[0]
    visible = licences.licences(desks[Role.CUSTOMS_OFFICER])
    licence = visible.get(application=case.reference)
    first = step["first_serial"]
    line = {
        "number": 1,
        "description": good.description,
        "cn_code": commodity_code(good.cn_code or ""),
        "product": good.product,
        "kind": good.kind,
        "quantity": step["quantity"],
        "unit": good.unit,
        "value": {"amount": str(Decimal(step["quantity"]) * 10_000), "currency": "EUR"},
        "serials": [f"D-{first + one}" for one in range(int(step["quantity"]))],
        "documents": [{"code": "X060", "reference": licence.number}],
    }
    told = {**step["declaration"], "lodged_on": timezone.localdate().isoformat()}
    customs.lodge(
        desks[Role.CUSTOMS_OFFICER],
        read_declaration({**told, "lines": [line]}),
        source="demonstration",
    )


def _leave(desks: Desks, step: Given) -> None:
    officer = desks[Role.CUSTOMS_OFFICER]
    customs.exit_(officer, step["reference"], on=timezone.localdate())


_STEPS: Mapping[str, Callable[[Desks, Given], None]] = {
    "submit": _submit,
    "find_complete": _find_complete,
    "take_up": _take_up,
    "ask": _ask,
    "answer": _answer,
    "note": _note,
    "judge": _judge,
    "propose": _propose,
    "decide": _decide,
    "declare": _declare,
    "leave": _leave,
}
