"""The form of the end-use statement."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.core.casework.end_use_statement import UNDERTAKINGS
from sluis.office.applications.forms.section import Json, SectionForm, YesNoField
from sluis.office.ui.forms import CountryField, DateField

PROMISES = {
    "no_mass_destruction": _("No weapons of mass destruction"),
    "no_military_use_under_embargo": _("No military use in a country under embargo"),
    "no_re_export_without_consent": _("No re-export or resale without consent"),
    "inspection_allowed": _("Inspection on the spot is allowed"),
}


class StatementForm(SectionForm):
    """The end-use statement."""

    title = _("End-use statement")
    at = "statement"
    paths = {  # noqa: RUF012 - a ClassVar by its base
        "exporter_name": "exporter.name",
        "consignee_name": "consignee.name",
        "end_user_name": "end_user.name",
        "end_user_address": "end_user.address",
        "end_user_country": "end_user.country",
        "end_user_register_number": "end_user.register_number",
    }

    exporter_name = forms.CharField(
        label=_("Exporter, as the statement names it"), max_length=200, required=False
    )
    consignee_name = forms.CharField(
        label=_("Consignee, as the statement names it"), max_length=200, required=False
    )
    end_user_name = forms.CharField(
        label=_("End user, as the statement names it"), max_length=200, required=False
    )
    end_user_address = forms.CharField(
        label=_("Address of the end user"), max_length=200, required=False
    )
    end_user_country = CountryField(label=_("Country of the end user"), required=False)
    end_user_register_number = forms.CharField(
        label=_("Number of the end user in the company register"),
        max_length=100,
        required=False,
    )
    contract = forms.CharField(
        label=_("Number of the contract"), max_length=100, required=False
    )
    end_use = forms.CharField(
        label=_("Stated end use"),
        widget=forms.Textarea({"rows": 4}),
        max_length=5000,
        required=False,
    )
    place_of_use = forms.CharField(
        label=_("Place where the goods are used"), max_length=200, required=False
    )
    country_of_use = CountryField(label=_("Country of that place"), required=False)
    undertakings = forms.MultipleChoiceField(
        label=_("What the end user promises"),
        choices=[(code, PROMISES[code]) for code in UNDERTAKINGS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    signatory = forms.CharField(label=_("Signed by"), max_length=200, required=False)
    function = forms.CharField(
        label=_("Function of who signed"), max_length=200, required=False
    )
    signed_on = DateField(label=_("Signed on"), required=False)
    stamped = YesNoField(label=_("Does it bear the end user's stamp?"))
    document = forms.ChoiceField(
        label=_("The signed paper"),
        help_text=_("Add it under papers first."),
        required=False,
    )

    def for_papers(self, papers: list[tuple[str, str]]) -> None:
        """Offer the papers that were added."""
        field = self.fields["document"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as declared above
        field.choices = [("", _("None yet")), *papers]

    def apply(self, content: Json, index: int | None = None) -> Json:
        """Give the content with the statement, on the goods as they are asked for."""
        whole = super().apply(content, index)
        whole["statement"]["goods"] = [
            {
                "line": good["line"],
                "description": good.get("description"),
                "quantity": good.get("quantity"),
                "unit": good.get("unit"),
            }
            for good in whole.get("goods", [])
        ]
        return whole
