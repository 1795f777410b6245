"""The policy file: the standing one, others, and bad ones."""

from __future__ import annotations

import json

import pytest

from sluis.core.custody.policy import Policy
from sluis.core.errors import Problems, UnreadableFile
from sluis.formats.custody_policy import read_policy, standing_policy


def test_the_file_holds_the_standing_figures():
    assert standing_policy() == Policy()


def test_what_is_left_out_keeps_the_standing_figure():
    policy = read_policy(b'{"version": "trial", "gap": 2.5, "severity": ["D3", "D7"]}')
    assert (policy.version, policy.gap, policy.base) == ("trial", 2.5, Policy().base)
    assert policy.severity == ("D3", "D7")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"version": "x", "gaps": 1},
        {"version": "x", "gap": -1},
        {"version": "x", "gap": True},
        {"version": "x", "max_hops": 1.5},
        {"version": "x", "reliability": {"A": 1.0}},
        {"version": "x", "severity": "D7"},
    ],
)
def test_a_policy_that_says_nothing_sound_is_refused(given):
    with pytest.raises(Problems):
        read_policy(json.dumps(given).encode())


def test_a_policy_that_is_no_json_is_refused():
    with pytest.raises(UnreadableFile):
        read_policy(b"version: 1", path="policy.yaml")
