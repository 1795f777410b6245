"""Spreadsheets from strangers are read, or refused with a reason; nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.core.errors import SluisError
from sluis.formats.sheet import read_sheet, write_csv, write_excel

COLUMNS = ("code", "name")
GOOD = write_excel(COLUMNS, [("E-1", "Engine"), ("E-2", "2026-01-01")])
MEMBERS = tuple(zipfile.ZipFile(io.BytesIO(GOOD)).namelist())
_LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">'
    for n in range(10)
)
HOSTILE = (
    b"",
    b"\x00",
    b"<a",
    b"<a/>",
    f"<!DOCTYPE a [{_LAUGHS}]><a>&l9;</a>".encode(),
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    b"<a>" * 100_000,
    b"<?xml version='1.0' encoding='utf-7'?><a/>",
)


def rewritten(member: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
    return out.getvalue()


def read_or_refuse(name: str, data: bytes) -> str:
    """Give what was read as text; any other end than a refusal is a failure."""
    try:
        return str(read_sheet(name, data, COLUMNS))
    except SluisError as refused:
        return str(refused)


@pytest.mark.parametrize("write", [write_csv, write_excel])
def test_it_works(write):
    name = "a.csv" if write is write_csv else "a.xlsx"
    rows = read_sheet(name, write(COLUMNS, [("E-1", "+1"), ("-2", "")]), COLUMNS)

    assert [(row["code"].text, row["name"].text) for row in rows] == [
        ("E-1", "+1"),
        ("-2", ""),
    ]


@pytest.mark.parametrize(
    "rows",
    [[("E-1", *[""] * 400, "far to the right")], [("E-1", "Engine")] * 5001],
)
def test_a_table_that_is_too_wide_or_too_long_is_refused(rows):
    assert "there are more than" in read_or_refuse("a.xlsx", write_excel(COLUMNS, rows))


@pytest.mark.parametrize("content", HOSTILE, ids=lambda one: repr(one[:20]))
@pytest.mark.parametrize("member", MEMBERS)
def test_a_hostile_part_is_refused_or_not_read(member, content):
    told = read_or_refuse("a.xlsx", rewritten(member, content))

    assert "root:" not in told
    assert "hahaha" not in told


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    member=st.sampled_from(MEMBERS),
    place=st.floats(0, 1),
    by=st.sampled_from(
        [b"", b"<", b">", b'"', b"9" * 30, b"\x00", b"1e999", b"</", b"s", b"&x;"]
    ),
)
def test_a_part_that_is_damaged_anywhere_is_refused_or_read(member, place, by):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        content = good.read(member)
    at = int(place * len(content))
    read_or_refuse("a.xlsx", rewritten(member, content[:at] + by + content[at + 3 :]))


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(data=st.binary(max_size=200), at=st.integers(0, len(GOOD)))
def test_a_damaged_file_is_refused_or_read(data, at):
    read_or_refuse("a.xlsx", GOOD[:at] + data + GOOD[at + len(data) :])
    read_or_refuse("a.csv", b"code,name\n" + data)
