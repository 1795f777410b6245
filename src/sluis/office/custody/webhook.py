"""Sending a document to the address of a subscriber.

Only ``http`` and ``https`` are spoken, no redirection is followed, no proxy or
credential of this machine is used, and little of the answer is read. Addresses of
this machine and of private networks are refused, so that nobody can reach through
the server what he cannot reach himself; ``SLUIS_PRIVATE_WEBHOOKS`` allows them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from sluis.core.errors import InvalidInput

TIMEOUT = 10.0
"""Seconds for connecting, for sending and for the answer, each."""


def checked(given: Any) -> str:
    """Give an address that a subscriber may be told at.

    Raises:
        InvalidInput: It is not an address of HTTP, or holds a password.
    """
    refused = InvalidInput(
        f"{str(given)[:80]!r} is not an address of http or https",
        path="dest",
        remedy="write it as https://host/path, of at most 1000 printed characters",
    )
    if not isinstance(given, str) or len(given) > 1000:
        raise refused
    if not (given.isascii() and given.isprintable()) or " " in given:
        raise refused
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as problem:
        raise refused from problem
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise refused
    if parts.username is not None or parts.password is not None:
        raise InvalidInput(
            "an address holds no user or password",
            path="dest",
            remedy="give a signatureToken; every message is signed with it",
        )
    if _names_private(parts.hostname):
        raise InvalidInput(
            f"{parts.hostname} is an address of this machine or a private network",
            path="dest",
            remedy="give a public one, or set SLUIS_PRIVATE_WEBHOOKS=1 on the server",
        )
    return given


def _names_private(host: str) -> bool:
    """Whether a host is private by its looks; names are looked up when sending."""
    if host == "localhost" or host.endswith(".localhost"):
        return not settings.SLUIS_PRIVATE_WEBHOOKS
    try:
        return _refused(host)
    except ValueError:
        return False


def _refused(address: str) -> bool:
    """Whether nothing may be sent to an address of the internet protocol.

    Raises:
        ValueError: It is a name, not an address.
    """
    found = ipaddress.ip_address(address)
    plain = getattr(found, "ipv4_mapped", None) or found
    public = plain.is_global and not plain.is_multicast
    return not (public or settings.SLUIS_PRIVATE_WEBHOOKS)


def _connect(connection: HTTPConnection) -> str | None:
    """Connect, unless the host is or turns out to be private; say why not."""
    port = connection.port
    found = socket.getaddrinfo(connection.host, port, type=socket.SOCK_STREAM)
    private = "it is an address of this machine or a private network"
    if any(_refused(str(row[4][0])) for row in found):
        return private
    connection.connect()
    # The name may have been answered otherwise the second time.
    return private if _refused(str(connection.sock.getpeername()[0])) else None


def signature(document: bytes, token: str) -> str:
    """Sign a document: HMAC-SHA256 (RFC 2104) under the token, in base64."""
    digest = hmac.digest(token.encode(), document, hashlib.sha256)
    return base64.b64encode(digest).decode()


def send(address: str, document: bytes, *, token: str, key: str) -> str | None:
    """Send a document.

    Args:
        address: Where, as :func:`checked` gave it.
        document: JSON.
        token: Signs the document, unless it is empty.
        key: The same for the same document, so that a receiver can tell a
            repetition (``Idempotency-Key``).

    Returns:
        ``None`` when it was taken with a status of 200 to 299; else why not.
    """
    parts = urlsplit(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "sluis",
        "GS1-EPCIS-Version": "2.0",
        "GS1-CBV-Version": "2.0",
        "Idempotency-Key": f'"{key}"',
    }
    if token:
        headers["GS1-Signature"] = signature(document, token)
    connection: HTTPConnection
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection = HTTPSConnection(
            host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = HTTPConnection(host, parts.port, timeout=TIMEOUT)
    try:
        refused = _connect(connection)
        if refused is not None:
            return refused
        connection.request("POST", target, document, headers)
        status = connection.getresponse().status
    except TimeoutError:
        return f"no answer within {TIMEOUT:.0f} seconds"
    except (OSError, HTTPException, UnicodeError) as problem:
        return f"it could not be reached: {problem}"[:500]
    finally:
        connection.close()
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"it answered {status}; redirections are not followed"
    return f"it answered {status}"
