"""The pages of visits to companies, and of what they found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.casework.visit_states import FindingAct, VisitAct
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import may, require, visible
from sluis.office.access.who import who
from sluis.office.compliance import forms, queries, words
from sluis.office.compliance.asking import Page, ask, below, filled
from sluis.office.compliance.models import Visit
from sluis.office.compliance.services import findings, visits
from sluis.office.compliance.shown import finding_json, visit_json
from sluis.office.once.services import revision
from sluis.office.people.models import Organisation, User
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.words import tag

PER_PAGE = 25
Json = dict[str, Any]


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the visits that a person may see, the latest planned first."""
    user = who(request)
    state = request.GET.get("state", "")
    rows = queries.visits(user)
    if state in words.VISITS:
        rows = rows.filter(state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"one": one, "state": tag(words.VISITS, one.state)} for one in page],
        "states": [(code, word) for code, (word, _tone) in words.VISITS.items()],
        "state": state,
        "may_plan": bool(may(user, "conduct", Visit)),
        "data_twin": "/api/v1/compliance/visits",
        "breadcrumbs": below(("", _("Company visits"))),
    }
    return render(request, "compliance/visits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a visit."""
    user = who(request)
    require(user, "conduct", Visit)
    companies = list(visible(user, Organisation).filter(kind="exporter"))
    form = filled(
        request, forms.PlanForm, organisation=request.GET.get("organisation", "")
    )
    form.offer(companies)

    def do(form: forms.PlanForm) -> str:
        told = form.cleaned_data
        company = next(one for one in companies if str(one.pk) == told["organisation"])
        made = visits.plan(
            user,
            company,
            planned_on=told["planned_on"],
            announced=told["announced"],
            purpose=told["purpose"],
            form=form.carried(),
        )
        return reverse("compliance-visit", args=[made.reference])

    page = Page(
        title=_("Plan a visit"),
        lead=_("The company knows of it once it is announced, or held."),
        button=_("Plan"),
        back=reverse("compliance-visits"),
        trail=_trail(),
    )
    return ask(request, form, do, page)


@require_safe
def visit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a visit as far as one may know it."""
    user = who(request)
    row = queries.visit(user, reference)
    told = visit_json(user, row)
    context = {
        "row": row,
        "told": told,
        "state": tag(words.VISITS, row.state),
        "subjects": [
            {**one, "word": words.SUBJECTS[one["kind"]]} for one in told["subjects"]
        ],
        "findings": [_finding(one) for one in told["findings"]],
        "acts": [
            {
                "title": words.VISIT_ACTS[act],
                "path": _do(row, act),
            }
            for act in told["possible_acts"]
        ],
        "data_twin": f"/api/v1/compliance/visits/{reference}",
        "breadcrumbs": below(*_trail(), ("", reference)),
    }
    return render(request, "compliance/visit.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """How a page does an act on a visit or a finding.

    Attributes:
        form: What is filled in.
        do: Does it, with the person, the reference, and the finding's number.
    """

    form: type[CarryingForm]
    do: Callable[[User, str, int, Any], object]


_VISIT: dict[VisitAct, Doing] = {
    VisitAct.MOVE: Doing(
        form=forms.MoveForm,
        do=lambda user, of, _number, form: visits.move(
            user, of, form.cleaned_data["planned_on"], form.carried()
        ),
    ),
    VisitAct.ANNOUNCE: Doing(
        form=forms.PlainForm,
        do=lambda user, of, _number, form: visits.announce(user, of, form.carried()),
    ),
    VisitAct.HOLD: Doing(
        form=forms.HoldForm,
        do=lambda user, of, _number, form: visits.hold(
            user,
            of,
            held_on=form.cleaned_data["held_on"],
            participants=form.cleaned_data["participants"],
            form=form.carried(),
        ),
    ),
    VisitAct.LOOK_AT: Doing(
        form=forms.LookAtForm,
        do=lambda user, of, _number, form: visits.look_at(
            user,
            of,
            kind=form.cleaned_data["kind"],
            number=form.cleaned_data["number"],
            form=form.carried(),
        ),
    ),
    VisitAct.FIND: Doing(
        form=forms.FindForm,
        do=lambda user, of, _number, form: findings.find(
            user, of, form.found(), form.carried()
        ),
    ),
    VisitAct.NOTE: Doing(
        form=forms.NoteForm,
        do=lambda user, of, _number, form: visits.note(
            user, of, form.cleaned_data["text"], form.carried()
        ),
    ),
    VisitAct.REPORT: Doing(
        form=forms.ReportForm,
        do=lambda user, of, _number, form: visits.report(
            user, of, form.cleaned_data["text"], form.carried()
        ),
    ),
    VisitAct.CLOSE: Doing(
        form=forms.PlainForm,
        do=lambda user, of, _number, form: visits.close(user, of, form.carried()),
    ),
    VisitAct.CANCEL: Doing(
        form=forms.WhyForm,
        do=lambda user, of, _number, form: visits.cancel(
            user, of, form.cleaned_data["why"], form.carried()
        ),
    ),
}
_FINDING: dict[FindingAct, Doing] = {
    FindingAct.ANSWER: Doing(
        form=forms.FindingAnswerForm,
        do=lambda user, of, number, form: findings.answer(
            user, of, number, form.cleaned_data["text"], form.carried()
        ),
    ),
    FindingAct.SEND_BACK: Doing(
        form=forms.SendBackForm,
        do=lambda user, of, number, form: findings.send_back(
            user,
            of,
            number,
            form.cleaned_data["text"],
            due_on=form.cleaned_data["due_on"],
            form=form.carried(),
        ),
    ),
    FindingAct.CLOSE: Doing(
        form=forms.SettleForm,
        do=lambda user, of, number, form: findings.close(
            user, of, number, form.cleaned_data["text"], form.carried()
        ),
    ),
    FindingAct.WITHDRAW: Doing(
        form=forms.SettleForm,
        do=lambda user, of, number, form: findings.withdraw(
            user, of, number, form.cleaned_data["text"], form.carried()
        ),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Do something with a visit, by the form of that act."""
    user = who(request)
    row = queries.visit(user, reference)
    made = _named(VisitAct, act)
    require(user, "conduct", row)
    doing, here = _VISIT[made], reverse("compliance-visit", args=[reference])

    def do(form: CarryingForm) -> str:
        doing.do(user, reference, 0, form)
        return here

    page = Page(
        title=words.VISIT_ACTS[made],
        lead=row.organisation.name,
        button=_("Confirm"),
        back=here,
        trail=[*_trail(), (here, reference)],
    )
    return ask(request, filled(request, doing.form, revision(row)), do, page)


@require_safe
def finding(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show a finding with all that was said on it."""
    user = who(request)
    row = queries.finding(user, reference, number)
    told = finding_json(user, row)
    context = {
        "row": row,
        **_finding(told),
        "acts": [
            {
                "title": words.FINDING_ACTS[act],
                "path": _do_finding(reference, number, act),
            }
            for act in told["possible_acts"]
        ],
        "data_twin": f"/api/v1/compliance/visits/{reference}/findings/{number}",
        "breadcrumbs": below(*_trail(), *_above(reference), ("", _title(number))),
    }
    return render(request, "compliance/finding.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_finding(
    request: HttpRequest, reference: str, number: int, act: str
) -> HttpResponse:
    """Do something with a finding, by the form of that act."""
    user = who(request)
    row = queries.finding(user, reference, number)
    made = _named(FindingAct, act)
    require(user, "answer" if made is FindingAct.ANSWER else "judge", row)
    doing = _FINDING[made]
    here = reverse("compliance-finding", args=[reference, number])

    def do(form: CarryingForm) -> str:
        doing.do(user, reference, number, form)
        return here

    page = Page(
        title=words.FINDING_ACTS[made],
        lead=row.text,
        button=_("Send"),
        back=here,
        trail=[*_trail(), *_above(reference), (here, _title(number))],
    )
    return ask(request, filled(request, doing.form, revision(row)), do, page)


def _finding(told: Json) -> Json:
    asks_nothing = told["state"] == "open" and told["wanted"] is None
    about = told["about"]
    return {
        "told": told,
        "severity": tag(words.SEVERITIES, told["severity"]),
        "state": tag({"open": words.NOTHING_ASKED}, "open")
        if asks_nothing
        else tag(words.FINDINGS, told["state"]),
        "about": about
        and {
            "word": words.SUBJECTS[about["kind"]],
            "number": about["number"],
            "path": f"/{about['kind']}s/{about['number']}/",
        },
        "said": [{**one, "word": words.SAID[one["act"]]} for one in told["entries"]],
    }


def _do(row: Visit, act: str) -> str:
    return reverse("compliance-visit-act", args=[row.reference, act.replace("_", "-")])


def _do_finding(reference: str, number: int, act: str) -> str:
    return reverse(
        "compliance-finding-act", args=[reference, number, act.replace("_", "-")]
    )


def _named(acts: Any, name: str) -> Any:
    found = name.replace("-", "_")
    if found not in list(acts):
        raise NotVisible(_("There is no such page."))
    return acts(found)


def _trail() -> list[tuple[str, Any]]:
    return [(reverse("compliance-visits"), _("Company visits"))]


def _above(reference: str) -> list[tuple[str, Any]]:
    return [(reverse("compliance-visit", args=[reference]), reference)]


def _title(number: int) -> str:
    return _("Finding %(number)s") % {"number": number}
