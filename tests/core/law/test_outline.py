"""A rule's condition as an outline that a reader of the act recognises."""

from datetime import date

from sluis.core.law import circumstances, predicate
from sluis.core.law.model import versions_on
from sluis.core.law.node import Node
from sluis.core.law.outline import _SAYS, outline
from sluis.store.law import load_law


def lines(code, day=date(2025, 11, 15)):
    law = load_law()
    ((version, _),) = versions_on(law.rule(code), day)
    return outline(version, law.vocabulary)


def test_every_paragraph_has_its_number_limit_and_question():
    found = {line.code: line for line in lines("9A101")}
    assert {"a", "a.1", "a.2", "a.3", "a.4", "b"} <= found.keys()
    assert found["a.3"].words == {
        "en": "dry weight: less than 750 kg",
        "nl": "drooggewicht: minder dan 750 kg",
    }
    assert found["a.3"].limit == "lt 750 kg"
    assert found["a.3"].parameter == "dry_weight"
    assert "weigh" in found["a.3"].question["en"]


def test_an_exception_of_two_parts_together_stays_one():
    found = lines("9A101")
    place = next(n for n, line in enumerate(found) if line.words["en"] == "none of:")
    assert found[place + 1].words["en"] == "all of:"
    assert found[place + 2].depth == found[place + 3].depth > found[place + 1].depth


def test_parts_that_hold_together_are_not_nested_for_nothing():
    depths = [line.depth for line in lines("9A012") if line.code == "a.1.a"]
    assert depths == [5]


def test_what_stands_outside_the_condition_is_said_first():
    first = [line.words["en"] for line in lines("9A101")][:3]
    assert first[0].startswith("Concerns: Turbofan engine")
    assert first[1] == "Other than specified in: 9A001"
    assert first[2] == "Condition:"


def test_every_rule_can_be_laid_out_in_both_languages():
    law = load_law()
    for rule in law.rules().values():
        for version in rule.versions:
            for line in outline(version, law.vocabulary):
                assert line.words["en"], rule.id
                assert line.words["nl"], rule.id


def test_every_part_of_the_language_has_words():
    parts = {
        part
        for module in (circumstances, predicate)
        for part in vars(module).values()
        if isinstance(part, type) and issubclass(part, Node)
    }
    assert parts - {Node} <= _SAYS.keys()
