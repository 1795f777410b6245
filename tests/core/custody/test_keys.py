"""Identifiers have one spelling."""

from __future__ import annotations

import pytest

from sluis.core.custody.keys import canonical, item_key, short_name


@pytest.mark.parametrize(
    ("given", "link"),
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
def test_a_gs1_key_becomes_the_canonical_link(given, link):
    assert canonical(given) == f"https://id.gs1.org/{link}"


@pytest.mark.parametrize(
    "given",
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
def test_anything_else_stays_as_it_is(given):
    assert canonical(given) == given


def test_urn_and_link_of_one_item_are_one_item():
    urn = "urn:epc:id:sgtin:4012345.099999.XYZ"
    assert item_key(urn) == item_key("https://shop.example/01/04012345999990/21/XYZ")


def test_a_short_name_is_the_last_telling_part():
    assert short_name("https://sluis.example/id/party/consignee-tw") == "consignee-tw"
    assert short_name("urn:epc:id:sscc:4012345.0000000111") == "4012345.0000000111"
