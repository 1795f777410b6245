"""Everybody seen is screened again; what changed alone gives what everything gives."""

import json
import shutil
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluis.core.party import PartyQuery
from sluis.core.rescreening import WHOLE, difference
from sluis.office.custody.services import capture
from sluis.office.screening import sweep as module
from sluis.office.screening.sweep import Seen, Sweep, everyone
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.rule import Rule
from sluis.store.screening import chosen, ready
from sluis.store.screenings import Recording, Screenings

pytestmark = pytest.mark.django_db

EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2020-01-01T00:00:00Z",
    "eventTimeZoneOffset": "+00:00",
    "action": "OBSERVE",
    "epcList": ["https://sluis.example/id/obj/1"],
}
THEN, NOW = date(2024, 3, 1), date(2024, 3, 9)
"""Days on which editions became known; a sweep since NOW compares the two."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "data"))
    return Home.open()


def lay(home, rows, *, known, name="own-list"):
    path = home.path / f"{name}_{known}.json"
    path.write_text("\n".join(map(json.dumps, rows)))
    Editions(home).import_list(path, allow_shrink=True, known_since=known)


def person(number, name, **more):
    properties = {"name": [name], **{key: [value] for key, value in more.items()}}
    return {"id": f"p-{number}", "schema": "LegalEntity", "properties": properties}


def screen(home, *parties, channel="command"):
    against = ready(Editions(home), chosen(Editions(home), Rule()), Rule())
    recording = Recording(home, against, channel)
    list(recording.run(parties))
    return recording.record


def test_it_works(home):
    lay(home, [person(1, "Ann Example")], known=THEN)
    screen(home, PartyQuery(id="a", names=("Bob Beispiel",)))
    screen(home, PartyQuery(id="a", names=("Bob Beispiel",)))
    lay(home, [person(1, "Ann Example"), person(2, "Bob Beispiel")], known=NOW)
    sweep = Sweep(home, Rule())
    (row,) = sweep.whole()
    assert (row["id"], row["matches"][0]["entity"]) == ("a", "p-2")
    assert sweep.seen == 1
    assert Screenings(home).replay(sweep.recording.record.id).equal
    assert len(everyone(home)) == 1


def test_parties_of_custody_are_seen(home):
    voc = "https://sluis.example/voc/"
    said = {"name": "Ann Example", "country": "NL", "knownSince": "2014-05-06"}
    element = {
        "id": "https://sluis.example/id/party/1",
        "attributes": [{"id": voc + k, "attribute": v} for k, v in said.items()],
    }
    vocabulary = {"type": f"{voc}Party", "vocabularyElementList": [element]}
    document = {
        "@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-01-01T00:00:00Z",
        "epcisHeader": {"epcisMasterData": {"vocabularyList": [vocabulary]}},
        "epcisBody": {"eventList": [EVENT]},
    }
    capture(json.dumps(document).encode())
    (found,) = everyone(home)
    assert found.party.names == ("Ann Example",)
    assert found.party.countries == ("NL",)
    assert found.since == date(2014, 5, 6)


WORDS = ("example", "exampel", "works", "trading", "ann", "anna", "beispiel", "ltd")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@st.composite
def editions(draw):
    """One list's parties, some of whom own others; or no edition of it at all."""
    count = draw(st.integers(0, 4))
    rows = [
        person(n, draw(names), country=draw(st.sampled_from(["nl", "ir"])))
        for n in range(count)
    ]
    for row in rows:
        if draw(st.booleans()):
            row["properties"]["topics"] = ["sanction"]
    for n in range(draw(st.integers(0, 2)) if count > 1 else 0):
        owner, asset = draw(st.permutations(range(count)))[:2]
        share = draw(st.sampled_from(["50", "30"]))
        edge = {"owner": [f"p-{owner}"], "asset": [f"p-{asset}"], "percentage": [share]}
        rows.append({"id": f"o-{n}", "schema": "Ownership", "properties": edge})
    return rows


seen = st.lists(
    st.builds(
        Seen,
        party=st.builds(
            PartyQuery, id=st.none(), names=st.tuples(names), countries=st.just(("NL",))
        ),
        since=st.sampled_from([None, THEN, NOW]),
    ),
    max_size=4,
    unique_by=lambda one: one.party,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(editions(), min_size=4, max_size=4), seen)
def test_what_changed_gives_what_two_whole_sweeps_differ_in(
    home, monkeypatch, laid, everybody
):
    shutil.rmtree(home.path / "lists", ignore_errors=True)
    for rows, (name, known) in zip(
        laid,
        [("one", THEN), ("two", THEN), ("one", NOW), ("two", NOW)],
        strict=True,
    ):
        if rows:
            lay(home, rows, known=known, name=name)
    if not any(laid):
        return
    monkeypatch.setattr(module, "everyone", lambda _: everybody)
    told = {row["name"]: row for row in Sweep(home, Rule(threshold=0.6)).since(NOW)}
    for one in everybody:
        then = {"matches": []}
        if one.since != NOW:
            then = answer(home, one.party, date(2024, 3, 8)) or then
        now = answer(home, one.party, None)
        differs = difference(then, now)
        row = told.get(one.party.names[0])
        assert (row is not None) == bool(differs)
        if row is not None:
            assert row["new"] == [match["entity"] for match in differs.new]
            assert row["changed"] == [match["entity"] for match in differs.changed]
            assert [m["entity"] for m in row["gone"]] == [
                match["entity"] for match in differs.gone
            ]
            assert row["matches"] == now["matches"][:5]


def answer(home, party, known_on):
    rule = Rule(threshold=0.6, limit=WHOLE, known_on=known_on)
    editions_ = Editions(home)
    histories = [editions_.history(name) for name in ("one", "two")]
    if known_on and not any(e.known <= known_on for h in histories for e in h):
        return None
    (one,) = ready(editions_, chosen(editions_, rule), rule).screen([party])
    return one.answer
