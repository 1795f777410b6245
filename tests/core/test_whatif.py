from datetime import date

import pytest

from sluis.core.errors import InvalidInput, SluisError
from sluis.core.law.reform import ReformError, apply, read_reform
from sluis.core.quantity import UnitError
from sluis.core.whatif import what_if
from sluis.formats.transaction import read_transaction
from sluis.store.law import load_law

FREE = {
    "incorporates_9E003_technology": False,
    "designed_or_modified_for_missile": False,
    "designed_or_modified_for_uav_9A012_or_9A112a": False,
    "specially_designed_for_military_use": False,
}
LOWER = {"entry": "9A101", "code": "a.1", "threshold": "300 N"}


def engine(id_="t1", consumption="0.16 kg/(N*h)", day="2010-01-01"):
    given = {
        "id": id_,
        "date": day,
        "activity": "export",
        "destination": "TW",
        "exporter": {"name": "Example"},
        "items": [
            {
                "kind": "turbojet_engine",
                "quantity": 30,
                "unit": "piece",
                "value": {"amount": "100.10", "currency": "EUR"},
                "parameters": {
                    "max_thrust": "392 N",
                    "specific_fuel_consumption": consumption,
                    "dry_weight": "3 kg",
                    "first_stage_rotor_diameter": "0.14 m",
                    **FREE,
                },
            }
        ],
    }
    return read_transaction(given, load_law().vocabulary)


def test_a_lower_thrust_alone_changes_nothing_and_it_is_said_what_still_blocks():
    result = what_if(load_law(), LOWER, [engine()])
    assert result["changed"] == []
    (blocked,) = result["blocked"]
    assert blocked["opened"] == ["a.1"]
    assert [gate["parameter"] for gate in blocked["still"]] == [
        "specific_fuel_consumption"
    ]
    assert result["gates"] == [
        {"code": "9A101.a", "parameter": "specific_fuel_consumption", "lines": 1}
    ]


def test_without_the_consumption_gate_it_catches_the_engine():
    result = what_if(load_law(), {**LOWER, "drop": ["a.2"]}, [engine()])
    (changed,) = result["changed"]
    assert (changed["before"], changed["after"]) == ("no_licence", "licence_required")
    assert {gate["parameter"] for gate in changed["decided_by"]} == {
        "max_thrust",
        "specific_fuel_consumption",
    }
    assert result["law_hash"]["before"] != result["law_hash"]["after"]


def test_a_thriftier_engine_is_caught_by_the_thrust_alone():
    result = what_if(load_law(), LOWER, [engine(consumption="0.142 kg/(N*h)")])
    assert [one["after"] for one in result["changed"]] == ["licence_required"]


def test_sums_are_exact_and_by_outcome():
    both = [engine("a"), engine("b", "0.14 kg/(N*h)")]
    outcomes = what_if(load_law(), LOWER, both)["outcomes"]
    assert outcomes["no_licence"]["before"] == {
        "lines": 2,
        "quantity": {"piece": "60"},
        "value": {"EUR": "200.20"},
        "destinations": ["TW"],
        "exporters": 1,
    }
    assert outcomes["licence_required"]["before"]["lines"] == 0
    assert outcomes["licence_required"]["after"]["lines"] == 1


def test_a_reform_can_begin_on_a_day():
    reform = {"from": "2012-01-01", "changes": [{**LOWER, "drop": ["a.2"]}]}
    early, late = engine("a", day="2011-12-31"), engine("b", day="2012-01-01")
    result = what_if(load_law(), reform, [early, late])
    assert [one["id"] for one in result["changed"]] == ["b"]


def test_a_reform_leaves_the_law_as_it_is():
    law = load_law()
    before = law.hash
    reformed = apply(law, read_reform(LOWER))
    assert law.hash == before == load_law().hash
    assert reformed.hash != before
    entry = law.rule("9A101")
    node = next(n for n in entry.versions[0].when.walk() if n.code == "a.2")
    assert node.threshold.written == "0.15 kg/(N*h)"


@pytest.mark.parametrize(
    ("reform", "error"),
    [
        ({"entry": "9A999", "drop": ["a"]}, SluisError),
        ({"entry": "EU001", "drop": ["a"]}, ReformError),
        ({"entry": "9A101", "drop": ["z"]}, ReformError),
        ({"entry": "9A101", "set": {"b": "1 N"}}, ReformError),
        ({"entry": "9A101", "set": {"a.1": "1 kg"}}, UnitError),
        ({"entry": "9A101"}, InvalidInput),
        ({"entry": "9A101", "colour": "red"}, InvalidInput),
        ({"drop": ["a"]}, InvalidInput),
        ({"changes": []}, InvalidInput),
        ({"changes": [LOWER], "from": "soon"}, InvalidInput),
    ],
)
def test_a_reform_without_meaning_is_refused(reform, error):
    with pytest.raises(error):
        what_if(load_law(), reform, [engine()])


def test_known_on_holds_for_both_laws():
    result = what_if(load_law(), LOWER, [engine()], known_on=date(2000, 1, 1))
    assert result["outcomes"]["no_licence"]["before"]["lines"] == 1
