from sluis.core.determination import determine
from sluis.formats.transaction import read_transaction
from sluis.store.law import load_law

EXPORT = {
    "date": "2023-01-01",
    "activity": "export",
    "destination": "US",
}


def decide(item, **changes):
    law = load_law()
    given = {"id": "t", **EXPORT, **changes, "items": [{"line": 1, **item}]}
    return determine(read_transaction(given, law.vocabulary), law)


def use_of(result, code):
    return next(one for one in result.items[0].authorisations if one.code == code)


def verdicts(result):
    return {one.code: one.verdict for one in result.items[0].entries}


def test_an_authorisation_stands_for_a_claimed_entry_that_it_covers():
    result = decide({"control_code": "6A003"})
    assert result.outcome == "general_authorisation"
    assert use_of(result, "EU001").usable == "if"
    # What could bar it is still to be confirmed.
    assert "context.free_zone" in use_of(result, "EU001").to_confirm


def test_what_bars_an_authorisation_takes_it_away_once_it_is_stated():
    result = decide({"control_code": "6A003"}, context={"free_zone": True})
    assert result.outcome == "licence_required"
    assert use_of(result, "EU001").usable == "no"


def test_an_authorisation_made_for_repairs_waits_until_a_repair_is_stated():
    item = {"control_code": "6A003"}
    asked = decide(item, destination="CN")
    assert asked.outcome == "licence_required"
    assert use_of(asked, "EU003").to_confirm == ("context.repair",)
    told = {"repair": True, "first_export_authorised": True, "same_end_user": True}
    assert decide(item, destination="CN", context=told).outcome == (
        "general_authorisation"
    )


def test_an_authorisation_for_exports_says_nothing_of_a_transfer():
    result = decide(
        {"control_code": "6A003"}, destination="DE", activity="intra_eu_transfer"
    )
    assert result.items[0].authorisations == ()


def test_an_excluded_entry_needs_a_licence_to_any_place():
    result = decide({"control_code": "9A117"})
    assert result.outcome == "licence_required"
    assert use_of(result, "EU001").usable == "no"


def test_a_claim_that_nothing_refutes_is_claimed_and_not_met():
    result = decide({"control_code": "9A101.a", "kind": "turbojet_engine"})
    assert verdicts(result)["9A101.a"] == "claimed"


def test_a_claim_is_refuted_by_what_was_measured():
    item = {
        "control_code": "9A101.a",
        "kind": "turbojet_engine",
        "parameters": {"max_thrust": "100 N"},
    }
    assert verdicts(decide(item))["9A101.a"] == "not_met"


def test_a_claim_that_the_law_does_not_know_still_needs_a_licence():
    result = decide({"control_code": "9A999"}, destination="CN")
    assert verdicts(result)["9A999"] == "claimed"
    assert result.outcome == "licence_required"


def test_annex_iv_is_asked_of_a_claim_that_it_takes_in_part():
    transfer = {"destination": "DE", "activity": "intra_eu_transfer"}
    in_part = decide({"control_code": "1C001"}, **transfer)
    assert in_part.outcome == "undecided"
    assert [one.about for one in in_part.questions()] == [
        "items[1].parameters.in_annex_iv"
    ]
    told = {"control_code": "1C001", "parameters": {"in_annex_iv": True}}
    assert decide(told, **transfer).outcome == "licence_required"
    assert decide({"control_code": "6A003"}, **transfer).outcome == "no_licence"


def test_an_exemption_counts_where_it_is_stated_and_is_not_asked_for():
    item = {"control_code": "6A003"}
    army = {"destination": "MM", "end_use": {"military": True}}
    asked = decide(item, **army)
    assert asked.outcome == "prohibited"
    about = {one.about for one in asked.questions()}
    assert "context.sanctions_exemption" not in about
    exempt = decide(item, **army, context={"sanctions_exemption": True})
    assert exempt.outcome == "licence_required"
