"""The pages of what must be shown under licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import may, require
from sluis.office.access.who import who
from sluis.office.licences import queries, services, words
from sluis.office.licences.duties import state_of
from sluis.office.licences.duty_forms import DUTY_FORMS, ShowForm
from sluis.office.licences.forms import language
from sluis.office.licences.models import Duty, Evidence
from sluis.office.licences.shown import duty_json
from sluis.office.once.services import revision
from sluis.office.ui.carrying import carry_out, fresh
from sluis.office.ui.words import tag

if TYPE_CHECKING:
    from sluis.office.people.models import User

PER_PAGE = 25
_OPEN = ("waiting", "due", "overdue")


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show what must be shown, the first due first; or what is no longer open."""
    user, today = who(request), timezone.localdate()
    state = request.GET.get("state", "open")
    state = state if state in queries.DUTY_FILTERS else "open"
    rows = queries.duties(user, state, today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(one) for one in page],
        "state": state,
        "filters": [
            ("open", _("Still to be shown")),
            ("overdue", _("Overdue")),
            ("closed", _("Shown, waived or not kept")),
        ],
        "data_twin": "/api/v1/duties",
    }
    return render(request, "licences/duties.html", context)


@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one duty: what is asked, by when, what was shown, and what came of it."""
    user = who(request)
    row = queries.duty(user, pk)
    number = row.condition.licence.number
    told = _row(row)
    context = {
        **told,
        "told": duty_json(row),
        "sentence": queries.sentence_of(row, language()),
        "number": number,
        "papers": [
            {"row": one, "word": words.EVIDENCE.get(one.kind, one.kind)}
            for one in row.evidence.select_related("added_by")
        ],
        "acts": _offered(user, row),
        "case": row.case if row.case and may(user, "see", row.case) else None,
        "shipment": queries.shipment_of(user, row),
        "data_twin": f"/api/v1/duties/{pk}",
        "breadcrumbs": [*_where(), ("", told["title"])],
    }
    return render(request, "licences/duty.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Show, breach or waive, by the form of that act."""
    user = who(request)
    row = queries.duty(user, pk)
    if act not in DUTY_FORMS:
        raise NotVisible(_("There is no such page."))
    require(user, act, row)
    kind = DUTY_FORMS[act]
    sent = request.POST if request.method == "POST" else None
    form = kind(sent, request.FILES or None, initial=fresh(revision(row))).about(row)

    def do() -> HttpResponse:
        _do(user, pk, act, form)
        return redirect("duty", pk)

    done, status = carry_out(form, do)
    if done is not None:
        return done
    context = {
        "form": form,
        "title": form.title,
        "lead": form.lead,
        "button": form.button,
        "back": reverse("duty", args=[pk]),
        "breadcrumbs": [
            *_where(),
            (reverse("duty", args=[pk]), _row(row)["title"]),
            ("", form.title),
        ],
    }
    return render(request, "licences/act.html", context, status=status)


@require_safe
def evidence(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Give a paper of evidence, to be kept."""
    return paper(queries.evidence(who(request), pk, place))


def paper(row: Evidence) -> HttpResponse:
    """Answer with a paper's bytes, as a file to keep."""
    return HttpResponse(
        bytes(row.content),
        content_type=row.media_type or "application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="evidence-{row.pk}'
            f'.{row.name.rpartition(".")[2]}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _do(user: User, pk: int, act: str, form: Any) -> None:
    told = form.told()
    if isinstance(form, ShowForm):
        sent = told.pop("document")
        if sent is not None:
            told |= {
                "name": sent.name,
                "content": sent.read(services.MOST_BYTES + 1),
            }
    do = {"show": services.show, "breach": services.breach, "waive": services.waive}
    do[act](user, pk, form=form.carried(), **told)  # type: ignore[operator]  # by act


def _offered(user: User, row: Duty) -> list[tuple[str, Any]]:
    """Give what a person can do about a duty now: the act and its words."""
    state = state_of(row, timezone.localdate()).value
    names = []
    if state in {*_OPEN, "met"}:
        names.append("show")
    if state in _OPEN:
        names.append("waive")
    if state in {*_OPEN, "met"}:
        names.append("breach")
    return [
        (name, DUTY_FORMS[name](None).about(row).title)
        for name in names
        if may(user, name, row)
    ]


def _row(row: Duty) -> dict[str, Any]:
    licence = row.condition.licence
    return {
        "row": row,
        "title": queries.title_of(row, language()),
        "licence": licence.number,
        "holder": licence.organisation.name,
        "tag": tag(words.DUTY_STATES, state_of(row, timezone.localdate()).value),
    }


def _where() -> list[tuple[str, Any]]:
    return [(reverse("duties"), _("To be shown under licences"))]
