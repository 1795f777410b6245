"""Editions are kept whole and unchanged; a bad file changes nothing."""

import csv
import json
import tarfile
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from sluis.core.errors import InvalidInput, UnknownValue, UnreadableFile
from sluis.core.party import PartyQuery
from sluis.core.rescreening import WHOLE, rescreen
from sluis.core.screening import build_index, screen
from sluis.store.editions import Editions, ListShrank, NoLists


def party(number, name="Example", **more):
    properties = {"name": [f"{name} {number}"], **more}
    return {"id": f"p-{number}", "schema": "Company", "properties": properties}


@pytest.fixture
def editions(home):
    return Editions(home)


@pytest.fixture
def lay(tmp_path):
    def write(parties, name="test-list.json"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in parties))
        return path

    return write


def files(home):
    folder = home / "lists"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_it_works(editions, lay, home):
    edition = editions.import_file(lay([party(1), party(2)]), dated=date(2024, 1, 1))
    assert edition.list_id == "test-list"
    assert edition.dated == date(2024, 1, 1)
    assert (edition.rows, edition.added, edition.removed) == (2, 2, 0)
    assert edition.compared_with is None
    assert edition.key == f"2024-01-01-{edition.sha256[:8]}"
    assert files(home) == [f"{edition.key}.json", f"{edition.key}.parquet"]
    assert editions.status() == [edition]


def test_what_was_imported_comes_back_the_same(editions, shared):
    from sluis.formats.lists import read_list

    file = shared / "data/parties/un/un_consolidated_2024-05-15.xml.gz"
    edition = editions.import_file(file)
    back = list(editions.entities())
    read = [replace(e, source=edition.name) for e in read_list(file).entities]
    assert back == read


def test_the_same_file_again_is_the_same_edition(editions, lay, home):
    path = lay([party(1)])
    first = editions.import_list(path, dated=date(2024, 1, 1))
    before = files(home)
    again = editions.import_list(path, dated=date(2024, 1, 1))
    assert (first.new, again.new) == (True, False)
    assert again.edition == first.edition
    assert files(home) == before


def test_a_new_edition_says_what_changed(editions, lay):
    editions.import_file(lay([party(1), party(2), party(3)]), dated=date(2024, 1, 1))
    second = editions.import_file(
        lay([party(1), party(2, country=["nl"]), party(4)]), dated=date(2024, 2, 1)
    )
    assert (second.added, second.changed, second.removed) == (1, 1, 1)
    assert second.compared_with.startswith("2024-01-01")


def test_the_newest_edition_by_the_day_asked_is_chosen(editions, lay):
    # Imported in another order than dated.
    editions.import_file(lay([party(2)]), dated=date(2024, 2, 1))
    editions.import_file(lay([party(1)]), dated=date(2024, 1, 1))
    ids = [entity.id for entity in editions.entities()]
    assert ids == ["p-2"]
    for day, expected in (("2024-01-31", "p-1"), ("2024-02-01", "p-2")):
        listed = list(editions.entities(as_of=date.fromisoformat(day)))
        assert [entity.id for entity in listed] == [expected]
    assert listed[0].source.startswith("test-list/2024-02-01-")


def test_a_day_before_every_edition_is_refused(editions, lay):
    editions.import_file(lay([party(1)]), dated=date(2024, 1, 1))
    with pytest.raises(NoLists, match="2023"):
        list(editions.entities(as_of=date(2023, 12, 31)))


def test_nothing_imported_is_said_with_the_remedy(editions):
    with pytest.raises(NoLists) as refused:
        list(editions.entities())
    assert "lists import" in refused.value.remedy
    assert editions.status() == []


def test_an_unknown_list_is_refused_and_the_known_are_named(editions, lay):
    editions.import_file(lay([party(1)]), dated=date(2024, 1, 1))
    with pytest.raises(UnknownValue) as refused:
        list(editions.entities(["no-such-list"]))
    assert "test-list" in refused.value.remedy


def test_a_list_inside_a_list_can_be_named(editions, shared):
    file = shared / "data/parties/us_csl/csl_consolidated_2022-04.csv.gz"
    editions.import_file(file)
    assert len(list(editions.entities(["us-csl/us-bis-unverified"]))) == 201


def test_a_listing_that_had_ended_is_left_out_on_that_day(editions, tmp_path):
    path = tmp_path / "csl_2020-01-01.csv"
    path.write_text(
        "_id,source,programs,name,addresses,start_date,end_date,alt_names\n"
        "a,Denied Persons List (DPL) - BIS,,Example,,2010-01-01,2019-01-01,\n"
        "b,Denied Persons List (DPL) - BIS,,Other,,2010-01-01,2029-01-01,\n"
    )
    editions.import_file(path)
    assert len(list(editions.entities())) == 2
    listed = list(editions.entities(as_of=date(2020, 6, 1)))
    assert [entity.id for entity in listed] == ["csl-b"]


def test_a_file_without_a_day_needs_one(editions, lay):
    with pytest.raises(InvalidInput) as refused:
        editions.import_file(lay([party(1)]))
    assert "--dated" in refused.value.remedy


def test_a_truncated_file_leaves_the_last_good_edition(editions, lay, home):
    good = editions.import_file(lay([party(1)]), dated=date(2024, 1, 1))
    before = files(home)
    path = lay([party(1), party(2)])
    path.write_text(path.read_text()[:-20])
    with pytest.raises(UnreadableFile, match="cut short"):
        editions.import_file(path, dated=date(2024, 2, 1))
    assert files(home) == before
    assert editions.status() == [good]


def test_a_suspicious_shrink_is_held_back_unless_it_is_allowed(editions, lay, home):
    editions.import_file(lay([party(n) for n in range(10)]), dated=date(2024, 1, 1))
    before = files(home)
    small = lay([party(n) for n in range(7)])
    with pytest.raises(ListShrank) as refused:
        editions.import_file(small, dated=date(2024, 2, 1))
    assert "--allow-shrink" in refused.value.remedy
    assert files(home) == before
    taken = editions.import_file(small, dated=date(2024, 2, 1), allow_shrink=True)
    assert taken.removed == 3


def test_a_fifth_fewer_is_not_suspicious(editions, lay):
    editions.import_file(lay([party(n) for n in range(10)]), dated=date(2024, 1, 1))
    small = lay([party(n) for n in range(8)])
    assert editions.import_file(small, dated=date(2024, 2, 1)).removed == 2


def test_a_disk_that_fails_leaves_nothing_behind(editions, lay, home, monkeypatch):
    from sluis.store import editions as module

    def fail(*_args, **_more):
        raise OSError("no space left")

    monkeypatch.setattr(module.pq, "write_table", fail)
    with pytest.raises(OSError, match="no space"):
        editions.import_file(lay([party(1)]), dated=date(2024, 1, 1))
    assert files(home) == []


def test_entities_without_a_manifest_are_not_an_edition(editions, lay, home):
    edition = editions.import_file(lay([party(1)]), dated=date(2024, 1, 1))
    (home / "lists" / "test-list" / f"{edition.key}.json").unlink()
    assert editions.status() == []


@pytest.mark.parametrize("suffix", ["json", "parquet"])
def test_a_damaged_edition_is_refused(editions, lay, home, suffix):
    edition = editions.import_file(lay([party(1)]), dated=date(2024, 1, 1))
    (home / "lists" / "test-list" / f"{edition.key}.{suffix}").write_bytes(b"{}")
    with pytest.raises(UnreadableFile, match="damaged"):
        list(editions.entities())


def test_a_list_id_cannot_leave_its_folder(editions, lay):
    with pytest.raises(InvalidInput):
        editions.import_file(
            lay([party(1)]), dated=date(2024, 1, 1), list_id="../elsewhere"
        )


def test_what_changed_is_told_with_the_field_and_since_when(editions, lay):
    for day, parties in (
        (1, [party(1), party(2)]),
        (2, [party(1, country=["nl"]), party(3)]),
        (3, [party(1, country=["nl"]), party(2), party(3)]),
    ):
        editions.import_file(lay(parties), dated=date(2024, 1, day), allow_shrink=True)
    told = [change.as_dict() for change in editions.changes("test-list")]
    assert [(c["since"][-2:], c["change"], c["entity"]) for c in told] == [
        ("02", "changed", "p-1"),
        ("02", "removed", "p-2"),
        ("02", "added", "p-3"),
        ("03", "added", "p-2"),
    ]
    assert told[0]["fields"] == {"countries": {"was": (), "is": ("NL",)}}
    later = list(editions.changes("test-list", since=date(2024, 1, 2)))
    assert [change.kind for change in later] == ["added"]
    earlier = list(editions.changes("test-list", until=date(2024, 1, 2)))
    assert len(earlier) == 3
    with pytest.raises(UnknownValue):
        list(editions.changes("other"))


def test_what_became_known_later_is_left_out(editions, lay):
    editions.import_list(
        lay([party(1)]), dated=date(2024, 1, 1), known_since=date(2024, 1, 3)
    )
    editions.import_list(
        lay([party(1), party(2)]), dated=date(2024, 1, 2), known_since=date(2024, 2, 1)
    )

    def listed(known_on):
        return {e.id for e in editions.entities(None, None, known_on)}

    assert listed(date(2024, 1, 31)) == {"p-1"}
    assert listed(date(2024, 2, 1)) == {"p-1", "p-2"}
    with pytest.raises(NoLists, match="known on 2024-01-02"):
        listed(date(2024, 1, 2))


@pytest.fixture(scope="module")
def history(shared, tmp_path_factory):
    """The 51 real editions of OFAC's list, as files and imported."""
    folder = tmp_path_factory.mktemp("series")
    packed = shared / "data/parties/ofac/sdn_csv_series_2021-08_2023-12.tar.xz"
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    files = sorted(folder.rglob("*.csv"))
    editions = Editions(tmp_path_factory.mktemp("history"))
    for file in files:
        editions.import_list(file)
    return editions, files


def test_on_any_date_the_listed_are_those_of_the_edition_of_that_date(history):
    editions, files = history
    kept = editions.history("us-ofac-sdn")
    assert len(kept) == len(files) == 51
    for number, (edition, file) in enumerate(zip(kept, files, strict=True)):
        day = date.fromisoformat(file.stem[-10:])
        rows = csv.reader(file.read_text("cp1252").splitlines())
        numbers = {f"ofac-{row[0].strip()}" for row in rows if len(row) == 12}
        assert edition.dated == day
        assert set(editions.digests(edition)) == numbers
        until = kept[number + 1].dated - timedelta(days=1) if number < 50 else None
        for asked in {day, until} - {None}:
            assert editions.chosen(["us-ofac-sdn"], asked) == [edition]


def test_the_changes_of_the_history_lead_from_each_edition_to_the_next(history):
    editions, _ = history
    kept = editions.history("us-ofac-sdn")
    listed = dict(editions.digests(kept[0]))
    changes = defaultdict(list)
    for change in editions.changes("us-ofac-sdn"):
        changes[change.edition.key].append(change)
    for edition in kept[1:]:
        found = changes[edition.key]
        kinds = Counter(change.kind for change in found)
        assert kinds["added"] == edition.added
        assert kinds["removed"] == edition.removed
        assert kinds["changed"] == edition.changed
        digests = editions.digests(edition)
        for change in found:
            if change.after is None:
                del listed[change.before.id]
            else:
                listed[change.after.id] = digests[change.after.id]
        assert listed == digests


def test_on_each_step_of_the_history_the_delta_gives_what_a_full_run_gives(history):
    editions, _ = history
    kept = editions.history("us-ofac-sdn")

    def part(edition):
        """One number in fifty, so that fifty full runs take seconds."""
        some = {i for i in editions.digests(edition) if i.endswith(("07", "57"))}
        return {e.id: e for e in editions.entities_of(edition, only=some)}

    listed = part(kept[0])
    asked = [
        PartyQuery(id=e.id, names=(e.caption[1:],), countries=e.countries)
        for e in (*list(listed.values())[::8], *list(part(kept[-1]).values())[::8])
    ]
    rule = {"threshold": 0.6, "limit": WHOLE}
    standing = list(screen(asked, build_index(listed.values()), **rule))
    for before, after in pairwise(kept):
        now = part(after)
        had, has = editions.digests(before), editions.digests(after)
        differ = {i for i in listed | now if had.get(i) != has.get(i)}
        standing = list(
            rescreen(
                standing,
                asked,
                changed=differ,
                entities=[now[i] for i in sorted(differ & now.keys())],
                sources={before.name: after.name},
                threshold=0.6,
            )
        )
        assert standing == list(screen(asked, build_index(now.values()), **rule))
        listed = now
    assert sum(len(answer["matches"]) for answer in standing) > len(asked) // 2
