"""The UN list."""

from datetime import date

import pytest

from sluis.core.errors import UnreadableFile
from sluis.core.party import Name
from sluis.formats.lists import read_list

LIST = """<?xml version='1.0' encoding='UTF-8'?>
<CONSOLIDATED_LIST dateGenerated='2024-05-15T00:00:03.012Z'>
 <INDIVIDUALS><INDIVIDUAL>
  <DATAID>11</DATAID><FIRST_NAME>IVAN</FIRST_NAME><SECOND_NAME>EXAMPLE</SECOND_NAME>
  <UN_LIST_TYPE>Test</UN_LIST_TYPE><REFERENCE_NUMBER>TEi.005</REFERENCE_NUMBER>
  <LISTED_ON>2001-02-23</LISTED_ON>
  <NAME_ORIGINAL_SCRIPT>Иван Пример</NAME_ORIGINAL_SCRIPT>
  <NATIONALITY><VALUE>Russian Federation</VALUE></NATIONALITY>
  <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Ivan Ekzampl</ALIAS_NAME>
  </INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Vanya</ALIAS_NAME>
  </INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
  <INDIVIDUAL_DATE_OF_BIRTH><FROM_YEAR>1961</FROM_YEAR><TO_YEAR>1963</TO_YEAR>
  </INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>
   <NUMBER>AB123456</NUMBER><ISSUING_COUNTRY>Cuba</ISSUING_COUNTRY>
  </INDIVIDUAL_DOCUMENT>
 </INDIVIDUAL></INDIVIDUALS>
 <ENTITIES><ENTITY>
  <DATAID>12</DATAID><FIRST_NAME>EXAMPLE TRADING</FIRST_NAME>
  <REFERENCE_NUMBER>TEe.001</REFERENCE_NUMBER><LISTED_ON>2016-03-02</LISTED_ON>
  <ENTITY_ADDRESS><CITY>Pyongyang</CITY>
   <COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS>
 </ENTITY></ENTITIES>
</CONSOLIDATED_LIST>"""


def test_it_works(tmp_path):
    path = tmp_path / "un.xml"
    path.write_text(LIST)
    read = read_list(path)
    assert (read.list_id, read.dated) == ("un-sc", date(2024, 5, 15))
    person, entity = read.entities
    assert person.id == "un-11"
    assert person.schema == "Person"
    assert person.names == (
        Name(text="IVAN EXAMPLE", script="Latn"),
        Name(text="Иван Пример", kind="alias", script="Cyrl"),
        Name(text="Ivan Ekzampl", kind="alias", script="Latn"),
        Name(text="Vanya", kind="weak", script="Latn"),
    )
    assert person.countries == ("RU",)
    assert person.addresses == ()
    assert person.listed_from == date(2001, 2, 23)
    assert person.listed_until is None
    assert person.birth_dates[0].last == date(1963, 12, 31)
    assert [part.value for part in person.identifiers] == ["TEi.005", "AB123456"]
    assert entity.schema == "Organization"
    assert entity.countries == ("KP",)
    assert entity.addresses[0].text.startswith("Pyongyang")


def test_a_cut_file_is_refused(tmp_path):
    path = tmp_path / "un.xml"
    path.write_text(LIST[:-200])
    with pytest.raises(UnreadableFile, match="cut short"):
        read_list(path)


@pytest.mark.parametrize(("day", "count"), [("2024-05-15", 875), ("2021-03-12", 1004)])
def test_the_real_list_is_read_whole(shared, day, count):
    file = shared / "data" / "parties" / "un" / f"un_consolidated_{day}.xml.gz"
    read = read_list(file)
    assert len(read.entities) == count
    assert read.dated == date.fromisoformat(day)
    assert all(entity.listed_from is not None for entity in read.entities)
