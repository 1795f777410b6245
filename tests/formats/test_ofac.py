"""OFAC's lists: both XML namespaces, the CSV set, and files that are broken."""

import gzip
from datetime import date

import pytest

from sluis.core.errors import UnreadableFile
from sluis.core.party import Name
from sluis.core.time import VagueDay
from sluis.formats.lists import UnknownFormat, read_list
from sluis.formats.ofac import vague_day

OLD = "http://tempuri.org/sdnList.xsd"
NEW = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"

PERSON = """
<sdnEntry><uid>7</uid><firstName>Ivan</firstName><lastName>EXAMPLE</lastName>
  <sdnType>Individual</sdnType><remarks>Made up.</remarks>
  <programList><program>TEST</program><program>OTHER</program></programList>
  <akaList>
    <aka><uid>1</uid><type>a.k.a.</type><category>weak</category>
      <lastName>VANYA</lastName></aka>
    <aka><uid>2</uid><type>a.k.a.</type><category>strong</category>
      <lastName>EKZAMPL</lastName><firstName>Ivan</firstName></aka>
  </akaList>
  <idList><id><uid>3</uid><idType>Passport</idType><idNumber>AB 123456</idNumber>
    <idCountry>Russia</idCountry></id>
    <id><uid>4</uid><idType>Gender</idType><idNumber>Male</idNumber></id></idList>
  <addressList><address><uid>5</uid><city>Pyongyang</city>
    <country>Korea, North</country></address></addressList>
  <dateOfBirthList><dateOfBirthItem><uid>6</uid>
    <dateOfBirth>09 Feb 1951</dateOfBirth></dateOfBirthItem></dateOfBirthList>
</sdnEntry>"""
VESSEL = """
<sdnEntry><uid>8</uid><lastName>SEA EXAMPLE</lastName><sdnType>Vessel</sdnType>
  <programList><program>TEST</program></programList>
  <idList><id><uid>1</uid><idType>Vessel Registration Identification</idType>
    <idNumber>IMO 7406784</idNumber></id></idList>
  <vesselInfo><callSign>CALL1</callSign><vesselFlag>Panama</vesselFlag></vesselInfo>
</sdnEntry>"""


def xml(*entries, namespace=NEW, count=None):
    return (
        f'<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="{namespace}">'
        "<publshInformation><Publish_Date>05/07/2024</Publish_Date>"
        f"<Record_Count>{len(entries) if count is None else count}</Record_Count>"
        f"</publshInformation>{''.join(entries)}</sdnList>"
    )


@pytest.fixture
def write(tmp_path):
    def lay(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return lay


@pytest.mark.parametrize("namespace", [OLD, NEW])
def test_it_works(write, namespace):
    read = read_list(write("sdn.xml", xml(PERSON, VESSEL, namespace=namespace)))
    assert (read.list_id, read.format) == ("us-ofac-sdn", "ofac-xml")
    assert read.dated == date(2024, 5, 7)
    person, vessel = read.entities
    assert person.id == "ofac-7"
    assert person.schema == "Person"
    assert person.names == (
        Name(text="EXAMPLE, Ivan", kind="primary", script="Latn"),
        Name(text="VANYA", kind="weak", script="Latn"),
        Name(text="EKZAMPL, Ivan", kind="alias", script="Latn"),
    )
    assert person.countries == ("KP", "RU")
    assert person.programs == ("TEST", "OTHER")
    assert person.lists == ("us-ofac-sdn",)
    assert [str(day) for day in person.birth_dates] == ["1951-02-09"]
    assert [part.kind for part in person.identifiers] == ["Passport"]
    assert person.listed_from is None
    assert vessel.schema == "Vessel"
    assert vessel.countries == ("PA",)
    assert {(part.kind, part.value) for part in vessel.identifiers} == {
        ("IMO", "7406784"),
        ("Call sign", "CALL1"),
    }


def test_gzip_is_told_by_content(write):
    path = write("list.bin", gzip.compress(xml(PERSON).encode()))
    assert len(read_list(path).entities) == 1


def test_the_consolidated_list_is_told_by_its_programmes(write):
    entry = PERSON.replace("TEST", "NS-PLC")
    assert read_list(write("x.xml", xml(entry))).list_id == "us-ofac-consolidated"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (xml(PERSON, VESSEL)[:-400], "cut short"),
        (xml(PERSON, count=5), "states 5 entries and holds 1"),
        (xml(PERSON, PERSON), "twice"),
        (xml(), "no party"),
        (b"", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (gzip.compress(xml(PERSON).encode(), mtime=0)[:-30], "damaged"),
    ],
)
def test_a_broken_file_is_refused_with_the_reason(write, content, words):
    with pytest.raises(UnreadableFile, match=words):
        read_list(write("sdn.xml", content))


def test_a_cut_file_names_the_line(write):
    path = write("sdn.xml", xml(PERSON, VESSEL)[:-400])
    with pytest.raises(UnreadableFile) as refused:
        read_list(path)
    assert refused.value.path is not None
    assert refused.value.path.rpartition(":")[2].isdecimal()
    assert refused.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        "<html><body>Moved</body></html>",
        "Page not found",
        "name;country\nx;NL\n",
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_list_is_refused(write, content):
    with pytest.raises(UnknownFormat):
        read_list(write("sdn.xml", content))


def test_a_document_type_and_its_entities_are_refused(write):
    bomb = '<!DOCTYPE sdnList [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = xml(PERSON).replace("<sdnList", f"{bomb}<sdnList", 1)
    with pytest.raises(UnreadableFile, match="document type"):
        read_list(write("sdn.xml", content), format_="ofac-xml")


def test_a_gzip_bomb_is_stopped(write, monkeypatch):
    from sluis.formats import xml as reader

    path = write("sdn.xml.gz", gzip.compress(xml(PERSON).encode() + b" " * 200_000))
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        reader.open_bytes(path, limit=100_000).read()


SDN = (
    '306,"BANCO EXAMPLE",-0- ,"TEST] [OTHER",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    "\"a.k.a. 'BEX'.\"\r\n"
    '7,"EXAMPLE, Ivan","individual","TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 09 Feb 1951; alt. DOB circa 1953; nationality Russia; Passport AB 123456'
    " (Korea, North) issued 18 Sep 2015; Gender Male; Linked To: SOME"
    '"\r\n\x1a'
)
ADD = '306,1,"1 Street","Havana","Cuba",-0- \r\n\x1a'
ALT = '306,1,"aka","EXAMPLE BANK",-0- \r\n7,2,"aka","EKZAMPL, Ivan",-0- \r\n\x1a'
COMMENTS = "7,\"BODY ELSE; a.k.a. 'VANYA'.\"\r\n\x1a"


def csv_set(write, suffix="_2023-12-28.csv"):
    primary = write(f"sdn{suffix}", SDN)
    write(f"add{suffix}", ADD)
    write(f"alt{suffix}", ALT)
    write(f"sdn_comments{suffix}", COMMENTS)
    return primary


def test_the_csv_set_is_read_together(write):
    read = read_list(csv_set(write))
    assert (read.list_id, read.format) == ("us-ofac-sdn", "ofac-csv")
    assert (read.dated, read.date_from) == (date(2023, 12, 28), "file name")
    assert len(read.files) == 4
    bank, person = read.entities
    assert [(name.text, name.kind) for name in bank.names] == [
        ("BANCO EXAMPLE", "primary"),
        ("EXAMPLE BANK", "alias"),
        ("BEX", "weak"),
    ]
    assert bank.programs == ("TEST", "OTHER")
    assert bank.countries == ("CU",)
    assert [(name.text, name.kind) for name in person.names][-1] == ("VANYA", "weak")
    assert person.remarks is not None
    assert "Linked To: SOMEBODY ELSE" in person.remarks
    assert [str(day) for day in person.birth_dates] == ["1951-02-09", "1953"]
    assert person.countries == ("KP", "RU")
    assert person.identifiers[0].value == "AB 123456"


def test_a_csv_without_a_day_has_none(write):
    assert read_list(csv_set(write, ".csv")).dated is None


def test_a_part_alone_is_refused(write):
    with pytest.raises(UnknownFormat, match="part"):
        read_list(write("alt.csv", ALT))


@pytest.mark.parametrize("cut", [SDN[:-60], SDN[: SDN.index("individual")]])
def test_a_cut_csv_is_refused_with_its_line(write, cut):
    with pytest.raises(UnreadableFile) as refused:
        read_list(write("sdn.csv", cut))
    assert "cut short" in refused.value.message
    assert refused.value.path.rpartition(":")[2].isdecimal()


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1962", "1962-01-01", "1962-12-31"),
        ("Feb 1951", "1951-02-01", "1951-02-28"),
        ("circa 1961", "1961-01-01", "1961-12-31"),
        ("1981 to 1983", "1981-01-01", "1983-12-31"),
    ],
)
def test_a_vague_day_stays_vague(written, first, last):
    day = VagueDay(date.fromisoformat(first), date.fromisoformat(last))
    assert vague_day(written) == day


@pytest.mark.parametrize("written", ["", "unknown", "31 Feb 1951", "09 1951"])
def test_what_is_no_day_is_not_known(written):
    assert vague_day(written) is None


@pytest.mark.parametrize(
    ("file", "list_id", "count"),
    [
        ("sdn_2024-05-07.xml.gz", "us-ofac-sdn", 14_966),
        ("sdn_2021-03-10.xml.gz", "us-ofac-sdn", 8_832),
        ("consolidated_nonsdn_2024-05-06.xml.gz", "us-ofac-consolidated", 443),
        # The file's last line is ^Z, which line counts take for an entry.
        ("sdn_2023-12-28.csv.gz", "us-ofac-sdn", 13_821),
        ("cons_prim_2025-12.csv.gz", "us-ofac-consolidated", 442),
    ],
)
def test_the_real_lists_are_read_whole(shared, file, list_id, count):
    read = read_list(shared / "data" / "parties" / "ofac" / file)
    assert read.list_id == list_id
    assert len(read.entities) == count


def test_the_weak_aliases_of_the_csv_are_those_of_its_remarks(shared):
    folder = shared / "data" / "parties" / "ofac"
    read = read_list(folder / "sdn_2023-12-28.csv.gz")
    bank = next(entity for entity in read.entities if entity.id == "ofac-306")
    assert Name(text="BNC", kind="weak", script="Latn") in bank.names
    weak = [n for e in read.entities for n in e.names if n.kind == "weak"]
    assert len(weak) > 3_267
