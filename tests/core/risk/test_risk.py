from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from sluis.core.errors import Problems
from sluis.core.risk import INDICATORS, Delivery, Facts, PartyFact, Policy, assess
from sluis.core.time import VagueDay


# The indicators need only a few fields, so the smallest stand-ins keep each test
# on one screen; tests of the demonstration use the real transaction.
@dataclass
class Who:
    role: str
    name: str
    country: str | None = "CN"


@dataclass
class Line:
    line: int = 1
    kind: str | None = "turbojet_engine"


@dataclass
class Export:
    id: str | None = "t1"
    date: Any = date(2016, 11, 15)
    destination: str | None = "CN"
    via: tuple[str, ...] = ()
    parties: tuple[Who, ...] = (Who("consignee", "Agent"), Who("end_user", "User"))
    items: tuple[Line, ...] = (Line(),)


def policy() -> Policy:
    text = files("sluis.core.risk").joinpath("weights.yaml").read_text("utf-8")
    return Policy.read(yaml.safe_load(text))


def fact(party: str, since: date | None = date(2015, 1, 1), **said: Any) -> PartyFact:
    return PartyFact(party=party, known_since=since, source="a register", **said)


CLEAN = Facts(
    parties=(
        *(
            fact(
                name,
                incorporated=VagueDay.parse("2001"),
                exists=True,
                trading_company=False,
                customer_since=date(2005, 1, 1),
            )
            for name in ("Agent", "User")
        ),
    ),
    deliveries=(),
    embargoes={"CN": "no"},
    margins={1: None},
    military_use={1: False},
)


def seen(export: Export, facts: Facts, known_on: date | None = None) -> set[str]:
    found = assess(export, facts, policy(), known_on=known_on)
    return {one.id for one in found.indicators}


def test_it_works():
    found = assess(Export(), CLEAN, policy())

    assert found.score == 0
    assert found.level == "low"
    assert found.not_evaluated == {}


def test_without_any_fact_nothing_is_called_safe():
    found = assess(Export(), Facts(), policy())

    assert found.score == 0
    assert found.could_be > 0.9
    assert set(found.not_evaluated) == set(INDICATORS) - {
        "transshipment",
        "missing-end-user",
    }


def test_an_agent_in_another_country_is_a_transshipment():
    parties = (Who("consignee", "Agent", "TW"), Who("end_user", "User"))

    assert seen(Export(parties=parties), CLEAN) == {"transshipment"}


def test_a_route_through_another_country_is_a_transshipment():
    assert seen(Export(via=("TW",)), CLEAN) == {"transshipment"}


def test_a_trading_company_is_noticed():
    facts = replace(CLEAN, parties=(*CLEAN.parties, later("trading_company", True)))

    assert seen(Export(), facts) == {"trading-company-consignee"}


def later(name: str, value: Any, since: date | None = date(2016, 1, 1)) -> PartyFact:
    return fact("Agent", since, **{name: value})


def test_a_party_dissolved_before_the_export_is_noticed():
    facts = replace(
        CLEAN, parties=(*CLEAN.parties, later("dissolved", VagueDay.parse("2014")))
    )

    assert seen(Export(), facts) == {"party-dissolved"}


def test_a_party_dissolved_after_the_export_is_no_sign():
    facts = replace(
        CLEAN, parties=(*CLEAN.parties, later("dissolved", VagueDay.parse("2018")))
    )

    assert seen(Export(), facts) == set()


def test_a_dissolution_counts_from_the_day_it_is_known():
    late = later("dissolved", VagueDay.parse("2014"), since=date(2021, 1, 22))
    facts = replace(CLEAN, parties=(*CLEAN.parties, late))

    assert seen(Export(), facts, known_on=date(2019, 1, 1)) == set()
    assert seen(Export(), facts, known_on=date(2021, 1, 22)) == {"party-dissolved"}


def test_a_dissolution_of_unknown_record_counts_only_in_hindsight():
    vague = later("dissolved", VagueDay.parse("2014"), since=None)
    facts = replace(CLEAN, parties=(*CLEAN.parties, vague))

    assert seen(Export(), facts, known_on=date(2025, 1, 1)) == set()
    assert seen(Export(), facts) == {"party-dissolved"}


def test_a_party_of_last_month_is_young():
    facts = replace(
        CLEAN,
        parties=(*CLEAN.parties, later("incorporated", VagueDay.parse("2016-10"))),
    )

    assert seen(Export(), facts) == {"party-too-young"}


def test_a_borrowed_name_is_noticed():
    facts = replace(
        CLEAN, parties=(*CLEAN.parties, later("same_name_as", "a dissolved company"))
    )

    assert seen(Export(), facts) == {"name-reuse"}


@pytest.mark.parametrize(
    ("margin", "near"), [(-0.02, True), (-0.1, True), (-0.2, False), (0.02, False)]
)
def test_goods_just_below_a_threshold_are_near_it(margin, near):
    found = seen(Export(), replace(CLEAN, margins={1: margin}))

    assert ("near-threshold" in found) is near


def test_goods_fit_for_military_use_are_noticed():
    assert seen(Export(), replace(CLEAN, military_use={1: True})) == {
        "military-capable"
    }


def test_an_embargo_that_states_read_differently_counts_half():
    def weight(state):
        found = assess(Export(), replace(CLEAN, embargoes={"CN": state}), policy())
        return found.indicators[0].weight

    assert weight("ask") == weight("yes") / 2


def test_a_customer_of_this_year_is_new():
    parties = tuple(replace(p, customer_since=date(2016, 5, 1)) for p in CLEAN.parties)

    assert seen(Export(), replace(CLEAN, parties=parties)) == {"new-customer"}


def test_an_export_without_end_user_is_noticed():
    parties = (Who("consignee", "Agent"),)

    assert seen(Export(parties=parties), CLEAN) == {"missing-end-user"}


EARLIER = Delivery(
    id="t0",
    consignee="Agent",
    kinds=("turbojet_engine",),
    shipped=date(2016, 1, 12),
    known_since=date(2016, 1, 12),
    source="a declaration",
)


def test_goods_that_never_proved_to_arrive_are_overdue_after_ninety_days():
    facts = replace(CLEAN, deliveries=(EARLIER,))

    assert seen(Export(), facts, known_on=date(2016, 4, 10)) == set()
    assert seen(Export(), facts, known_on=date(2016, 4, 11)) == {"no-delivery-proof"}


def test_a_proof_of_delivery_counts_from_the_day_it_is_known():
    proven = replace(EARLIER, proven=date(2016, 6, 1))
    facts = replace(CLEAN, deliveries=(proven,))

    assert seen(Export(), facts, known_on=date(2016, 5, 31)) == {"no-delivery-proof"}
    assert seen(Export(), facts, known_on=date(2016, 6, 1)) == set()


def test_goods_that_came_to_another_weigh_most():
    known = replace(EARLIER, diverted=date(2016, 6, 1), proven=date(2016, 6, 1))

    found = assess(Export(), replace(CLEAN, deliveries=(known,)), policy())

    assert found.indicators[0].id == "diverted-before"
    assert found.level == "high"


def test_the_same_near_threshold_goods_again_are_noticed():
    facts = replace(
        CLEAN,
        deliveries=(replace(EARLIER, proven=date(2016, 2, 1)),),
        margins={1: -0.02},
    )

    assert seen(Export(), facts) == {"near-threshold", "repeated-near-threshold"}


def test_signs_combine_and_each_adds_less():
    facts = replace(CLEAN, margins={1: -0.02}, military_use={1: True})

    assert assess(Export(), facts, policy()).score == pytest.approx(1 - 0.8 * 0.8)


def test_the_answer_has_the_agreed_shape():
    found = assess(Export(via=("TW",)), CLEAN, policy()).as_dict()

    assert found["indicators"][0].keys() >= {"id", "weight", "text", "evidence"}
    assert found.keys() >= {"id", "score", "level", "indicators", "not_evaluated"}


def test_a_policy_with_a_missing_or_wild_weight_is_refused_as_a_whole():
    given = {
        "version": "x",
        "source": "y",
        "levels": {"elevated": 0.5, "high": 0.4},
        "indicators": {"transshipment": {"weight": 2, "text": {}}},
    }

    with pytest.raises(Problems) as refused:
        Policy.read(given)

    paths = {error.path for error in refused.value.errors}
    assert {"indicators.transshipment.weight", "indicators.near-threshold"} <= paths
    assert "levels" in paths
