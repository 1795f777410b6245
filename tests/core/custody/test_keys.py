"""Identifiers have one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.custody import keys
from sluis.core.custody.keys import canonical, item_key, short_name


@pytest.mark.parametrize(
    ("given_", "link"),
    [
        ("urn:epc:id:sgtin:4012345.011111.9876", "01/04012345111118/21/9876"),
        ("urn:epc:id:sscc:4012345.3111111111", "00/340123451111111111"),
        ("urn:epc:id:sgln:4012345.00005.122", "414/4012345000054/254/122"),
        ("urn:epc:id:sgln:4012345.00005.0", "414/4012345000054"),
        ("urn:epc:id:gdti:987659999999..9", "253/98765999999929"),
        ("urn:epc:id:itip:4012345.011111.01.02.987", "8006/040123451111180102/21/987"),
        ("urn:epc:class:lgtin:4012345.012345.Lot987", "01/04012345123456/10/Lot987"),
        ("urn:epc:idpat:sgtin:4054739.099914.*", "01/04054739999148"),
        ("https://example.com/gtin/09780345418913/21/7?x=1", "01/09780345418913/21/7"),
        ("https://a.example/01/12345670/10/L/21/S", "01/00000012345670/21/S"),
    ],
)
def test_a_gs1_key_becomes_the_canonical_link(given_, link):
    assert canonical(given_) == f"https://id.gs1.org/{link}"


@pytest.mark.parametrize(
    "given_",
    [
        "https://sluis.example/id/obj/maker-a/engine-x/T-1001",
        "https://sluis.example/id/party/consignee-tw",
        "http://transaction.example/po/12345678",
        "urn:epc:id:sgtin:1.2.3",
        "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
        "geo:12.5,47.8",
        "",
    ],
)
def test_anything_else_stays_as_it_is(given_):
    assert canonical(given_) == given_


def test_urn_and_link_of_one_item_are_one_item():
    urn = "urn:epc:id:sgtin:4012345.099999.XYZ"
    assert item_key(urn) == item_key("https://shop.example/01/04012345999990/21/XYZ")


def test_a_short_name_is_the_last_telling_part():
    assert short_name("https://sluis.example/id/party/consignee-tw") == "consignee-tw"
    assert short_name("urn:epc:id:sscc:4012345.0000000111") == "4012345.0000000111"


HEADS = [
    "https://sluis.example/id/obj/maker-a/engine-x/",
    "https://id.gs1.org/01/04012345999990/21/",
    "https://shop.example/01/12345670/10/L/21/",
    "https://shop.example/01/12345670/21/S/10/",
    "https://shop.example/gtin/",
    "https://id.gs1.org/00/",
    "https://id.gs1.org/414/",
    "https://x.example/?q=/",
    "urn:epc:id:sgtin:4012345.011111.",
    "urn:epc:id:sgtin:4012345.",
    "urn:epc:id:giai:4012345.",
    "urn:epc:id:sscc:4012345.",
    "urn:epc:id:sgln:4012345.00005.",
    "urn:epc:id:gsrn:4012345.",
    "urn:epc:class:lgtin:4012345.012345.",
    "urn:uuid:",
    "",
]


@given(
    head=st.sampled_from(HEADS),
    tail=st.text("0123456789AXlot-_./%?# é", max_size=14),
)
def test_the_short_way_to_a_spelling_gives_what_the_long_way_gives(head, tail):
    assert canonical(head + tail) == keys._canonical(head + tail)
