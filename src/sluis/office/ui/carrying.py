"""Forms that say at which revision they were read, and act once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse

from sluis.core.errors import Problems, SluisError
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.once.services import Form as Carried


class BlamedForm(forms.Form):
    """A form that shows a refusal beside the fields it is about."""

    def blame(self, error: SluisError) -> None:
        """Show a refusal beside the fields it is about."""
        for one in error.errors if isinstance(error, Problems) else (error,):
            told = [
                text[:1].upper() + text[1:].rstrip(".") + "."
                for text in (one.message, one.remedy)
                if text
            ]
            self.add_error(self.field_at(one.path or ""), " ".join(told))

    def field_at(self, path: str) -> str | None:
        """Name the field that a place in the input is about."""
        steps = path.replace("]", "").replace("[", ".").split(".")
        shown = {name for name, one in self.fields.items() if not one.widget.is_hidden}
        return next((step for step in reversed(steps) if step in shown), None)


class CarryingForm(BlamedForm):
    """A form that carries the revision it was read at, and its once-only key."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def carried(self) -> Carried:
        """Give the revision and the once-only key."""
        return Carried(
            seen=self.cleaned_data.get("seen"),
            key=self.cleaned_data.get("key") or None,
        )

    def told(self) -> dict[str, Any]:
        """Give what was filled in, without what the form carries."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"seen", "key"}
        }

    def given(self) -> dict[str, Any]:
        """Give what was filled in, and under ``form`` what the form carries."""
        return {**self.told(), "form": self.carried()}


def fresh(seen: int | None = None, **more: Any) -> dict[str, Any]:
    """Give what a form begins with, and a new key.

    Args:
        seen: The revision that is read; ``None`` where nothing is changed by it.
        **more: First values of its fields.
    """
    return {"seen": seen, "key": secrets.token_urlsafe(16), **more}


def carry_out(
    form: CarryingForm, do: Callable[[], HttpResponse]
) -> tuple[HttpResponse | None, int]:
    """Do what a form asks, once it is sent and holds.

    Args:
        form: The form; it is bound only when it was sent.
        do: Does it, and gives where to go.

    Returns:
        Where to go; or ``None``, with the status under which the page is shown, the
        refusal beside the fields it is about.

    Raises:
        NotVisible: There is no such thing for this person.
    """
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return do(), 302
    except NotVisible:
        raise
    except SluisError as error:
        form.blame(error)
        return None, 403 if isinstance(error, Refused) else 409
