from __future__ import annotations

from dataclasses import replace

import pytest

from sluis.core.casework.routing import Flag, Queue, RoutingFacts, route
from sluis.core.casework.states import ApplicationKind

EASY = RoutingFacts(
    kind=ApplicationKind.INDIVIDUAL,
    taken_in=True,
    destination="JP",
    easy=frozenset({"JP", "CH"}),
    outcome="licence_required",
)


def test_an_easy_destination_without_flags_is_decided_by_the_authority_itself():
    found = route(EASY)

    assert (found.queue, found.why, found.flags) == (
        Queue.STANDARD,
        "easy-destination",
        (),
    )


def test_nothing_passes_intake_before_it_is_found_complete():
    assert route(replace(EASY, taken_in=False, risk="high")).queue is Queue.INTAKE


@pytest.mark.parametrize(
    ("change", "queue", "flag"),
    [
        ({"outcome": "prohibited"}, Queue.SANCTIONS, Flag.PROHIBITED),
        ({"matches": 1}, Queue.SANCTIONS, Flag.PARTY_MATCH),
        ({"confirmed": 1}, Queue.SANCTIONS, Flag.PARTY_MATCH),
        ({"denials": 1}, Queue.SENSITIVE, Flag.DENIAL),
        ({"risk": "high"}, Queue.SENSITIVE, Flag.HIGH_RISK),
        ({"bases": ("nl/order/x",)}, Queue.SENSITIVE, Flag.ORDER),
        ({"bases": ("eu/embargo/iran",)}, Queue.SENSITIVE, Flag.EMBARGO),
        ({"risk": "elevated"}, Queue.STANDARD, Flag.ELEVATED_RISK),
        ({"nearest": 0.02}, Queue.STANDARD, Flag.NEAR_THRESHOLD),
        ({"statement_remarks": 2}, Queue.STANDARD, Flag.STATEMENT_DIFFERS),
        ({"outcome": "undecided"}, Queue.STANDARD, Flag.UNDECIDED),
    ],
)
def test_what_is_flagged_and_where_it_goes(change, queue, flag):
    found = route(replace(EASY, **change))

    assert (found.queue, found.flags) == (queue, (flag,))


@pytest.mark.parametrize("destination", ["CN", None])
def test_another_or_unknown_destination_goes_to_the_ministry(destination):
    assert route(replace(EASY, destination=destination)).why == "destination"


def test_far_from_a_threshold_is_not_near():
    assert route(replace(EASY, nearest=0.3)).flags == ()


@pytest.mark.parametrize(
    ("kind", "queue"),
    [
        (ApplicationKind.CLASSIFICATION, Queue.CLASSIFICATION),
        (ApplicationKind.REGISTRATION, Queue.REGISTRATION),
    ],
)
def test_kinds_with_a_desk_of_their_own(kind, queue):
    assert route(replace(EASY, kind=kind)).queue is queue
