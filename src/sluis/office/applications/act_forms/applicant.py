"""What the applicant fills in to do something to an application."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.office.applications.act_forms.act import ActForm, text_field
from sluis.office.applications.forms.section import Json


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

    def prepare(self, file: Json) -> None:
        """Say what is asked; without being told which, it is the first open one."""
        unanswered = [one for one in file["questions"] if not one["answered_on"]]
        asked = str(self.data.get("question") or self.initial.get("question") or "")
        for one in unanswered:
            if asked in {"", str(one["id"])}:
                self.initial["question"] = one["id"]
                self.fields["text"].help_text = one["text"]
                return


class ObjectForm(ActForm):
    """Object."""

    title = _("Object to the decision")
    button = _("Lodge the objection")
    grounds = text_field(_("Why you object"))
