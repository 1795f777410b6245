"""The licence as a document: PDF/A with a code and a signature, and signed JSON."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import segno
import typst
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from sluis.core.casework.condition_library import Language
from sluis.core.casework.conditions import wording
from sluis.core.casework.grant import Grant, LicensedGoods
from sluis.formats.grant import read_grant, write_grant
from sluis.formats.signed import sign_pdf, sign_text, signed_json
from sluis.office.licences import queries
from sluis.office.licences.models import Licence
from sluis.office.ui.words import day, said
from sluis.store.home import Home
from sluis.store.law import load_law
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
            "licence": orjson.dumps(
                _printed(licence, language, f"{_base()}/verify/")
            ).decode(),
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
    return f"{_base()}/verify/?code={quote(token)}"


def _base() -> str:
    return os.environ.get("SLUIS_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")


def _printed(licence: Licence, language: Language, address: str) -> dict[str, Any]:
    grant = read_grant(licence.grant)
    authority = queries.authority_of(licence)
    return {
        "language": language,
        "number": licence.number,
        "authority": authority or _("Licensing authority"),
        "granted": _("Granted on %(day)s under %(basis)s.")
        % {"day": day(grant.decided_on), "basis": grant.legal_basis},
        "amends": list(_amends(licence)),
        "words": _words(),
        "days": [
            {"label": _("Valid from"), "value": day(grant.valid_from)},
            {"label": _("Valid until"), "value": day(grant.valid_until)},
        ],
        "parties": _labelled((_ROLES[one.role], _party(one)) for one in grant.parties),
        "facts": _labelled(_facts(grant)),
        "goods": [_goods(one) for one in grant.goods],
        "conditions": [wording(term, language) for term in grant.conditions],
        "changes": [list(row) for row in queries.changes_of(licence, language)],
        "ways": [
            _("Scan the code, or upload this file at %(address)s; it needs no account.")
            % {"address": address},
            _(
                "Without a connection: sluis licence verify, with the certificate of"
                " the authority. Any reader of PDF shows the signature as well."
            ),
        ],
    }


def _words() -> dict[str, Any]:
    return {
        "title": _("Export licence"),
        "parties": _("Parties"),
        "facts": _("Destination and use"),
        "goods": _("Goods that may leave"),
        "conditions": _("Conditions"),
        "none": _("None."),
        "columns": [_("Line"), _("Goods"), _("Entry"), _("Quantity"), _("Value")],
        "changes": _("What is amended"),
        "change_columns": [_("What"), _("Before"), _("Now")],
        "code": _("Code to have this licence verified"),
        "scan": _("Scan to verify"),
        "verify": _("How to verify this licence"),
        "offline": _(
            "A signature shows that nothing was changed since. Whether the licence was"
            " suspended, revoked, replaced or used up since is known to the authority"
            " alone, and told at that address."
        ),
    }


def _amends(licence: Licence) -> Iterator[str]:
    if licence.replaces is not None:
        yield _("It takes the place of %(number)s; what left under that counts.") % {
            "number": licence.replaces.number
        }


def _labelled(rows: Iterable[tuple[Any, str]]) -> list[dict[str, str]]:
    return [{"label": str(label), "value": value} for label, value in rows if value]


def _facts(grant: Grant) -> Iterator[tuple[str, str]]:
    to = (grant.destination, *grant.destinations)
    yield _("Destination"), ", ".join(_country(code) for code in to if code)
    yield _("By way of"), ", ".join(map(_country, grant.via or ()))
    yield _("End use"), grant.end_use or ""
    yield _("Application"), grant.application


_ROLES = {
    "exporter": gettext_lazy("Exporter"),
    "consignee": gettext_lazy("Consignee"),
    "intermediary": gettext_lazy("Intermediary"),
    "end_user": gettext_lazy("End user"),
    "notify": gettext_lazy("Notify party"),
    "forwarder": gettext_lazy("Forwarder"),
    "payer": gettext_lazy("Payer"),
    "broker": gettext_lazy("Broker"),
}


def _party(one: Any) -> str:
    country = _country(one.country)
    parts = (one.name, one.address, country, one.identifier)
    return ", ".join(part for part in parts if part)


def _country(code: str | None) -> str:
    named = load_law().vocabulary.territories
    return said(named.get(code or "", code), get_language() or "en")


def _goods(one: LicensedGoods) -> list[str]:
    much = "" if one.quantity is None else f"{_number(one.quantity)} {_unit(one)}"
    if one.tolerance_percent:
        much = f"{much} (+{_number(one.tolerance_percent)} %)"
    value = one.value
    worth = "" if value is None else f"{_number(value.amount)} {value.currency}"
    entry = " ".join(part for part in (one.control_code, one.cn_code) if part)
    return [str(one.line), one.description, entry, much, worth]


def _unit(one: LicensedGoods) -> str:
    return _("pieces") if one.unit == "piece" else one.unit


def _number(much: Decimal) -> str:
    """Write an amount as the reader's language does, without zeros that say nothing."""
    text = f"{much:f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return formats.number_format(Decimal(plain), force_grouping=True)
