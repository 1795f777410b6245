"""``sluis lists``: imported with progress, or refused with nothing changed."""

import gzip
import json

import pytest


def sdn(*names, count=None, day="05/07/2024"):
    entries = "".join(
        f"<sdnEntry><uid>{n}</uid><lastName>{name}</lastName>"
        "<sdnType>Entity</sdnType><programList><program>TEST</program></programList>"
        "</sdnEntry>"
        for n, name in enumerate(names, start=1)
    )
    return (
        '<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd">'
        f"<publshInformation><Publish_Date>{day}</Publish_Date>"
        f"<Record_Count>{len(names) if count is None else count}</Record_Count>"
        f"</publshInformation>{entries}</sdnList>"
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sdn.xml"
    path.write_text(sdn("EXAMPLE ONE", "EXAMPLE TWO"))
    return path


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_works(sluis, file):
    done = sluis("lists", "import", file)
    assert done.returncode == 0, done.stderr
    (edition,) = rows(done)
    assert (edition["list_id"], edition["rows"]) == ("us-ofac-sdn", 2)
    assert edition["dated"] == "2024-05-07"
    assert "reading sdn.xml" in done.stderr
    status = sluis("lists", "status")
    assert rows(status)[0]["key"] == edition["key"]


def test_status_can_be_a_table(sluis, file):
    sluis("lists", "import", file)
    done = sluis("lists", "status", "--format", "table")
    assert "us-ofac-sdn" in done.stdout
    assert "2024-05-07" in done.stdout


def test_the_same_file_twice_is_said(sluis, file):
    sluis("lists", "import", file)
    again = sluis("lists", "import", file)
    assert again.returncode == 0
    assert "imported before" in again.stderr
    assert rows(again)[0]["new"] is False


def test_status_of_nothing_says_how_to_begin(sluis):
    done = sluis("lists", "status")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "lists import" in done.stderr


@pytest.mark.parametrize(
    "content",
    [
        sdn("ONE", "TWO")[:-30].encode(),
        sdn("ONE", count=9).encode(),
        b"<html>Not found</html>",
        b"",
        gzip.compress(sdn("ONE").encode())[:-12],
        b"\x89PNG\r\n",
    ],
)
def test_an_unreadable_list_ends_with_3_and_changes_nothing(sluis, file, content):
    sluis("lists", "import", file)
    before = sluis("lists", "status").stdout
    bad = file.with_name("bad.xml")
    bad.write_bytes(content)
    done = sluis("lists", "import", bad)
    assert done.returncode == 3
    assert "bad.xml" in done.stderr
    assert "Traceback" not in done.stderr
    assert sluis("lists", "status").stdout == before


def test_a_file_that_is_not_there_ends_with_3(sluis, tmp_path):
    done = sluis("lists", "import", tmp_path / "none.xml")
    assert done.returncode == 3
    assert "cannot be read" in done.stderr


def test_one_bad_file_does_not_stop_the_others(sluis, file):
    bad = file.with_name("bad.xml")
    bad.write_text("nothing")
    done = sluis("lists", "import", bad, file)
    assert done.returncode == 3
    assert [edition["rows"] for edition in rows(done)] == [2]


def test_a_list_without_a_day_is_asked_for_it(sluis, tmp_path):
    path = tmp_path / "parties.json"
    path.write_text('{"id":"a","schema":"Company","properties":{"name":["Example"]}}')
    done = sluis("lists", "import", path)
    assert done.returncode == 2
    assert "--dated" in done.stderr
    done = sluis("lists", "import", path, "--dated", "2024-01-01", "--list", "mine")
    assert done.returncode == 0, done.stderr
    assert rows(done)[0]["list_id"] == "mine"


def test_a_shrink_is_held_back_until_it_is_allowed(sluis, file):
    sluis("lists", "import", file)
    small = file.with_name("small.xml")
    small.write_text(sdn("EXAMPLE ONE", day="06/07/2024"))
    done = sluis("lists", "import", small)
    assert done.returncode == 3
    assert "--allow-shrink" in done.stderr
    assert sluis("lists", "import", small, "--allow-shrink").returncode == 0


def test_the_files_of_an_ofac_csv_set_may_be_named_together(sluis, tmp_path):
    (tmp_path / "primary.csv").write_text(
        '1,"EXAMPLE",-0- ,"TEST"' + ",-0- " * 8 + "\r\n"
    )
    (tmp_path / "others.csv").write_text('1,2,"aka","OTHER NAME",-0- \r\n')
    done = sluis(
        "lists",
        "import",
        tmp_path / "others.csv",
        tmp_path / "primary.csv",
        "--dated",
        "2024-01-01",
    )
    assert done.returncode == 0, done.stderr
    assert rows(done)[0]["files"] == ["primary.csv", "others.csv"]


def test_the_real_lists_import_whole(sluis, shared):
    parties = shared / "data" / "parties"
    done = sluis(
        "lists",
        "import",
        parties / "ofac" / "sdn_2024-05-07.xml.gz",
        parties / "un" / "un_consolidated_2024-05-15.xml.gz",
        parties / "eu" / "eu_fsf_full_1_1_2021-03-02.xml.gz",
    )
    assert done.returncode == 0, done.stderr
    assert [edition["rows"] for edition in rows(done)] == [14_966, 875, 2_269]
    assert "14,966 of 14,966" in done.stderr


def test_changes_show_who_since_when_and_in_what(sluis, file):
    sluis("lists", "import", file)
    newer = file.with_name("newer.xml")
    newer.write_text(
        sdn("EXAMPLE ONE", "EXAMPLE TWO B", "EXAMPLE THREE", day="06/07/2024")
    )
    sluis("lists", "import", newer)
    done = sluis("lists", "changes", "us-ofac-sdn", "--from", "2024-05-07")
    assert done.returncode == 0, done.stderr
    assert [(c["change"], c["entity"], c["since"]) for c in rows(done)] == [
        ("changed", "ofac-2", "2024-06-07"),
        ("added", "ofac-3", "2024-06-07"),
    ]
    assert rows(done)[0]["fields"]["caption"]["was"] == "EXAMPLE TWO"
    nothing = sluis("lists", "changes", "us-ofac-sdn", "--to", "2024-05-07")
    assert nothing.stdout == ""
    assert sluis("lists", "changes", "other").returncode == 2


def test_a_held_edition_is_shown_and_let_in_with_a_reason(sluis, file):
    sluis("lists", "import", file)
    small = file.with_name("small.xml")
    small.write_text(sdn("EXAMPLE ONE", day="06/07/2024"))
    assert sluis("lists", "import", small).returncode == 3
    status = sluis("lists", "status")
    assert "held back" in status.stderr
    assert [row["state"] for row in rows(status)] == ["in use", "held back"]
    done = sluis("lists", "accept", "us-ofac-sdn", "--reason", "delisted by order")
    assert done.returncode == 0, done.stderr
    assert rows(done)[0]["released"] == "delisted by order"
    (row,) = rows(sluis("lists", "status"))
    assert (row["dated"], row["rows"]) == ("2024-06-07", 1)


def test_a_bad_file_for_a_list_is_held_until_it_is_dropped(sluis, file):
    sluis("lists", "import", file)
    file.write_text(sdn("EXAMPLE ONE")[:-20])
    assert sluis("lists", "import", file).returncode == 3
    held = rows(sluis("lists", "status"))[1]
    assert held["can_release"] is False
    refused = sluis("lists", "accept", held["key"], "--reason", "so")
    assert refused.returncode == 2
    assert sluis("lists", "drop", held["key"]).returncode == 0
    assert len(rows(sluis("lists", "status"))) == 1
    assert sluis("lists", "drop", held["key"]).returncode == 2


def test_a_list_is_written_as_followthemoney(sluis, file, tmp_path):
    sluis("lists", "import", file)
    done = sluis("lists", "export", "us-ofac-sdn", "--format", "ftm")
    assert done.returncode == 0, done.stderr
    first = rows(done)[0]
    assert first["properties"]["name"] == ["EXAMPLE ONE"]
    path = tmp_path / "back.json"
    path.write_text(done.stdout)
    again = sluis("lists", "import", path, "--list", "back", "--dated", "2024-05-07")
    assert rows(again)[0]["rows"] == 2


def test_update_takes_a_table_of_addresses(sluis, tmp_path):
    table = tmp_path / "addresses.yaml"
    table.write_text(
        "- {list: our-list, publisher: us, format: table-csv,"
        " url: 'http://example.org/list.csv'}\n"
    )
    done = sluis("lists", "update", "our-list", "--addresses", table)
    assert done.returncode == 3
    assert "not https" in done.stderr
    assert sluis("lists", "update", "other", "--addresses", table).returncode == 2
