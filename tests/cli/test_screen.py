"""``sluis screen``: the contract's object for each party, in order."""

import json
import re
import shlex

import pytest

pytestmark = pytest.mark.database

LISTED = [
    {
        "id": "x-1",
        "schema": "Organization",
        "properties": {
            "name": ["Novaya Zvezda Trading LLC"],
            "weakAlias": ["NZT"],
            "country": ["ru"],
            "program": ["TEST"],
            "registrationNumber": ["1234567890"],
        },
    },
    {"id": "x-2", "schema": "Person", "properties": {"name": ["Example, Ivan"]}},
]


@pytest.fixture
def listed(sluis, tmp_path):
    path = tmp_path / "listed.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in LISTED))
    done = sluis("lists", "import", path, "--dated", "2020-01-01", "--list", "mine")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def ask(sluis, tmp_path):
    def run(content, *options, name="parties.csv"):
        path = tmp_path / name
        path.write_text(content)
        return sluis("screen", path, *options)

    return run


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


CSV = "id,name,country\nq1,Novaja Zvezda Trading,RU\nq2,Bakkerij Jansen BV,NL\n"


@pytest.mark.usefixtures("listed")
def test_it_works(ask):
    done = ask(CSV)
    assert done.returncode == 0, done.stderr
    found, none = rows(done)
    assert (found["id"], found["name"]) == ("q1", "Novaja Zvezda Trading")
    (match,) = found["matches"]
    assert match["entity"] == "x-1"
    assert match["caption"] == "Novaya Zvezda Trading LLC"
    assert match["schema"] == "Organization"
    assert 0.7 <= match["score"] < 1
    assert match["match"] is True
    assert match["lists"] == ["mine"]
    assert match["programs"] == ["TEST"]
    assert match["listed"] == [None, None]
    assert match["why"]["name"] == match["score"]
    assert match["why"]["country"] == 1.0
    assert match["why"]["identifier"] is None
    assert match["matched_name"] == "Novaya Zvezda Trading LLC"
    assert match["source"].startswith("mine/2020-01-01-")
    assert none == {"id": "q2", "name": "Bakkerij Jansen BV", "matches": []}
    assert "mine of 2020-01-01" in done.stderr


@pytest.mark.usefixtures("listed")
def test_json_lines_and_followthemoney_are_read(ask):
    simple = {"id": "a", "names": ["Nobody", "N.Z.T."], "identifiers": ["7"]}
    entity = {
        "id": "b",
        "schema": "Company",
        "properties": {"name": ["Quite Other"], "registrationNumber": ["12345 67890"]},
    }
    done = ask(f"{json.dumps(simple)}\n{json.dumps(entity)}\n", name="x.jsonl")
    weak, number = rows(done)
    assert weak["matches"][0]["matched_name_kind"] == "weak"
    assert number["matches"][0]["why"]["identifier"] == 1.0
    assert number["matches"][0]["match"] is True


@pytest.mark.usefixtures("listed")
def test_a_bad_line_is_refused_and_the_others_go_on(ask):
    done = ask('{"id": "a", "name"\n{"id": "b", "name": "Ivan Example"}\n')
    assert done.returncode == 1
    (row,) = rows(done)
    assert row["matches"][0]["entity"] == "x-2"
    refused = [json.loads(x) for x in done.stderr.splitlines() if x[:1] == "{"]
    assert refused[0]["line"] == 1
    assert refused[0]["id"] is None
    assert set(refused[0]["error"]) >= {"code", "message", "path"}


@pytest.mark.usefixtures("listed")
def test_an_unknown_country_and_a_second_id_are_refused(ask):
    done = ask("id,name,country\nq,A B,ZZ\nr,C D,NL\nr,E F,NL\n")
    assert done.returncode == 1
    refused = [json.loads(x) for x in done.stderr.splitlines() if x[:1] == "{"]
    assert [(x["id"], x["line"], x["error"]["code"]) for x in refused] == [
        ("q", 2, "unknown-value"),
        ("r", 4, "duplicate-id"),
    ]


@pytest.mark.usefixtures("listed")
def test_standard_input_and_a_table(sluis):
    done = sluis("screen", "-", "--format", "table", stdin=CSV)
    assert "Novaya Zvezda Trading LLC" in done.stdout
    assert "q2" in done.stdout


@pytest.mark.usefixtures("listed")
def test_csv_has_a_row_for_each_match_and_each_party(ask, tmp_path):
    done = ask(CSV, "--format", "csv", "--out", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["id", "q1", "q2"]


@pytest.mark.usefixtures("listed")
def test_the_threshold_decides_what_is_a_match(ask):
    strict = rows(ask(CSV, "--threshold", "0.9"))[0]["matches"]
    assert [match["match"] for match in strict] == [False]


@pytest.mark.usefixtures("listed")
def test_a_screening_is_recorded_and_run_again(ask, sluis):
    assert "recorded" not in ask(CSV, "--no-record").stderr
    assert rows(sluis("screen", "records")) == []
    done = ask(CSV, "--threshold", "0.8")
    id_ = re.search(r"^recorded as (\S+)$", done.stderr, flags=re.M)[1]
    (record,) = rows(sluis("screen", "records"))
    assert (record["id"], record["parties"], record["channel"]) == (id_, 2, "command")
    assert record["rule"]["threshold"] == 0.8
    (again,) = rows(sluis("screen", "replay", id_))
    assert (again["equal"], again["code"]["changed"]) == (True, False)
    assert again["differences"] == []
    assert id_ in sluis("screen", "records", "--format", "table").stdout
    unknown = sluis("screen", "replay", "none")
    assert unknown.returncode == 2
    assert "sluis screen records" in unknown.stderr


@pytest.mark.usefixtures("listed")
def test_a_decision_is_shown_beside_the_match(ask, sluis):
    id_ = re.search(r"^recorded as (\S+)$", ask(CSV).stderr, flags=re.M)[1]
    (question,) = rows(sluis("screen", "open"))
    assert (question["party"], question["entity"]) == ("q1", "x-1")
    match = (id_, "q1", "x-1")
    undecided = sluis("screen", "decide", *match, "--reason", "why", "--by", "Bo")
    assert undecided.returncode == 2
    done = sluis(
        *("screen", "decide", *match, "--not-same"),
        *("--reason", "another trade", "--by", "Bo"),
    )
    assert done.returncode == 0, done.stderr
    assert rows(sluis("screen", "open", id_)) == []
    (match,) = rows(ask(CSV))[0]["matches"]
    assert match["decision"]["verdict"] == "not_same"
    assert match["match"] is True
    (decision,) = rows(sluis("screen", "decisions"))
    assert (decision["reason"], decision["closed_at"]) == ("another trade", None)


@pytest.mark.usefixtures("listed")
def test_a_sweep_screens_all_that_was_seen(ask, sluis, tmp_path):
    ask(CSV)
    done = sluis("sweep", "screening")
    assert done.returncode == 0, done.stderr
    assert [(row["id"], row["matches"][0]["entity"]) for row in rows(done)] == [
        ("q1", "x-1")
    ]
    assert "screened 2 parties" in done.stderr
    assert rows(sluis("sweep", "screening", "--since", "2999-01-01")) == []
    newly = rows(sluis("sweep", "screening", "--since", "2000-01-01"))
    assert [row["new"] for row in newly] == [["x-1"]]
    table = sluis("sweep", "screening", "--since", "2000-01-01", "--format", "table")
    assert "new" in table.stdout


def test_without_a_list_it_says_how_to_import_one(ask):
    done = ask(CSV)
    assert done.returncode == 2
    assert "lists import" in done.stderr
    assert done.stdout == ""


@pytest.mark.usefixtures("listed")
def test_an_unknown_list_is_refused(ask):
    done = ask(CSV, "--against", "mine,nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "mine" in done.stderr


@pytest.mark.usefixtures("listed")
def test_a_day_before_the_lists_is_refused(ask):
    done = ask(CSV, "--as-of", "2019-12-31")
    assert done.returncode == 2
    assert "2019-12-31" in done.stderr
    assert rows(ask(CSV, "--as-of", "2020-01-01"))[0]["matches"]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("content", ["a,b\n1,2\n", "id,name\n1,\x00\xff"])
def test_a_file_that_cannot_be_read_ends_with_3(sluis, tmp_path, content):
    path = tmp_path / "bad.csv"
    path.write_bytes(content.encode("latin-1"))
    done = sluis("screen", path)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert sluis("screen", tmp_path / "none.csv").returncode == 3


def test_listed_parties_are_found_in_real_lists_and_others_are_not(
    sluis, shared, tmp_path
):
    from sluis.formats.lists import read_list

    parties = shared / "data" / "parties"
    file = parties / "un" / "un_consolidated_2024-05-15.xml.gz"
    assert sluis("lists", "import", file).returncode == 0
    listed = read_list(file).entities[::20]
    asked = []
    for entity in listed:
        turned = " ".join(reversed(entity.caption.split()))
        slip = entity.caption[:3] + entity.caption[4:]
        for kind, name in (("same", entity.caption), ("order", turned), ("typo", slip)):
            row = {"id": f"{kind} {entity.id}", "name": name, "schema": entity.schema}
            asked.append(row)
    asked += [
        {"id": f"no {n}", "name": name}
        for n, name in enumerate(
            ["Bakkerij Jansen BV", "Wilhelmina van der Meulen", "Fromagerie du Lac SA"]
        )
    ]
    path = tmp_path / "asked.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in asked))
    found = {"same": 0, "order": 0, "typo": 0}
    for row in rows(sluis("screen", path)):
        kind, _, wanted = row["id"].partition(" ")
        matched = {match["entity"] for match in row["matches"] if match["match"]}
        if kind == "no":
            assert matched == set(), row
        else:
            found[kind] += wanted in matched
    assert found["same"] == len(listed)
    assert found["order"] == len(listed)
    assert found["typo"] >= 0.9 * len(listed)


def test_the_commands_of_the_page_on_screening_work(sluis, root, tmp_path, monkeypatch):
    sdn = (
        '<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd">'
        "<publshInformation><Publish_Date>05/07/2024</Publish_Date></publshInformation>"
        "<sdnEntry><uid>1</uid><lastName>EXAMPLE TRADING COMPANY</lastName>"
        "<sdnType>Entity</sdnType></sdnEntry></sdnList>"
    )
    (tmp_path / "sdn.xml").write_text(sdn)
    (tmp_path / "listed.json").write_text(json.dumps(LISTED[0]))
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)
    page = (root / "docs" / "screening.md").read_text()
    commands = re.findall(r"^\.venv/bin/sluis (.*)$", page, flags=re.M)
    assert len(commands) == 11  # those that keep the lists are on the page of lists
    recorded = None
    for command in ("lists import sdn.xml", *commands):
        done = sluis(*shlex.split(command.replace("$SCREENING", recorded or "")))
        assert done.returncode == 0, f"{command}: {done.stderr}"
        told = re.search(r"^recorded as (\S+)$", done.stderr, flags=re.M)
        recorded = recorded or (told and told[1])
    found = rows(sluis("screen", "examples/parties.csv"))
    assert found[0]["matches"][0]["caption"] == "EXAMPLE TRADING COMPANY"
    assert found[0]["matches"][0]["match"] is True
    assert found[0]["matches"][0]["decision"]["by"] == "A. Jansen"
    asked = "id,name\nd,Example Daughter\n"
    (match, *_) = rows(sluis("screen", "-", stdin=asked))[0]["matches"]
    assert match["caption"] == "Example Daughter GmbH"
    assert match["why"]["ownership"]["owners"] == ["ofac-1"]
