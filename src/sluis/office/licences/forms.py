"""The forms by which something is done to a licence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.amendment import AmendedLine, Amendment
from sluis.core.casework.condition_library import LIBRARY, Language
from sluis.core.casework.conditions import ConditionTerm, read_term, wording
from sluis.core.casework.grant import Grant
from sluis.office.licences import words
from sluis.office.ui.carrying import CarryingForm
from sluis.office.ui.forms import DateField

BASIS = "Regulation (EU) 2021/821, Article 16(1)"
"""What annulling, suspending, modifying and revoking rest on, unless said otherwise."""


def language() -> Language:
    """Give the reader's language, of those that licences are written in."""
    return "nl" if get_language() == "nl" else "en"


class ActForm(CarryingForm):
    """Something that is done to a licence, on what ground and why."""

    effective_on = DateField(label=_("From"), initial=timezone.localdate)
    basis = forms.CharField(
        label=_("Legal ground"),
        help_text=_("Article and act it rests on."),
        max_length=300,
        initial=BASIS,
    )
    reason = forms.CharField(
        label=_("Reasons"),
        help_text=_("The holder reads them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SurrenderForm(ActForm):
    """The holder gives a licence back."""

    basis = forms.CharField(
        widget=forms.HiddenInput, initial=_("at the request of the holder")
    )
    reason = forms.CharField(
        label=_("Reasons"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AmendForm(ActForm):
    """What an amended licence says; its fields are made from what stands."""

    valid_until = DateField(label=_("Valid until"))

    def about(self, grant: Grant) -> AmendForm:
        """Offer days, lines and conditions as they stand."""
        self.grant = grant
        told = language()
        self.initial.setdefault("valid_until", grant.valid_until)
        for goods in grant.goods:
            line = {"line": goods.line, "what": goods.description}
            if goods.quantity is not None:
                self._number(
                    f"line_{goods.line}_quantity",
                    _("Line %(line)s, %(what)s: quantity in all (%(unit)s)")
                    % {**line, "unit": goods.unit},
                    goods.quantity,
                )
            if goods.value is not None:
                self._number(
                    f"line_{goods.line}_amount",
                    _("Line %(line)s, %(what)s: value in all (%(unit)s)")
                    % {**line, "unit": goods.value.currency},
                    goods.value.amount,
                )
        if grant.conditions:
            self.fields["keep"] = forms.MultipleChoiceField(
                label=_("Conditions that stay"),
                choices=[
                    (str(place), wording(term, told))
                    for place, term in enumerate(grant.conditions)
                ],
                initial=[str(place) for place in range(len(grant.conditions))],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for code, kind in LIBRARY.items():
            self.fields[f"add_{code}"] = forms.BooleanField(
                label=_("Add: %(title)s") % {"title": kind.title[told]},
                help_text=kind.text[told].format_map(
                    {one.name: "…" for one in kind.parameters}
                ),
                required=False,
            )
            for one in kind.parameters:
                self.fields[f"add_{code}_{one.name}"] = forms.CharField(
                    label=f"{kind.title[told]}: {words.PARAMETERS[one.name]}",
                    max_length=200,
                    required=False,
                )
        return self

    def _number(self, name: str, label: str, stands: Decimal) -> None:
        self.fields[name] = forms.DecimalField(
            label=label,
            initial=stands.normalize() if stands % 1 else stands.quantize(Decimal(1)),
            min_value=Decimal("0.0001"),
            max_digits=15,
            decimal_places=4,
        )

    def amendment(self) -> Amendment:
        """Give what was filled in.

        Raises:
            SluisError: A parameter of a condition is not of its type.
        """
        told = self.cleaned_data
        kept = told.get("keep") or ()
        return Amendment(
            valid_until=told["valid_until"],
            lines=tuple(
                AmendedLine(
                    line=one.line,
                    quantity=told.get(f"line_{one.line}_quantity"),
                    amount=told.get(f"line_{one.line}_amount"),
                )
                for one in self.grant.goods
            ),
            conditions=(
                *(self.grant.conditions[int(place)] for place in kept),
                *self._added(),
            ),
        )

    def _added(self) -> Iterator[ConditionTerm]:
        for code, kind in LIBRARY.items():
            if self.cleaned_data.get(f"add_{code}"):
                given = {
                    one.name: self.cleaned_data.get(f"add_{code}_{one.name}")
                    for one in kind.parameters
                }
                yield read_term(code, given, None, path=f"add_{code}")

    def told(self) -> dict[str, Any]:
        """Give what every act has, and the amendment."""
        return {
            name: self.cleaned_data[name]
            for name in ("effective_on", "basis", "reason")
        } | {"amendment": self.amendment()}


class ConfirmForm(CarryingForm):
    """The confirmation of what a colleague proposed."""


class DropForm(CarryingForm):
    """The dropping of a proposal."""

    why = forms.CharField(
        label=_("Why it is dropped"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
