"""How a page of compliance asks: a form, and what is done with what was filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sluis.core.errors import SluisError
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.ui.carrying import CarryingForm, fresh

F = TypeVar("F", bound=CarryingForm)
Steps = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands around a form.

    Attributes:
        title: What is asked.
        button: What the button says.
        back: Where one goes without sending it.
        trail: Pages above, each with its address.
        lead: What to know before.
        also: What the template shows beside.
        template: The template.
    """

    title: Any
    button: Any
    back: str
    trail: Steps
    lead: Any = ""
    also: dict[str, Any] = field(default_factory=dict)
    template: str = "compliance/form.html"


def filled(
    request: HttpRequest, kind: type[F], seen: int | None = None, **initial: Any
) -> F:
    """Make a form of what was sent, or an empty one with a new key."""
    sent = request.method == "POST"
    return kind(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial=fresh(seen, **initial),
    )


def ask(
    request: HttpRequest, form: F, do: Callable[[F], str], page: Page
) -> HttpResponse:
    """Show a form; once it is sent and holds, do it and go on.

    Args:
        request: The request.
        form: The form.
        do: Does it, and gives where to go.
        page: What stands around the form.

    Raises:
        NotVisible: There is no such thing for this person.
        Refused: The person may not.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(do(form))
            except (NotVisible, Refused):
                raise
            except SluisError as error:
                form.blame(error)
                status = 409
    context = {
        "form": form,
        "page": page,
        "multipart": form.is_multipart(),
        "breadcrumbs": below(*page.trail, ("", page.title)),
        **page.also,
    }
    return render(request, page.template, context, status=status)


def below(*steps: tuple[str, Any]) -> Steps:
    """Give the way from the first page of compliance to one below it."""
    return [(reverse("compliance"), _("Compliance")), *steps]
