"""Search across everything that a person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sluis.core.names.folding import words_of
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
        folded: Where the words are looked for as names are compared: in Latin
            letters, whatever the script they are written in.
        within: The field of the object whose reader may read this one too, and the
            model of that object; by default the table of access has the model itself.
        tied: Gives a further lookup of one word.
    """

    code: str
    title: str | Promise
    model: str
    fields: tuple[str, ...]
    show: Callable[[Any], Result]
    also: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    within: tuple[str, str] | None = None
    tied: Callable[[str], Q] | None = None

    def rows(self, user: User | AnonymousUser) -> QuerySet[Any]:
        """Give those that a person may see."""
        model = apps.get_model(self.model)
        if self.within is None:
            return visible(user, model)
        field, whole = self.within
        seen = visible(user, apps.get_model(whole))
        rows: QuerySet[Any] = model._default_manager.filter(
            **{f"{field}__in": seen.values("pk")}
        )
        return rows

    def holds(self, word: str) -> Q:
        """Give the lookup of what holds a word."""
        either = Q()
        for field in self.fields:
            either |= Q(**{f"{field}__icontains": word})
        if folded := words_of(word):
            for field in self.folded:
                every = Q()
                for part in folded:
                    every &= Q(**{f"{field}__contains": part})
                either |= every
        return either | self.tied(word) if self.tied else either


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
        rows = source.rows(user)
        for word in words:
            found = rows.model._default_manager.filter(source.holds(word))
            rows = rows.filter(pk__in=found.values("pk"))
        total = rows.count()
        if total:
            first = rows.select_related(*source.also or (None,)).order_by("-pk")[:MOST]
            results = tuple(source.show(row) for row in first)
            yield Found(source=source, results=results, total=total)


def _licensed_to(word: str) -> Q:
    """Find licences by the parties of their applications."""
    folded = words_of(word)
    if not folded:
        return Q(pk__in=[])
    named = Q(subjects__what="party")
    for part in folded:
        named &= Q(subjects__key__contains=part)
    cases = apps.get_model("applications.Application")._default_manager.filter(named)
    return Q(application__in=cases.values("reference"))


def _joined(*parts: object) -> str:
    return " – ".join(str(part) for part in parts if part)


SOURCES = (
    Source(
        code="application",
        title=_("Applications"),
        model="applications.Application",
        fields=("reference", "title", "organisation__name", "subjects__label"),
        folded=("subjects__key",),
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
        tied=_licensed_to,
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
        fields=(
            "reference",
            "organisation__name",
            "versions__lines__description",
            "versions__lines__licence",
        ),
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
            path=f"/goods/{row.pk}/",
            title=row.code,
            note=_joined(row.description, row.control_code),
        ),
    ),
    Source(
        code="visit",
        title=_("Company visits"),
        model="compliance.Visit",
        fields=("reference", "organisation__name"),
        show=lambda row: Result(
            path=f"/compliance/visits/{row.reference}/",
            title=row.reference,
            note=_joined(row.organisation.name, row.planned_on),
        ),
        also=("organisation",),
    ),
    Source(
        code="finding",
        title=_("Findings of visits"),
        model="compliance.Finding",
        fields=("visit__reference", "text", "wanted", "article", "about_number"),
        show=lambda row: Result(
            path=f"/compliance/visits/{row.visit.reference}/findings/{row.number}/",
            title=f"{row.visit.reference}/{row.number}",
            note=row.text,
        ),
        also=("visit",),
    ),
    Source(
        code="blocked_party",
        title=_("Blocked parties"),
        model="compliance.BlockedParty",
        fields=("name", "reason", "source"),
        show=lambda row: Result(
            path=f"/compliance/blocked/{row.number}/",
            title=row.name,
            note=_joined(row.country, row.reason),
        ),
        also=("first",),
    ),
    Source(
        code="watched_party",
        title=_("Watch list"),
        model="compliance.WatchedParty",
        fields=("name", "reason", "source"),
        show=lambda row: Result(
            path=f"/compliance/watched/{row.number}/",
            title=row.name,
            note=_joined(row.country, row.reason),
        ),
        also=("first",),
    ),
    Source(
        code="submitted_programme",
        title=_("Submitted programmes"),
        model="compliance.Submission",
        fields=("programme__organisation__name",),
        show=lambda row: Result(
            path=f"/compliance/submissions/{row.pk}/",
            title=row.programme.organisation.name,
            note=_joined(row.number, row.submitted_on),
        ),
        also=("programme__organisation",),
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
        show=lambda row: Result(
            path=f"/people/{row.pk}/", title=row.name, note=row.email
        ),
    ),
    Source(
        code="document",
        title=_("Papers"),
        model="applications.Document",
        fields=("name", "application__reference"),
        show=lambda row: Result(
            path=f"/applications/{row.application.reference}/",
            title=row.name,
            note=_joined(row.application.reference, row.application.title),
        ),
        also=("application",),
        within=("application", "applications.Application"),
    ),
    Source(
        code="case",
        title=_("Cases"),
        model="cases.CaseFile",
        fields=("title",),
        show=lambda row: Result(path="/case/", title=row.title, note=row.digest[:12]),
    ),
    Source(
        code="denial",
        title=_("Denials"),
        model="applications.Denial",
        fields=("state", "reference", "goods", "control_code", "parties"),
        show=lambda row: Result(
            path=f"/denials/{row.pk}/",
            title=f"{row.state} {row.reference}",
            note=_joined(row.goods, row.destination),
        ),
    ),
)
"""Every kind of object that is searched, in the order it is shown."""
