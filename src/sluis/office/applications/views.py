"""The pages of applications: what the queries give, and forms for every act."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.casework.states import ApplicationKind
from sluis.core.errors import SluisError
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import may, require, visible
from sluis.office.access.who import who
from sluis.office.api.applications import paper
from sluis.office.applications import queries, words
from sluis.office.applications.act_forms import ACT_FORMS
from sluis.office.applications.act_forms.judging import ConsultForm
from sluis.office.applications.case_file import case_file
from sluis.office.applications.content import Content
from sluis.office.applications.forms.section import SectionForm
from sluis.office.applications.forms.sections import SECTIONS, sections_for
from sluis.office.applications.forms.statement import StatementForm
from sluis.office.applications.forms.trade import AboutForm, RouteForm
from sluis.office.applications.models import Application
from sluis.office.applications.page import case_page, draft_page
from sluis.office.applications.proposed import proposal_shown
from sluis.office.applications.services import documents, drafts
from sluis.office.applications.start_forms import (
    AmendWhyMixin,
    DocumentForm,
    StartForm,
    filters_of,
)
from sluis.office.people.models import Organisation, User
from sluis.office.ui.carrying import fresh

PER_PAGE = 25


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the applications one may see: an exporter's own, or the desks."""
    user = who(request)
    desk = bool(may(user, "read_internal", Application))
    filters = filters_of(request, desk=desk)
    rows = queries.listed(user, **filters)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "rows": queries.rows_for(user, iter(page)),
        "filters": filters,
        "queues": words.QUEUES.items(),
        "states": [(code, word) for code, (word, _tone) in words.STATES.items()],
        "may_apply": bool(queries.applying_for(user)),
        "data_twin": "/api/v1/applications",
    }
    return render(request, "applications/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask what is applied for, and begin a draft."""
    user = who(request)
    own = queries.applying_for(user)
    if not own:
        raise NotVisible(_("There is nothing you may apply for."))
    form = StartForm(_sent(request), initial=fresh())
    form.for_organisations(own)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        owner = next(one for one in own if str(one.pk) == asked["organisation"])
        content = Content(title=asked["title"])
        try:
            case = drafts.start(
                user, owner, ApplicationKind(asked["kind"]), content, form.carried()
            )
        except SluisError as error:
            form.blame(error)
        else:
            return redirect("application", case.reference)
    return _form(request, form, _("New application"), _("Begin"))


@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an application: the steps of a draft, or the whole case."""
    user = who(request)
    file = case_file(user, reference)
    if file["state"] in {"draft", "incomplete"} and may(
        user, "edit", queries.find(user, reference)
    ):
        return render(request, "applications/draft.html", draft_page(user, file))
    return render(request, "applications/case.html", case_page(user, file))


@require_http_methods(["GET", "HEAD", "POST"])
def section(
    request: HttpRequest, reference: str, section: str, index: int | None = None
) -> HttpResponse:
    """Fill in one section, or one line of it."""
    user, case = _editable(request, reference)
    if section not in sections_for(case.kind):
        raise NotVisible(_("There is no such page."))
    file = case_file(user, reference)
    content = file["content"]
    kind = SECTIONS[section]
    if kind.at in {"goods", "parties"}:
        if index is not None and index >= len(content[kind.at]):
            raise NotVisible(_("There is no such page."))
        if index is None and not request.path.endswith("/new/"):
            return _rows(request, file, section)
    initial = (
        kind.initial_from(content, index)
        if index is not None or (kind.at not in {"goods", "parties"})
        else {}
    )
    form = _section_form(kind, request, initial, case, file)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(user, case, form.apply(content, index), form)
        except Refused:
            raise
        except SluisError as error:
            form.blame(error)
        else:
            more = section if kind.at in {"goods", "parties"} else ""
            return redirect(_next(case, more))
    return _form(request, form, str(kind.title), _("Save"), case)


@require_http_methods(["POST"])
def remove(
    request: HttpRequest, reference: str, section: str, index: int
) -> HttpResponse:
    """Take a line of goods or a party out."""
    user, case = _editable(request, reference)
    content = case_file(user, reference)["content"]
    rows = content.get(section) if section in {"goods", "parties"} else None
    if not rows or index >= len(rows):
        raise NotVisible(_("There is no such page."))
    del rows[index]
    drafts.save_draft(user, reference, Content.read(content))
    return redirect("application-section", case.reference, section)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Do something to an application, by the form of that act."""
    user = who(request)
    file = case_file(user, reference)
    name = act.replace("-", "_")
    kind = ACT_FORMS.get(name)
    if kind is None:
        raise NotVisible(_("There is no such page."))
    initial = {
        **request.GET.dict(),
        **fresh(file["revision"]),
    }
    form = kind(_sent(request), initial=initial)
    if isinstance(form, ConsultForm):
        rows = visible(user, Organisation).exclude(kind__in=["exporter", "customs"])
        form.offer([(str(one.pk), one.name) for one in rows])
    form.prepare(file)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                form.act(name).do(user, reference)
                return redirect("application", reference)
            except (NotVisible, Refused):
                raise
            except SluisError as error:
                form.blame(error)
                status = 409
    return _form(
        request,
        form,
        str(kind.title),
        str(kind.button),
        queries.find(user, reference),
        lead=str(kind.lead),
        status=status,
        proposal=proposal_shown(file) if name in {"decide", "send_back"} else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a paper."""
    user, case = _editable(request, reference)
    form = DocumentForm(_sent(request), request.FILES or None, initial=fresh())
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["document"]
        try:
            documents.add_document(
                user,
                reference,
                sent.name,
                sent.read(documents.MOST + 1),
                purpose=form.cleaned_data["purpose"],
                form=form.carried(),
            )
        except Refused:
            raise
        except SluisError as error:
            form.blame(error)
        else:
            return redirect("application", reference)
    return _form(request, form, _("Add a paper"), _("Add"), case)


@require_safe
def document(request: HttpRequest, reference: str, sha256: str) -> FileResponse:
    """Give a paper, to be kept."""
    return paper(queries.document_of(who(request), reference, sha256))


def _sent(request: HttpRequest) -> QueryDict | None:
    """Give the form that was sent, which may be empty; ``None`` when none was."""
    return request.POST if request.method == "POST" else None


def _editable(request: HttpRequest, reference: str) -> tuple[User, Application]:
    user = who(request)
    case = queries.find(user, reference)
    require(user, "edit", case)
    return user, case


def _section_form(
    kind: type[SectionForm],
    request: HttpRequest,
    initial: dict[str, Any],
    case: Application,
    file: dict[str, Any],
) -> SectionForm:
    """Make a section's form; once submitted, a change says why."""
    if case.state != "draft":
        kind = type(kind.__name__, (AmendWhyMixin, kind), {})
    initial = initial | fresh(case.revision)
    form = kind(_sent(request), initial=initial)
    if isinstance(form, AboutForm | RouteForm):
        form.for_kind(case.kind)
    if isinstance(form, StatementForm):
        form.for_papers([(one["sha256"], one["name"]) for one in file["documents"]])
    return form


def _keep(
    user: User, case: Application, content: dict[str, Any], form: SectionForm
) -> None:
    read = Content.read(content)
    if case.state == "draft":
        drafts.save_draft(user, case.reference, read, form.carried())
        return
    why = str(form.cleaned_data.get("why") or "")
    drafts.amend(user, case.reference, read, why, form.carried())


def _next(case: Application, section: str) -> str:
    if section:
        return reverse("application-section", args=[case.reference, section])
    return reverse("application", args=[case.reference])


def _rows(request: HttpRequest, file: dict[str, Any], section: str) -> HttpResponse:
    context = {
        "file": file,
        "section": section,
        "title": SECTIONS[section].title,
        "rows": file["content"][section],
        "roles": words.ROLES,
        "breadcrumbs": _where(file["reference"], SECTIONS[section].title),
    }
    return render(request, "applications/rows.html", context)


def _form(  # noqa: PLR0913 - what a page of a form shows
    request: HttpRequest,
    form: Any,
    title: str,
    button: str,
    case: Application | None = None,
    *,
    lead: str = "",
    status: int = 0,
    proposal: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "proposal": proposal,
        "multipart": form.is_multipart(),
        "back": reverse("application", args=[case.reference])
        if case
        else reverse("applications"),
        "breadcrumbs": _where(case.reference if case else "", title),
    }
    wrong = 422 if form.errors else 200
    return render(request, "applications/form.html", context, status=status or wrong)


def _where(reference: str, title: Any) -> list[tuple[str, Any]]:
    steps: list[tuple[str, Any]] = [(reverse("applications"), _("Applications"))]
    if reference:
        steps.append((reverse("application", args=[reference]), reference))
    return [*steps, ("", title)]
