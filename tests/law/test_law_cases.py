"""Runs the cases in the YAML files beside it: facts in, outcome out.

A case has one day (``as_of``) and what is expected then, or several under ``on``
with what comes out on each: the day before, the first, the last, the day after.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sluis.core.determination import determine
from sluis.core.time import parse_day
from sluis.formats.transaction import read_transaction
from sluis.store.law import load_law
from sluis.store.law_file import read_yaml

HERE = Path(__file__).parent


def _cases() -> Iterator[Any]:
    for path in sorted(HERE.glob("*.yaml")):
        for case in read_yaml(path):
            name = f"{path.stem}: {case['name']}"
            if "on" not in case:
                yield pytest.param(case, id=name)
            for day, expected in case.get("on", {}).items():
                if isinstance(expected, str):
                    expected = {"outcome": expected}  # noqa: PLW2901 - short form
                common = case.get("expect", {})
                one = {**case, "as_of": day, "expect": {**common, **expected}}
                yield pytest.param(one, id=f"{name} ({day})")


CASES = list(_cases())


@pytest.mark.parametrize("case", CASES)
def test_the_case_comes_out_as_the_law_says(case):
    law = load_law()
    given = {"id": "case", "activity": "export", "destination": "CN"}
    given |= case.get("transaction", {})
    given["items"] = [case["item"]]
    known = case.get("known_on")
    result = determine(
        read_transaction(given, law.vocabulary),
        law,
        valid_on=parse_day(case["as_of"]),
        known_on=None if known is None else parse_day(known),
    ).as_dict()
    line = result["items"][0]
    expected = case["expect"]
    verdicts = {entry["code"]: entry["verdict"] for entry in line["entries"]}
    for code, verdict in expected.get("entries", {}).items():
        assert verdicts.get(code, "not_considered") == verdict, code
    if "outcome" in expected:
        assert result["outcome"] == expected["outcome"], result["explanation"]
    if "nearest" in expected:
        near = [e["nearest"] for e in line["entries"] if e["nearest"]]
        assert any(expected["nearest"].items() <= one.items() for one in near)
    asked = {question["about"] for question in result["questions"]}
    assert set(expected.get("asks", [])) <= asked
    assert not set(expected.get("does_not_ask", [])) & asked
    rules = {basis["rule"] for basis in line["bases"]}
    assert set(expected.get("by", [])) <= rules
    assert not set(expected.get("not_by", [])) & rules
    if "article" in expected:
        cited = [basis["legal_basis"] for basis in line["bases"]]
        cited += [one["legal_basis"] for one in result["obligations"]]
        cited += [one["legal_basis"] for one in line["authorisations"]]
        assert any(expected["article"] in one for one in cited), cited
    usable = {one["code"]: one["usable"] for one in line["authorisations"]}
    assert expected.get("authorisations", {}).items() <= usable.items()
    duties = {one["what"] for one in result["obligations"]}
    assert set(expected.get("duties", [])) <= duties
    assert not set(expected.get("no_duties", [])) & duties
