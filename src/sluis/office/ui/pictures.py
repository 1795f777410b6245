"""Pictures where people would rather look, each with the table it was drawn from.

They are drawn on the server with Vega-Lite, as SVG that stands in the page: no
script is needed, they print, and nobody can ask for a picture of what they may not
see. The drawing itself is hidden from screen readers, which read the table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Literal

import orjson
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluis.office.ui.words import day, number

INK, SOFT, LINE = "#1d2530", "#4c5866", "#cfd6de"
USED, KEPT, LEFT, LATE = "#123a63", "#7a93b3", "#d5dfeb", "#8c1d18"
LAND = "#e4e9ef"
WIDTH = 640
"""Of a drawing, in pixels; a narrower page shrinks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing and the figures it was drawn from.

    Attributes:
        title: What is shown.
        svg: The drawing; empty where there is nothing to draw with or from.
        head: The columns of the table.
        rows: Its rows, in words for people; the first cell names the row.
    """

    title: str
    svg: SafeString
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How much of an allowance is used.

    Attributes:
        label: Of what, such as a line of a licence.
        used: What has left.
        kept: What is promised to a declaration and has not left.
        left: What can still leave.
        unit: Of all three.
    """

    label: str
    used: Decimal
    kept: Decimal
    left: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Something that must be done by a day.

    Attributes:
        label: What.
        due: By when.
        done: When it was done; ``None`` means not yet.
    """

    label: str
    due: date
    done: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place on the way of the goods.

    Attributes:
        country: ISO 3166-1 alpha-2.
        label: Who is there, or what for.
        off: Whether it was not to be on the way.
    """

    country: str
    label: str
    off: bool = False


def balances(title: str, bars: Sequence[Bar]) -> Picture:
    """Draw what is used, promised and left of each allowance."""
    parts = (
        (_("Used"), "used", USED),
        (_("Promised"), "kept", KEPT),
        (_("Left"), "left", LEFT),
    )
    values = [
        {
            "label": f"{bar.label} ({bar.unit})",
            "part": word,
            "share": _share(getattr(bar, name), bar),
            "order": place,
        }
        for bar in bars
        for place, (word, name, _colour) in enumerate(parts)
    ]
    spec = {
        "data": {"values": values},
        "height": {"step": 34},
        "mark": {"type": "bar", "height": 20},
        "encoding": {
            "y": _axis("label", "nominal", sort=None),
            "x": {
                **_axis("share", "quantitative"),
                "axis": {"title": None, "format": ".0%", "tickCount": 5},
                "scale": {"domain": [0, 1]},
            },
            "order": {"field": "order"},
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {
                    "domain": [word for word, _name, _colour in parts],
                    "range": [colour for _word, _name, colour in parts],
                },
                "legend": {"title": None, "orient": "top"},
            },
        },
    }
    rows = tuple(
        (
            bar.label,
            *(f"{_plain(getattr(bar, name))} {bar.unit}" for _w, name, _c in parts),
        )
        for bar in bars
    )
    head = (_("Of what"), *(word for word, _name, _colour in parts))
    return Picture(title=title, svg=_drawn(spec, bars), head=head, rows=rows)


def deadlines(title: str, terms: Sequence[Term], today: date) -> Picture:
    """Draw what must be done by when, and what is late, around today."""
    late = {term for term in terms if term.done is None and term.due < today}
    values = [
        {
            "label": term.label,
            "due": term.due.isoformat(),
            "state": _state(term, today),
        }
        for term in sorted(terms, key=lambda term: (term.due, term.label))
    ]
    states = [_("late"), _("to be done"), _("done")]
    spec = {
        "height": {"step": 30},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "color": SOFT, "strokeDash": [4, 3]},
                "data": {"values": [{"today": today.isoformat()}]},
                "encoding": {"x": {"field": "today", "type": "temporal"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 150, "opacity": 1},
                "encoding": {
                    "y": _axis("label", "nominal", sort=None),
                    "x": {
                        **_axis("due", "temporal"),
                        "axis": {"title": None, "format": "%-d %b %Y", "tickCount": 5},
                        "scale": {"domain": _around(terms, today)},
                    },
                    "color": _chosen(states, [LATE, USED, KEPT]),
                    "shape": _chosen(states, ["triangle-up", "circle", "square"]),
                },
            },
        ],
    }
    rows = tuple(
        (term.label, day(term.due), _state(term, today))
        for term in sorted(terms, key=lambda term: (term not in late, term.due))
    )
    head = (_("What"), _("Due"), _("State"))
    return Picture(title=title, svg=_drawn(spec, terms), head=head, rows=rows)


def route(title: str, stops: Sequence[Stop]) -> Picture:
    """Draw the way of the goods on a map, stop by stop."""
    from sluis.office.ui.forms import countries

    names = dict(countries())
    rows = tuple(
        (str(place), names.get(stop.country, stop.country), stop.label)
        for place, stop in enumerate(stops, 1)
    )
    known = _file("places.json") or {}
    points = [
        {
            "lon": known[stop.country][0],
            "lat": known[stop.country][1],
            "label": f"{place} {names.get(stop.country, stop.country)}",
            "place": place,
            "off": stop.off,
        }
        for place, stop in enumerate(stops, 1)
        if stop.country in known
    ]
    head = (_("Stop"), _("Country"), _("Who"))
    spec = _map(points) if points else {}
    return Picture(title=title, svg=_drawn(spec, points), head=head, rows=rows)


def _map(points: list[dict[str, Any]]) -> dict[str, Any]:
    where = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
    }
    colour = {
        "condition": {"test": "datum.off", "value": LATE},
        "value": USED,
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {
                "values": _file("countries-110m.json"),
                "format": {"type": "topojson", "feature": "countries"},
            },
            "mark": {"type": "geoshape", "fill": LAND, "stroke": "white"},
        },
        {
            "mark": {"type": "line", "color": USED, "strokeWidth": 2},
            "encoding": {**where, "order": {"field": "place"}},
        },
        {
            "mark": {"type": "circle", "size": 110, "opacity": 1},
            "encoding": {**where, "color": colour},
        },
        {
            "mark": {
                "type": "text",
                "dy": {"expr": "datum.place % 2 ? 20 : -14"},  # neighbours keep apart
                "fontSize": 13,
                "fontWeight": 600,
            },
            "encoding": {**where, "text": {"field": "label"}, "color": colour},
        },
    ]
    return {
        "height": 320,
        "data": {"values": points},
        "projection": _window(points, WIDTH, 320),
        "layer": layers,
    }


def _window(points: list[dict[str, Any]], width: int, height: int) -> dict[str, Any]:
    """Choose the part of the world that shows all points, with room for words."""
    lons = [point["lon"] for point in points]
    lats = [point["lat"] for point in points]
    wide = max(max(lons) - min(lons), 20) * 1.35
    high = max(max(lats) - min(lats), 12) * 1.6
    radians = 3.141592653589793 / 180
    scale = min(width / (wide * radians), height / (high * radians))
    return {
        "type": "equirectangular",
        "scale": scale,
        "center": [(max(lons) + min(lons)) / 2, (max(lats) + min(lats)) / 2],
        "translate": [width / 2, height / 2],
        "clipExtent": [[0, 0], [width, height]],
    }


def _axis(field: str, sort_of: str, **more: Any) -> dict[str, Any]:
    axis = {"title": None, "labelLimit": 220}
    return {"field": field, "type": sort_of, "axis": axis, **more}


def _chosen(states: list[str], looks: list[str]) -> dict[str, Any]:
    return {
        "field": "state",
        "type": "nominal",
        "scale": {"domain": states, "range": looks},
        "legend": {"title": None, "orient": "top"},
    }


def _around(terms: Sequence[Term], today: date) -> list[str]:
    days = [today, *(term.due for term in terms)]
    room = timedelta(days=max((max(days) - min(days)).days // 12, 5))
    return [(min(days) - room).isoformat(), (max(days) + room).isoformat()]


def _state(term: Term, today: date) -> str:
    if term.done is not None:
        return _("done")
    return _("late") if term.due < today else _("to be done")


def _share(part: Decimal, bar: Bar) -> float:
    whole = bar.used + bar.kept + bar.left
    return float(part / whole) if whole else 0.0


def _plain(value: Decimal) -> str:
    whole = value == value.to_integral_value()
    return number(int(value) if whole else float(value))


def _drawn(spec: Mapping[str, Any], shown: Sequence[object]) -> SafeString:
    if not shown:
        return mark_safe("")
    whole = {
        "width": WIDTH,
        "background": None,
        "padding": {"left": 44, "right": 44, "top": 5, "bottom": 5},  # for wider fonts
        "config": {
            "font": "Noto Sans, Liberation Sans, Arial, sans-serif",
            "view": {"stroke": None},
            "axis": {
                "labelColor": INK,
                "labelFontSize": 13,
                "gridColor": LINE,
                "domainColor": LINE,
                "tickColor": LINE,
            },
            "legend": {"labelFontSize": 13, "labelColor": INK},
        },
        **spec,
    }
    text = orjson.dumps(whole, option=orjson.OPT_SORT_KEYS).decode()
    return _svg(text, get_language() or "en")


@lru_cache(maxsize=64)
def _svg(spec: str, language: str) -> SafeString:
    import vl_convert

    place: Literal["nl-NL", "en-GB"] = "nl-NL" if language == "nl" else "en-GB"
    svg = vl_convert.vegalite_to_svg(
        spec, format_locale=place, time_format_locale=place
    )
    shorter = re.sub(r"(\d\.\d)\d+", r"\1", svg)  # a tenth of a pixel is enough
    return mark_safe(shorter)  # noqa: S308  (drawn by us; its texts are escaped)


@cache
def _file(name: str) -> Any:
    found = finders.find(f"build/{name}")
    if not found:
        return None
    with open(found, "rb") as file:  # noqa: PTH123  (finders give text)
        return orjson.loads(file.read())
