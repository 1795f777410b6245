import json
from decimal import Decimal

import pytest

from sluis.core.errors import DuplicateId, Problems, SluisError, UnknownValue
from sluis.core.quantity import UnitError
from sluis.formats.transaction import read_transaction, read_transactions
from sluis.store.law import load_law


@pytest.fixture(scope="module")
def words():
    return load_law().vocabulary


def engine(**changes):
    return {
        "id": "t1",
        "date": "2016-05-12",
        "activity": "export",
        "destination": "CN",
        "items": [
            {
                "kind": "turbojet_engine",
                "quantity": 30,
                "unit": "piece",
                "value": {"amount": "10.50", "currency": "EUR"},
                "cn_code": "8411 11 00",
                "parameters": {"max_thrust": "392 N", "civil_certified": None},
            }
        ],
        **changes,
    }


def item(**changes):
    return engine(items=[{**engine()["items"][0], **changes}])


def test_a_transaction_is_read_with_its_units_and_numbers(words):
    read = read_transaction(engine(), words)
    line = read.items[0]
    assert line.line == 1
    assert line.parameters["max_thrust"].value == 392
    assert "civil_certified" not in line.parameters  # null is unknown
    assert line.cn_code == "84111100"
    assert line.value.amount == Decimal("10.50")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (engine(destination="XX"), "destination"),
        (engine(destination=False), "destination"),
        (engine(via=["TW", "ZZ"]), "via"),
        (engine(activity="smuggling"), "activity"),
        (engine(date="12-05-2016"), "date"),
        (engine(items=[]), "items"),
        (engine(items=None), "items"),
        (engine(parties=[{"role": "friend"}]), "parties[0].role"),
        (engine(end_use={"military": "no"}), "end_use.military"),
        (engine(id=None), "id"),
        (engine(context={"orders": [{"goods": 5}]}), "context.orders[0].goods"),
        (engine(context={"orders": [{"from": "x"}]}), "context.orders[0].from"),
        (engine(context={"free_zone": "no"}), "context.free_zone"),
        (item(kind="jet"), "items[0].kind"),
        (item(quantity=-1), "items[0].quantity"),
        (item(quantity="many"), "items[0].quantity"),
        (item(unit="boxes full"), "items[0].unit"),
        (item(cn_code="84A1"), "items[0].cn_code"),
        (item(control_code="9X1"), "items[0].control_code"),
        (item(value={"amount": 1, "currency": "euro"}), "items[0].value.currency"),
        (item(parameters={"max_thrust": "392 kg"}), "items[0].parameters.max_thrust"),
        (item(parameters={"thrust": "392 N"}), "items[0].parameters.thrust"),
        (item(parameters={"thrust": None}), "items[0].parameters.thrust"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(words, given, path):
    with pytest.raises(Problems) as refused:
        read_transaction(given, words)
    assert [error.path for error in refused.value.errors] == [path]


def test_all_problems_of_one_transaction_are_named_together(words):
    wrong = item(kind="jet", parameters={"max_thrust": "1 kg", "x": 1})
    wrong["destination"] = "XX"
    with pytest.raises(Problems) as refused:
        read_transaction(wrong, words)
    assert len(refused.value.errors) == 4


def test_what_means_nothing_is_told_and_not_refused(words):
    read = read_transaction(engine(remark="x", destinaton="IR"), words)
    assert read.ignored == ("remark", "destinaton")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("9A101", "9A101"),
        ("9a101.A.1", "9A101.a.1"),
        ("9A101a", "9A101.a"),
        ("ML10.d", "ML10.d"),
        ("ml10d", "ML10.d"),
    ],
)
def test_a_claimed_code_is_read_in_the_ways_it_is_written(words, written, code):
    read = read_transaction(item(control_code=written), words)
    assert read.items[0].control_code == code


def lines(*rows):
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return [(n, text.encode()) for n, text in enumerate(texts, start=1)]


def test_a_wrong_line_does_not_stop_the_others(words):
    given = lines(
        engine(),
        "{not json",
        "[1]",
        engine(id="t2", destination="XX"),
        engine(),
        item(parameters={"max_thrust": "1 kg"}) | {"id": "t3"},
        engine(id="t4"),
    )
    read = list(read_transactions(given, words))
    assert [(n, id_) for n, id_, _ in read] == [
        (1, "t1"),
        (2, None),
        (3, None),
        (4, "t2"),
        (5, "t1"),
        (6, "t3"),
        (7, "t4"),
    ]
    refused = {n: one for n, _, one in read if isinstance(one, SluisError)}
    assert sorted(refused) == [2, 3, 4, 5, 6]
    assert isinstance(refused[4], UnknownValue)
    assert isinstance(refused[5], DuplicateId)
    assert isinstance(refused[6], UnitError)
