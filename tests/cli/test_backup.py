"""``sluis backup`` and ``sluis restore``: the same folder again, or nothing."""

import gzip
import io
import json
import sqlite3
import tarfile

import pytest

pytestmark = pytest.mark.sqlite("PostgreSQL is backed up by its own tools")


@pytest.fixture
def made(sluis, home, tmp_path):
    """A data folder with a person and a file in it, and its backup."""
    added = sluis(
        *("user", "add", "ann@sluis.example", "--name", "Ann", "--role", "applicant"),
        *("--organisation", "Engine Works", "--kind", "exporter", "--password-stdin"),
        stdin="a quiet lock in the river\n",
    )
    assert added.returncode == 0, added.stderr
    (home / "lists").mkdir(exist_ok=True)
    (home / "lists" / "edition.parquet").write_bytes(b"PAR1 and so on" * 1000)
    file = tmp_path / "sluis.backup"
    done = sluis("backup", file)
    assert done.returncode == 0, done.stderr
    return file, done.stdout.strip()


def changed(file, change):
    """Write a backup again with its members changed, and its manifest with them."""
    members = {}
    with tarfile.open(file) as archive:
        for member in archive:
            members[member.name] = archive.extractfile(member).read()
    change(members)
    with tarfile.open(file, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def test_it_works(sluis, home, made, tmp_path):
    file, digest = made
    new = tmp_path / "new"

    done = sluis("restore", file, "--digest", digest, "--data", new)

    assert done.returncode == 0, done.stderr
    assert "the audit trail's 3 rows hold" in done.stderr
    same = "lists/edition.parquet"
    assert (new / same).read_bytes() == (home / same).read_bytes()
    assert (new / "secret-key").read_text() == (home / "secret-key").read_text()
    listed = sluis("user", "list", "--data", new)
    assert json.loads(listed.stdout)["email"] == "ann@sluis.example"
    assert not list(tmp_path.glob(".*restoring"))


def test_a_backup_is_of_one_moment_while_others_write(sluis, home, tmp_path):
    sluis("migrate")
    writer = sqlite3.connect(home / "sluis.sqlite3")
    writer.execute("begin immediate")
    writer.execute("insert into people_cache values ('k', 'v', '2030-01-01')")
    done = sluis("backup", tmp_path / "b")
    writer.rollback()
    writer.close()
    assert done.returncode == 0, done.stderr


def test_a_folder_with_something_in_it_is_left_alone(sluis, home, made):
    file, _ = made
    done = sluis("restore", file, "--data", home)
    assert done.returncode == 3
    assert "move this one away" in done.stderr
    assert (home / "sluis.sqlite3").exists()


def test_a_file_that_is_there_and_one_in_the_folder_itself_are_refused(
    sluis, home, made
):
    file, _ = made
    for name, told in ((file, "already"), (home / "inside", "outside the data")):
        done = sluis("backup", name)
        assert done.returncode == 2
        assert told in done.stderr


def _exchange(members):
    members["lists/edition.parquet"] = b"another"


def _same_size(members):
    content = members["lists/edition.parquet"]
    members["lists/edition.parquet"] = b"X" + content[1:]


def _leave_out(members):
    del members["lists/edition.parquet"]


def _smuggle(members):
    members["../outside"] = b"x"


def _other_format(members):
    manifest = json.loads(members["manifest.json"]) | {"format": "other"}
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "change", [_exchange, _same_size, _leave_out, _smuggle, _other_format]
)
def test_a_changed_backup_is_refused_and_nothing_is_restored(
    sluis, made, tmp_path, change
):
    file, _ = made
    changed(file, change)
    _refused(sluis, file, tmp_path, "not a whole, unchanged backup")


def test_a_foreign_or_cut_off_file_is_refused(sluis, made, tmp_path):
    file, _ = made
    whole = file.read_bytes()
    for content in (b"hello", gzip.compress(b"hello"), whole[:-200], b""):
        file.write_bytes(content)
        _refused(sluis, file, tmp_path, "not a whole, unchanged backup")
    _refused(sluis, tmp_path / "absent", tmp_path, "No such file")


def test_an_exchanged_backup_is_found_by_its_digest(sluis, made, tmp_path):
    file, _ = made
    done = sluis("restore", file, "--digest", "0" * 64, "--data", tmp_path / "new")
    assert done.returncode == 3
    assert "its digest is" in done.stderr


def test_a_backup_of_a_newer_version_is_refused(sluis, made, tmp_path):
    file, _ = made

    def newer(members):
        manifest = json.loads(members["manifest.json"]) | {"version": 99}
        members["manifest.json"] = json.dumps(manifest).encode()

    changed(file, newer)
    _refused(sluis, file, tmp_path, "install the newer Sluis")


def test_a_backup_with_a_broken_trail_is_refused(sluis, home, tmp_path, made):
    database = sqlite3.connect(home / "sluis.sqlite3")
    database.execute("drop trigger audit_entry_no_update")
    database.execute("update audit_entry set actor = 'nobody' where number = 2")
    database.commit()
    database.close()
    file = tmp_path / "second"
    assert sluis("backup", file).returncode == 0
    _refused(sluis, file, tmp_path, "broken at row 2")


def test_a_postgresql_database_is_left_to_its_own_tools(sluis, tmp_path):
    environment = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = sluis("backup", tmp_path / "b", environment=environment)
    assert done.returncode == 2
    assert "pg_dump" in done.stderr
    done = sluis("backup", "--folder-only", tmp_path / "b", environment=environment)
    assert done.returncode == 0, done.stderr


def _refused(sluis, file, tmp_path, told):
    done = sluis("restore", file, "--data", tmp_path / "new")
    assert done.returncode == 3, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".*restoring"))
