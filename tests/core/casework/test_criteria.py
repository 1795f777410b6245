from __future__ import annotations

import pytest

from sluis.core.casework.criteria import (
    CRITERIA,
    Finding,
    criteria_for,
    criterion,
    denying,
    unjudged,
)
from sluis.core.casework.states import ApplicationKind


def test_dual_use_goods_are_judged_by_the_four_points_of_article_15():
    found = criteria_for(ApplicationKind.INDIVIDUAL, military=False)

    assert [one.code for one in found] == ["art15.a", "art15.b", "art15.c", "art15.d"]


def test_military_goods_are_judged_by_the_eight_criteria_as_well():
    found = criteria_for(ApplicationKind.SONDAGE, military=True)

    assert [one.code for one in found][4:] == [f"cp.{n}" for n in range(1, 9)]


@pytest.mark.parametrize(
    "kind", [ApplicationKind.CLASSIFICATION, ApplicationKind.REGISTRATION]
)
def test_a_classification_or_registration_has_no_checklist(kind):
    assert criteria_for(kind, military=True) == ()


def test_what_nobody_judged_is_open():
    wanted = criteria_for(ApplicationKind.INDIVIDUAL, military=False)

    assert unjudged(wanted, {"art15.a": Finding.NO_CONCERN}) == (
        "art15.b",
        "art15.c",
        "art15.d",
    )


def test_a_concern_denies_where_the_text_obliges_and_is_weighed_elsewhere():
    wanted = criteria_for(ApplicationKind.INDIVIDUAL, military=True)
    concern = {one.code: Finding.CONCERN for one in wanted}

    assert denying(wanted, concern) == (
        *("art15.a", "art15.b"),
        *("cp.1", "cp.2", "cp.3", "cp.4"),
    )
    assert denying(wanted, {"cp.7": Finding.REFUSE}) == ("cp.7",)


def test_every_criterion_speaks_both_languages_and_names_its_text():
    for one in CRITERIA:
        assert set(one.question) == {"en", "nl"}
        assert one.legal_basis
        assert criterion(one.code) is one
