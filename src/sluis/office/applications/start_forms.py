"""The forms around an application: beginning one, adding papers, filtering lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sluis.formats.paper import LARGEST, TYPES
from sluis.office.applications import words
from sluis.office.applications.services.documents import PURPOSES
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import UploadField

if TYPE_CHECKING:
    from sluis.office.people.models import Organisation


class StartForm(CarryingForm):
    """What is applied for."""

    kind = forms.ChoiceField(
        label=_("What do you apply for?"),
        choices=list(words.KINDS.items()),
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("A title by which you know it again"), max_length=200
    )
    organisation = forms.ChoiceField(label=_("For which organisation?"))

    def for_organisations(self, own: Iterable[Organisation]) -> None:
        """Offer the organisations one may apply for; of one nothing is asked."""
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [(str(one.pk), one.name) for one in own]
        if len(field.choices) == 1:
            field.widget = forms.HiddenInput()
            field.initial = field.choices[0][0]


class DocumentForm(CarryingForm):
    """A paper and for what it is added."""

    purpose = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(code, words.PURPOSES[code]) for code in PURPOSES],
    )
    document = UploadField(
        label=_("The file"),
        help_text=_("PDF, picture, spreadsheet or text, without a password."),
        most_bytes=LARGEST,
        accept=[f".{ending}" for ending in TYPES],
    )


class AmendWhyMixin(forms.Form):
    """Asks why something that was submitted is changed."""

    why = forms.CharField(
        label=_("Why you change it"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


def filters_of(request: HttpRequest, *, desk: bool) -> dict[str, Any]:
    """Read the filters of a list; an unknown value filters nothing.

    Args:
        request: The request.
        desk: Whether desks and officers can be asked for.
    """
    given = request.GET
    state = given.get("state", "")
    queue = given.get("queue", "")
    return {
        "state": state if state in words.STATES or state == "open" else "",
        "queue": queue if desk and queue in words.QUEUES else "",
        "kind": given.get("kind", "") if given.get("kind", "") in words.KINDS else "",
        "text": given.get("q", "")[:200],
        "mine": desk and given.get("mine") == "1",
    }
