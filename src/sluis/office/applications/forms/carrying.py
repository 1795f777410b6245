"""A form that says at which revision it was read, and that acts once."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from sluis.core.errors import Problems, SluisError
from sluis.office.applications.services.acting import Form as Carried

Json = dict[str, Any]


class CarryingForm(forms.Form):
    """A form that says at which revision it was read, and acts once."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def carried(self) -> Carried:
        """Give the revision and the once-only key."""
        return Carried(
            seen=self.cleaned_data.get("seen"),
            key=self.cleaned_data.get("key") or None,
        )

    def blame(self, error: SluisError) -> None:
        """Show a refusal beside the fields it is about."""
        for one in error.errors if isinstance(error, Problems) else (error,):
            field = self.field_at(one.path or "")
            told = [
                text[:1].upper() + text[1:]
                for text in (one.message, one.remedy)
                if text
            ]
            self.add_error(field, " ".join(f"{text}." for text in told))

    def field_at(self, path: str) -> str | None:
        """Name the field that a place in the input is about."""
        steps = path.replace("]", "").replace("[", ".").split(".")
        return next((step for step in reversed(steps) if step in self.fields), None)


def fresh_key() -> str:
    """Give a new once-only key for a form."""
    return secrets.token_urlsafe(16)
