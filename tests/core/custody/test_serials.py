"""Partly read serials and the items they may mean."""

from __future__ import annotations

import fnmatch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.core.custody.serials import find
from sluis.core.errors import InvalidInput


def texts(*serials):
    coded = [f"https://sluis.example/id/obj/m/x/{s}".encode() for s in serials]
    begin = np.cumsum([0, *map(len, coded)])
    return np.frombuffer(b"".join(coded), np.uint8), begin


def found(pattern, *serials):
    return [c.text.rpartition("/")[2] for c in find(pattern, *texts(*serials))]


def test_unread_characters_are_any_and_look_alikes_come_after_what_fits_as_read():
    serials = ("4829-01A", "4829-O1A", "48X9-01", "4829-11A", "5829-01A")
    assert found("48?9-O1*", *serials) == ["4829-O1A", "4829-01A", "48X9-01"]


def test_a_candidate_says_which_characters_were_taken_for_others():
    (candidate,) = find("B1-5", *texts("81-S"))
    assert candidate.read_as == ((1, "B", "8"), (4, "5", "S"))
    assert 0 < candidate.score < 1


def test_ranges_of_characters_and_of_numbers():
    assert found("A[1-3]", "A1", "A3", "A4") == ["A1", "A3"]
    assert found("A{98-101}X", "A97X", "A98X", "A100X", "A101X", "A102X") == [
        "A100X",
        "A101X",
        "A98X",
    ]


def test_what_names_nothing_or_runs_backwards_is_refused():
    for pattern in ("*", "??", "A[9-1]", "A{9-1}"):
        with pytest.raises(InvalidInput):
            find(pattern, *texts("A"))


SERIAL = st.text("XYKJ", min_size=1, max_size=6)


@given(
    st.lists(SERIAL, min_size=1, max_size=8, unique=True), st.text("XYK?*", max_size=5)
)
def test_wildcards_find_what_a_plain_search_finds(serials, pattern):
    pattern = "J" + pattern
    wanted = sorted(s for s in serials if fnmatch.fnmatchcase(s, pattern))
    assert sorted(found(pattern, *serials)) == wanted
