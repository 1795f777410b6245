"""The EU's list of financial sanctions."""

from datetime import date

import pytest

from sluis.core.errors import UnreadableFile
from sluis.formats.lists import read_list

ENTITY = """
 <sanctionEntity euReferenceNumber="EU.1.2" unitedNationId="" logicalId="13" {more}>
  <remark>Made up</remark>
  <regulation publicationDate="2003-07-08" programme="IRQ" numberTitle="1/2003">
   <publicationUrl>x</publicationUrl></regulation>
  <subjectType code="person" classificationCode="P"/>
  <nameAlias firstName="" middleName="" lastName="" wholeName="Ivan  Example"
    nameLanguage="" strong="true"/>
  <nameAlias firstName="Иван" middleName="" lastName="Пример" wholeName=""
    nameLanguage="BG" strong="true"/>
  <nameAlias wholeName="Vanya" nameLanguage="" strong="false"/>
  <citizenship countryIso2Code="IQ"/>
  <birthdate birthdate="1937-04-28" year="1937"/>
  <birthdate yearRangeFrom="1940" yearRangeTo="1942"/>
  <birthdate city="Somewhere"/>
  <identification number="AB123456" countryIso2Code="00" knownFalse="false"
    identificationTypeDescription="National passport">
   <regulationSummary publicationDate="2001-01-01"/></identification>
  <address city="Baghdad" street="1 Street" countryIso2Code="IQ"
    countryDescription="IRAQ"/>
 </sanctionEntity>"""
LIST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<export xmlns="http://eu.europa.ec/fpi/fsd/export"'
    ' generationDate="2021-03-02T16:28:05.354+01:00">{entities}</export>'
)


def read(tmp_path, *entities):
    path = tmp_path / "eu.xml"
    path.write_text(LIST.format(entities="".join(entities)))
    return read_list(path)


def test_it_works(tmp_path):
    listed = read(tmp_path, ENTITY.format(more=""))
    assert (listed.list_id, listed.dated) == ("eu-fsf", date(2021, 3, 2))
    (entity,) = listed.entities
    assert entity.id == "eu-13"
    assert entity.schema == "Person"
    assert [(n.text, n.kind, n.lang, n.script) for n in entity.names] == [
        ("Ivan Example", "primary", None, "Latn"),
        ("Иван Пример", "alias", "bg", "Cyrl"),
        ("Vanya", "weak", None, "Latn"),
    ]
    assert entity.countries == ("IQ",)
    assert [str(day.first) for day in entity.birth_dates] == [
        "1937-04-28",
        "1940-01-01",
    ]
    assert [part.value for part in entity.identifiers] == ["EU.1.2", "AB123456"]
    assert entity.identifiers[1].country is None
    assert entity.programs == ("IRQ",)
    assert entity.addresses[0].text == "1 Street, Baghdad, IRAQ"


def test_the_listing_begins_with_the_earliest_act_that_is_cited(tmp_path):
    (entity,) = read(tmp_path, ENTITY.format(more="")).entities
    assert entity.listed_from == date(2001, 1, 1)


def test_a_stated_day_of_designation_comes_first(tmp_path):
    (entity,) = read(
        tmp_path, ENTITY.format(more='designationDate="2002-02-02"')
    ).entities
    assert entity.listed_from == date(2002, 2, 2)


def test_a_party_listed_by_two_regimes_is_kept_twice(tmp_path):
    listed = read(tmp_path, ENTITY.format(more=""), ENTITY.format(more=""))
    assert [entity.id for entity in listed.entities] == ["eu-13", "eu-13-2"]


def test_an_entry_without_a_name_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="no name"):
        read(tmp_path, '<sanctionEntity logicalId="1"/>')


def test_the_real_list_is_read_whole(shared):
    file = shared / "data" / "parties" / "eu" / "eu_fsf_full_1_1_2021-03-02.xml.gz"
    listed = read_list(file)
    assert len(listed.entities) == 2_269
    assert len({entity.id for entity in listed.entities}) == 2_269
