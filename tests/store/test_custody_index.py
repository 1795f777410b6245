"""The item index on disk gives what was put in, and chains by serial."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sluis.core.custody.network import Link
from sluis.core.custody.policy import Policy
from sluis.core.custody.rows import Items, Papers, Reach, group
from sluis.core.errors import UnreadableFile
from sluis.store.custody_index import CustodyIndex
from sluis.store.texts import Texts
from sluis.store.ties import HalfLinks, StoredTies

PARTIES = ["maker", "consignee", "user", "trader"]
LINK = Link(a="trader", b="maker", type="owner", since=date(2019, 1, 1))


@pytest.fixture
def index():
    columns = {
        "sender": np.array([1, 0, 1]),
        "receiver": np.array([3, 1, 2]),
        "earliest": np.array([9_000, 100, 500]),
        "grade": np.array([7, 7, 7]),
    }
    rows = group(np.array([1, 1, 0], np.int32), columns, items=3)
    number = {"exporter": 0, "consignee": 1, "end_user": 2, "paper": 0, "due": -1}
    items = Items(
        **{name: np.full(3, n, np.int32) for name, n in number.items()},
        forbids=np.ones(3, np.uint8),
        over=np.zeros(3, np.uint8),
    )
    return CustodyIndex(
        rows=rows,
        items=items,
        reach=Reach.whole(3),
        papers=Papers.unbounded(1),
        links=HalfLinks.of([LINK], {"maker": 0, "trader": 3}, 4),
        item_texts=Texts.of(["one", "twoé", "three"]),
        party_texts=Texts.of(PARTIES),
        paper_texts=Texts.of(["licence"]),
        stamp="first",
        policy=Policy(),
    )


def test_a_serial_leads_to_its_chain(index):
    found = index.chain("twoé")
    assert [hop[:2] for hop in found.hops] == [
        ("maker", "consignee"),
        ("consignee", "trader"),
    ]
    assert found.confidence > 0.8
    assert found.alternatives[0][0] < 0.2
    assert index.chain("three").hops == ()
    assert index.chain("nobody") is None


def test_what_is_opened_is_what_was_saved(index, tmp_path):
    folder = tmp_path / "custody"
    assert CustodyIndex.open(folder, Policy()) is None
    for _ in range(2):
        index.save(folder)
    again = CustodyIndex.open(folder, Policy())
    assert again.stamp == "first"
    assert again.chain("twoé") == index.chain("twoé")
    ties = StoredTies(again.links, again.party_texts)
    assert list(ties.of("maker")) == list(ties.of("trader")) == [LINK]
    assert list(ties.of("user")) == list(ties.of("nobody")) == []
    assert [p.name for p in tmp_path.iterdir()] == ["custody"]


def test_a_broken_index_says_how_to_mend_it(index, tmp_path):
    index.save(tmp_path / "custody")
    (tmp_path / "custody" / "rows.sender.npy").write_bytes(b"not an array")
    with pytest.raises(UnreadableFile, match="broken"):
        CustodyIndex.open(tmp_path / "custody", Policy())
