"""The event hash: what changes it, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.custody.hash import (
    EventHasher,
    event_hash,
    pre_hash,
)
from sluis.core.custody.keys import canonical
from sluis.core.custody.spelling import utc_milliseconds

EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2017-02-20T00:00:00Z",
    "eventTimeZoneOffset": "+08:00",
    "recordTime": "2017-03-01T00:00:00Z",
    "action": "OBSERVE",
    "bizStep": "receiving",
    "epcList": ["https://sluis.example/id/obj/maker-a/engine-x/T-1001"],
    "example:note": "a",
}
NAMES = {"example": "https://ns.example.com/epcis/"}


@pytest.mark.parametrize(
    "change",
    [
        {"eventTime": "2017-02-20T08:00:00+08:00"},
        {"recordTime": "2020-01-01T00:00:00Z"},
        {"eventID": "urn:uuid:11111111-1111-1111-1111-111111111111"},
        {"errorDeclaration": {"declarationTime": "2021-01-01T00:00:00Z"}},
        {"bizStep": "https://ref.gs1.org/cbv/BizStep-receiving"},
        {"bizStep": "urn:epcglobal:cbv:bizstep:receiving"},
        {"rdfs:comment": "x"},
        {"quantityList": []},
    ],
)
def test_another_way_of_writing_it_keeps_the_hash(change):
    assert event_hash({**EVENT, **change}, NAMES) == event_hash(EVENT, NAMES)


@pytest.mark.parametrize(
    "change",
    [
        {"eventTime": "2017-02-20T00:00:01Z"},
        {"eventTimeZoneOffset": "+07:00"},
        {"action": "ADD"},
        {"epcList": []},
        {"example:note": "b"},
        {"disposition": "in_transit"},
    ],
)
def test_another_event_has_another_hash(change):
    assert event_hash({**EVENT, **change}, NAMES) != event_hash(EVENT, NAMES)


def test_an_own_field_is_known_by_its_address_and_not_by_its_prefix():
    renamed = {k: v for k, v in EVENT.items() if k != "example:note"} | {"x:note": "a"}
    names = {"x": NAMES["example"]}
    assert event_hash(renamed, names) == event_hash(EVENT, NAMES)


def test_the_order_of_items_is_of_no_account():
    one = {**EVENT, "epcList": ["urn:a:1", "urn:a:2"]}
    other = {**EVENT, "epcList": ["urn:a:2", "urn:a:1"]}
    assert event_hash(one) == event_hash(other)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2023-02-02T11:04:03.1415Z", "2023-02-02T11:04:03.142Z"),
        ("2023-02-02T11:04:03.1414Z", "2023-02-02T11:04:03.141Z"),
        ("2023-12-31T23:59:59.9996Z", "2024-01-01T00:00:00.000Z"),
        ("2020-03-04T11:00:30+01:00", "2020-03-04T10:00:30.000Z"),
        ("2020-03-04T11:00:30-06:30", "2020-03-04T17:30:30.000Z"),
        ("yesterday", "yesterday"),
        ("2020-13-04T11:00:30Z", "2020-13-04T11:00:30Z"),
    ],
)
def test_times_are_in_utc_to_the_millisecond(text, written):
    assert utc_milliseconds(text) == written


def test_numbers_lose_their_zeros_and_long_ones_keep_every_digit():
    text = pre_hash({**EVENT, "example:note": ["2.50", "010", "111100001111000011110"]})
    for written in ("=2.5", "=10", "=111100001111000011110"):
        assert f"example:note{written}" in text


ITEMS = st.lists(
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from(
                [
                    "https://sluis.example/id/obj/a/",
                    "https://id.gs1.org/01/04012345999990/21/",
                    "urn:epc:id:sgtin:4012345.011111.",
                    "urn:epc:id:sscc:4012345.",
                ]
            ),
            st.text("01aZ-./", max_size=10),
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(items=ITEMS)
def test_items_spelled_together_are_spelled_as_each_alone(items):
    text = pre_hash({**EVENT, "epcList": items})
    alone = "epcList" + "".join(sorted(f"epc={canonical(item)}" for item in items))
    assert f"{alone}action=" in text


def test_what_a_hasher_remembers_does_not_change_a_hash():
    hasher = EventHasher(NAMES)
    rows = [
        {**EVENT, "bizStep": step, "readPoint": {"id": place}, "sourceList": said}
        for step in ("receiving", "shipping")
        for place in ("urn:a:1", "urn:a:2")
        for said in (
            [],
            [{"type": "location", "source": "urn:a:1"}],
            [{"type": "owning_party", "source": "urn:a:1"}],
            [{"type": "owning_party", "source": "urn:a:1"}] * 2,
        )
    ]
    first = [hasher.hash(row) for row in rows]
    assert first == [hasher.hash(row) for row in rows]
    assert first == [event_hash(row, NAMES) for row in rows]
    assert len(set(first)) == len(rows)
