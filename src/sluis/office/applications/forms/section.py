"""A section of an application as a form that knows where its fields stand."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
from sluis.office.ui.carrying import CarryingForm

Json = dict[str, Any]
_YES_NO = (("", _("Not known")), ("yes", _("Yes")), ("no", _("No")))


class InLine(forms.RadioSelect):
    """Short answers beside each other."""

    template_name = "ui/forms/in_line.html"


class YesNoField(forms.TypedChoiceField):
    """A fact that is so, is not so, or is not known."""

    widget = InLine
    says_unknown = True

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=_YES_NO,
            coerce=lambda text: text == "yes",
            empty_value=None,
            required=False,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a truth by its word."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else value


class SectionForm(CarryingForm):
    """A section; ``at`` says under which path of the content its fields stand."""

    title: ClassVar[str | _StrPromise] = ""
    at: ClassVar[str] = ""
    paths: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def initial_from(cls, content: Json, index: int | None = None) -> Json:
        """Read the fields' values out of a content."""
        root = _root(content, cls.at, index)
        return {name: _get(root, cls.paths.get(name, name)) for name in cls.base_fields}

    def apply(self, content: Json, index: int | None = None) -> Json:
        """Give the content with what was filled in."""
        whole = deepcopy(content)
        root = _root(whole, self.at, index)
        for name, value in self.cleaned_data.items():
            if name not in {"seen", "key", "why"}:
                _set(root, self.paths.get(name, name), _plain(value))
        return whole

    def field_at(self, path: str) -> str | None:
        """Name the field, by its own path where it has one."""
        tail = path.replace("]", "").replace("[", ".").rpartition(".")[2]
        for name, place in self.paths.items():
            if place.rpartition(".")[2] == tail and name in self.fields:
                return name
        return super().field_at(path)


def _plain(value: Any) -> Any:
    """Give a value as JSON has it."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _root(content: Json, at: str, index: int | None) -> Json:
    if not at:
        return content
    if at in {"goods", "parties"}:
        rows = content.setdefault(at, [])
        if index is None:
            rows.append({})
            index = len(rows) - 1
        found: Json = rows[index]
        return found
    inner: Json = content.setdefault(at, {})
    return inner


def _get(root: Json, path: str) -> Any:
    for step in path.split("."):
        root = (root or {}).get(step)  # type: ignore[assignment]  # the last is a value
    return root


def _set(root: Json, path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        if root.get(step) is None:
            root[step] = {}
        root = root[step]
    root[last] = value
