"""Taking the parties of an application in from a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.errors import Problems, SluisError
from sluis.formats.paper import LARGEST
from sluis.formats.sheet import write_csv
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import require
from sluis.office.access.who import who
from sluis.office.applications import queries
from sluis.office.applications.case_file import case_file
from sluis.office.applications.content import Content
from sluis.office.applications.goods_views import ImportForm, file_of
from sluis.office.applications.importing import (
    PARTIES,
    PARTIES_EXAMPLE,
    read_parties,
)
from sluis.office.applications.services import drafts
from sluis.office.once.services import Form


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Add the parties of a file to a draft; all of them, or none."""
    user = who(request)
    case = queries.find(user, reference)
    require(user, "edit", case)
    form = ImportForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        content = case_file(user, reference)["content"]
        try:
            content["parties"] += read_parties(sent.name, sent.read(LARGEST + 1))
            seen = Form(seen=case.revision)
            drafts.save_draft(user, reference, Content.read(content), seen)
            return redirect("application-section", reference, "parties")
        except (NotVisible, Refused):
            raise
        except SluisError as error:
            for one in error.errors if isinstance(error, Problems) else (error,):
                form.add_error("file", f"{one.path}: {one.message}. {one.remedy or ''}")
    context = {
        "form": form,
        "title": _("Import parties"),
        "button": _("Import"),
        "template": reverse("parties-template", args=[reference]),
        "multipart": True,
        "back": reverse("application-section", args=[reference, "parties"]),
    }
    status = 422 if form.errors else 200
    return render(request, "applications/form.html", context, status=status)


@require_safe
def template(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the template, with one row as an example."""
    queries.find(who(request), reference)
    return file_of(write_csv(PARTIES, [PARTIES_EXAMPLE]), "text/csv", "parties.csv")
