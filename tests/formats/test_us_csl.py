"""The US Consolidated Screening List."""

from collections import Counter
from datetime import date

import pytest

from sluis.core.errors import UnreadableFile
from sluis.formats.lists import read_list

HEAD = (
    "_id,source,entity_number,type,programs,name,addresses,start_date,end_date,"
    "alt_names,citizenships,dates_of_birth,ids,remarks\n"
)
ROWS = (
    "a1,Entity List (EL) - Bureau of Industry and Security,,,,Example Inc.,"
    '"1 Street, Laval, CA; 2 Road, Dubai, AE",2019-08-14,,'
    '"Example Ltd; Exempel",,,,\n'
    "b2,Specially Designated Nationals (SDN) - Treasury Department,7,Individual,"
    'TEST; OTHER,"EXAMPLE, Ivan","Moscow, RU",,,"EKZAMPL, Ivan",RU,1951-02-09,'
    '"RU, 7708503727, Tax ID No.; Male, Gender; 2011, Organization Established Date"'
    ",\n"
    "c3,Denied Persons List (DPL) - Bureau of Industry and Security,,,,I. Example,"
    '"SEAGOVILLE, TX, 75159, US",2003-06-19,2056-06-29,,,,,\n'
)


def read(tmp_path, content):
    path = tmp_path / "consolidated_2022-04-05.csv"
    path.write_text(content)
    return read_list(path)


def test_it_works(tmp_path):
    listed = read(tmp_path, HEAD + ROWS)
    assert (listed.list_id, listed.dated) == ("us-csl", date(2022, 4, 5))
    company, person, denied = listed.entities
    assert company.id == "csl-a1"
    assert company.schema == "LegalEntity"
    assert company.lists == ("us-csl", "us-csl/us-bis-entity-list")
    assert [name.text for name in company.names][1:] == ["Example Ltd", "Exempel"]
    assert company.countries == ("AE", "CA")
    assert company.listed_from == date(2019, 8, 14)
    assert person.schema == "Person"
    assert person.programs == ("TEST", "OTHER")
    assert [part.value for part in person.identifiers] == ["7708503727"]
    assert str(person.incorporated) == "2011"
    assert [str(day) for day in person.birth_dates] == ["1951-02-09"]
    assert denied.listed_until == date(2056, 6, 29)


@pytest.mark.parametrize("cut", [20, 45])
def test_a_cut_file_is_refused_with_its_line(tmp_path, cut):
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path, (HEAD + ROWS)[:-cut])
    assert refused.value.path.endswith(":4")


def test_the_real_list_is_read_whole(shared):
    folder = shared / "data" / "parties" / "us_csl"
    listed = read_list(folder / "csl_consolidated_2022-04.csv.gz")
    inside = Counter(part for entity in listed.entities for part in entity.lists)
    assert inside["us-csl"] == 14_160
    assert inside["us-csl/us-bis-entity-list"] == 2_001
    assert inside["us-csl/us-bis-unverified"] == 201
    assert inside["us-csl/us-bis-military-end-user"] == 71
    assert inside["us-csl/us-bis-denied-persons"] == 462
