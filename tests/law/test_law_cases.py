"""Runs the cases in the YAML files beside it: facts in, outcome out."""

from pathlib import Path

import pytest

from sluis.core.determination import determine
from sluis.core.time import parse_day
from sluis.formats.transaction import read_transaction
from sluis.store.law import load_law, read_yaml

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(HERE.glob("*.yaml"))
    for case in read_yaml(path)
]


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
    usable = {one["code"]: one["usable"] for one in line["authorisations"]}
    assert expected.get("authorisations", {}).items() <= usable.items()
    duties = {one["what"] for one in result["obligations"]}
    assert set(expected.get("duties", [])) <= duties
