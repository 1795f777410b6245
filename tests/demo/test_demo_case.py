from __future__ import annotations

import pytest

from sluis.core.errors import Problems, UnreadableFile
from sluis.demo.case import data_of, load_case
from sluis.demo.claims import agreements, contradictions


def test_it_works():
    case = load_case()

    assert len(case.events) == len(case.origins)
    assert {one["year"] for one in case.licences} == {2016, 2019}


def test_every_datum_says_where_it_comes_from():
    assert all(one.stated or one.illustrative for one in data_of(load_case()))


def test_only_facts_of_the_sources_are_told_of_named_companies():
    named = {"AMT Netherlands", "Xsens Technologies"}
    parties = [p for p in load_case().parties.values() if p["name"] in named]

    assert len(parties) == 2
    assert all(set(p["stated"]) == {"name", "country"} for p in parties)
    assert all(p["facts"] == [] for p in parties)


def test_serial_numbers_are_illustrative_and_not_public():
    data = {one.about: one for one in data_of(load_case())}

    items = data["licences.2016.items"]
    assert items.status == "illustrative"
    assert items.marking == "TLP:AMBER"


def test_a_datum_without_origin_is_refused(change):
    folder = change("goods.yaml", "392 N, stated: [tables]", "392 N")

    with pytest.raises(Problems, match="where it comes from") as refused:
        load_case(folder)

    assert refused.value.path == "goods.engine.max_thrust"


def test_a_claim_that_is_not_there_is_refused(change):
    folder = change("goods.yaml", "392 N, stated: [tables]", "392 N, stated: [gossip]")

    with pytest.raises(Problems, match="gossip"):
        load_case(folder)


def test_a_party_that_is_not_there_is_refused(change):
    folder = change("exports.yaml", "consignee: hk-2", "consignee: hk-9")

    with pytest.raises(Problems, match="'hk-9' is not a party"):
        load_case(folder)


def test_a_missing_file_is_refused_by_name(case_folder):
    (case_folder / "claims.yaml").unlink()

    with pytest.raises(UnreadableFile, match=r"claims\.yaml"):
        load_case(case_folder)


def test_a_broken_file_is_refused_by_name(case_folder):
    (case_folder / "goods.yaml").write_text("a: [1", "utf-8")

    with pytest.raises(UnreadableFile, match=r"goods\.yaml: is not YAML"):
        load_case(case_folder)


def contradicted(folder=None) -> set[tuple[str, str]]:
    rows = contradictions(load_case(folder))
    return {(row["subject"], row["property"]) for row in rows}


def test_the_sources_contradict_each_other_on_years_and_receivers():
    assert {
        ("consignments of engines", "years"),
        ("consignments of engines", "received_by"),
        (
            "company whose name was used to import the engines",
            "existed_when_the_engines_came",
        ),
        ("sensors", "licences_granted"),
    } <= contradicted()


def test_claims_that_say_the_same_do_not_contradict(change):
    folder = change("claims.yaml", "value: [2016, 2019]", "value: [2017, 2019]")

    assert ("consignments of engines", "years") not in contradicted(folder)


def test_each_contradiction_keeps_all_claims_with_their_places():
    rows = contradictions(load_case())
    years = next(row for row in rows if row["property"] == "years")

    assert [one["value"] for one in years["claims"]] == [[2016, 2019], [2017, 2019]]
    assert {one["place"] for one in years["claims"]} == {"answer 3", "paragraph 81"}
    assert years["may_agree"]


def test_what_several_sources_say_alike_is_an_agreement():
    assert [row["property"] for row in agreements(load_case())] == ["condition"]
