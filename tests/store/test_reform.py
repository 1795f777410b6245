"""A reform from its file: limits moved, whole rules added or replaced."""

from __future__ import annotations

import pytest

from sluis.core.determination import determine
from sluis.core.errors import SluisError
from sluis.formats.transaction import read_transaction
from sluis.store.reform import load_reform

DRAFT = """\
title: Small engines by way of Taiwan
rules:
  - id: nl/draft/small-engines
    type: measure
    effect: licence_required
    title: {en: Small engines, nl: Kleine motoren}
    versions:
      - in_force: ["2012-01-01", null]
        known_since: "2012-01-01"
        source: reg-2021-821
        article: draft
        applies: [turbojet_engine]
        when:
          all:
            - {code: a, p: max_thrust, ge: "200 N"}
            - {activity: [export]}
            - {destination: [TW], or_via: true}
        text: {en: A licence is needed., nl: Een vergunning is nodig.}
        verified: null
"""


def engine(thrust: str, law, destination: str = "TW"):
    return read_transaction(
        {
            "id": "t",
            "date": "2016-05-12",
            "activity": "export",
            "exporter": {"name": "Example", "country": "NL"},
            "destination": destination,
            "items": [
                {
                    "line": 1,
                    "kind": "turbojet_engine",
                    "parameters": {"max_thrust": thrust},
                }
            ],
        },
        law.vocabulary,
    )


def bases(law, transaction) -> set[str]:
    return {basis.rule for basis in determine(transaction, law).items[0].bases}


@pytest.fixture
def reformed(tmp_path):
    def load(text: str):
        path = tmp_path / "reform.yaml"
        path.write_text(text, encoding="utf-8")
        return load_reform(path)

    return load


def test_a_drafted_rule_counts_after_the_reform_only(reformed):
    laws = reformed(DRAFT)
    assert laws.title == "Small engines by way of Taiwan"
    line = engine("230 N", laws.before)
    assert "nl/draft/small-engines" not in bases(laws.before, line)
    assert "nl/draft/small-engines" in bases(laws.after, line)
    assert "nl/draft/small-engines" not in bases(
        laws.after, engine("190 N", laws.before)
    )


def test_limits_and_whole_rules_may_change_together(reformed):
    laws = reformed(DRAFT + 'entry: 9A101\nset: {a.1: "300 N"}\n')
    assert laws.before.hash != laws.after.hash
    entry = laws.after.rule("9A101")
    limits = {
        str(node.threshold)
        for version in entry.versions
        for node in version.when.walk()
        if node.code == "a.1" and hasattr(node, "threshold")
    }
    assert any("300" in limit for limit in limits)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (DRAFT.replace("max_thrust", "max_trust"), "max_trust"),
        (DRAFT.replace("200 N", "200 kg"), "200 kg"),
        (DRAFT.replace("type: measure", "type: wish"), "rules"),
        ("rules: nothing\n", "list of rules"),
        ("- a list\n", "mapping"),
        ("title: nothing more\n", "entry"),
    ],
)
def test_an_error_in_a_reform_is_refused_with_its_place(reformed, wrong, says):
    with pytest.raises(SluisError) as refused:
        reformed(wrong)
    told = [refused.value, *getattr(refused.value, "errors", [])]
    assert any(says in f"{one.message} {one.path}" for one in told)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SluisError, match="cannot be read"):
        load_reform(tmp_path / "none.yaml")
