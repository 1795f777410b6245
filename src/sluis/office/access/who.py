"""Who asks, on pages and addresses that are for people with an account."""

from __future__ import annotations

from django.http import HttpRequest

from sluis.office.access.errors import NotVisible
from sluis.office.people.models import User


def who(request: HttpRequest) -> User:
    """Give the person who asks.

    Raises:
        NotVisible: Nobody has signed in, who is told no more than that.
    """
    if not isinstance(request.user, User):
        raise NotVisible("there is no such thing")
    return request.user
