"""The pages of compliance programmes: the draft, its questions, and versions."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.casework.programme_questions import QUESTIONS, Element
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import may, require
from sluis.office.access.who import who
from sluis.office.api.applications import paper
from sluis.office.compliance import queries, words
from sluis.office.compliance.asking import Page, ask, below, filled
from sluis.office.compliance.forms import (
    AnswerForm,
    EvidenceForm,
    OrganisationForm,
    PlainForm,
    RemarkForm,
    TakeOutForm,
)
from sluis.office.compliance.models import Programme, Submission
from sluis.office.compliance.services import programmes as services
from sluis.office.compliance.shown import programme_json, submission_json
from sluis.office.once.services import revision
from sluis.office.ui.words import said, tag

PER_PAGE = 25
Json = dict[str, Any]


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show what stands submitted of each exporter, the first due again first."""
    rows = queries.standing_submissions(who(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "today": timezone.localdate(),
        "data_twin": "/api/v1/compliance/submissions",
        "breadcrumbs": below(("", _("Submitted programmes"))),
    }
    return render(request, "compliance/programmes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the programme of one's organisation."""
    user = who(request)
    own = queries.own_organisations(user, act=True)
    if not own:
        raise NotVisible(_("There is no such page."))
    form = filled(request, OrganisationForm)
    form.offer(own)

    def do(form: OrganisationForm) -> str:
        chosen = form.cleaned_data["organisation"]
        home = next(one for one in own if str(one.pk) == chosen)
        made = services.begin(user, home, form.carried())
        return reverse("compliance-programme", args=[made.pk])

    page = Page(
        title=_("Begin the self-assessment"),
        lead=_(
            "Seven elements, %(count)s questions, and no marks. You can stop at any "
            "time; nobody else sees it until you submit it."
        )
        % {"count": len(QUESTIONS)},
        button=_("Begin"),
        back=reverse("compliance"),
        trail=[],
    )
    return ask(request, form, do, page)


@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft: each question with its answer, and what follows."""
    user = who(request)
    row = queries.programme(user, pk)
    told = programme_json(row)
    context = {
        "row": row,
        **assessed(told),
        "versions": told["versions"],
        "may_edit": bool(may(user, "edit", row)),
        "data_twin": f"/api/v1/compliance/programmes/{pk}",
        "breadcrumbs": below(("", _("Self-assessment"))),
    }
    return render(request, "compliance/programme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Answer one question."""
    user = who(request)
    row = queries.programme(user, pk)
    require(user, "edit", row)
    place = _place(code)
    asked = QUESTIONS[place]
    told = programme_json(row)["answers"].get(code, {})
    form = filled(request, AnswerForm, revision(row), **_initial(told))

    def do(form: AnswerForm) -> str:
        services.answer(user, pk, form.answer(code), form.carried())
        if "next" in request.POST and place + 1 < len(QUESTIONS):
            following = QUESTIONS[place + 1].code
            return reverse("compliance-question", args=[pk, following])
        return f"{reverse('compliance-programme', args=[pk])}#{asked.element}"

    page = Page(
        title=said(asked.text, get_language() or "en"),
        lead=f"{words.ELEMENTS[asked.element]} · {place + 1}/{len(QUESTIONS)}",
        button=_("Keep the answer"),
        back=f"{reverse('compliance-programme', args=[pk])}#{asked.element}",
        trail=_trail(row),
        also={
            "row": row,
            "revision": revision(row),
            "asked": asked,
            "place": words.place(asked.element),
            "papers": told.get("evidence", []),
            "more": place + 1 < len(QUESTIONS),
        },
        template="compliance/question.html",
    )
    return ask(request, form, do, page)


@require_http_methods(["GET", "HEAD", "POST"])
def add_evidence(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Add a paper that shows an answer."""
    user = who(request)
    row = queries.programme(user, pk)
    require(user, "edit", row)
    asked = QUESTIONS[_place(code)]
    here = reverse("compliance-question", args=[pk, code])

    def do(form: EvidenceForm) -> str:
        sent = form.cleaned_data["document"]
        data = sent.read(services.MOST_BYTES + 1)
        services.add_evidence(user, pk, code, sent.name, data, form=form.carried())
        return here

    page = Page(
        title=_("Add a paper"),
        lead=said(asked.text, get_language() or "en"),
        button=_("Add"),
        back=here,
        trail=_trail(row),
    )
    return ask(request, filled(request, EvidenceForm), do, page)


@require_http_methods(["POST"])
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper out of a draft."""
    user = who(request)
    row = queries.programme(user, pk)
    require(user, "edit", row)

    def do(form: TakeOutForm) -> str:
        told = form.cleaned_data
        services.take_out_evidence(
            user, pk, told["question"], told["sha256"], form.carried()
        )
        return reverse("compliance-question", args=[pk, told["question"]])

    page = Page(
        title=_("Take a paper out"),
        button=_("Take out"),
        back=reverse("compliance-programme", args=[pk]),
        trail=_trail(row),
    )
    return ask(request, filled(request, TakeOutForm), do, page)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit the draft as a version."""
    user = who(request)
    row = queries.programme(user, pk)
    require(user, "submit", row)

    def do(form: PlainForm) -> str:
        made = services.submit(user, pk, form.carried())
        return reverse("compliance-submission", args=[made.pk])

    page = Page(
        title=_("Submit the self-assessment"),
        lead=_(
            "The authority and customs read it as it stands today, with its papers. "
            "You go on with the draft; a later version replaces this one."
        ),
        button=_("Submit"),
        back=reverse("compliance-programme", args=[pk]),
        trail=_trail(row),
        also=assessed(programme_json(row)),
        template="compliance/submit.html",
    )
    return ask(request, filled(request, PlainForm, revision(row)), do, page)


@require_safe
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version as it was submitted, with what officers remarked."""
    user = who(request)
    row = queries.submission(user, pk)
    told = submission_json(row)
    asked = {one["code"]: one["text"] for one in _questions(told)}
    context = {
        "row": row,
        "told": told,
        **assessed(told),
        "remarks": [
            {**one, "about": asked.get(one["question"] or "")}
            for one in told["remarks"]
        ],
        "may_remark": bool(may(user, "remark", row)),
        "late": row.due_again < timezone.localdate(),
        "data_twin": f"/api/v1/compliance/submissions/{pk}",
        "breadcrumbs": below(*_above(row), ("", _version(row))),
    }
    return render(request, "compliance/submission.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Remark on a version."""
    user = who(request)
    row = queries.submission(user, pk)
    require(user, "remark", row)
    form = filled(request, RemarkForm, question=request.GET.get("question", ""))
    form.speak(get_language() or "en")
    here = reverse("compliance-submission", args=[pk])

    def do(form: RemarkForm) -> str:
        told = form.cleaned_data
        services.remark(
            user, pk, text=told["text"], question=told["question"], form=form.carried()
        )
        return here

    page = Page(
        title=_("Write a remark"),
        lead=row.programme.organisation.name,
        button=_("Keep the remark"),
        back=here,
        trail=[*_above(row), (here, _version(row))],
    )
    return ask(request, form, do, page)


@require_safe
def draft_paper(request: HttpRequest, pk: int, sha256: str) -> FileResponse:
    """Give a paper of a draft, to be kept."""
    return paper(queries.draft_paper(who(request), pk, sha256))


@require_safe
def version_paper(request: HttpRequest, pk: int, sha256: str) -> FileResponse:
    """Give a paper of a version, to be kept."""
    return paper(queries.version_paper(who(request), pk, sha256))


def assessed(told: Json) -> Json:
    """Give an assessment by element, in the reader's words."""
    result = told["result"]
    marks = {
        mark: set(result[mark]) for mark in ("unplanned", "unsupported", "overdue")
    }
    by_element: dict[str, list[Json]] = {one.value: [] for one in Element}
    for asked in _questions(told):
        answer = told["answers"].get(asked["code"])
        by_element[asked["element"]].append(
            {
                **asked,
                "answer": answer,
                "state": tag(
                    words.STANDINGS, answer["standing"] if answer else "unknown"
                ),
                **{mark: asked["code"] in codes for mark, codes in marks.items()},
            }
        )
    return {
        "elements": [
            {
                "code": one["element"],
                "name": words.ELEMENTS[one["element"]],
                "place": words.place(Element(one["element"])),
                "state": tag(words.HOLDS, one["in_place"]),
                "counts": [
                    {"word": words.STANDINGS[standing][0], "count": count}
                    for standing, count in one["counts"].items()
                    if count
                ],
                "questions": by_element[one["element"]],
            }
            for one in result["elements"]
        ],
        "result": {name: len(rows) for name, rows in result.items()},
        "asked_count": sum(map(len, by_element.values())),
    }


def _questions(told: Json) -> list[Json]:
    """Give the questions; of a version, those that were asked then."""
    language = get_language() or "en"
    then = told.get("asked", {one.code: one.text for one in QUESTIONS})
    order = {one.code: place for place, one in enumerate(QUESTIONS)}
    return [
        {
            "code": code,
            "element": code.partition(".")[0],
            "text": said(text, language),
        }
        for code, text in sorted(
            then.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0])
        )
    ]


def _place(code: str) -> int:
    for place, one in enumerate(QUESTIONS):
        if one.code == code:
            return place
    raise NotVisible(_("There is no such page."))


def _initial(told: Json) -> Json:
    names = ("standing", "explanation", "owner", "action", "action_due")
    return {name: told[name] for name in names if told.get(name)}


def _trail(row: Programme) -> list[tuple[str, Any]]:
    return [(reverse("compliance-programme", args=[row.pk]), _("Self-assessment"))]


def _above(row: Submission) -> list[tuple[str, Any]]:
    return [(reverse("compliance-programmes"), _("Submitted programmes"))]


def _version(row: Submission) -> str:
    return _("%(exporter)s, version %(number)s") % {
        "exporter": row.programme.organisation.name,
        "number": row.number,
    }
