"""Signed licences as files: JSON with a JWS (RFC 7515), and PDF with PAdES.

Verifying needs the file and the authority's certificate, and nothing else.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from cryptography import x509
from jwt.api_jws import PyJWS
from jwt.exceptions import InvalidTokenError

from sluis.core.errors import UnreadableFile

_TYPE = "sluis-licence"
_JWS = PyJWS(algorithms=["ES256"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a signed file turned out to be.

    Attributes:
        kind: ``json`` or ``pdf``.
        number: The licence's number, as the file says.
        problems: What is wrong with it; empty when it is what was signed.
        licence: What it says; ``None`` for a PDF, which says it to the eye.
    """

    kind: Literal["json", "pdf"]
    number: str | None
    problems: tuple[str, ...]
    licence: Mapping[str, Any] | None = None

    @property
    def valid(self) -> bool:
        """Whether the file is, unchanged, what the authority signed."""
        return not self.problems


def sign_text(payload: bytes, key_pem: str, *, type_: str = _TYPE) -> str:
    """Sign bytes as a compact JWS."""
    return _JWS.encode(payload, key_pem, algorithm="ES256", headers={"typ": type_})


def signed_json(licence: Mapping[str, Any], key_pem: str) -> bytes:
    """Give a licence as a file: what it says, and the signature over it."""
    payload = orjson.dumps(licence, option=orjson.OPT_SORT_KEYS)
    return orjson.dumps(
        {"licence": dict(licence), "jws": sign_text(payload, key_pem)},
        option=orjson.OPT_INDENT_2,
    )


def opened(token: str, certificate_pem: str, *, type_: str = _TYPE) -> bytes | None:
    """Give what a compact JWS holds; ``None`` when the signature is not ours."""
    key = x509.load_pem_x509_certificate(certificate_pem.encode()).public_key()
    try:
        decoded = _JWS.decode_complete(token, key, algorithms=["ES256"])  # type: ignore[arg-type]  # a certificate of ours has a key on a curve
    except (InvalidTokenError, ValueError, TypeError):
        return None
    held: bytes = decoded["payload"]
    return held if decoded["header"].get("typ") == type_ else None


def verify(data: bytes, certificate_pem: str, *, path: str) -> Verified:
    """Verify a signed licence.

    Args:
        data: The file's bytes.
        certificate_pem: The authority's certificate.
        path: The file's name, for errors.

    Raises:
        UnreadableFile: It is neither a signed licence in JSON nor a PDF.
    """
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return _verify_pdf(data, certificate_pem, path)
    return _verify_json(data, certificate_pem, path)


def _verify_json(data: bytes, certificate_pem: str, path: str) -> Verified:
    try:
        given = orjson.loads(data)
        licence, token = given["licence"], given["jws"]
        number = licence.get("number")
        if not isinstance(token, str):
            raise TypeError
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as problem:
        raise UnreadableFile(
            "is neither a signed licence in JSON nor a PDF",
            path=path,
            remedy="take the file as the authority gave it",
        ) from problem
    payload = opened(token, certificate_pem)
    problems: tuple[str, ...] = ()
    if payload is None:
        problems = ("the signature is not that of this certificate",)
    else:
        problems = tuple(_changes(orjson.loads(payload), licence))
    return Verified(kind="json", number=number, problems=problems, licence=licence)


def _changes(signed: Any, found: Any, path: str = "licence") -> list[str]:
    """Name every place at which a file differs from what was signed."""
    if isinstance(signed, dict) and isinstance(found, dict):
        return [
            change
            for name in sorted({*signed, *found})
            for change in _changes(signed.get(name), found.get(name), f"{path}.{name}")
        ]
    if isinstance(signed, list) and isinstance(found, list):
        if len(signed) == len(found):
            pairs = zip(signed, found, strict=True)
            return [
                change
                for place, (one, other) in enumerate(pairs)
                for change in _changes(one, other, f"{path}[{place}]")
            ]
        return [f"{path} has {len(found)} entries; {len(signed)} were signed"]
    if signed == found:
        return []
    return [f"{path} says {found!r}; {signed!r} was signed"]


def sign_pdf(pdf: bytes, key_pem: str, certificate_pem: str, *, reason: str) -> bytes:
    """Sign a PDF by PAdES, so that nothing may be changed after."""
    from asn1crypto import keys, pem
    from asn1crypto import x509 as der
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    _, _, key = pem.unarmor(key_pem.encode())
    _, _, certificate = pem.unarmor(certificate_pem.encode())
    signer = signers.SimpleSigner(
        signing_cert=der.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # its stubs lack it
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Authority",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
    )
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer=signer, output=out
    )
    return out.getvalue()


def _verify_pdf(data: bytes, certificate_pem: str, path: str) -> Verified:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data))
        signatures = list(reader.embedded_signatures)
        title = _title(reader)
    except (PdfError, ValueError, KeyError, TypeError, IndexError) as problem:
        raise UnreadableFile(
            f"is a damaged PDF: {problem}",
            path=path,
            remedy="take the file as the authority gave it",
        ) from problem
    number = title.rpartition(" ")[2] if title else None
    if not signatures:
        return Verified(kind="pdf", number=number, problems=("it is not signed",))
    problems = tuple(_pdf_problems(signatures, certificate_pem))
    return Verified(kind="pdf", number=number, problems=problems)


def _covers_all(status: Any) -> bool:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    return bool(status.coverage == SignatureCoverageLevel.ENTIRE_FILE)


def _title(reader: Any) -> str | None:
    view = reader.trailer_view
    if "/Info" not in view:
        return None
    return str(view["/Info"].get_object().get("/Title", "")) or None


def _pdf_problems(signatures: list[Any], certificate_pem: str) -> list[str]:
    from asn1crypto import pem
    from asn1crypto import x509 as der
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    _, _, certificate = pem.unarmor(certificate_pem.encode())
    context = ValidationContext(
        trust_roots=[der.Certificate.load(certificate)], allow_fetching=False
    )
    problems: list[str] = []
    for signature in signatures:
        status = validate_pdf_signature(signature, context)
        if not status.intact:
            problems.append("its pages were changed after it was signed")
        elif not status.valid:
            problems.append("its signature does not hold")
        elif not status.trusted:
            problems.append("the signature is not that of this certificate")
        elif not status.bottom_line or not _covers_all(status):
            problems.append("something was added to it after it was signed")
    return problems
