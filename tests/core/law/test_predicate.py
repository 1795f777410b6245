from datetime import date

import pytest

from sluis.core.errors import SluisError, UnknownValue
from sluis.core.law.model import versions_on
from sluis.core.law.reading import Reader
from sluis.core.law.situation import Situation
from sluis.core.law.snapshot import law_on
from sluis.core.law.words import read_interval
from sluis.core.time import AsOf
from sluis.formats.transaction import read_transaction
from sluis.store.law import load_law


@pytest.fixture(scope="module")
def law():
    return load_law()


@pytest.fixture(scope="module")
def reader(law):
    sources = {
        version.source.key: version.source
        for rule in law.rules().values()
        for version in rule.versions
    }
    return Reader(law.vocabulary, sources, frozenset(law.groups), law.state)


def situation(law, parameters=None, day=date(2018, 6, 1), **changes):
    item = {"kind": "turbojet_engine", "parameters": parameters or {}}
    given = {"id": "t", "activity": "export", "items": [item], **changes}
    transaction = read_transaction(given, law.vocabulary)
    on = law_on(law, AsOf(valid_on=day))
    return Situation(
        on=on, on_day=day, transaction=transaction, item=transaction.items[0]
    )


@pytest.mark.parametrize(
    ("operator", "told"),
    [
        ("gt", [False, True, False]),
        ("ge", [True, True, False]),
        ("lt", [False, False, True]),
        ("le", [True, False, True]),
        ("eq", [True, False, False]),
    ],
)
def test_a_limit_is_strict_or_not_as_it_is_written(law, reader, operator, told):
    node = reader.node({"p": "max_thrust", operator: "400 N"}, "when")
    for text, verdict in zip(("400 N", "0.4001 kN", "399.9 N"), told, strict=True):
        assert node.test(situation(law, {"max_thrust": text})) is verdict
    assert node.test(situation(law)) is None
    assert node.missing(situation(law)) == {"parameters.max_thrust"}


def test_several_parts_hold_together(law, reader):
    node = reader.node(
        {"code": "a", "p": "max_thrust", "gt": "1 N", "is": "civil_certified"}, "when"
    )
    assert node.test(situation(law, {"max_thrust": "2 N"})) is None
    assert node.test(situation(law, {"max_thrust": "1 N"})) is False
    known = {"max_thrust": "2 N", "civil_certified": True}
    assert node.test(situation(law, known)) is True


def test_two_of_three_are_enough(law, reader):
    parts = [
        {"is": "civil_certified"},
        {"is": "space_qualified"},
        {"p": "max_thrust", "gt": "1 N"},
    ]
    node = reader.node({"at_least": 2, "of": parts}, "when")
    known = {"civil_certified": True, "max_thrust": "5 N"}
    assert node.test(situation(law, known)) is True
    assert node.test(situation(law, {"civil_certified": True})) is None
    known = {"civil_certified": False, "max_thrust": "0 N"}
    assert node.test(situation(law, known)) is False


def test_of_several_ways_the_nearest_is_named(law, reader):
    node = reader.node(
        {
            "any": [
                {"code": "a", "p": "max_thrust", "gt": "1000 N"},
                {"code": "b", "p": "dry_weight", "lt": "9 kg"},
            ]
        },
        "when",
    )
    (gate,) = node.gates(situation(law, {"max_thrust": "100 N", "dry_weight": "10 kg"}))
    assert (gate.code, gate.margin) == ("b", pytest.approx(1 / 9, abs=1e-6))
    assert not gate.near


def test_a_kind_above_the_one_meant_is_open(law, reader):
    node = reader.node({"kind": ["turbojet_engine"]}, "when")

    def told(kind):
        return node.test(situation(law, items=[{"kind": kind}]))

    assert told("turbojet_engine") is True
    assert told("aero_engine") is None
    assert told(None) is None
    assert told("valve") is False


def test_a_shorter_cn_code_can_still_be_the_one_meant(law, reader):
    node = reader.node({"cn": ["8411 11"]}, "when")

    def told(code):
        return node.test(situation(law, items=[{"cn_code": code}]))

    assert told("8411 11 00") is True
    assert told("8411") is None
    assert told(None) is None
    assert told("8412 10") is False


def test_a_group_is_that_of_the_day(law, reader):
    node = reader.node({"destination": "eu"}, "when")
    assert node.test(situation(law, destination="GB")) is True
    late = situation(law, destination="GB", day=date(2021, 1, 1))
    assert node.test(late) is False
    assert node.missing(situation(law)) == {"destination"}


@pytest.mark.parametrize(
    "data",
    [
        {"p": "thrust", "gt": "1 N"},
        {"p": "max_thrust"},
        {"p": "max_thrust", "gt": "1 N", "lt": "2 N"},
        {"p": "max_thrust", "in": ["x"]},
        {"is": "gyro_type"},
        {"kind": ["jet"]},
        {"destination": "atlantis"},
        {"destination": ["XX"]},
        {"code": "a"},
    ],
)
def test_a_condition_without_meaning_is_refused(reader, data):
    with pytest.raises(SluisError) as refused:
        reader.node(data, "when")
    assert str(refused.value.path).startswith("when")


def test_an_interval_does_not_end_before_it_starts():
    with pytest.raises(SluisError):
        read_interval(["2012", "2011"], path="in_force")


def test_a_rule_is_found_by_id_code_and_paragraph(law):
    found = {law.rule(one).id for one in ("9A101", "9a101", "9A101.a.1")}
    assert found == {"eu/2021-821/annex-i/9A101"}
    with pytest.raises(UnknownValue):
        law.rule("9A999")


def test_an_amendment_ends_a_version_only_once_it_is_published(law):
    rule = law.rule("9A101")
    ((old, _),) = versions_on(rule, date(2021, 1, 1), date(2019, 1, 1))
    ((new, _),) = versions_on(rule, date(2021, 1, 1), date(2020, 12, 14))
    assert old.source.key == "reg-428-2009"
    assert new.source.key == "reg-2020-1749"
    assert versions_on(rule, date(2021, 1, 1), date(2009, 1, 1)) == []


def test_days_on_which_the_law_is_the_same_share_a_snapshot(law):
    one = law_on(law, AsOf(valid_on=date(2018, 6, 1)))
    assert one is law_on(law, AsOf(valid_on=date(2018, 6, 2)))
    assert one is not law_on(law, AsOf(valid_on=date(2020, 12, 15)))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("3A001", True),
        ("3A001.b.1", True),
        ("3A0011", False),
        ("3B002", True),
        ("4A001", False),
        ("3A", None),
        (None, None),
    ],
)
def test_an_entry_lies_under_another(law, reader, named, expected):
    node = reader.node({"p": "of_entry", "under": ["3A001", "3B"]}, "when")
    said = {} if named is None else {"of_entry": named}
    assert node.test(situation(law, said)) is expected


def test_a_paragraph_keeps_what_its_heading_asks(law):
    day = date(2026, 1, 10)
    pump = {
        "for_liquid_rocket_propulsion": True,
        "turbo_pump_or_drive": True,
        "turbo_pump_pressure": "18 MPa",
    }
    for facts, verdict in (
        (pump, True),
        ({**pump, "turbo_pump_pressure": "17 MPa"}, False),
        ({**pump, "for_liquid_rocket_propulsion": False}, False),
        ({k: v for k, v in pump.items() if k != "for_liquid_rocket_propulsion"}, None),
    ):
        good = {"line": 1, "kind": "rocket_component", "parameters": facts}
        seen = situation(law, day=day, items=[good])
        assert seen.specified_in("9A006.d", any_kind=False) is verdict
