"""The pages on one good: adding it, what the lists say of it, and applying for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.errors import SluisError
from sluis.core.law.answer import EntryVerdict
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import require
from sluis.office.access.who import who
from sluis.office.applications import queries, words
from sluis.office.applications.case_file import case_file
from sluis.office.applications.catalogue_forms import (
    InterviewForm,
    PlaceForm,
    ProductForm,
    TakeGoodForm,
    facts_of,
)
from sluis.office.applications.content import Content
from sluis.office.applications.foreseen import foreseen
from sluis.office.applications.interview import Judged, judged
from sluis.office.applications.models import Product
from sluis.office.applications.page import assessed, determined
from sluis.office.applications.services import drafts
from sluis.office.applications.services.catalogue import (
    add_product,
    change_product,
    good_from,
)
from sluis.office.audit.queries import history
from sluis.office.once.services import revision
from sluis.office.people.models import User
from sluis.office.ui.carrying import fresh
from sluis.office.ui.words import OUTCOMES, said, tag


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a good to the catalogue."""
    user = who(request)
    own = queries.applying_for(user)
    if not own:
        raise NotVisible(_("There is no such page."))
    form = ProductForm(_sent(request), initial=fresh())
    if request.method == "POST" and form.is_valid():
        try:
            row = add_product(user, own[0], form.facts({}), form.carried())
        except Refused:
            raise
        except SluisError as error:
            form.blame(error)
        else:
            return redirect("good", row.pk)
    return _form(request, form, _("Add a good"), _("Go on"), reverse("goods"))


@require_http_methods(["GET", "HEAD", "POST"])
def good(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a good and what the lists say of it, and ask what still matters."""
    user, row = _editable(request, pk)
    place = PlaceForm(request.GET)
    destination = place.cleaned_data["destination"] if place.is_valid() else ""
    found = judged(row, destination)
    form = InterviewForm(_sent(request), initial=fresh(revision(row)))
    form.ask(found.questions)
    if request.method == "POST" and form.is_valid():
        told = form.answers([one.parameter for one in found.questions])
        if _kept(user, row, form, facts_of(row, {**row.parameters, **told})):
            messages.success(request, _("Your answers are kept."))
            return redirect(request.get_full_path())
    context = {
        "good": row,
        **_told(found),
        "place": place,
        "destination": destination,
        "form": form if found.questions else None,
        "versions": queries.product_page(row)["versions"],
        "history": history(user, row),
        "data_twin": f"/api/v1/products/{row.pk}",
        "breadcrumbs": [("/goods/", _("Goods")), ("", row.code)],
    }
    status = 422 if form.errors else 200
    return render(request, "applications/good.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the catalogue says of a good."""
    user, row = _editable(request, pk)
    names = ("code", "description", "kind", "cn_code", "control_code")
    told = {name: getattr(row, name) for name in names}
    form = ProductForm(_sent(request), initial=fresh(revision(row), **told))
    form.fields["code"].disabled = True
    if (
        request.method == "POST"
        and form.is_valid()
        and _kept(user, row, form, form.facts(row.parameters))
    ):
        return redirect("good", row.pk)
    return _form(request, form, row.code, _("Save"), reverse("good", args=[row.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a good of the catalogue to an application."""
    user = who(request)
    case = queries.find(user, reference)
    require(user, "edit", case)
    own = list(queries.products(user).filter(organisation=case.organisation))
    form = TakeGoodForm(_sent(request), initial=fresh(case.revision))
    form.offer(own)
    if request.method == "POST" and form.is_valid():
        row = next(one for one in own if str(one.pk) == form.cleaned_data["product"])
        content = case_file(user, reference)["content"]
        number = 1 + max((one["line"] for one in content["goods"]), default=0)
        line = good_from(row, number).model_dump(mode="json")
        content["goods"].append(form.line(line))
        try:
            drafts.save_draft(user, reference, Content.read(content), form.carried())
        except Refused:
            raise
        except SluisError as error:
            form.blame(error)
        else:
            return redirect("application-section", reference, "goods")
    back = reverse("application-section", args=[reference, "goods"])
    return _form(request, form, _("Take a good of your catalogue"), _("Add"), back)


@require_safe
def foresee(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what law, lists and signs of diversion say of a draft, and keep nothing."""
    user = who(request)
    case = queries.find(user, reference)
    require(user, "edit", case)
    found = foreseen(case)
    context = {
        "case": case,
        "determination": determined(
            found.determination.outcome, found.determination.result
        ),
        "matches": found.matches,
        "risk": assessed(found.risk.outcome, found.risk.result),
        "breadcrumbs": [
            (reverse("applications"), _("Applications")),
            (reverse("application", args=[reference]), reference),
            ("", _("What can be foreseen")),
        ],
    }
    return render(request, "applications/foreseen.html", context)


def _sent(request: HttpRequest) -> QueryDict | None:
    """Give the form that was sent, which may be empty; ``None`` when none was."""
    return request.POST if request.method == "POST" else None


def _editable(request: HttpRequest, pk: int) -> tuple[User, Product]:
    user = who(request)
    row = queries.product(user, pk)
    require(user, "edit", row)
    return user, row


def _kept(user: User, row: Product, form: Any, facts: Any) -> bool:
    try:
        change_product(user, row, facts, form.carried())
    except Refused:
        raise
    except SluisError as error:
        form.blame(error)
        return False
    return True


def _told(found: Judged) -> dict[str, Any]:
    """Give what the lists say, in the reader's words."""
    language = get_language() or "en"
    return {
        "outcome": found.outcome and tag(OUTCOMES, found.outcome),
        "bases": [
            (said(one.text, language), one.legal_basis, one.in_force[0])
            for one in found.item.bases
        ],
        "entries": [
            {
                "code": one.code,
                "source": one.source,
                "tag": tag(words.VERDICTS, one.verdict),
                "near": one.nearest,
                "percent": abs(round((margin_of(one) or 0) * 100, 1)),
                "below": (margin_of(one) or 0) < 0,
                "missing": one.missing,
            }
            for one in found.item.entries
        ],
    }


def margin_of(entry: EntryVerdict) -> float | None:
    """Give how far a good is from the nearest limit of an entry, as a share of it."""
    return None if entry.nearest is None else entry.nearest.margin


def _form(
    request: HttpRequest, form: Any, title: str, button: str, back: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "breadcrumbs": [("/goods/", _("Goods")), ("", title)],
    }
    status = 422 if form.errors else 200
    return render(request, "applications/form.html", context, status=status)
