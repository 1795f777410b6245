"""The figures of routing that are policy: for which countries the desk decides."""

from __future__ import annotations

from functools import cache

EASY = frozenset({"CH", "JP", "AU", "NZ"})
"""Besides the Union and NATO, by the Dutch authority's own public description."""
_UNION = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
)
_NATO_OUTSIDE = "AL CA GB IS ME MK NO TR US"


@cache
def easy_destinations() -> frozenset[str]:
    """Give the countries for which the authority decides by itself.

    The Union, NATO, Switzerland, Japan, Australia and New Zealand
    (rijksoverheid.nl); applications for all others are put before the ministry.
    """
    return EASY.union(_UNION.split(), _NATO_OUTSIDE.split())
