"""Adding papers to an application."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from sluis.core.errors import UnknownValue
from sluis.formats.paper import LARGEST, check_paper
from sluis.office.applications.models import Application, Document
from sluis.office.applications.services import acting
from sluis.office.once.services import UNSEEN, Form
from sluis.store.home import Home

if TYPE_CHECKING:
    from sluis.office.people.models import User

MOST = LARGEST
"""How many bytes a paper may have; more need not be read."""
PURPOSES = (
    "end_use_statement",
    "contract",
    "datasheet",
    "compliance_programme",
    "answer",
    "other",
)
"""For what a paper is added."""


def add_document(  # noqa: PLR0913 - one a field of the form
    user: User,
    reference: str,
    name: str,
    data: bytes,
    *,
    purpose: str,
    form: Form = UNSEEN,
) -> Application:
    """Add a paper; the same paper for the same purpose is kept once.

    Raises:
        PaperRefused: It is too large, not what its name says, encrypted, or holds
            what runs by itself.
    """
    if purpose not in PURPOSES:
        raise UnknownValue(
            f"{purpose!r} is no purpose",
            path="purpose",
            remedy=f"choose one of {', '.join(PURPOSES)}",
        )
    name = plain_name(name)
    media_type = check_paper(name, data)
    digest = hashlib.sha256(data).hexdigest()

    def do(case: Application) -> Mapping[str, Any]:
        keep(digest, data)
        Document.objects.get_or_create(
            application=case,
            sha256=digest,
            purpose=purpose,
            defaults={
                "name": name,
                "media_type": media_type,
                "size": len(data),
                "added_by": user,
            },
        )
        return {"sha256": digest, "name": name, "purpose": purpose}

    return acting.act(user, "document_added", reference, "edit", do, form)


def keep(digest: str, data: bytes) -> None:
    """Lay a paper's bytes by their hash; bytes that are there already stay."""
    place = place_of(digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, delete=False) as partial:
        partial.write(data)
        partial.flush()
        os.fsync(partial.fileno())  # what is answered as taken is on disk
    Path(partial.name).replace(place)


def place_of(digest: str) -> Path:
    """Give where the bytes of a hash lie."""
    return Home.open().room("documents") / digest[:2] / digest


def plain_name(name: str) -> str:
    """Give a file's own name, without folders and signs that are not shown.

    Raises:
        InvalidInput: Nothing is left of it.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return acting.words(shown[-200:], "name", longest=200)
