"""What the demonstration answers, and that a changed datum changes the answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sluis.core.disclosure import verify
from sluis.core.errors import UnreadableFile
from sluis.demo.replay import replay
from sluis.store.law import PACKAGE


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, Any]:
    return replay(tmp_path_factory.mktemp("home"))


@pytest.fixture
def again(tmp_path, case_folder):
    def run(**options: Any) -> dict[str, Any]:
        return replay(tmp_path / "home", case_folder, **options)

    return run


def outcomes(answers: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in answers["determinations"]}


def determination(answers: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in answers["determinations"] if one["id"] == name)


def by_moment(rows: list[dict[str, Any]], known_on: str) -> dict[str, Any]:
    return next(row for row in rows if row["known_on"] == known_on)


def test_in_2010_no_licence_was_needed(answers):
    assert outcomes(answers)["question-2010"] == "no_licence"


def test_in_2010_the_thrust_was_two_per_cent_below_and_the_consumption_above(answers):
    text = " ".join(determination(answers, "question-2010")["explanation"])

    assert "392" in text
    assert "400" in text
    assert "0.16" in text
    assert "0.15" in text


def test_on_a_day_in_the_year_of_the_order_it_is_not_decided(answers):
    assert outcomes(answers)["question-2012"] == "undecided"


def test_from_the_order_on_a_licence_was_needed_by_the_order_alone(answers):
    for name in ("question-2013", "export-2017", "export-2019"):
        one = determination(answers, name)
        rules = [base["rule"] for base in one["bases"]]
        rules += [base["rule"] for item in one["items"] for base in item["bases"]]
        assert one["outcome"] == "licence_required"
        assert set(rules) == {"nl/order/2012-ad-hoc"}


def test_the_sensors_needed_no_licence(answers):
    found = outcomes(answers)

    assert found["sensor-2015"] == found["sensor-2016"] == "no_licence"


def test_both_goods_are_barred_to_iran_since_july_2023_whatever_their_performance(
    answers,
):
    found = outcomes(answers)

    for name in ("engine-iran", "engine-iran-any", "sensor-iran"):
        assert found[name] == "prohibited"
    for name in ("engine-iran-before", "sensor-iran-before"):
        assert found[name] != "prohibited"


def test_screening_found_nothing_until_the_panel_reported(answers):
    def hits(row):
        return [m for r in row["results"] for m in r["matches"] if m["match"]]

    assert not any(hits(row) for row in answers["screening"][:-1])
    assert [m["caption"] for m in hits(answers["screening"][-1])] == [
        "Hong Kong entity 1"
    ]


def test_the_score_rises_with_what_was_knowable(answers):
    scores = [row["score"] for row in answers["risk"]]

    assert scores == sorted(scores)
    assert by_moment(answers["risk"], "2016-11-15")["level"] == "elevated"
    assert by_moment(answers["risk"], "2019-12-10")["level"] == "high"


def test_the_second_application_showed_that_the_first_was_never_proven(answers):
    row = by_moment(answers["risk"], "2019-02-18")

    assert "no-delivery-proof" in {one["id"] for one in row["indicators"]}


def test_a_lower_thrust_alone_would_have_changed_nothing_at_this_consumption(answers):
    rows = {(row["id"], row["consumption"]): row["after"] for row in answers["whatif"]}

    assert rows["thrust-300", "0.14 kg/(N*h)"] == "licence_required"
    assert rows["thrust-300", "0.16 kg/(N*h)"] == "no_licence"
    assert rows["thrust-300-alone", "0.16 kg/(N*h)"] == "licence_required"
    assert rows["thrust-400-alone", "0.16 kg/(N*h)"] == "no_licence"


def test_the_overviews_differ_and_are_of_one_case(answers):
    public, panel = answers["overviews"]["public"], answers["overviews"]["panel"]

    assert verify(public)
    assert verify(panel)
    assert public["root"] == panel["root"]
    assert public["shown"] < panel["shown"]
    assert panel["withheld"] > 0


def test_the_public_sees_no_serial_licence_number_risk_or_network(answers):
    content = answers["overviews"]["public"]["content"]
    written = json.dumps(content)

    for secret in ("D-1001", "NL-2016-0001", "other-1", "trading house"):
        assert secret not in written
    assert not {"risk", "screening", "network"} & set(content)
    first = content["custody"][0]["chain"]
    assert (first[1]["from"], first[1]["to"]) == (
        "recipient in Taiwan",
        "Hong Kong entity 1",
    )
    assert not any("grade" in hop or "event" in hop for hop in first)


def test_the_panel_sees_the_serials_but_not_the_business_of_others(answers):
    written = json.dumps(answers["overviews"]["panel"]["content"])

    assert "D-1001" in written
    assert "other-1" in written
    assert "other-3" not in written


def test_every_fact_is_stated_with_a_source_or_illustrative_with_a_reason(answers):
    for row in answers["provenance"]:
        assert row["status"] in {"stated", "illustrative"}
        assert row["sources"] if row["status"] == "stated" else row["why"]


def test_the_same_folder_gives_the_same_answers(again):
    assert again() == again()


def test_a_stronger_and_thriftier_engine_would_have_been_on_the_list(again, change):
    change("goods.yaml", "value: 392 N", "value: 410 N")
    change("goods.yaml", "value: 0.16 kg/(N*h)", "value: 0.15 kg/(N*h)")

    assert outcomes(again())["question-2010"] == "licence_required"


def test_another_threshold_of_the_list_changes_the_outcome(again, change, tmp_path):
    change("goods.yaml", "value: 0.16 kg/(N*h)", "value: 0.15 kg/(N*h)")
    before = outcomes(again())["question-2010"]
    overlay = changed_law(
        tmp_path, "eu/2021-821/annex-i/9A101.yaml", 'gt: "400 N"', 'gt: "390 N"'
    )

    after = outcomes(again(overlay=[overlay]))["question-2010"]

    assert (before, after) == ("no_licence", "licence_required")


def test_another_year_of_the_order_changes_which_exports_needed_a_licence(
    again, tmp_path
):
    overlay = changed_law(
        tmp_path, "nl/order/2012-ad-hoc.yaml", '["2012", null]', '["2018", null]'
    )

    found = outcomes(again(overlay=[overlay]))

    assert found["question-2013"] == found["export-2017"] == "no_licence"
    assert found["export-2019"] == "licence_required"


def changed_law(tmp_path: Path, name: str, before: str, after: str) -> Path:
    text = (PACKAGE / name).read_text("utf-8")
    assert before in text
    overlay = tmp_path / "law"
    (overlay / name).parent.mkdir(parents=True)
    (overlay / name).write_text(text.replace(before, after), "utf-8")
    return overlay


def test_another_limit_of_a_reform_changes_what_it_would_have_done(again, change):
    change("reforms.yaml", "a.1: 300 N", "a.1: 395 N", count=2)

    rows = {(r["id"], r["consumption"]): r for r in again()["whatif"]}

    assert not rows["thrust-300-alone", "0.16 kg/(N*h)"]["changed"]


def test_a_dissolution_that_was_known_later_lowers_the_score_of_that_day(again, change):
    before = by_moment(again()["risk"], "2019-12-10")["score"]
    change("parties.yaml", "known_since: 2015-01-01", "known_since: 2020-06-01")

    after = by_moment(again()["risk"], "2019-12-10")

    assert after["score"] < before
    assert "party-dissolved" not in {one["id"] for one in after["indicators"]}


def test_a_party_that_still_existed_is_no_sign_and_no_class(again, change):
    change("parties.yaml", 'dissolved: "2014"', 'dissolved: "2024"', count=2)

    found = again()

    assert "D6" not in found["custody"][0]["classes"]
    signs = {one["id"] for row in found["risk"] for one in row["indicators"]}
    assert "party-dissolved" not in signs


def test_papers_that_were_known_earlier_show_in_the_second_application(again, change):
    change(
        "events.jsonld",
        '"sluis:knownSince": "2019-12-10"',
        '"sluis:knownSince": "2018-06-01"',
        count=2,
    )

    found = again()

    assert found["divergence"][0]["first_knowable"] == "2018-06-01"
    assert by_moment(found["risk"], "2019-02-18")["level"] == "high"


def test_a_notice_that_was_published_earlier_is_found_earlier(again, change):
    change(
        "notices.yaml",
        "country: HK\n  listed_from: 2021-01-22",
        "country: HK\n  listed_from: 2019-12-01",
    )

    row = by_moment(again()["screening"], "2019-12-10")

    assert any(m["match"] for r in row["results"] for m in r["matches"])


def test_a_claim_that_agrees_is_no_contradiction(again, change):
    change("claims.yaml", "value: [2016, 2019]", "value: [2017, 2019]")

    assert "years" not in {row["property"] for row in again()["contradictions"]}


def test_a_marking_that_is_lifted_shows_more_to_the_public(again, change):
    before = again()["overviews"]["public"]
    change(
        "markings.yaml",
        'path: risk.*, marking: "TLP:AMBER"',
        'path: risk.*, marking: "TLP:CLEAR"',
    )

    after = again()["overviews"]["public"]

    assert "risk" not in before["content"]
    assert "risk" in after["content"]
    assert verify(after)


def test_a_folder_that_is_not_there_is_refused(tmp_path, case_folder):
    shutil.rmtree(case_folder)

    with pytest.raises(UnreadableFile):
        replay(tmp_path / "home", case_folder)
