"""Forms that say at which revision they were read, and act once."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from sluis.core.errors import Problems, SluisError
from sluis.office.once.services import Form as Carried


class CarryingForm(forms.Form):
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

    def blame(self, error: SluisError) -> None:
        """Show a refusal beside the fields it is about."""
        for one in error.errors if isinstance(error, Problems) else (error,):
            told = [
                text[:1].upper() + text[1:].rstrip(".") + "."
                for text in (one.message, one.remedy)
                if text
            ]
            self.add_error(self._field_at(one.path or ""), " ".join(told))

    def _field_at(self, path: str) -> str | None:
        steps = path.replace("]", "").replace("[", ".").split(".")
        shown = {name for name, one in self.fields.items() if not one.widget.is_hidden}
        return next((step for step in reversed(steps) if step in shown), None)


def fresh(seen: int, **more: Any) -> dict[str, Any]:
    """Give what a form begins with: the revision that is read, and a new key."""
    return {"seen": seen, "key": secrets.token_urlsafe(16), **more}
