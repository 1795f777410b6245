"""The licence as a document: PDF/A with a code and a signature, and signed JSON."""

from __future__ import annotations

import hashlib
import io
import os
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import segno
import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from sluis.core.casework.condition_library import Language
from sluis.core.casework.conditions import wording
from sluis.core.casework.grant import Grant, LicensedGoods
from sluis.formats.grant import read_grant, write_grant
from sluis.formats.signed import sign_pdf, sign_text, signed_json
from sluis.office.licences.models import Licence
from sluis.store.home import Home
from sluis.store.signing import signing_key

CODE_TYPE = "sluis-licence-code"
"""The type of the token that a licence's code carries."""

_TEMPLATE = Path(__file__).with_name("licence.typ")
_INNER = frozenset({"organisation", "proposed_by", "decided_by"})


def content_of(licence: Licence) -> dict[str, Any]:
    """Give what a licence says, for machines; ids of people are left out."""
    grant = read_grant(licence.grant)
    written = write_grant(grant)
    return {
        "number": licence.number,
        "issued_on": licence.issued_at.date().isoformat(),
        **{name: value for name, value in written.items() if name not in _INNER},
        "texts": [
            {"en": wording(term, "en"), "nl": wording(term, "nl")}
            for term in grant.conditions
        ],
    }


def digest_of(content: dict[str, Any]) -> str:
    """Give the hash by which a code names what a licence says."""
    written = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(written).hexdigest()


def json_document(licence: Licence) -> bytes:
    """Give a licence as signed JSON."""
    return signed_json(content_of(licence), signing_key(Home.open()).key_pem)


def pdf_document(licence: Licence, language: Language) -> bytes:
    """Give a licence as a signed PDF/A.

    Args:
        licence: The licence.
        language: Of everything but names and descriptions.
    """
    key = signing_key(Home.open())
    code = io.BytesIO()
    segno.make(code_of(licence), error="m").save(code, kind="svg", border=1)
    with override(language):
        inputs = {
            "licence": orjson.dumps(_printed(licence, language)).decode(),
            "code": code.getvalue().decode(),
        }
        pdf = typst.compile(
            str(_TEMPLATE), format="pdf", sys_inputs=inputs, pdf_standards=["a-2a"]
        )
        reason = _("Issued by the authority")
    return sign_pdf(pdf, key.key_pem, key.certificate_pem, reason=reason)


def code_of(licence: Licence) -> str:
    """Give the address in a licence's code: where anyone can have it verified.

    It carries a signed token, so that a number alone opens nothing.
    """
    content = content_of(licence)
    payload = orjson.dumps([licence.number, digest_of(content)])
    token = sign_text(payload, signing_key(Home.open()).key_pem, type_=CODE_TYPE)
    base = os.environ.get("SLUIS_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
    return f"{base}/verify/?code={quote(token)}"


def _printed(licence: Licence, language: Language) -> dict[str, Any]:
    grant = read_grant(licence.grant)
    return {
        "language": language,
        "number": licence.number,
        "legal_basis": grant.legal_basis,
        "words": {
            "title": _("Export licence"),
            "authority": _("Licensing authority"),
            "goods": _("Goods"),
            "conditions": _("Conditions"),
            "columns": [_("Line"), _("Goods"), _("Entry"), _("Quantity"), _("Value")],
            "code": _("Code to have this licence verified"),
            "verify": _(
                "This document is signed. Scan the code, or upload the file, to see"
                " whether it is unchanged and still in force; a file can also be"
                " verified without a connection, with the certificate of the"
                " authority."
            ),
        },
        "facts": _facts(grant),
        "goods": [_goods(one) for one in grant.goods],
        "conditions": [wording(term, language) for term in grant.conditions],
    }


def _facts(grant: Grant) -> list[dict[str, str]]:
    roles = {
        "exporter": _("Exporter"),
        "consignee": _("Consignee"),
        "intermediary": _("Intermediary"),
        "end_user": _("End user"),
        "notify": _("Notify party"),
        "forwarder": _("Forwarder"),
        "payer": _("Payer"),
        "broker": _("Broker"),
    }
    rows = [(roles[one.role], _party(one)) for one in grant.parties]
    to = ", ".join(one for one in (grant.destination, *grant.destinations) if one)
    rows += [
        (_("Destination"), to),
        (_("By way of"), ", ".join(grant.via or ())),
        (_("End use"), grant.end_use or ""),
        (_("Valid from"), grant.valid_from.isoformat()),
        (_("Valid until"), grant.valid_until.isoformat()),
        (_("Decided on"), grant.decided_on.isoformat()),
        (_("Application"), grant.application),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _party(one: Any) -> str:
    parts = (one.name, one.address, one.country, one.identifier)
    return ", ".join(part for part in parts if part)


def _goods(one: LicensedGoods) -> list[str]:
    much = "" if one.quantity is None else f"{_plain(one.quantity)} {one.unit}"
    if one.tolerance_percent:
        much = f"{much} (+{_plain(one.tolerance_percent)} %)"
    value = one.value
    worth = "" if value is None else f"{_plain(value.amount)} {value.currency}"
    entry = " ".join(part for part in (one.control_code, one.cn_code) if part)
    return [str(one.line), one.description, entry, much, worth]


def _plain(much: Decimal) -> str:
    text = f"{much:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
