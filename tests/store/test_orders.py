from datetime import UTC, date, datetime

import pytest

from sluis.core.determination import determine
from sluis.core.errors import DataFolderError, SluisError
from sluis.formats.transaction import read_transaction
from sluis.store.home import Home
from sluis.store.law import load_law
from sluis.store.orders import OrderError, Orders, overlay

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ID = "nl/order/2026-test"


def text(limit="300 N", **changes):
    rule = {
        "id": ID,
        "type": "order",
        "addressee": "Example Turbines",
        "effect": "licence_required",
        "title": {"en": "Test", "nl": "Proef"},
        "versions": [
            {
                "source": "reg-2021-821",
                "article": "Article 4(1)",
                "applies": ["turbojet_engine"],
                "when": {"p": "max_thrust", "ge": limit},
                "text": {"en": "Engines.", "nl": "Motoren."},
                "verified": None,
            }
        ],
    }
    return {**rule, **changes}


@pytest.fixture
def office(home):
    return Orders(Home.open(home))


def by(home, day, known_on=None, exporter="Example Turbines"):
    law = load_law(overlay(home))
    given = {
        "id": "t",
        "date": day,
        "activity": "export",
        "destination": "CN",
        "exporter": {"name": exporter},
        "items": [{"kind": "turbojet_engine", "parameters": {"max_thrust": "392 N"}}],
    }
    found = determine(
        read_transaction(given, law.vocabulary),
        law,
        known_on=None if known_on is None else date.fromisoformat(known_on),
    )
    return {basis.rule for item in found.items for basis in item.bases}


def test_an_order_binds_its_addressee_from_the_day_it_is_served(office, home):
    office.draft(text(), by="A", now=NOW)
    assert ID not in by(home, "2026-11-20")
    office.serve(ID, on=date(2026, 11, 1), by="A", now=NOW)
    assert ID in by(home, "2026-11-01")
    assert ID not in by(home, "2026-10-31")
    assert ID not in by(home, "2026-11-20", exporter="Another maker")
    assert ID not in by(home, "2026-11-20", known_on="2026-10-31")


def test_an_amendment_counts_from_its_own_day_and_changes_nothing_before(office, home):
    office.draft(text(), by="A", now=NOW)
    office.serve(ID, on=date(2026, 11, 1), by="A", now=NOW)
    office.amend(text("400 N"), on=date(2026, 11, 10), by="A", now=NOW)
    assert ID in by(home, "2026-11-09")
    assert ID not in by(home, "2026-11-10")


def test_an_end_is_known_since_it_was_written_down(office, home):
    office.draft(text(), by="A", now=NOW)
    office.serve(ID, on=date(2026, 11, 1), by="A", now=NOW)
    office.end(ID, on=date(2026, 11, 20), reason="over", by="B", now=NOW)
    assert ID in by(home, "2026-11-20")
    assert ID not in by(home, "2026-11-21")
    assert ID in by(home, "2026-11-21", known_on="2026-11-25")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "measure"}, "type: order"),
        ({"versions": []}, "one version"),
        ({"versions": [{**text("300 kg")["versions"][0]}]}, "300 kg"),
        ({"versions": [{**text()["versions"][0], "known_since": "2026"}]}, "follows"),
        ({"id": "nl/order/2012-ad-hoc"}, "already"),
    ],
)
def test_a_text_without_meaning_is_refused_and_nothing_is_kept(office, change, told):
    with pytest.raises(SluisError, match=told):
        office.draft(text(**change), by="A", now=NOW)
    assert office.all() == {}


def test_what_does_not_fit_the_state_is_refused(office):
    office.draft(text(), by="A", now=NOW)
    with pytest.raises(OrderError, match="only an order in force"):
        office.end(ID, on=date(2026, 11, 20), reason="over", by="B", now=NOW)
    office.serve(ID, on=date(2026, 11, 1), by="A", now=NOW)
    for refused in (
        lambda: office.draft(text(), by="A", now=NOW),
        lambda: office.serve(ID, on=date(2026, 11, 2), by="A", now=NOW),
        lambda: office.withdraw(ID, reason="no", by="A", now=NOW),
        lambda: office.amend(text(), on=date(2026, 11, 1), by="A", now=NOW),
        lambda: office.end(ID, on=date(2026, 10, 1), reason="no", by="A", now=NOW),
    ):
        with pytest.raises(OrderError):
            refused()
    assert [act.act for act in office.get(ID).acts] == ["drafted", "served"]


def test_a_draft_that_was_withdrawn_can_be_drafted_again(office):
    office.draft(text(), by="A", now=NOW)
    office.withdraw(ID, reason="later", by="A", now=NOW)
    assert office.get(ID).state == "withdrawn"
    assert office.draft(text(), by="A", now=NOW).state == "draft"


def test_a_changed_line_of_the_journal_is_noticed(office, home):
    office.draft(text(), by="A", now=NOW)
    office.serve(ID, on=date(2026, 11, 1), by="A", now=NOW)
    journal = home / "orders" / "journal.jsonl"
    lines = journal.read_text().splitlines()
    journal.write_text(lines[0].replace('"by":"A"', '"by":"B"') + "\n" + lines[1])
    with pytest.raises(DataFolderError, match="changed at this line") as problem:
        office.entries()
    assert problem.value.path.endswith("journal.jsonl:1")
