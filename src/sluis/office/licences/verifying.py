"""Verification by anyone: what a document is, and whether it is still in force.

No account is needed, so no more is told than the document says itself: someone
must hold the file, or the signed code on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from django.utils import timezone

from sluis.formats.signed import opened, verify
from sluis.office.licences import queries
from sluis.office.licences.document import CODE_TYPE, content_of, digest_of
from sluis.office.licences.models import Licence
from sluis.office.licences.state import state_of
from sluis.store.home import Home
from sluis.store.signing import signing_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a document turned out to be.

    Attributes:
        genuine: Whether it is, unchanged, what this authority signed.
        problems: What is wrong with it.
        number: The licence's number, when it is genuine.
        state: Its state today, when it is genuine.
        valid_from: First day, as ISO 8601, when it is genuine.
        valid_until: Last day, likewise.
    """

    genuine: bool
    problems: tuple[str, ...] = ()
    number: str | None = None
    state: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None


def verify_file(data: bytes, name: str) -> Answer:
    """Verify an uploaded document.

    Raises:
        UnreadableFile: It is neither a signed licence in JSON nor a PDF.
    """
    found = verify(data, signing_key(Home.open()).certificate_pem, path=name)
    if not found.valid or found.number is None:
        return Answer(genuine=False, problems=found.problems)
    return _answer(found.number)


def verify_code(code: str) -> Answer:
    """Verify the code on a document."""
    certificate = signing_key(Home.open()).certificate_pem
    payload = opened(code, certificate, type_=CODE_TYPE)
    if payload is None:
        problem = "the code was not made by this authority"
        return Answer(genuine=False, problems=(problem,))
    number, digest = orjson.loads(payload)
    licence = queries.licence_by_number(number)
    if licence is None or digest_of(content_of(licence)) != digest:
        return Answer(genuine=False, problems=("this authority has no such licence",))
    return _told(licence)


def _answer(number: str) -> Answer:
    licence = queries.licence_by_number(number)
    if licence is None:
        return Answer(genuine=False, problems=("this authority has no such licence",))
    return _told(licence)


def _told(licence: Licence) -> Answer:
    today = timezone.localdate()
    balances = queries.balances_of(licence, today)[0]
    return Answer(
        genuine=True,
        number=licence.number,
        state=state_of(licence, balances, today).value,
        valid_from=licence.valid_from.isoformat(),
        valid_until=licence.valid_until.isoformat(),
    )
