"""What settled cases teach: counted shares, and probabilities that are kept."""

from __future__ import annotations

import numpy as np

from sluis.core.custody.policy import Policy
from sluis.core.custody.rows import Items, group
from sluis.core.custody.settled import calibrate, learn


def test_probabilities_become_the_shares_of_settled_cases():
    random = np.random.default_rng(5)
    raw = random.random(200_000)
    so = random.random(200_000) < raw**2
    knots = np.array(calibrate(raw, so))
    for said in (0.2, 0.5, 0.9):
        assert abs(np.interp(said, *knots.T) - said**2) < 0.03


def test_how_often_goods_had_gone_elsewhere_is_counted_by_the_two_grades():
    # 100 cases: a B2 paper of arrival, and a C2 paper of the same giver.
    cases = 100
    columns = {
        "sender": np.zeros(2 * cases),
        "receiver": np.tile([2, 3], cases),
        "earliest": np.tile([100, 200], cases),
        "grade": np.tile([7, 13], cases),
    }
    rows = group(np.repeat(np.arange(cases, dtype=np.int32), 2), columns, items=cases)
    number = {"exporter": 0, "consignee": -1, "end_user": 2, "paper": 0, "due": -1}
    items = Items(
        **{name: np.full(cases, n, np.int32) for name, n in number.items()},
        forbids=np.ones(cases, np.uint8),
        over=np.zeros(cases, np.uint8),
    )
    gone = np.arange(cases) < 80
    policy = learn(rows, items, gone, Policy(), version="of 100 cases")
    assert policy.version == "of 100 cases"
    assert abs(policy.contradictions["B2/C2"] - 0.8) < 0.02
    assert policy.contradicted("B2", "C2") > 1.0
