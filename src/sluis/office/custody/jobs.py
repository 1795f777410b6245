"""What the EPCIS interface keeps beside the record: capture jobs, named queries."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import IntegrityError, transaction

from sluis.core.errors import InvalidInput, SluisError
from sluis.formats.epcis.document import context_namespaces
from sluis.formats.epcis.query import read_query
from sluis.office.custody import models, search, services

_NAME = re.compile(r"[\w.~-][\w.~ -]{0,198}\Z")


class AlreadyCaptured(SluisError):
    """The same source reported the same event before."""

    code = "already-exists"


def capture(data: bytes, *, proceed: bool, single: bool = False) -> models.CaptureJob:
    """Capture a document, and keep with it what became of it.

    The job is written in one transaction with the events: what is answered as
    captured is on disk.

    Args:
        data: The document.
        proceed: Keep what is valid although other events are not.
        single: Whether it must be one event, which was not captured before.

    Raises:
        Problems: It is refused, and nothing was kept.
    """
    began = datetime.now(tz=UTC)
    refused: list[SluisError] | None = [] if proceed else None
    with transaction.atomic():
        done = services.capture(data, now=began, refused=refused, single=single)
        if single and done.captured == 0:
            raise AlreadyCaptured(
                "the same source reported this event before",
                path="eventID",
                remedy="ask for it at /epcis/events",
            )
        kept = models.Capture.objects.filter(sha256=done.sha256).only("id")
        errors = [error.as_dict() for error in refused or ()]
        warnings = [{**told.as_dict(), "kept": True} for told in done.warnings]
        return models.CaptureJob.objects.create(
            capture=kept.first(),
            error_behaviour="proceed" if proceed else "rollback",
            success=not errors,
            errors=orjson.dumps(errors + warnings).decode(),
            hashes=orjson.dumps(done.hashes).decode(),
            created_at=began,
            finished_at=datetime.now(tz=UTC),
        )


def listed(start: int, count: int) -> list[models.CaptureJob]:
    """Give capture jobs, the latest first."""
    return list(models.CaptureJob.objects.all()[start : start + count])


def one(id_: str) -> models.CaptureJob | None:
    """Give the capture job of an id, if there is one."""
    try:
        return models.CaptureJob.objects.filter(pk=uuid.UUID(id_)).first()
    except ValueError:
        return None


def as_dict(row: models.CaptureJob) -> dict[str, Any]:
    """Give a capture job in the shape of the standard.

    ``sluis:warnings`` names what was kept as reported but is hard to believe.
    """
    told = orjson.loads(row.errors)
    warnings = [one for one in told if one.pop("kept", False)]
    job = {
        "captureID": str(row.pk),
        "createdAt": written(row.created_at),
        "finishedAt": written(row.finished_at),
        "running": False,
        "success": row.success,
        "captureErrorBehaviour": row.error_behaviour,
        "errors": [
            {
                "type": "epcisException:ValidationException",
                "title": error["message"],
                **error,
            }
            for error in told
            if error not in warnings
        ],
    }
    return {**job, "sluis:warnings": warnings} if warnings else job


def written(moment: datetime) -> str:
    """Spell a moment as the interface does: UTC, to the millisecond."""
    return (
        moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def name_query(data: bytes) -> models.NamedQuery:
    """Give a query a name.

    Args:
        data: ``{"name": …, "query": {parameter: value}}`` in JSON.

    Raises:
        InvalidInput: The name or a parameter cannot be.
        AlreadyCaptured: There is one of this name.
    """
    try:
        given = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise InvalidInput(f"is not JSON: {problem.msg}") from problem
    if not isinstance(given, dict) or not isinstance(given.get("query"), dict):
        raise InvalidInput(
            "a named query is an object with name and query", path="query"
        )
    name = given.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        raise InvalidInput(
            "the name of a query is a text of at most 200 letters, digits, spaces,"
            " dots, lines and tildes",
            path="name",
        )
    read_query(given["query"], prefixes_of(given["query"]), within=search.within)
    try:
        with transaction.atomic():
            return models.NamedQuery.objects.create(
                name=name,
                query=orjson.dumps(given["query"]).decode(),
                created_at=datetime.now(tz=UTC),
            )
    except IntegrityError as problem:
        raise AlreadyCaptured(
            f"there is a query named {name!r} already", path="name"
        ) from problem


def prefixes_of(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Give the prefixes that a query declares in its ``@context``."""
    return context_namespaces(parameters.get("@context"))


def queries(start: int, count: int) -> list[models.NamedQuery]:
    """Give named queries in the order they were made."""
    return list(models.NamedQuery.objects.all()[start : start + count])


class NoSuchQuery(SluisError):
    """There is no query of this name."""

    code = "not-found"


def named(name: str) -> models.NamedQuery:
    """Give the query of a name.

    Raises:
        NoSuchQuery: There is none.
    """
    row = models.NamedQuery.objects.filter(name=name.replace("\x00", "")).first()
    if row is None:
        raise NoSuchQuery("no query has this name", path="queryName")
    return row
