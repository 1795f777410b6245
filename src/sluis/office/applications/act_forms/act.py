"""The form of one act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from sluis.core.errors import InvalidInput, Problems
from sluis.office.applications.acts import Act
from sluis.office.applications.forms.section import Json
from sluis.office.ui.carrying import CarryingForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
_ACT: TypeAdapter[Any] = TypeAdapter(Act)


class ActForm(CarryingForm):
    """The form of one act."""

    title: ClassVar[str | _StrPromise] = ""
    lead: ClassVar[str | _StrPromise] = ""
    button: ClassVar[str | _StrPromise] = _("Confirm")

    def prepare(self, file: Json) -> None:
        """Offer what this application has; ``file`` is all that may be seen."""

    def payload(self) -> Json:
        """Give the act's fields; what was left empty is left out."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "", [])
        }

    def act(self, name: str) -> Any:
        """Make the act.

        Raises:
            Problems: What was filled in is not what the act needs.
        """
        try:
            return _ACT.validate_python({**self.payload(), "act": name})
        except ValidationError as problem:
            raise Problems(
                InvalidInput(one["msg"], path=str(one["loc"][-1]))
                for one in problem.errors(include_url=False)
            ) from problem


def text_field(label: str | _StrPromise, *, required: bool = True) -> forms.CharField:
    """Give a field for a text of several lines."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea({"rows": 5}),
        max_length=5000,
        required=required,
    )
