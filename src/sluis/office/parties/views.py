"""The pages of the register of parties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.office.access.rules import may, require
from sluis.office.access.who import who
from sluis.office.parties import queries, services
from sluis.office.parties.dossier import dossier
from sluis.office.parties.forms import FactForm, WithdrawForm
from sluis.office.parties.models import Fact
from sluis.office.parties.told import What
from sluis.office.parties.words import KINDS
from sluis.office.ui.carrying import CarryingForm, carry_out, fresh

PER_PAGE = 50


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show of whom something is known, or all that is known of one name."""
    user = who(request)
    name = request.GET.get("name", "").replace("\x00", "").strip()
    country = request.GET.get("country", "").replace("\x00", "").strip().upper()[:2]
    if name:
        return _one(request, name, country)
    rows = queries.names(user, request.GET.get("q", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{**row, "path": address(row["name"], row["country"])} for row in page],
        "q": request.GET.get("q", ""),
        "may_edit": bool(may(user, "edit", Fact)),
        "data_twin": "/api/v1/parties",
    }
    return render(request, "parties/list.html", context)


def _one(request: HttpRequest, name: str, country: str) -> HttpResponse:
    user = who(request)
    told = dossier(user, name, country)
    asked = urlencode({"name": name, "country": country})
    context = {
        "told": told,
        "facts": [{**one, "word": KINDS[What(one["what"])]} for one in told["facts"]],
        "may_edit": bool(may(user, "edit", Fact)),
        "add": f"{reverse('parties-record')}?{asked}",
        "data_twin": f"/api/v1/parties/dossier?{asked}",
        "breadcrumbs": [(reverse("parties"), _("Parties")), ("", name)],
    }
    return render(request, "parties/party.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Record what a source says of a party."""
    user = who(request)
    require(user, "edit", Fact)
    given = {name: request.GET.get(name, "") for name in ("name", "country")}
    form = FactForm(_sent(request), initial=fresh(0, **given))

    def do() -> str:
        told = form.fact()
        services.record(user, told, form.carried())
        return address(told.name, told.country)

    return _asked(request, form, do, _("Record what a source says"), _("Record it"))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a fact was recorded by mistake."""
    user = who(request)
    row = queries.fact(user, number)
    require(user, "edit", row)
    form = WithdrawForm(_sent(request), initial=fresh(0))

    def do() -> str:
        services.withdraw(user, number, form.cleaned_data["why"], form.carried())
        return address(row.name, row.country)

    return _asked(request, form, do, _("Withdraw a fact"), _("Withdraw it"), str(row))


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def address(name: str, country: str = "") -> str:
    """Give the address of all that is known of a name."""
    asked = {"name": name, **({"country": country} if country else {})}
    return f"{reverse('parties')}?{urlencode(asked)}"


def _asked(  # noqa: PLR0913, PLR0917 - what is asked, by which words
    request: HttpRequest,
    form: CarryingForm,
    do: Callable[[], str],
    title: str,
    button: str,
    lead: str = "",
) -> HttpResponse:
    done, status = carry_out(form, lambda: redirect(do()))
    if done is not None:
        return done
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "back": reverse("parties"),
        "breadcrumbs": [(reverse("parties"), _("Parties")), ("", title)],
    }
    return render(request, "parties/record.html", context, status=status)
