"""Reading case files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import visible
from sluis.office.cases.models import CaseFile

if TYPE_CHECKING:
    from sluis.office.people.models import User


def latest_case() -> CaseFile | None:
    """Give the newest case file that no breach opened; ``None`` when there is none.

    It holds everything that was found. What a reader may see of it is in
    ``answers["overviews"]``, by audience.
    """
    return CaseFile.objects.filter(breach=None).first()


def breach_cases(user: User) -> QuerySet[CaseFile]:
    """Give the cases that a breach opened and that a person may see, newest first."""
    return visible(user, CaseFile).exclude(breach=None)


def breach_case(user: User, pk: int) -> CaseFile:
    """Give one case that a breach opened.

    Raises:
        NotVisible: There is none for this person.
    """
    found = breach_cases(user).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such case."))
    return found
