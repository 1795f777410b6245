"""The pages on which something is done to a licence, and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sluis.core.casework.licence_states import TWO_PEOPLE, LicenceAct, allowed_acts
from sluis.formats.grant import read_grant
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import may, require
from sluis.office.access.who import who
from sluis.office.licences import queries, services, words
from sluis.office.licences.differing import changes
from sluis.office.licences.forms import (
    ActForm,
    AmendForm,
    ConfirmForm,
    DropForm,
    SurrenderForm,
    language,
)
from sluis.office.licences.models import Act, Licence
from sluis.office.licences.state import state_of
from sluis.office.once.services import revision
from sluis.office.ui.carrying import carry_out, fresh

if TYPE_CHECKING:
    from sluis.office.people.models import User

_RIGHTS = {LicenceAct.SUSPEND: "suspend", LicenceAct.SURRENDER: "surrender"}


def offered(user: User, one: Licence) -> list[tuple[str, Any]]:
    """Give what a person can do to a licence now: the act and its words."""
    today = timezone.localdate()
    state = state_of(one, queries.balances_of(one, today)[0], today)
    return [
        (act.value, words.ACTS[act.value][0])
        for act in allowed_acts(state)
        if may(user, _RIGHTS.get(act, "propose"), one)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do something to a licence, or propose it where another must confirm."""
    user = who(request)
    one = queries.licence(user, number)
    if act not in words.ACTS:
        raise NotVisible(_("There is no such page."))
    kind = LicenceAct(act)
    require(user, _RIGHTS.get(kind, "propose"), one)
    form = _form(kind, one, request)

    def do() -> HttpResponse:
        row = services.propose(
            user, number, act=kind, form=form.carried(), **form.told()
        )
        if row.confirmed_at is None:
            return redirect("licence-proposal", number, row.pk)
        return redirect("licence", number)

    done, status = carry_out(form, do)
    if done is not None:
        return done
    context = {
        "form": form,
        "title": words.ACTS[act][0],
        "lead": words.LEADS[act],
        "button": _("Propose it") if kind in TWO_PEOPLE else words.ACTS[act][0],
        "back": reverse("licence", args=[number]),
        "breadcrumbs": _where(number, words.ACTS[act][0]),
    }
    return render(request, "licences/act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, number: str, act_id: int) -> HttpResponse:
    """Show what was proposed; confirm it, or drop it."""
    user = who(request)
    one = queries.licence(user, number)
    row = queries.act(one, act_id)
    seen = fresh(revision(one))
    sent = request.POST if request.method == "POST" else None
    dropping = sent is not None and "drop" in sent
    confirm = ConfirmForm(None if dropping else sent, initial=seen)
    drop = DropForm(sent if dropping else None, initial=seen, auto_id="drop_%s")
    form = drop if dropping else confirm

    def do() -> HttpResponse:
        return redirect("licence", _answer(user, number, act_id, form))

    done, status = carry_out(form, do)
    if done is not None:
        return done
    waits = row.confirmed_at is None and row.dropped_at is None
    mine = row.proposed_by_id == user.pk
    context = {
        "row": row,
        "number": number,
        "asked": words.ACTS[row.act][0],
        "lead": words.LEADS[row.act],
        "changes": _changes(one, row),
        "waits": waits,
        "mine": mine,
        "confirm": confirm
        if (waits and not mine and may(user, "confirm", one)) or confirm.errors
        else None,
        "drop": drop if waits and may(user, "propose", one) else None,
        "breadcrumbs": _where(number, words.ACTS[row.act][0]),
    }
    return render(request, "licences/proposal.html", context, status=status)


def _answer(user: User, number: str, act_id: int, form: Any) -> str:
    """Confirm or drop, and give the licence to look at then."""
    if isinstance(form, DropForm):
        services.drop(user, number, act_id, form=form.carried(), **form.told())
        return number
    services.confirm(user, number, act_id, form.carried())
    after = queries.licence(user, number)
    replaced_by = getattr(after, "replaced_by", None)
    return replaced_by.number if replaced_by else number


def _form(kind: LicenceAct, one: Licence, request: HttpRequest) -> Any:
    sent = request.POST if request.method == "POST" else None
    first = fresh(revision(one))
    if kind is LicenceAct.REPLACE:
        return AmendForm(sent, initial=first).about(queries.grant_of(one))
    form = SurrenderForm if kind is LicenceAct.SURRENDER else ActForm
    return form(sent, initial=first)


def _changes(one: Licence, row: Act) -> list[tuple[str, str, str]]:
    """Tell in what an amended licence would differ."""
    if not row.grant:
        return []
    return list(changes(queries.grant_of(one), read_grant(row.grant), language()))


def _where(number: str, title: Any) -> list[tuple[str, Any]]:
    return [
        (reverse("licences"), _("Licences")),
        (reverse("licence", args=[number]), number),
        ("", title),
    ]
