from __future__ import annotations

import json
from datetime import date

from sluis.demo.case import load_case
from sluis.demo.custody import custody, divergences, evidence_of, network

FIRST, SECOND, SENSOR = 0, 1, 2


def traces(folder=None):
    case = load_case(folder)
    return custody(case, evidence_of(case))


def diverged(folder=None):
    case = load_case(folder)
    return divergences(case, evidence_of(case))


def hops(trace) -> list[tuple[str | None, str | None]]:
    return [(hop["from"], hop["to"]) for hop in trace["chain"]]


def test_a_seized_engine_is_traced_to_its_licence():
    found = traces()[FIRST]

    assert found["anchor"]["type"] == "licence"
    assert hops(found)[:2] == [
        ("AMT Netherlands", "recipient in Taiwan"),
        ("recipient in Taiwan", "Hong Kong entity 1"),
    ]
    assert hops(found)[-1][1] == "United States (interception at sea)"
    assert {"D3", "D4", "D6", "D7"} <= set(found["classes"])


def test_every_hop_has_a_grade_and_a_source():
    for trace in traces():
        assert all(hop["grade"] and hop["sources"] for hop in trace["chain"])


def test_nothing_is_known_between_hong_kong_and_iran():
    gaps = traces()[FIRST]["gaps"]

    assert (gaps[0]["after_hop"], gaps[0]["from"]) == (2, "Hong Kong entity 1")


def test_the_letter_of_the_recipient_is_kept_as_a_contradiction():
    conflicts = traces()[FIRST]["conflicts"]

    assert [one["sources"] for one in conflicts]
    assert any("recipient in Taiwan" in one["sources"] for one in conflicts)


def test_a_sensor_hangs_on_a_declaration_since_it_needed_no_licence():
    assert traces()[SENSOR]["anchor"]["type"] == "declaration"


def test_the_goods_left_the_licensed_path_at_the_second_hop():
    first, second, _ = diverged()

    assert (first["hop"], first["class"], first["to"]) == (
        2,
        "D3",
        "Hong Kong entity 1",
    )
    assert (second["hop"], second["to"]) == (2, "Hong Kong entity 2")


def test_the_conditions_of_the_licence_are_checked():
    kept = {one["condition"]: one["kept"] for one in diverged()[FIRST]["conditions"]}

    assert kept == {
        "consignee_named": True,
        "end_user_only": False,
        "no_resale_or_re_export": False,
        "quantity": True,
    }


def test_a_proof_of_arrival_was_overdue_long_before_the_seizure():
    first = diverged()[FIRST]

    assert first["overdue_since"] == "2017-04-13"
    assert first["first_knowable"] == "2019-12-02"


def test_a_later_reading_of_the_serial_is_a_later_first_day(change):
    folder = change(
        "events.jsonld",
        '"sluis:knownSince": "2019-12-02"',
        '"sluis:knownSince": "2020-01-20"',
    )

    assert diverged(folder)[FIRST]["first_knowable"] == "2019-12-10"
    assert diverged(folder)[SENSOR]["first_knowable"] == "2020-01-20"


def test_an_earlier_investigation_is_an_earlier_first_day(change):
    folder = change(
        "events.jsonld",
        '"sluis:knownSince": "2019-12-10"',
        '"sluis:knownSince": "2017-06-01"',
        count=2,
    )

    assert diverged(folder)[FIRST]["first_knowable"] == "2017-06-01"


def test_without_a_dissolution_nobody_received_who_did_not_exist(change):
    folder = change("parties.yaml", 'dissolved: "2014"', 'dissolved: "2024"', count=2)

    flags = [hop["flags"] for hop in traces(folder)[FIRST]["chain"]]
    assert "D6" not in traces(folder)[FIRST]["classes"]
    assert not any("party_dissolved" in one for one in flags)


def test_a_delivery_to_the_end_user_would_have_kept_the_conditions(case_folder):
    # The papers of the onward delivery name the licensed end user instead, and
    # neither the panel nor the ministers report anything after it.
    path = case_folder / "events.jsonld"
    document = json.loads(path.read_text("utf-8"))
    events = document["epcisBody"]["eventList"]
    kept = []
    for event in events:
        name = event["eventID"].rpartition("/")[2]
        if name == "2017-onward":
            event["destinationList"][0]["destination"] = (
                "https://sluis.example/id/party/end-user-cn"
            )
        if name not in {"2017-received-hk", "2017-in-iran", "2017-built-in"}:
            kept.append(event)
    document["epcisBody"]["eventList"] = kept
    path.write_text(json.dumps(document), "utf-8")

    first = diverged(case_folder)[FIRST]

    assert traces(case_folder)[FIRST]["verdict"] == "D0"
    assert first["hop"] is None
    assert all(one["kept"] for one in first["conditions"])


def test_other_exports_to_the_same_parties_are_ranked_with_reasons():
    case = load_case()

    rows = network(case, evidence_of(case))

    assert [row["export"] for row in rows][:2] == ["other-1", "other-2"]
    assert rows[0]["score"] > rows[-1]["score"]
    assert all(row["reasons"] and row["status"] == "illustrative" for row in rows)


def test_in_2018_nothing_showed_where_the_engines_were():
    evidence = evidence_of(load_case())
    item = load_case().traced[FIRST]

    then = evidence.trace(item, valid_on=date(2018, 1, 1), known_on=date(2018, 1, 1))

    assert then.verdict == "D2"
