"""Words for the codes of declarations: ``{% load customs %}``."""

from __future__ import annotations

from django import template

from sluis.office.customs import words

register = template.Library()


@register.filter
def source(code: str) -> str:
    """Say from where a message came; a file's name stands for itself."""
    return str(words.SOURCES.get(code, code.removeprefix("page: ")))
