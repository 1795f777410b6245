"""The authority's key, with which licences are signed, and its certificate.

A key is made on first use and kept in the data folder, where only its owner may
read it. ``SLUIS_SIGNING_KEY_FILE`` and ``SLUIS_SIGNING_CERTIFICATE_FILE`` name
another, such as one that a certificate authority vouches for.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sluis.core.errors import UnreadableFile
from sluis.store.home import Home

_YEARS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key on the curve P-256 and the certificate of its public half.

    Attributes:
        key_pem: PKCS 8, not encrypted.
        certificate_pem: X.509.
    """

    key_pem: str
    certificate_pem: str


def signing_key(home: Home) -> SigningKey:
    """Give the authority's key, made on first use.

    Raises:
        UnreadableFile: A file that the environment names cannot be read.
    """
    key = os.environ.get("SLUIS_SIGNING_KEY_FILE")
    certificate = os.environ.get("SLUIS_SIGNING_CERTIFICATE_FILE")
    if key and certificate:
        return SigningKey(key_pem=_read(key), certificate_pem=_read(certificate))
    # One file holds both, so that they cannot part.
    both = home.kept("signing-key.pem", _made())
    place = both.index("-----BEGIN CERTIFICATE-----")
    return SigningKey(key_pem=both[:place], certificate_pem=both[place:])


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            f"cannot be read: {problem}",
            path=path,
            remedy="name a PEM file that Sluis may read",
        ) from problem


def _made() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sluis"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Sluis licensing authority"),
        ]
    )
    now = datetime.now(tz=UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + certificate.public_bytes(pem)).decode("ascii")
