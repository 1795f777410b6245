"""The pages of licences: what each says, what is left of it, what is due under it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.errors import SluisError
from sluis.office.access.rules import may
from sluis.office.access.who import who
from sluis.office.applications.watched import may_be_listed
from sluis.office.audit.queries import history
from sluis.office.customs.models import Declaration
from sluis.office.licences import acting, queries, words
from sluis.office.licences.document import pdf_document
from sluis.office.licences.duties import state_of
from sluis.office.licences.forms import language
from sluis.office.licences.models import Duty, Licence
from sluis.office.licences.shown import licence_json, summary
from sluis.office.licences.verifying import Answer, verify_code, verify_file
from sluis.office.ui.forms import UploadField
from sluis.office.ui.pictures import Bar, Picture, Term, balances, deadlines
from sluis.office.ui.words import country, tag, unit

PER_PAGE = 25
LARGEST = 10_000_000
"""Bytes of a document to verify."""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the licences that a person may see, the newest first."""
    today = timezone.localdate()
    rows = queries.licences(who(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = [summary(one, today) for one in page]
    context = {
        "page": page,
        "rows": [{**one, "tag": tag(words.STATES, one["state"])} for one in told],
        "data_twin": "/api/v1/licences",
    }
    return render(request, "licences/list.html", context)


@require_safe
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """Show a licence: how it stands, what it allows, on what conditions."""
    user, today = who(request), timezone.localdate()
    one = queries.licence(user, number)
    told = licence_json(one, today)
    owed = queries.duties_under(user, one)
    context = {
        "told": told,
        "tag": tag(words.STATES, told["state"]),
        "may_be_listed": may_be_listed(user, one.application),
        "conditions": [row[language()] for row in told["conditions"]],
        "goods": {row.number: row for row in one.lines.all()}.values(),
        "parties": _parties(one),
        "balances": _balances(one),
        "history": history(user, one),
        "duties": _duties(
            [row for row in owed if row.waived_on is None and row.breached_on is None]
        ),
        "owed": [
            (row, queries.title_of(row, language()), tag(words.DUTY_STATES, state))
            for row in owed
            for state in [state_of(row, today).value]
        ],
        "acts": acting.offered(user, one),
        "done": [
            {"row": row, "asked": asked, "did": did}
            for row in one.acts.all()
            for asked, did in [words.ACTS[row.act]]
        ],
        "may_declare": bool(
            may(user, "lodge", Declaration(organisation=one.organisation))
        ),
        "data_twin": f"/api/v1/licences/{one.number}",
        "breadcrumbs": [("/licences/", _("Licences")), ("", one.number)],
    }
    return render(request, "licences/licence.html", context)


@require_safe
def document(request: HttpRequest, number: str) -> HttpResponse:
    """Give the licence as a signed PDF, in the reader's language."""
    one = queries.licence(who(request), number)
    pdf = pdf_document(one, "nl" if get_language() == "nl" else "en")
    named = f'attachment; filename="{one.number}.pdf"'
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": named}
    )


class VerifyForm(forms.Form):
    """A licence that someone was shown."""

    file = UploadField(
        label=gettext_lazy("The licence as a file"),
        help_text=gettext_lazy("The PDF, or the signed JSON, as you were given it."),
        most_bytes=LARGEST,
        accept=(".pdf", ".json"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Tell anyone whether a licence is real and still holds."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    answer: Answer | None = None
    if code := request.GET.get("code", ""):
        answer = verify_code(code)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            answer = verify_file(file.read(), file.name)
        except SluisError as error:
            form.add_error("file", error.message)
    state = tag(words.STATES, answer.state) if answer and answer.genuine else None
    context = {"form": form, "answer": answer, "state": state}
    return render(request, "licences/verify.html", context)


def _parties(one: Licence) -> list[tuple[str, str]]:
    """Tell who receives and uses the goods, and where they may go."""
    grant = queries.grant_of(one)
    named = {party.role: party for party in grant.parties}
    told = [
        (label, ", ".join(filter(None, (party.name, country(party.country)))))
        for role, label in (
            ("consignee", _("Consignee")),
            ("end_user", _("End user")),
        )
        if (party := named.get(role)) is not None  # type: ignore[call-overload]  # a closed list
    ]
    places = [place for place in (grant.destination, *grant.destinations) if place]
    told.append((_("Destination"), ", ".join(map(country, places))))
    if grant.via:
        told.append((_("By way of"), ", ".join(map(country, grant.via))))
    return told


def _balances(one: Licence) -> Picture:
    goods = {row.number: row.description for row in one.lines.all()}
    found: dict[int, Any] = dict(queries.balances_of(one, timezone.localdate())[0])
    bars = [
        Bar(
            label=f"{line} {goods[line]}",
            used=stands.written_off,
            kept=stands.reserved,
            left=max(stands.remaining, Decimal(0)),
            unit=unit(stands.unit),
        )
        for line, stands in sorted(found.items())
    ]
    return balances(_("What is left"), bars)


def _duties(rows: list[Duty]) -> Picture | None:
    terms = [
        Term(
            label=f"{queries.title_of(row, language())}, {row.about}",
            due=row.due_on,
            done=row.met_on,
        )
        for row in rows
    ]
    title = _("What must be shown, and by when")
    return deadlines(title, terms, timezone.localdate()) if terms else None
