"""Why something is not shown, or not done.

Both are a :class:`SluisError` for the API and the command line, and the exception
that Django's pages answer by themselves.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from sluis.core.errors import SluisError


class NotVisible(SluisError, Http404):
    """There is no such thing, as far as this person may know: 404."""

    code = "not-found"


class Refused(SluisError, PermissionDenied):
    """The person may see the thing, and may not do this to it: 403."""

    code = "refused"
