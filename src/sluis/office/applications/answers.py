"""What was filled in, as the page to check one's answers shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluis.office.applications.forms.section import SectionForm
from sluis.office.applications.forms.sections import SECTIONS, sections_for
from sluis.office.ui.forms import DateField
from sluis.office.ui.words import country, day, said
from sluis.store.law import load_law

Json = dict[str, Any]
_COUNTRIES = frozenset({"via", "destinations"})
_HIDDEN = frozenset({"seen", "key", "why"})


def answers(file: Json) -> list[Json]:
    """Give what was filled in, section by section."""
    content = file["content"]
    papers = {one["sha256"]: one["name"] for one in file["documents"]}
    found: list[Json] = []
    for name in sections_for(file["kind"]):
        kind = SECTIONS[name]
        many = kind.at in {"goods", "parties"}
        count = len(content[kind.at]) if many else 1
        for index in range(count):
            rows = list(_rows(kind, content, index if many else None, papers))
            title = f"{kind.title} {index + 1}" if count > 1 else kind.title
            if rows:
                found.append({"title": title, "rows": rows})
    return found


def _rows(
    kind: type[SectionForm],
    content: Json,
    index: int | None,
    papers: Mapping[str, str],
) -> Iterator[Json]:
    values = kind.initial_from(content, index)
    for key, field in kind.base_fields.items():
        value = values.get(key)
        if key in _HIDDEN or value in (None, "", []):
            continue
        if key == "currency" and not values.get("amount"):
            continue
        if key == "parameters" and index is not None:
            yield from _parameters(content["goods"][index]["parameters"])
        elif key in _COUNTRIES:
            codes = [code.strip() for code in value.split(",")]
            yield {"label": field.label, "value": ", ".join(map(country, codes))}
        elif key == "document":
            yield {"label": field.label, "value": papers.get(value, value)}
        else:
            yield {"label": field.label, "value": _value(field, value)}


def _parameters(told: Mapping[str, Any]) -> Iterator[Json]:
    language = get_language() or "en"
    parameters = load_law().vocabulary.parameters
    for code, value in told.items():
        known = parameters.get(code)
        title = said(known.title, language) if known else code
        yield {"label": title[:1].upper() + title[1:], "value": parameter_value(value)}


def parameter_value(value: Any) -> Any:
    """Write what is known of a good in the reader's words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return f"{value.get('value')} {value.get('unit')}"
    return value


def _value(field: forms.Field, value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, DateField):
        return day(value)
    named = dict(getattr(field, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(named.get(one, one)) for one in value)
    return named.get(value, value)
