"""The pages of the exporter's catalogue: what is in it, and import from a file."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.errors import Problems, SluisError
from sluis.formats.paper import LARGEST
from sluis.formats.sheet import write_csv, write_excel
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.who import who
from sluis.office.applications import queries
from sluis.office.applications.importing import (
    GOODS,
    GOODS_EXAMPLE,
    GOODS_TEMPLATE,
    cells_of,
    read_goods,
)
from sluis.office.applications.services.catalogue import put_products
from sluis.office.ui.forms import UploadField

PER_PAGE = 50
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    """A file with goods."""

    file = UploadField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("CSV or Excel, with the first row of the template."),
        most_bytes=LARGEST,
        accept=(".csv", ".xlsx"),
    )


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the goods of one's catalogue."""
    user = who(request)
    if not queries.applying_for(user):
        raise NotVisible(_("There is no such page."))
    rows = queries.products(user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "applications/goods.html",
        {
            "page": page,
            "data_twin": "/api/v1/products",
            "breadcrumbs": [("", _("Goods"))],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take in a file; all of it, or nothing where a cell is wrong."""
    user = who(request)
    own = queries.applying_for(user)
    if not own:
        raise NotVisible(_("There is no such page."))
    form = ImportForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    problems: tuple[SluisError, ...] = ()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            facts = read_goods(sent.name, sent.read(LARGEST + 1))
            kept = put_products(user, own[0], facts)
        except (NotVisible, Refused):
            raise
        except Problems as wrong:
            problems = wrong.errors
            form.add_error("file", _("Nothing was taken in: see the cells below."))
        except SluisError as error:
            form.add_error("file", f"{error.message}. {error.remedy or ''}")
        else:
            told = ngettext(
                "%(count)s good is in the catalogue now.",
                "%(count)s goods are in the catalogue now.",
                len(kept),
            )
            messages.success(request, told % {"count": len(kept)})
            return redirect("goods")
    return render(
        request,
        "applications/goods_import.html",
        {
            "form": form,
            "problems": problems,
            "columns": GOODS,
            "breadcrumbs": [("/goods/", _("Goods")), ("", _("Import"))],
        },
        status=422 if form.errors else 200,
    )


@require_safe
def template_csv(request: HttpRequest) -> HttpResponse:
    """Give the template as CSV, with one row as an example."""
    who(request)
    return file_of(write_csv(GOODS_TEMPLATE, [GOODS_EXAMPLE]), "text/csv", "goods.csv")


@require_safe
def template_xlsx(request: HttpRequest) -> HttpResponse:
    """Give the template as Excel."""
    who(request)
    return file_of(write_excel(GOODS_TEMPLATE, [GOODS_EXAMPLE]), _EXCEL, "goods.xlsx")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give the catalogue as CSV, with nothing in it that a spreadsheet runs."""
    rows = list(queries.products(who(request)))
    parameters = sorted({name for row in rows for name in row.parameters})
    data = write_csv((*GOODS, *parameters), cells_of(rows, parameters))
    return file_of(data, "text/csv", "catalogue.csv")


def file_of(data: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer with a file to keep."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
