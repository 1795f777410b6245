"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from sluis.office.api import yente
from sluis.office.api.epcis import api as epcis
from sluis.office.api.routes import api
from sluis.office.audit import views as audit
from sluis.office.ui import health, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sluis.office.applications.urls")),
    path("", views.home, name="home"),
    path("case/", views.case, name="case"),
    path("search/", views.search, name="find"),
    path("", include("sluis.office.licences.urls")),
    path("", include("sluis.office.customs.urls")),
    path("", include("sluis.office.cases.urls")),
    path("", include("sluis.office.compliance.urls")),
    path("language", set_language, name="language"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("", include("sluis.office.parties.urls")),
    path("", include("sluis.office.people.urls")),
    path("account/", include("allauth.urls")),
    path("audit/", audit.entries, name="audit"),
    path("api/v1/", api.urls),
    path("epcis/", epcis.urls),
    path("match/<str:dataset>", yente.match, name="match"),
    path("search/<str:dataset>", yente.search, name="search"),
    path("entities/<str:entity_id>", yente.entity, name="entity"),
    path("entities/<str:entity_id>/adjacent", yente.adjacent, name="adjacent"),
    path("entities/<str:entity_id>/adjacent/<str:prop>", yente.adjacent),
    path("catalog", yente.catalog, name="catalog"),
    path("algorithms", yente.algorithms, name="algorithms"),
]

handler400 = "sluis.office.ui.views.bad_request"
handler403 = "sluis.office.ui.views.forbidden"
handler404 = "sluis.office.ui.views.not_found"
handler500 = "sluis.office.ui.views.server_error"
