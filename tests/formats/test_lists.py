"""Every official format is told by its content and read whole, or refused."""

import gzip
import json
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import orjson
import pytest

from sluis.cli.lists import FORMATS as OFFERED
from sluis.core.errors import UnreadableFile
from sluis.core.party import Stake
from sluis.core.time import VagueDay
from sluis.formats import ftm
from sluis.formats.lists import FORMATS, read_list, tell_format

# The README counts lines. OFAC's CSV ends in a line of one ^Z, which is no party;
# the denied persons' last line has no end, so that a count of line ends lacks it.
REAL = {
    "ofac/sdn_2024-05-07.xml.gz": ("us-ofac-sdn", 14_966),
    "ofac/sdn_2021-03-10.xml.gz": ("us-ofac-sdn", 8_832),
    "ofac/consolidated_nonsdn_2024-05-06.xml.gz": ("us-ofac-consolidated", 443),
    "ofac/cons_enhanced_2025-01.zip": ("us-ofac-consolidated", 443),
    "ofac/sdn_2021-07.csv.gz": ("us-ofac-sdn", 8_977 - 1),
    "ofac/sdn_2023-12-28.csv.gz": ("us-ofac-sdn", 13_822 - 1),
    "ofac/cons_prim_2025-12.csv.gz": ("us-ofac-consolidated", 443 - 1),
    "un/un_consolidated_2021-03-12.xml.gz": ("un-sc", 1_004),
    "un/un_consolidated_2024-05-15.xml.gz": ("un-sc", 875),
    "eu/eu_fsf_full_1_1_2021-03-02.xml.gz": ("eu-fsf", 2_269),
    "us_csl/csl_consolidated_2022-04.csv.gz": ("us-csl", 14_160),
    "us_csl/csl_2026-07-31_bis_state_nonsdn.json.gz": ("us-csl", 6_740),
    "us_csl/dpl_2019-07.txt.gz": ("us-bis-denied-persons", 545 + 1),
    "cn_jp/jp_meti_foreign_end_user_list_2025-09-29.json": ("jp-meti-end-user", 835),
    "cn_jp/cn_mofcom_lists_2026-07-19.json": ("cn-mofcom-lists", 240),
    "nc_opensanctions/us_bis_mieu_mieu.csv": ("us-bis-mieu-mieu", 13),
    "nc_opensanctions/us_dod_chinese_milcorps_sanctions.csv": (
        "us-dod-chinese-milcorps-sanctions",
        397,
    ),
    "nc_opensanctions/cn_sanctions_sanctions.csv": ("cn-sanctions-sanctions", 610),
}
PEERS = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"


@pytest.mark.parametrize("file", REAL)
def test_a_real_list_has_the_parties_that_its_readme_counts(shared, file):
    read = read_list(shared / "data" / "parties" / file)
    assert (read.list_id, len(read.entities)) == REAL[file]
    assert all(entity.names for entity in read.entities)


def test_the_annexes_of_the_official_journal_are_read_whole(shared):
    folder = shared / "data/parties/nc_opensanctions/eu_journal_consolidated"
    lists = [read_list(file) for file in sorted(folder.glob("*.csv.gz"))]
    assert sum(len(read.entities) for read in lists) == 8_017


def test_the_text_of_japan_s_notices_is_cut_into_its_numbered_entries(shared):
    folder = shared / "data/parties/cn_jp"
    read = read_list(folder / "jp_russia_export_ban_2025-09-12.txt")
    text = (folder / "jp_russia_export_ban_2025-09-12.txt").read_text()
    assert len(read.entities) == 561
    assert text.count("所在地") <= 561
    assert read.dated == date(2025, 9, 12)
    first = read.entities[0]
    assert first.caption == "Admiralty Shipyard JSC"
    assert first.countries == ("RU",)
    assert "株式会社アドミラルティ造船所" in [name.text for name in first.names]


def test_the_command_line_offers_what_is_read():
    assert set(OFFERED) == {"auto", *FORMATS}


def test_owners_and_days_come_out_of_the_enhanced_xml(shared):
    read = read_list(shared / "data/parties/ofac/cons_enhanced_2025-01.zip")
    owned = [entity for entity in read.entities if entity.stakes]
    known = {entity.id for entity in read.entities}
    assert len(owned) > 100
    assert {stake.kind for e in owned for stake in e.stakes} == {"control"}
    assert any(stake.owner in known for e in owned for stake in e.stakes)
    by_id = {entity.id: entity for entity in read.entities}
    assert by_id["ofac-9639"].listed_from == date(2006, 4, 12)
    weak = [n.text for n in by_id["ofac-50476"].names if n.kind == "weak"]
    assert weak == ["Sweet Micky"]


UK_LIST = """Report Date: 12-May-2025
Last Updated,Unique ID,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,\
Alias strength,Designation Type,Regime Name,Date Designated,D.O.B,Nationality(/ies),\
Address Line 1,Address Country,Passport number
12/05/2025,RUS0001,EXAMPLE,Ann,,,,,Primary Name,,Individual,Russia,11/03/2022,\
02/07/1961,Russia,1 Test Street,Russia,12345678
12/05/2025,RUS0001,ROE,Ann,,,,,Alias,Low quality,Individual,Russia,11/03/2022,\
00/00/1962,,,,
12/05/2025,RUS0002,EXAMPLE LTD,,,,,,Primary Name,,Entity,Russia,12/03/2022,,,,,
"""
OFSI = """Last Updated,30/04/2024
Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name Non-Latin Script,DOB,Nationality,\
Group Type,Alias Type,Alias Quality,Regime,Listed On,Group ID,Country
EXAMPLE,Ann,,,,,Анна,dd/mm/1961,Russia,Individual,Primary name,,Russia,11/03/2022,\
14001,Russia
ROE,Ann,,,,,,,,Individual,AKA,Low quality,Russia,11/03/2022,14001,
"""
UK_XML = """<?xml version="1.0" encoding="utf-8"?><Designations>
<DateGenerated>12/05/2025</DateGenerated><Designation><UniqueID>RUS0001</UniqueID>
<Names><Name><Name6>EXAMPLE</Name6><Name1>Ann</Name1>
<NameType>Primary Name</NameType></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Анна</NameNonLatinScript>
</NonLatinName></NonLatinNames><RegimeName>Russia</RegimeName>
<IndividualEntityShip>Individual</IndividualEntityShip>
<DateDesignated>11/03/2022</DateDesignated>
<IndividualDetails><Individual><DOBs><DOB>02/07/1961</DOB></DOBs>
<Nationalities><Nationality>Russia</Nationality></Nationalities>
</Individual></IndividualDetails></Designation></Designations>"""


@pytest.mark.parametrize(
    ("name", "text", "list_id", "parties"),
    [
        ("uk.csv", UK_LIST, "uk-sanctions", 2),
        ("con.csv", OFSI, "uk-ofsi", 1),
        ("uk.xml", UK_XML, "uk-sanctions", 1),
    ],
)
def test_the_uk_s_lists_put_the_rows_of_a_party_together(
    tmp_path, name, text, list_id, parties
):
    (tmp_path / name).write_text(text)
    read = read_list(tmp_path / name)
    assert (read.list_id, len(read.entities)) == (list_id, parties)
    assert read.dated is not None
    person = read.entities[0]
    assert person.schema == "Person"
    assert person.caption == "Ann EXAMPLE"
    assert person.countries == ("RU",)
    assert person.listed_from == date(2022, 3, 11)
    assert person.birth_dates[0].first.year == 1961
    kinds = {alias.text: alias.kind for alias in person.names}
    assert kinds.get("Ann ROE", "weak") == "weak"


def test_the_official_json_of_the_us_list_is_read(tmp_path):
    entry = {
        "id": "abc1",
        "source": "Entity List (EL) - Bureau of Industry and Security",
        "name": "Example Works",
        "alt_names": ["EW"],
        "programs": [],
        "addresses": [{"address": "1 Test", "city": "Anytown", "country": "CN"}],
        "start_date": "2020-01-02",
        "ids": [{"type": "Registration Number", "number": "12345", "country": "CN"}],
    }
    path = tmp_path / "consolidated.json"
    path.write_text(json.dumps({"total": 1, "results": [entry]}))
    (entity,) = read_list(path).entities
    assert entity.id == "csl-abc1"
    assert "us-csl/us-bis-entity-list" in entity.lists
    assert entity.listed_from == date(2020, 1, 2)
    assert entity.identifiers[0].value == "12345"
    path.write_text(json.dumps({"total": 2, "results": [entry]}))
    with pytest.raises(UnreadableFile, match="states 2 entries and holds 1"):
        read_list(path)


BOMB = b"".join(
    (
        b'<?xml version="1.0"?><!DOCTYPE sdnList [<!ENTITY a "aaaaaaaaaa">',
        b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><sdnList>&b;</sdnList>',
    )
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.xml", BOMB),
        ("cut.json", b'{"total": 2, "results": [{"id": "a", "source": '),
        ("cut.csv", UK_LIST[:-20].encode()),
        ("latin.csv", "name,country\nMünchen GmbH,DE\n".encode("latin-1")),
        ("nameless.csv", b"name,country\n,DE\n"),
        ("short.csv", b"name,country\nExample\n"),
        ("number.json", b"[1, 2]"),
        ("empty.json", b"[]"),
        ("nothing.csv", b""),
        ("heading.csv", b"name,country\n"),
        ("deep.json", b"[" * 100_000),
        ("nul.txt", b"\x00" * 4096),
    ],
)
def test_a_bad_file_is_refused_with_its_name(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        read_list(path)
    assert name in str(refusal.value)


def test_a_packed_bomb_is_refused_before_it_fills_the_disk(tmp_path, monkeypatch):
    zeros = b"name,country\n" + b"a" * 2_000_000
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(zeros))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("list.csv", zeros)
    limits = "sluis.formats.xml.open_bytes.__kwdefaults__"
    monkeypatch.setattr(limits, {"limit": 9_999})
    for name in ("bomb.csv.gz", "bomb.zip"):
        with pytest.raises(UnreadableFile, match="unpacks to more"):
            read_list(tmp_path / name)


def test_a_zip_of_two_files_and_a_damaged_one_are_refused(tmp_path):
    two = tmp_path / "two.zip"
    with zipfile.ZipFile(two, "w") as packed:
        packed.writestr("a.csv", "name,country\nA,NL\n")
        packed.writestr("b.csv", "name,country\nB,NL\n")
    with pytest.raises(UnreadableFile, match="holds 2 files"):
        read_list(two)
    (tmp_path / "cut.zip").write_bytes(two.read_bytes()[:60])
    with pytest.raises(UnreadableFile, match="damaged"):
        read_list(tmp_path / "cut.zip")


def test_an_own_table_is_a_list(tmp_path):
    path = tmp_path / "our-watch-list_2024-03-01.csv"
    path.write_text(
        "Name,Alias,Country,Date,Type\n"
        "Example Works,EW;Ex Works,NL,03.02.2024,Company\n"
    )
    read = read_list(path)
    assert (read.list_id, read.dated) == ("our-watch-list", date(2024, 3, 1))
    (entity,) = read.entities
    assert [name.text for name in entity.names] == ["Example Works", "EW", "Ex Works"]
    assert entity.listed_from == date(2024, 2, 3)
    assert entity.id == read_list(path).entities[0].id


OWNERS = [
    {"id": "o", "schema": "Person", "properties": {"name": ["Ann"]}, "target": True},
    {
        "id": "e",
        "schema": "Ownership",
        "properties": {
            "owner": ["o"],
            "asset": ["c"],
            "percentage": ["51,5 %"],
            "startDate": ["2020-01-01"],
        },
    },
    {
        "id": "s",
        "schema": "Sanction",
        "properties": {"entity": ["o"], "startDate": ["2019-05-06"], "program": ["X"]},
    },
    {"id": "c", "schema": "Company", "properties": {"name": ["C"]}, "target": False},
]


def test_ownership_and_sanctions_of_a_data_set_reach_the_party(tmp_path):
    path = tmp_path / "own.json"
    path.write_bytes(b"\n".join(orjson.dumps(line) for line in OWNERS))
    assert tell_format(path) == "ftm-jsonl"
    owner, company = read_list(path).entities
    assert company.stakes == (Stake(owner="o", percent=51.5, since=date(2020, 1, 1)),)
    assert (owner.listed, company.listed) == (True, False)
    assert (owner.listed_from, owner.programs) == (date(2019, 5, 6), ("X",))


def test_what_is_written_as_followthemoney_is_read_back_the_same(shared, tmp_path):
    read = read_list(shared / "data/parties/ofac/cons_enhanced_2025-01.zip")
    path = tmp_path / "back.json"
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in ftm.write(read.entities)))
    back = {entity.id: entity for entity in read_list(path).entities}
    for entity in read.entities:
        other = back[entity.id]
        assert {(n.text, n.kind) for n in other.names} == {
            (n.text, n.kind) for n in entity.names
        }
        assert other.countries == entity.countries
        assert other.stakes == entity.stakes
        assert other.listed_from == entity.listed_from
        assert other.programs == entity.programs
        assert other.birth_dates == entity.birth_dates or any(
            not isinstance(day, VagueDay) or not day.exact for day in entity.birth_dates
        )


_ORACLE = """
import json, sys
from followthemoney import model
wrong = []
for line in sys.stdin:
    given = json.loads(line)
    entity = model.get_proxy(given, cleaned=False)
    schema = model.get(given["schema"])
    for name, values in given["properties"].items():
        prop = schema.get(name)
        if prop is None:
            wrong.append([given["id"], name, "no such property"])
        elif set(entity.get(name)) != set(values) and prop.type.name == "entity":
            wrong.append([given["id"], name, entity.get(name)])
        elif prop.type.name in ("country", "date", "topic"):
            lost = set(values) - set(entity.get(name))
            if lost:
                wrong.append([given["id"], name, sorted(lost)])
print(json.dumps(wrong[:20]))
"""


@pytest.mark.skipif(not PEERS.exists(), reason="no .venv-peers; set up: make peers")
@pytest.mark.parametrize(
    "file", ["ofac/cons_enhanced_2025-01.zip", "un/un_consolidated_2024-05-15.xml.gz"]
)
def test_the_followthemoney_library_accepts_what_is_written(shared, file):
    read = read_list(shared / "data/parties" / file)
    lines = b"\n".join(orjson.dumps(row) for row in ftm.write(read.entities))
    done = subprocess.run(
        [PEERS, "-W", "ignore", "-c", _ORACLE],
        input=lines,
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert json.loads(done.stdout) == []
