"""Addresses of the pages of applications."""

from __future__ import annotations

from django.urls import path

from sluis.office.applications import (
    catalogue_views,
    denial_views,
    goods_views,
    parties_views,
    views,
)

urlpatterns = [
    path("applications/", views.listed, name="applications"),
    path("applications/new/", views.start, name="application-new"),
    path("applications/<str:reference>/", views.application, name="application"),
    path(
        "applications/<str:reference>/edit/<str:section>/",
        views.section,
        name="application-section",
    ),
    path(
        "applications/<str:reference>/edit/<str:section>/new/",
        views.section,
        name="application-row-new",
    ),
    path(
        "applications/<str:reference>/edit/<str:section>/<int:index>/",
        views.section,
        name="application-row",
    ),
    path(
        "applications/<str:reference>/edit/<str:section>/<int:index>/remove/",
        views.remove,
        name="application-row-remove",
    ),
    path(
        "applications/<str:reference>/foreseen/",
        catalogue_views.foresee,
        name="application-foreseen",
    ),
    path(
        "applications/<str:reference>/edit/goods/take/",
        catalogue_views.take,
        name="good-take",
    ),
    path(
        "applications/<str:reference>/edit/parties/import/",
        parties_views.bring_in,
        name="parties-import",
    ),
    path(
        "applications/<str:reference>/edit/parties/template.csv",
        parties_views.template,
        name="parties-template",
    ),
    path(
        "applications/<str:reference>/do/<str:act>/",
        views.act,
        name="application-act",
    ),
    path(
        "applications/<str:reference>/documents/",
        views.add_document,
        name="application-documents",
    ),
    path(
        "applications/<str:reference>/documents/<str:sha256>/",
        views.document,
        name="application-document",
    ),
    path("denials/", denial_views.denials, name="denials"),
    path("denials/new/", denial_views.record, name="denial-new"),
    path("denials/<int:number>/", denial_views.denial, name="denial"),
    path("goods/", goods_views.catalogue, name="goods"),
    path("goods/add/", catalogue_views.add, name="good-add"),
    path("goods/<int:pk>/", catalogue_views.good, name="good"),
    path("goods/<int:pk>/change/", catalogue_views.change, name="good-change"),
    path("goods/import/", goods_views.bring_in, name="goods-import"),
    path("goods/template.csv", goods_views.template_csv, name="goods-template-csv"),
    path("goods/template.xlsx", goods_views.template_xlsx, name="goods-template-xlsx"),
    path("goods/goods.csv", goods_views.export, name="goods-export"),
]
