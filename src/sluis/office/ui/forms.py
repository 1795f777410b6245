"""Forms as people and screen readers expect them: label, hint, error, field.

Every form of the office is drawn by :class:`Renderer`, so a view writes
``{{ form }}`` and gets GOV.UK's markup, an error summary included. The fields
here are those that Django lacks or draws badly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anyascii import anyascii
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluis.office.ui.words import said

CLASSES: dict[str, str] = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
    "radio": "govuk-radios__input",
}
"""Input type to the class that GOV.UK's styles know; all others are inputs."""


class Field(forms.BoundField):
    """A field of a form, with the classes that its state asks for."""

    @property
    def kind(self) -> str:
        """What is asked for: ``checkbox`` stands alone, ``group`` has a legend."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        return "group" if widget.use_fieldset else "field"

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the class of the widget, beside what the form gave it.

        What is required is told by the form's answer, in the reader's language
        and all at once, not by the browser's bubbles one by one.
        """
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        widget = widget or self.field.widget
        if isinstance(widget, forms.MultiWidget) or widget.is_hidden:
            return built
        sort = getattr(widget, "input_type", "") or type(widget).__name__.lower()
        if isinstance(widget, forms.Textarea):
            sort = "textarea"
        own = CLASSES.get(sort, "govuk-input")
        wrong = f"{own}--error" if self.errors and sort != "checkbox" else ""
        given = widget.attrs.get("class", "")
        built["class"] = " ".join(part for part in (own, wrong, given) if part)
        return built


class Renderer(TemplatesSetting):
    """Draws forms with the templates of the pages."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = Field


class Parts(forms.MultiWidget):
    """Several small boxes beside each other, each with its own label.

    Args:
        parts: Name of each part to its label and widget.
        attrs: Attributes of the whole.
    """

    template_name = "ui/forms/parts.html"

    def __init__(
        self,
        parts: Mapping[str, tuple[Any, forms.Widget]],
        attrs: Mapping[str, Any] | None = None,
    ) -> None:
        self.labels = [label for label, _widget in parts.values()]
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            name: widget for name, (_label, widget) in parts.items()
        }
        super().__init__(widgets, dict(attrs or {}))

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Give each part its label."""
        context = super().get_context(name, value, attrs)
        for part, label in zip(
            context["widget"]["subwidgets"], self.labels, strict=True
        ):
            part["label"] = label
        return context


class DateWidget(Parts):
    """A day in three small boxes; a script may also send it whole."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        parts = {
            "day": (_("Day"), _digits(2)),
            "month": (_("Month"), _digits(2)),
            "year": (_("Year"), _digits(4)),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Take a day apart; text that is no day is shown as it was given."""
        if isinstance(value, str):
            year, month, day = ([*value.split("-"), "", ""])[:3]
            return [day, month, year]
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, UploadedFile[Any]],
        name: str,
    ) -> Any:
        """Put the parts together as an ISO day; nothing filled in is no day."""
        if whole := data.get(name):
            return str(whole)
        parts = super().value_from_datadict(data, files, name)
        day, month, year = ((part or "").strip() for part in parts)
        if not (day or month or year):
            return None
        return "-".join((year, *(part and part.zfill(2) for part in (month, day))))

    def value_omitted_from_data(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, UploadedFile[Any]],
        name: str,
    ) -> bool:
        """Whether neither the day nor any of its parts was sent."""
        return name not in data and super().value_omitted_from_data(data, files, name)


class DateField(forms.DateField):
    """A day, asked in three boxes."""

    widget = DateWidget
    default_error_messages = {  # noqa: RUF012  (Django's own form of a class attribute)
        "invalid": _("Give a day that exists, such as 31 3 2027."),
    }

    def to_python(self, value: Any) -> date | None:
        """Read an ISO day."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None


class QuantityWidget(Parts):
    """A number and its unit beside each other."""

    def __init__(
        self,
        units: Sequence[tuple[str, Any]] = (),
        attrs: Mapping[str, Any] | None = None,
    ) -> None:
        number = forms.TextInput(
            {"class": "govuk-input govuk-input--width-10", "inputmode": "decimal"}
        )
        unit = forms.Select({"class": "govuk-select"}, choices=units)
        parts = {"number": (_("Number"), number), "unit": (_("Unit"), unit)}
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Take ``"392 N"`` apart."""
        number, _space, unit = str(value or "").partition(" ")
        return [number, unit]


class QuantityField(forms.MultiValueField):
    """A number with a unit; gives text such as ``"392 N"``, or nothing."""

    widget = QuantityWidget

    def __init__(self, *, units: Sequence[tuple[str, Any]], **options: Any) -> None:
        options.setdefault("widget", QuantityWidget(units))
        number = forms.DecimalField(min_value=0, required=False)
        unit = forms.ChoiceField(choices=units, required=False)
        super().__init__((number, unit), require_all_fields=False, **options)

    def compress(self, data_list: Sequence[Any]) -> str:
        """Put number and unit together."""
        if not data_list or data_list[0] in self.empty_values:
            return ""
        return f"{data_list[0]} {data_list[1]}".strip()


def countries() -> list[tuple[str, str]]:
    """List code and name of every country, by name in the reader's language."""
    from sluis.store.law import load_law

    language = get_language() or "en"
    names = load_law().vocabulary.territories
    told = [(code, said(name, language)) for code, name in names.items()]
    return [("", ""), *sorted(told, key=lambda one: anyascii(one[1]))]


class CountryField(forms.ChoiceField):
    """A country or territory, chosen by name; gives its ISO 3166-1 code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=countries, **options)


class UploadField(forms.FileField):
    """A file, refused when it is larger than may be taken in.

    Args:
        most_bytes: The largest size.
        accept: Endings that are offered for choice, such as ``(".csv", ".xlsx")``.
            What a file really is must be checked by who reads it.
    """

    def __init__(
        self, *, most_bytes: int, accept: Sequence[str] = (), **options: Any
    ) -> None:
        self.most_bytes = most_bytes
        super().__init__(**options)
        if accept:
            self.widget.attrs["accept"] = ",".join(accept)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large, with both sizes."""
        found = super().clean(data, initial)
        size = getattr(found, "size", 0) or 0
        if size > self.most_bytes:
            raise forms.ValidationError(
                _("The file is %(size)s MB; at most %(most)s MB can be taken in."),
                code="too-large",
                params={
                    "size": round(size / 1e6, 1),
                    "most": round(self.most_bytes / 1e6, 1),
                },
            )
        return found


def _digits(length: int) -> forms.TextInput:
    return forms.TextInput(
        {
            "class": f"govuk-input govuk-date-input__input govuk-input--width-{length}",
            "inputmode": "numeric",
        }
    )
