"""Parts of pages: ``{% load ui %}``.

Each part is shown, with how it is written, on the page of parts
(``tests/office/parts.html``), which the browser tests open.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.urls import is_valid_path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sluis.office.ui import words
from sluis.office.ui.pictures import Picture

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """Give the address of a built file, which changes whenever the file does."""
    mark = _mark(f"build/{name}")
    return static(f"build/{name}") + (f"?{mark}" if mark else "")


@cache
def _mark(name: str) -> str:
    found = finders.find(name)
    if not found:
        return ""
    with open(found, "rb") as file:  # noqa: PTH123  (finders give text)
        return sha256(file.read()).hexdigest()[:12]


@register.filter
def is_place(path: str) -> bool:
    """Whether the site has a page at a path."""
    return bool(is_valid_path(path))


@register.filter
def day(value: Any) -> str:
    """Write a day, given as one or as ISO text, as the reader's language does."""
    return words.day(value)


@register.filter
def moment(value: Any) -> str:
    """Write a moment, given as one or as ISO text, with its time."""
    return words.moment(value)


@register.filter
def unit(code: Any) -> str:
    """Write a unit as the reader's language does."""
    return words.unit(code)


@register.filter
def country(code: Any) -> str:
    """Name a country in the reader's language."""
    return words.country(code)


@register.simple_tag
def tag(state: Any, tone: str = "") -> SafeString:
    """Show a state or outcome by a word, and then by a colour.

    Args:
        state: The word, or what has a ``word`` and a ``tone``.
        tone: ``stop``, ``care``, ``go``, ``ask``, or nothing for neutral.
    """
    if isinstance(state, Mapping):
        word, tone = state["word"], tone or state.get("tone", "")
    elif hasattr(state, "word"):
        word, tone = state.word, tone or getattr(state, "tone", "")
    else:
        word = state
    own = f" govuk-tag--{tone}" if tone else ""
    return format_html('<strong class="govuk-tag{}">{}</strong>', own, word)


@register.simple_block_tag
def summary(content: str) -> SafeString:
    """A list of what is known: ``{% summary %}{% row "Exporter" %}…{% endrow %}…``."""
    return format_html('<dl class="govuk-summary-list">{}</dl>', content)


@register.simple_block_tag
def row(content: str, key: str, href: str = "", action: str = "") -> SafeString:
    """One line of a summary, with a link to change it where it may be changed."""
    change: str = ""
    if href:
        change = format_html(
            '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}'
            '<span class="govuk-visually-hidden"> {}</span></a></dd>',
            href,
            action or _("Change"),
            key,
        )
    return format_html(
        '<div class="govuk-summary-list__row{}">'
        '<dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        "" if href else " govuk-summary-list__row--no-actions",
        key,
        _or_unknown(content),
        change,
    )


@register.simple_block_tag
def tasks(content: str) -> SafeString:
    """A list of steps, each with how far it is: ``{% task "Goods" href %}…``."""
    return format_html('<ul class="govuk-task-list">{}</ul>', content)


@register.simple_block_tag
def task(content: str, label: str, href: str = "") -> SafeString:
    """One step; its content is its state, such as a tag. Without address: not yet."""
    name: str = label
    if href:
        name = format_html(
            '<a class="govuk-link govuk-task-list__link" href="{}">{}</a>', href, label
        )
    return format_html(
        '<li class="govuk-task-list__item{}">'
        '<div class="govuk-task-list__name-and-hint">{}</div>'
        '<div class="govuk-task-list__status">{}</div></li>',
        " govuk-task-list__item--with-link" if href else "",
        name,
        content,
    )


_regions = count(1)


@register.simple_block_tag
def table(content: str, caption: str, cards: bool = False) -> SafeString:  # noqa: FBT001, FBT002  (a tag's argument)
    """A table that scrolls in its own frame, or falls into cards, when it is narrow.

    Its content is ``<thead>`` and ``<tbody>``. For cards, each cell but the first
    says what it is with ``data-label``.
    """
    if cards:
        return format_html(
            '<table class="cards"><caption>{}</caption>{}</table>', caption, content
        )
    name = f"table-{slugify(caption)}-{next(_regions)}"
    return format_html(
        '<div class="scroll" role="region" tabindex="0" aria-labelledby="{}">'
        '<table><caption id="{}">{}</caption>{}</table></div>',
        name,
        name,
        caption,
        content,
    )


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """What happened in order: ``{% timeline %}{% event "Submitted" when %}…``."""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def event(
    content: str, title: Any, when: Any = "", by: Any = "", kind: str = ""
) -> SafeString:
    """One thing that happened; ``kind`` is ``gap`` or ``off`` where it went wrong."""
    told = " · ".join(str(part) for part in (when, by) if part)
    return format_html(
        '<li{}><p><strong>{}</strong></p><p class="soft small">{}</p>{}</li>',
        format_html(' class="{}"', kind) if kind else "",
        title,
        told,
        content,
    )


@register.simple_block_tag
def question(content: str, who: Any = "") -> SafeString:
    """Something that is not known, with who could say it."""
    told: str = ""
    if who:
        told = format_html('<p class="who">{} {}</p>', _("Who could answer this:"), who)
    return format_html('<div class="question">{}{}</div>', content, told)


@register.simple_tag
def sourced(figure: Any, href: str = "", source: Any = "") -> SafeString:
    """A figure that opens where it comes from."""
    if not href:
        return format_html('<span class="sourced">{}</span>', _or_unknown(figure))
    return format_html(
        '<a class="sourced" href="{}">{}'
        '<span class="govuk-visually-hidden">, {}</span></a>',
        href,
        _or_unknown(figure),
        source or _("where this comes from"),
    )


@register.simple_block_tag
def nothing(content: str) -> SafeString:
    """What a list says when there is nothing in it, and what to do then."""
    return format_html('<p class="nothing">{}</p>', content)


@register.inclusion_tag("ui/parts/picture.html")
def picture(picture: Picture) -> dict[str, Any]:
    """A drawing, with the table of its figures under it."""
    return {"picture": picture}


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All that is wrong with a form, each with a link to its place."""
    wrong: list[tuple[str, Any]] = [("", text) for text in form.non_field_errors()]
    for field in form:
        if field.errors:
            own = field.id_for_label or f"{field.auto_id}_0"
            wrong += [(own, f"{field.label}: {text}") for text in field.errors]
    return {"wrong": wrong}


@register.inclusion_tag("ui/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages of a long list, keeping what it was filtered by."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    return {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "gap": page.paginator.ELLIPSIS,
        "kept": f"{kept}&" if kept else "",
    }


@register.tag
def tabs(parser: Parser, token: Token) -> Tabs:
    """Parts of a page, one at a time: ``{% tabs %}{% tab "goods" "Goods" %}…``.

    Without a script it is a list of contents with every part under it.
    """
    content = parser.parse(("endtabs",))
    parser.delete_first_token()
    return Tabs(content)


class Tabs(Node):
    """The tabs of a page, drawn after their parts are known."""

    def __init__(self, content: NodeList) -> None:
        self.content = content

    def render(self, context: Context) -> SafeString:
        """Draw the list of tabs and then the parts."""
        labels: list[tuple[str, Any]] = []
        with context.push(tab_labels=labels):
            content = self.content.render(context)
        links = format_html_join(
            "",
            '<li class="govuk-tabs__list-item">'
            '<a class="govuk-tabs__tab" href="#{}">{}</a></li>',
            labels,
        )
        return format_html(
            '<div class="govuk-tabs" data-module="govuk-tabs">'
            '<h2 class="govuk-tabs__title">{}</h2>'
            '<ul class="govuk-tabs__list">{}</ul>{}</div>',
            _("Contents"),
            links,
            mark_safe(content),  # noqa: S308  (rendered by the template itself)
        )


@register.simple_block_tag(takes_context=True)
def tab(context: Context, content: str, name: str, label: Any) -> SafeString:
    """One part of ``{% tabs %}``."""
    context["tab_labels"].append((name, label))
    return format_html('<div class="govuk-tabs__panel" id="{}">{}</div>', name, content)


def _or_unknown(value: Any) -> Any:
    """Say that something is not known rather than show nothing."""
    empty = value is None or (isinstance(value, str) and not value.strip())
    if not empty:
        return value
    return format_html('<span class="soft">{}</span>', _("not known"))
