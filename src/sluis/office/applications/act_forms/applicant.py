"""What the applicant fills in to do something to an application."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.office.applications.act_forms.act import ActForm, text_field


class SubmitForm(ActForm):
    """Hand in."""

    title = _("Submit the application")
    lead = _("The authority decides within eight weeks, without the days it asks you.")
    button = _("Submit")


class WithdrawForm(ActForm):
    """Take back."""

    title = _("Withdraw the application")
    button = _("Withdraw")
    why = text_field(_("Why you withdraw it"))


class AnswerForm(ActForm):
    """Answer."""

    title = _("Answer a question")
    button = _("Send the answer")
    question = forms.IntegerField(widget=forms.HiddenInput)
    text = text_field(_("Your answer"))


class ObjectForm(ActForm):
    """Object."""

    title = _("Object to the decision")
    button = _("Lodge the objection")
    grounds = text_field(_("Why you object"))
