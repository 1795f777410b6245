"""Pairs that others labelled: which are one party, and which are not."""

import csv

import pytest
import yaml

from sluis.core.names.index import FAMILIES, index_names
from sluis.core.names.matching import Asked, explain
from sluis.core.party import Entity, Name, family_of

THRESHOLD = 0.7
FOLDS = 5


def scores_of(rows):
    index = index_names(
        Entity(id=f"{n:05}", schema=schema, caption=listed, names=(Name(text=listed),))
        for n, (schema, _, listed) in enumerate(rows)
    )
    name_of = {int(owner): name for name, owner in enumerate(index.arrays.owner)}
    families = [FAMILIES[family_of(schema)] for schema, _, _ in rows]
    asked = Asked.of([name for _, name, _ in rows], families)
    return [
        explain(asked, n, index, name_of[n]).score if n in name_of else 0.0
        for n in range(len(rows))
    ]


@pytest.fixture(scope="module")
def pairs(shared):
    path = shared / "data" / "names" / "name_pairs_train.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    scores = scores_of([(row["schema"], row["name1"], row["name2"]) for row in rows])
    return [(s, row["is_match"] == "true") for s, row in zip(scores, rows, strict=True)]


def counts(pairs, threshold):
    return (
        sum(same and score >= threshold for score, same in pairs),
        sum(not same and score >= threshold for score, same in pairs),
        sum(same and score < threshold for score, same in pairs),
    )


def f1(right, wrong, missed):
    return 2 * right / (2 * right + wrong + missed)


def test_labelled_pairs_part_by_cross_validation(pairs):
    total = [0, 0, 0]
    for fold in range(FOLDS):
        known = [pair for n, pair in enumerate(pairs) if n % FOLDS != fold]
        unseen = [pair for n, pair in enumerate(pairs) if n % FOLDS == fold]
        best = max(range(40, 99), key=lambda t: f1(*counts(known, t / 100)))
        total = [a + b for a, b in zip(total, counts(unseen, best / 100), strict=True)]
    assert f1(*total) >= 0.86


def test_the_default_threshold_is_about_the_best(pairs):
    assert f1(*counts(pairs, THRESHOLD)) >= 0.86


def test_every_check_that_is_answered_otherwise_than_labelled_is_argued(shared, root):
    path = shared / "data" / "names" / "entity_checks.yml"
    checks = yaml.safe_load(path.read_text(encoding="utf-8"))["checks"]
    rows = [
        (check["schema"], written(check["query"]), written(check["candidate"]))
        for check in checks
    ]
    otherwise = {
        (query, candidate, "shown" if score >= THRESHOLD else "missed")
        for (_, query, candidate), check, score in zip(
            rows, checks, scores_of(rows), strict=True
        )
        if (score >= THRESHOLD) != check["match"]
    }
    table = root / "tests" / "core" / "names" / "checks_argued.yaml"
    argued = yaml.safe_load(table.read_text(encoding="utf-8"))
    assert all(
        len(row["because"]) > 40 and row["fault"] in {True, False} for row in argued
    )
    known = {(row["query"], row["candidate"], row["we"]) for row in argued}
    assert otherwise <= known, otherwise - known
    labelled = {(query, candidate) for _, query, candidate in rows}
    assert {(query, candidate) for query, candidate, _ in known} <= labelled


def written(party):
    parts = ("firstName", "middleName", "fatherName", "lastName")
    return party.get("name") or " ".join(party[p] for p in parts if p in party)
