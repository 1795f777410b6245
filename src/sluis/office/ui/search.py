"""Search across everything that a person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sluis.office.access.rules import visible

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from sluis.office.people.models import User

MOST = 20
"""Results of one kind on a page; the rest asks for another word."""
LONGEST = 200
"""Characters of a question; what is longer finds nothing anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Something that was found.

    Attributes:
        path: Its page.
        title: What it is called.
        note: What it is about.
    """

    path: str
    title: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of object that is searched.

    Attributes:
        code: Its name for programs.
        title: Its name for people.
        model: Its model.
        fields: Where the words are looked for.
        show: Makes a result of one.
        also: Objects that each result needs.
    """

    code: str
    title: str | Promise
    model: str
    fields: tuple[str, ...]
    show: Callable[[Any], Result]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found of one kind.

    Attributes:
        source: The kind.
        results: The first of them.
        total: How many there are.
    """

    source: Source
    results: tuple[Result, ...]
    total: int


def find(user: User | AnonymousUser, question: str) -> list[Found]:
    """Find what holds every word of a question, of what the person may see.

    Args:
        user: The person; who has not signed in finds nothing.
        question: Words, numbers or parts of them, however they are written.
    """
    words = question.replace("\x00", "")[:LONGEST].split()
    return list(_found(user, words)) if words else []


def _found(user: User | AnonymousUser, words: list[str]) -> Iterator[Found]:
    for source in SOURCES:
        rows = visible(user, apps.get_model(source.model))
        for word in words:
            either = Q()
            for field in source.fields:
                either |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(pk__in=rows.model._default_manager.filter(either))
        total = rows.count()
        if total:
            first = rows.select_related(*source.also or (None,)).order_by("-pk")[:MOST]
            results = tuple(source.show(row) for row in first)
            yield Found(source=source, results=results, total=total)


def _joined(*parts: object) -> str:
    return " – ".join(str(part) for part in parts if part)


SOURCES = (
    Source(
        code="application",
        title=_("Applications"),
        model="applications.Application",
        fields=("reference", "title", "organisation__name", "subjects__label"),
        show=lambda row: Result(
            path=f"/applications/{row.reference}/",
            title=row.reference,
            note=_joined(row.organisation.name, row.title),
        ),
        also=("organisation",),
    ),
    Source(
        code="licence",
        title=_("Licences"),
        model="licences.Licence",
        fields=(
            "number",
            "application",
            "organisation__name",
            "lines__description",
            "lines__control_code",
        ),
        show=lambda row: Result(
            path=f"/licences/{row.number}/",
            title=row.number,
            note=_joined(row.organisation.name, row.application),
        ),
        also=("organisation",),
    ),
    Source(
        code="declaration",
        title=_("Declarations"),
        model="customs.Declaration",
        fields=("reference", "organisation__name"),
        show=lambda row: Result(
            path=f"/declarations/{row.reference}/",
            title=row.reference,
            note=_joined(row.organisation and row.organisation.name, row.destination),
        ),
        also=("organisation",),
    ),
    Source(
        code="product",
        title=_("Goods"),
        model="applications.Product",
        fields=("code", "description", "control_code", "cn_code"),
        show=lambda row: Result(
            path="/goods/",
            title=row.code,
            note=_joined(row.description, row.control_code),
        ),
    ),
    Source(
        code="organisation",
        title=_("Organisations"),
        model="people.Organisation",
        fields=("name", "eori"),
        show=lambda row: Result(
            path=f"/organisations/{row.pk}/",
            title=row.name,
            note=_joined(row.country, row.eori),
        ),
    ),
    Source(
        code="person",
        title=_("People"),
        model="people.User",
        fields=("name", "email"),
        show=lambda row: Result(path="/people/", title=row.name, note=row.email),
    ),
)
"""Every kind of object that is searched, in the order it is shown."""
