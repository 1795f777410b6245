"""A decision on a match is kept, survives editions, and is asked again on new facts."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from sluis.core.errors import InvalidInput, UnknownValue
from sluis.core.party import PartyQuery
from sluis.office.access.errors import NotVisible
from sluis.office.audit.models import Entry
from sluis.office.people.models import User
from sluis.office.screening.models import Decision
from sluis.office.screening.queries import history, open_matches, with_decisions
from sluis.office.screening.services import decide, find
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.rule import Rule
from sluis.store.screening import chosen, ready
from sluis.store.screenings import Recording

pytestmark = pytest.mark.django_db

ANN = {
    "id": "p-1",
    "schema": "Person",
    "properties": {"name": ["Ann Example"], "country": ["nl"], "program": ["ONE"]},
}
OTHER = {"id": "p-2", "schema": "Person", "properties": {"name": ["Bob Example"]}}
ASKED = PartyQuery(id="q", names=("Ann Exampel",), countries=("NL",))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SLUIS_DATA", str(tmp_path / "data"))
    return Home.open()


@pytest.fixture
def lay(home, tmp_path):
    def run(day, *rows, name="own-list"):
        path = tmp_path / f"{name}_{day}.json"
        path.write_text("\n".join(map(json.dumps, rows)))
        Editions(home).import_file(path, allow_shrink=True)

    return run


@pytest.fixture
def ask(home):
    """Screen parties; give the record's id, and the answers with the decisions."""

    def run(*parties, **rule):
        asked = Rule(**rule)
        editions = Editions(home)
        against = ready(editions, chosen(editions, asked), asked)
        recording = Recording(home, against, "command")
        answers = list(with_decisions(recording.run(parties), against))
        return recording.record.id, answers

    return run


def not_same(home, screening, reason="born elsewhere", by="Bo", **at):
    found = find(home, screening=screening, **{"party": "q", "entity": "p-1", **at})
    return decide(found, verdict="not_same", reason=reason, by=by)


def match_of(answers):
    (answer,) = answers
    return answer["matches"][0]


def test_it_works(home, lay, ask):
    lay("2024-01-01", ANN, OTHER)
    id_, answers = ask(ASKED)
    assert "decision" not in match_of(answers)
    made = not_same(home, id_)
    match = match_of(ask(ASKED)[1])
    decision = match["decision"]
    assert (decision["verdict"], decision["stands"]) == ("not_same", True)
    assert (decision["reason"], decision["by"]) == ("born elsewhere", "Bo")
    assert match["match"] is True
    assert made.edition.startswith("own-list/2024-01-01")
    assert [e.act for e in Entry.objects.all()] == ["match.decided"]


def test_it_survives_an_edition_that_says_the_same_of_the_two(home, lay, ask):
    lay("2024-01-01", ANN)
    not_same(home, ask(ASKED)[0])
    more = {**ANN["properties"], "program": ["TWO"], "name": ["ANN  EXAMPLE"]}
    lay("2024-01-02", {**ANN, "properties": more}, OTHER)
    assert match_of(ask(ASKED)[1])["decision"]["stands"] is True


def test_it_is_asked_again_when_the_listing_says_more(home, lay, ask):
    lay("2024-01-01", ANN)
    not_same(home, ask(ASKED)[0])
    more = {**ANN["properties"], "birthDate": ["1970-01-02"]}
    lay("2024-01-02", {**ANN, "properties": more})
    id_, answers = ask(ASKED)
    decision = match_of(answers)["decision"]
    assert (decision["stands"], decision["changed"]) == (
        False,
        ["listing.birth_dates"],
    )
    (question,) = open_matches(home)
    assert question["screening"] == id_
    assert question["decision"]["verdict"] == "not_same"
    not_same(home, id_, reason="born in 1985")
    assert list(open_matches(home)) == []


def test_it_is_asked_again_when_the_party_says_more(home, lay, ask):
    lay("2024-01-01", ANN)
    not_same(home, ask(ASKED)[0])
    moved = replace(ASKED, countries=("BE",), names=("ann   exampel",))
    decision = match_of(ask(moved)[1])["decision"]
    assert (decision["stands"], decision["changed"]) == (False, ["party.countries"])


def test_a_later_decision_closes_the_former_which_stays(home, lay, ask):
    lay("2024-01-01", ANN)
    id_, _ = ask(ASKED)
    first = not_same(home, id_)
    assert not_same(home, id_) == first
    found = find(home, screening=id_, party="#1", entity="p-1")
    second = decide(found, verdict="same", reason="passport seen", by="Cy")
    assert second.closes == first
    assert match_of(ask(ASKED)[1])["decision"]["verdict"] == "same"
    told = list(history())
    assert [row["verdict"] for row in told] == ["same", "not_same"]
    assert told[0]["closed_at"] is None
    assert told[1]["closed_at"] == told[0]["at"]


def test_open_are_the_matches_of_the_newest_screening_of_a_party(home, lay, ask):
    lay("2024-01-01", ANN)
    old, _ = ask(ASKED, PartyQuery(id="r", names=("Ann Example",)))
    new, _ = ask(ASKED)
    seen = {(one["party"], one["screening"]) for one in open_matches(home)}
    assert seen == {("q", new), ("r", old)}
    assert {one["party"] for one in open_matches(home, old)} == {"q", "r"}
    not_same(home, new)
    assert [one["party"] for one in open_matches(home)] == ["r"]


def test_a_screening_of_one_list_leaves_those_of_others_open(home, lay, ask):
    lay("2024-01-01", ANN)
    lay("2024-01-01", {**ANN, "id": "z-1"}, name="second")
    ask(ASKED)
    ask(ASKED, against=("second",))
    assert {one["entity"] for one in open_matches(home)} == {"p-1", "z-1"}


def test_a_party_without_an_id_is_known_by_its_facts(home, lay, ask):
    lay("2024-01-01", ANN)
    nameless = replace(ASKED, id=None)
    id_, _ = ask(nameless, replace(nameless, countries=("BE",)))
    not_same(home, id_, party="#1")
    assert match_of(ask(nameless)[1])["decision"]["stands"] is True
    assert "decision" not in match_of(ask(replace(nameless, countries=()))[1])


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"verdict": "perhaps"}, "not a decision"),
        ({"reason": " "}, "no reason"),
        ({"by": ""}, "nobody"),
    ],
)
def test_half_a_decision_is_refused(home, lay, ask, given, error):
    lay("2024-01-01", ANN)
    found = find(home, screening=ask(ASKED)[0], party="q", entity="p-1")
    whole = {"verdict": "same", "reason": "because", "by": "Bo"}
    with pytest.raises(InvalidInput, match=error):
        decide(found, **{**whole, **given})
    assert not Decision.objects.exists()


@pytest.mark.parametrize("at", [{"party": "x"}, {"entity": "x"}, {"party": "#2"}])
def test_what_was_not_found_cannot_be_decided_on(home, lay, ask, at):
    lay("2024-01-01", ANN)
    id_, _ = ask(ASKED)
    with pytest.raises(UnknownValue):
        not_same(home, id_, **at)


def test_a_person_without_the_role_may_not_decide(home, lay, ask):
    lay("2024-01-01", ANN)
    nobody = User.objects.create(email="bo@example.org", name="Bo")
    with pytest.raises(NotVisible):
        not_same(home, ask(ASKED)[0], by=nobody)


def test_names_and_ids_that_no_database_keeps_are_kept(home, lay, ask):
    lay("2024-01-01", ANN)
    odd = PartyQuery(id="q\0" * 200, names=("Ann Exampel\0",))
    not_same(home, ask(odd)[0], party="#1")
    assert match_of(ask(odd)[1])["decision"]["stands"] is True


def test_the_database_keeps_decisions_as_they_were_made(home, lay, ask):
    lay("2024-01-01", ANN)
    made = not_same(home, ask(ASKED)[0])
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Decision.objects.update(reason="another")
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        Decision.objects.all().delete()
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
    assert Decision.objects.get().reason == "born elsewhere"


def test_over_http(client, home, lay):
    lay("2024-01-01", ANN)
    party = {"id": "q", "name": "Ann Exampel", "country": "NL"}

    def post(place, body):
        return client.post(f"/api/v1/{place}", body, content_type="application/json")

    id_ = post("screenings", {"parties": [party]}).json()["screening"]
    told = client.get("/api/v1/screenings/open").json()
    assert [one["entity"] for one in told["matches"]] == ["p-1"]
    assert told["more"] is False
    body = {"party": "q", "entity": "p-1", "verdict": "not_same", "reason": "older"}
    assert post(f"screenings/{id_}/decisions", body).status_code == 422
    made = post(f"screenings/{id_}/decisions", body | {"by": "Bo"})
    assert (made.status_code, made.json()["by"]) == (201, "Bo")
    told = client.get(f"/api/v1/screenings/open?screening={id_}").json()
    assert told["matches"] == []
    again = post("screenings", {"parties": [party]}).json()
    assert again["results"][0]["matches"][0]["decision"]["stands"] is True
