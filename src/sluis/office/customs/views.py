"""The pages of declarations: what came in, why it is held, and the decision."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sluis.core.casework.declaration import Declaration as Declared
from sluis.core.errors import InvalidInput, Problems, SluisError, UnreadableFile
from sluis.formats.declaration import read_declaration
from sluis.formats.wco import read_wco
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.rules import may
from sluis.office.access.who import who
from sluis.office.audit.queries import history
from sluis.office.customs import acting, queries, services, words
from sluis.office.customs.forms import DecideForm, DeclareForm
from sluis.office.customs.models import Declaration
from sluis.office.customs.shown import declaration_json
from sluis.office.once.services import revision
from sluis.office.parties.models import Fact
from sluis.office.ui.carrying import carry_out, fresh
from sluis.office.ui.pictures import Stop, route
from sluis.office.ui.words import tag

if TYPE_CHECKING:
    from sluis.office.people.models import User

PER_PAGE = 25


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the declarations that a person may see, the newest first."""
    user = who(request)
    state = request.GET.get("state", "")
    rows = queries.declarations(user, state if state in words.STATES else None)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"one": one, "state": tag(words.STATES, one.state)} for one in page],
        "states": [(code, word) for code, (word, _tone) in words.STATES.items()],
        "state": state,
        "may_lodge": bool(may(user, "lodge", Declaration)),
        "data_twin": "/api/v1/declarations",
    }
    return render(request, "customs/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Take in a declaration as a file."""
    user = who(request)
    if not may(user, "lodge", Declaration):
        raise NotVisible(_("There is no such page."))
    form = DeclareForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = [
                services.lodge(user, message, source=f"page: {file.name}")
                for message in _read(file.read(), file.name)
            ]
        except (NotVisible, Refused):
            raise
        except SluisError as error:
            _blame(form, error, "file")
        else:
            if len(taken) > 1:
                return redirect("declarations")
            return redirect("declaration", taken[0].declaration.reference)
    return render(request, "customs/declare.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a declaration with every version and reason, and decide on it."""
    user = who(request)
    row = queries.declaration(user, reference)
    held = row.state == "held" and bool(may(user, "decide", row))
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        initial=fresh(revision(row), version=row.version),
    )

    def do() -> HttpResponse:
        services.decide(user, reference, **form.told(), form=form.carried())
        return redirect("declaration", reference)

    done, status = carry_out(form, do)
    if done is not None:
        return done
    context = {
        **_page(declaration_json(row, user)),
        **_declared(user, row),
        "reference": row.reference,
        "form": form if held or form.errors else None,
        "acts": acting.offered(user, row),
        "stopped": queries.stopped_under(row),
        "history": history(user, row),
        "data_twin": f"/api/v1/declarations/{row.reference}",
        "breadcrumbs": [("/declarations/", _("Declarations")), ("", row.reference)],
    }
    return render(request, "customs/declaration.html", context, status=status)


def _read(data: bytes, name: str) -> list[Declared]:
    if data.lstrip().startswith(b"<"):
        return list(read_wco(BytesIO(data), path=name))
    try:
        given = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        raise UnreadableFile(
            f"it is neither JSON nor XML: {problem.msg}",
            path=f"{name}, line {problem.lineno}",
            remedy="send the file as your software wrote it",
        ) from problem
    if not isinstance(given, dict):
        raise InvalidInput("a declaration is one JSON object", path=name)
    return [read_declaration(given, path=name)]


def _blame(form: Any, error: SluisError, field: str | None) -> None:
    found = error.errors if isinstance(error, Problems) else (error,)
    for one in found:
        remedy = f" ({one.remedy})" if one.remedy else ""
        place = f"{one.path}: " if one.path else ""
        form.add_error(field, f"{place}{one.message}{remedy}")


def _page(told: dict[str, Any]) -> dict[str, Any]:
    language = get_language() or "en"
    versions = [
        {
            **version,
            "word": words.ACTIONS[version["action"]],
            "decisions": [
                {
                    **made,
                    "tag": tag(words.DECISIONS, made["decision"]),
                    "findings": [
                        {**one, "sentence": one.get(language) or one["en"]}
                        for one in made["findings"]
                    ],
                }
                for made in version["decisions"]
            ],
        }
        for version in told["versions"]
    ]
    latest = versions[-1] if versions else None
    return {
        "told": {**told, "tag": tag(words.STATES, told["state"])},
        "versions": versions,
        "latest": latest,
        "findings": latest["decisions"][-1]["findings"]
        if latest and latest["decisions"]
        else [],
    }


def _declared(user: User, row: Declaration) -> dict[str, Any]:
    """Give what is declared, as the latest version made it.

    Who sees the register of parties is led from each party to what is known of it.
    """
    if not row.version:
        return {}
    stands = services.standing(row)
    parties = (
        (_("Exporter"), stands.exporter),
        (_("Consignee"), stands.consignee),
        (_("End user"), stands.end_user),
    )
    return {
        "goods": stands.lines,
        "parties": [(label, one) for label, one in parties if one is not None],
        "looks_up": bool(may(user, "see", Fact)),
        "route": _route(stands),
    }


def _route(stands: Declared) -> Any:
    """Draw the way that the goods are declared to go; ``None`` if it is not told."""
    exporter, consignee = stands.exporter, stands.consignee
    stops = []
    if exporter and exporter.country:
        stops.append(Stop(country=exporter.country, label=exporter.name or ""))
    elif stands.dispatched_from:
        stops.append(Stop(country=stands.dispatched_from, label=_("from")))
    through = [one for one in stands.via if not consignee or one != consignee.country]
    stops += [Stop(country=one, label=_("by way of")) for one in through]
    if consignee and consignee.country:
        stops.append(Stop(country=consignee.country, label=consignee.name or ""))
    destination = stands.destination
    if destination and destination not in {stop.country for stop in stops}:
        stops.append(Stop(country=destination, label=_("destination")))
    return route(_("The way that is declared"), stops) if len(stops) > 1 else None
