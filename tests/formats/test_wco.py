from __future__ import annotations

import io
import tarfile
from decimal import Decimal

import pytest

from sluis.core.casework.declaration import amended
from sluis.core.errors import Problems, SluisError, UnreadableFile
from sluis.formats.declaration import read_declaration, write_declaration
from sluis.formats.wco import read_wco

EXPORT = """<MetaData xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><Declaration>
<FunctionCode>9</FunctionCode><ID>26NL1</ID><TypeCode>EXA</TypeCode>
<AcceptanceDateTime><DateTimeString formatCode="304">20260601120000Z</DateTimeString>
</AcceptanceDateTime>
<Exporter><ID>NL001</ID></Exporter>
<GoodsShipment>
<Consignee><Name>Agent</Name><Address><CountryCode>TW</CountryCode></Address></Consignee>
<Consignment><Itinerary><RoutingCountryCode>TW</RoutingCountryCode></Itinerary>
</Consignment>
<Destination><CountryCode>CN</CountryCode></Destination>
<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>
<StatisticalValueAmount currencyID="EUR">100.50</StatisticalValueAmount>
<AdditionalDocument><CategoryCode>X</CategoryCode><ID>NL-2026-0001</ID>
<TypeCode>060</TypeCode>
<WriteOff><QuantityQuantity unitCode="NAR">10</QuantityQuantity></WriteOff>
</AdditionalDocument>
<Commodity><Description>engines</Description>
<Classification><ID>84111100</ID><IdentificationTypeCode>TSP</IdentificationTypeCode>
</Classification>
<GoodsMeasure><TariffQuantity unitCode="NAR">10</TariffQuantity></GoodsMeasure>
</Commodity></GovernmentAgencyGoodsItem>
</GoodsShipment></Declaration></MetaData>"""


def read(text, **options):
    return list(read_wco(io.BytesIO(text.encode()), path="d.xml", **options))


def test_it_works():
    (found,) = read(EXPORT)

    assert (found.reference, found.action, found.procedure) == (
        "26NL1",
        "original",
        "EXA",
    )
    assert str(found.lodged_on) == "2026-06-01"
    assert (found.destination, found.via) == ("CN", ("TW",))
    (line,) = found.lines
    assert (line.cn_code, line.quantity, line.unit) == ("84111100", Decimal(10), "NAR")
    assert str(line.value.amount) == "100.50"
    document = line.licence
    assert (document.code, document.reference) == ("X060", "NL-2026-0001")
    assert (document.quantity, document.unit) == (Decimal(10), "NAR")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (">100.50<", ">much<", "d.xml:12: StatisticalValueAmount"),
        (' currencyID="EUR"', "", "d.xml:12: StatisticalValueAmount"),
        ("20260601120000Z", "20261301", "d.xml:3: AcceptanceDateTime"),
        (">CN<", ">China<", "d.xml:10: CountryCode"),
        ("<ID>26NL1</ID>", "", "d.xml:1: Declaration"),
        ("<SequenceNumeric>1</SequenceNumeric>", "", "d.xml:11: Gov"),
        (">9</FunctionCode>", ">8</FunctionCode>", "d.xml:1: Declaration"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_line_and_element(old, new, place):
    with pytest.raises(Problems) as caught:
        read(EXPORT.replace(old, new))

    assert place in str(caught.value)


def test_one_bad_declaration_does_not_keep_the_others_out():
    part = EXPORT[EXPORT.index("<Declaration>") : EXPORT.index("</MetaData>")]
    refused = []

    found = read(
        EXPORT.replace("</MetaData>", part.replace(">CN<", ">x<") + "</MetaData>"),
        refused=refused,
    )

    assert (len(found), len(refused)) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        EXPORT[:-40],
        "<a/>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_what_is_no_declaration_file_is_refused(text):
    with pytest.raises(UnreadableFile):
        read(text)


def test_a_correction_changes_what_it_states_and_takes_out_what_it_points_at():
    (before,) = read(
        EXPORT.replace(
            "</GoodsShipment>",
            "<GovernmentAgencyGoodsItem><SequenceNumeric>2</SequenceNumeric>"
            "</GovernmentAgencyGoodsItem></GoodsShipment>",
        )
    )
    (change,) = read(
        "<MetaData><Declaration><FunctionCode>13</FunctionCode><ID>26NL1</ID>"
        "<TypeCode>COR</TypeCode><Amendment><Pointer><SequenceNumeric>2"
        "</SequenceNumeric><DocumentSectionCode>68A</DocumentSectionCode></Pointer>"
        "</Amendment><GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>1"
        "</SequenceNumeric><Commodity><GoodsMeasure><TariffQuantity unitCode='NAR'>8"
        "</TariffQuantity></GoodsMeasure></Commodity></GovernmentAgencyGoodsItem>"
        "</GoodsShipment></Declaration></MetaData>"
    )

    after = amended(before, change)

    assert (change.action, change.removed) == ("amendment", (2,))
    assert [(one.number, one.quantity) for one in after.lines] == [(1, Decimal(8))]
    assert after.lines[0].cn_code == "84111100"
    assert (after.destination, after.procedure) == ("CN", "EXA")


def test_every_sample_of_a_real_customs_service_is_read_or_refused_with_its_place(
    shared,
):
    packed = shared / "data" / "customs" / "hmrc_cds_v3_samples_train.tar.gz"
    read_all, refused = 0, []
    with tarfile.open(packed) as samples:
        for member in samples.getmembers():
            if not member.name.lower().endswith(".xml"):
                continue
            try:
                for found in read_wco(
                    samples.extractfile(member), path=member.name, refused=refused
                ):
                    read_all += 1
                    written = write_declaration(found)
                    assert read_declaration(written) == found
            except SluisError as error:
                refused.append(error)

    assert read_all == 197
    assert all(".xml" in str(one) for one in refused)
    # Answers of customs and movements, and a few without number, type or good XML.
    assert len(refused) == 325
