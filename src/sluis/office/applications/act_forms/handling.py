"""What the desk fills in to handle a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sluis.office.applications import words
from sluis.office.applications.act_forms.act import ActForm, text_field
from sluis.office.applications.forms.section import Json
from sluis.office.ui.forms import DateField


class FindCompleteForm(ActForm):
    """Complete."""

    title = _("Find it complete")
    button = _("It is complete")


class FindIncompleteForm(ActForm):
    """Incomplete."""

    title = _("Send it back to be completed")
    lead = _("The clock stands until it is submitted again, or the term has passed.")
    button = _("Send it back")
    text = text_field(_("What is lacking"))
    answer_by = DateField(label=_("Last day for the applicant"))


class TakeUpForm(ActForm):
    """Take up."""

    title = _("Begin the assessment")
    button = _("Take the case")


class AskForm(ActForm):
    """Ask."""

    title = _("Ask the applicant")
    lead = _("The clock stands from tomorrow until the answer, or until its term.")
    button = _("Send the question")
    text = text_field(_("Your question"))
    answer_by = DateField(label=_("Last day for the answer"))


class ResumeForm(ActForm):
    """Go on."""

    title = _("Go on without the answer")
    button = _("Go on")


class RunAgainForm(ActForm):
    """Run again."""

    title = _("Run the checks again")
    button = _("Run again")


class NoteForm(ActForm):
    """Note."""

    title = _("Write a note")
    button = _("Keep the note")
    text = text_field(_("Note"))
    shared = forms.BooleanField(label=_("The applicant may read it"), required=False)


class AddTaskForm(ActForm):
    """Task."""

    title = _("Add a task")
    button = _("Add")
    name = forms.CharField(label=_("What is to be done"), max_length=200)
    officer = forms.EmailField(label=_("By whom (e-mail)"), required=False)
    due_on = DateField(label=_("By when"), required=False)

    def payload(self) -> Json:
        """Give the act's fields by its own names."""
        found = super().payload()
        return {**found, "title": found.pop("name")}


class FinishTaskForm(ActForm):
    """Task done."""

    title = _("The task is done")
    button = _("Done")
    task = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(ActForm):
    """Assign."""

    title = _("Give the case to an officer")
    button = _("Give")
    officer = forms.EmailField(label=_("E-mail of the officer"), required=False)


class SendToForm(ActForm):
    """To a desk."""

    title = _("Send it to a desk")
    button = _("Send")
    queue = forms.ChoiceField(
        label=_("Desk"),
        choices=[("", _("By the rules")), *words.QUEUES.items()],
        required=False,
    )


class AnnounceDelayForm(ActForm):
    """Delay."""

    title = _("Announce a delay")
    button = _("Announce")
    until = DateField(label=_("Day by which the decision is to be expected"))
