"""How allauth behaves here: accounts come by invitation, and every entry is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from sluis.office.people import entries


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Sign in, sign out and passwords."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Lead to the site's own address, whatever host the request named."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.PUBLIC_ADDRESS}{path}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep in the trail that a password was wrong."""
        super().authentication_failed(request, **credentials)
        entries.refused(str(credentials.get("email", "")))


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # as above
    """Sign in by a provider of identities, for people who have an account here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever the provider knows and Sluis does not stays outside."""
        return False
