"""The addresses of people, organisations and one's own account."""

from __future__ import annotations

from django.urls import path

from sluis.office.people import organisation_views as pages
from sluis.office.people import views

urlpatterns = [
    path("invitations/<str:secret>/", views.take_invitation, name="invitation"),
    path("account/", views.account, name="account"),
    path("account/tokens/", views.keys, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", views.revoke_key, name="revoke-token"),
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/add/", pages.add_organisation, name="add-organisation"),
    path("organisations/<int:pk>/", pages.organisation, name="organisation"),
    path("organisations/<int:pk>/invite/", pages.invite, name="invite"),
    path(
        "organisations/<int:pk>/block/",
        pages.block_organisation,
        name="block-organisation",
    ),
    path(
        "organisations/<int:pk>/roles/<int:membership>/end/",
        pages.end_role,
        name="end-role",
    ),
    path(
        "organisations/<int:pk>/invitations/<int:invitation>/withdraw/",
        pages.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("people/", pages.people, name="people"),
    path("people/<int:pk>/", pages.person, name="person"),
    path("people/<int:pk>/block/", pages.block_person, name="block-person"),
]
