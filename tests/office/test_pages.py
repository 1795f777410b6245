"""The first page: the case as anyone may see it, or how to make one."""

import re

import pytest

from sluis.core.disclosure import Rule, overview, parts_of
from sluis.office.cases.services import save_case

DETERMINATION = {
    "what": {"en": "The question of the product", "nl": "De productvraag"},
    "when": "2010-01-01",
    "outcome": "no_licence",
    "as_of": "2010-01-01",
    "known_on": None,
    "items": [
        {
            "line": 1,
            "outcome": "no_licence",
            "entries": [
                {
                    "code": "9A101.a",
                    "list": "eu-annex-i",
                    "verdict": "not_met",
                    "missing": [],
                    "nearest": {"parameter": "max_thrust", "margin": -0.02},
                    "gates": [{"parameter": "max_thrust", "near_miss": True}],
                }
            ],
            "bases": [],
            "authorisations": [],
        }
    ],
    "bases": [
        {
            "rule": "r",
            "effect": "none",
            "legal_basis": "Regulation 428/2009",
            "source": "https://eur-lex.europa.eu/eli/reg/2009/428/oj",
            "in_force": ["2009-08-27", None],
        }
    ],
    "questions": [{"about": "x", "why": "Say the fuel used", "would_change": ""}],
    "explanation": [
        "Line 1 (Engine): 9A101.a is not met: thrust is 392 N, 2 % below the limit.",
        "Line 1 (Engine): on 2010-01-01 no licence is needed.",
    ],
    "explanation_nl": [
        "Regel 1 (Motor): aan 9A101.a is niet voldaan: stuwkracht 392 N.",
        "Regel 1 (Motor): er is geen vergunning nodig.",
    ],
}
TRACE = {
    "item": "urn:epc:id:sgtin:engine.1",
    "anchor": {"type": "licence", "id": "L-1"},
    "verdict": "D3",
    "confidence": 0.914,
    "licensed_end_user": "end user in China",
    "last_holder": "coalition navy",
    "chain": [
        {
            "hop": 1,
            "from": "exporter",
            "to": "recipient in Taiwan",
            "event_time": ["2017-03-01", "2017-03-31"],
            "event": "ni:///x",
            "documents": ["declaration"],
            "grade": "A2",
            "probability": 0.98,
            "flags": [],
        },
        {
            "hop": 2,
            "from": "recipient in Taiwan",
            "to": "Hong Kong entity 1",
            "event_time": [None, "2019-11-25"],
            "event": "ni:///y",
            "documents": [],
            "grade": "B2",
            "probability": 0.7,
            "flags": ["party_dissolved", "some_new_flag"],
        },
    ],
    "gaps": [{"after_hop": 1, "window": ["2017-04-01", None], "candidates": ["X"]}],
    "conflicts": [{"event": "e", "reason": "two years", "sources": ["one", "two"]}],
}
ANSWERS = {
    "determinations": [DETERMINATION],
    "risk": [
        {
            "known_on": "2017-01-01",
            "score": 0.345,
            "level": "elevated",
            "indicators": [{"id": "i", "weight": 1, "text": "A sign", "evidence": []}],
            "not_evaluated": [{"id": "no_delivery_proof", "missing": ["x"]}],
        }
    ],
    "custody": {"engine.1": TRACE},
    "divergence": {
        "engine.1": {
            "hop": 2,
            "class": "D3",
            "happened": ["2017-04-01", "2017-06-01"],
            "first_knowable": "2019-11-25",
        }
    },
    "contradictions": [
        {
            "subject": "consignments",
            "property": "years",
            "may_agree": "they may speak of different things",
            "claims": [
                {"source": "Ministry", "place": "answer 3", "text": "In 2016."},
                {"source": "Panel", "place": "paragraph 81", "text": "In 2017."},
            ],
        }
    ],
    "network": [
        {
            "export": "other-1",
            "goods": "pumps",
            "score": 0.25,
            "status": "illustrative",
            "reasons": [{"path": ["https://sluis.example/id/party/hk", "trader"]}],
        }
    ],
    "whatif": [
        {
            "what": {"en": "Limit 300 N", "nl": "Grens 300 N"},
            "consumption": "0.16 kg/(N*h)",
            "after": "licence_required",
            "changed": True,
            "why": "The thrust is above it.",
        }
    ],
    "provenance": [
        {
            "fact": "engine.max_thrust",
            "value": "392 N",
            "status": "stated",
            "sources": [{"source": "Tables", "document": "d", "place": "p"}],
            "why": None,
        },
        {
            "fact": "engine.civil_certified",
            "value": False,
            "status": "illustrative",
            "sources": [],
            "why": "no certificate is mentioned",
        },
    ],
    "notes": {"seen": "by all", "kept": "the end user's name"},
    "title": {"en": "From 2010 to 2021", "nl": "Van 2010 tot 2021"},
}


@pytest.fixture
def case(db):
    return keep()


def keep(answers=None, *, hide_days=False):
    answers = answers or ANSWERS
    rules = [Rule(path="notes.kept", marking="TLP:AMBER")]
    if hide_days:
        rules.append(Rule(path="custody.*.chain.*.event_time", marking="TLP:AMBER"))
    for key in answers:
        hop = key == "custody" and hide_days
        path = "custody.*.chain.*.*" if hop else f"{key}.**"
        rules.append(Rule(path=path, marking="TLP:CLEAR"))
    parts = parts_of(answers, rules)
    overviews = {
        audience: overview(parts, audience, key=b"secret")
        for audience in ("public", "panel")
    }
    return save_case(
        title="From 2010 to 2021",
        answers={**answers, "overviews": overviews},
        law_hash="abc123",
    )


def page(client, language="en"):
    answer = client.get("/case/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer, " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_without_a_case_the_page_says_how_to_make_one(client):
    _, text = page(client)
    assert "sluis demo" in text
    assert '<html lang="en">' in text


@pytest.mark.usefixtures("case")
def test_it_works(client):
    _, text = page(client)
    assert "<h1>From 2010 to 2021</h1>" in text
    assert "No licence needed" in text
    assert "1 January 2010" in text
    assert "<p>9A101.a is not met: thrust is 392 N, 2 % below the limit.</p>" in text
    assert "Line 1" not in text
    assert "Say the fuel used" in text
    assert "from 27 August 2009" in text
    assert 'href="https://eur-lex.europa.eu/eli/reg/2009/428/oj"' in text


@pytest.mark.usefixtures("case")
def test_the_page_speaks_dutch(client):
    _, text = page(client, "nl")
    assert '<html lang="nl">' in text
    assert "Geen vergunning nodig" in text
    assert "De productvraag" in text
    assert "Aan 9A101.a is niet voldaan: stuwkracht 392 N." in text
    assert "vanaf 27 augustus 2009" in text
    assert "1 januari 2010" in text
    assert "34,5 %" in text


@pytest.mark.usefixtures("case")
def test_the_chain_shows_grades_gaps_flags_and_contradictions(client):
    _, text = page(client)
    for shown in (
        "exporter → recipient in Taiwan",
        "grade A2",
        "the party had ceased to exist",
        "some new flag",
        "Nothing is known",
        "two years",
        "delivered to another than the licensed end user",
        "91.4 %",
    ):
        assert shown in text, shown


@pytest.mark.usefixtures("case")
def test_what_is_kept_for_the_panel_is_nowhere_in_public(client):
    for place in ("/", "/case/", "/api/v1/case"):
        assert "the end user&#x27;s name" not in client.get(place).content.decode()
        assert "the end user's name" not in client.get(place).content.decode()
    _, text = page(client)
    assert "TLP:CLEAR" in text
    assert "1 is kept back" in text


@pytest.mark.django_db
def test_what_is_kept_back_is_not_called_unknown(client):
    keep(hide_days=True)
    _, text = page(client)
    assert "exporter → recipient in Taiwan" in text
    assert "31 March 2017" not in text
    assert "not known" not in text


@pytest.mark.django_db
def test_a_finding_without_its_day_says_that_the_day_is_kept(client):
    found = {"goods": "engine", "hop": 2, "class": "D3", "conditions": []}
    keep({**ANSWERS, "divergence": [found]})
    _, text = page(client)
    assert "kept for other readers" in text


@pytest.mark.usefixtures("case")
def test_sources_stand_beside_what_they_say(client):
    _, text = page(client)
    for shown in (
        "In 2016.",
        "In 2017.",
        "they may speak of different things",
        "hk – trader",
        "Limit 300 N",
        "stated by a source",
        "Tables, d, p",
        "illustrative",
        "no certificate is mentioned",
        "2 facts",
    ):
        assert shown in text, shown


@pytest.mark.usefixtures("case")
def test_the_machine_gets_the_same_parts_as_the_person(client):
    answer = client.get("/api/v1/case")
    assert answer.status_code == 200
    told = answer.json()
    assert told["law_hash"] == "abc123"
    assert told["overview"]["audience"] == "public"
    assert told["overview"]["content"]["determinations"] == [DETERMINATION]


@pytest.mark.django_db
def test_without_a_case_the_machine_gets_a_problem(client):
    answer = client.get("/api/v1/case")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert "sluis demo" in answer.json()["detail"]


@pytest.mark.usefixtures("case")
def test_a_reader_changes_the_language_and_it_stays(client):
    changed = client.post("/language", {"language": "nl", "next": "/"})
    assert changed.status_code == 302
    assert changed["Location"] == "/"
    assert '<html lang="nl">' in client.get("/").content.decode()


@pytest.mark.django_db
def test_nothing_comes_from_elsewhere_or_runs_within_the_page(client):
    answer, text = page(client)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    scripts = re.findall(r"<script[^>]*>[^<]*", text)
    assert [s for s in scripts if 'src="/static/' not in s or s[-1] != ">"] == []
    assert " style=" not in text
    assert answer["X-Frame-Options"] == "DENY"


def test_a_page_that_is_not_there_says_so_to_people_and_machines(client):
    person = client.get("/nowhere", headers={"accept": "text/html"})
    assert person.status_code == 404
    assert "There is no such page" in person.content.decode()
    for place, accept in (("/nowhere", "application/json"), ("/api/v1/x", "text/html")):
        machine = client.get(place, headers={"accept": accept})
        assert machine.status_code == 404
        assert machine["Content-Type"] == "application/problem+json"
        assert machine.json()["status"] == 404


def test_a_failure_on_our_side_says_so(client, monkeypatch):
    def fail():
        raise RuntimeError("secret detail")

    monkeypatch.setattr("sluis.office.ui.views.public_case", fail)
    client.raise_request_exception = False
    answer = client.get("/case/", headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()
