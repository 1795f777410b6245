"""Screen with nomenklatura's blocker and ``logic-v2``; run in ``.venv-peers``.

Reads listed entities and queries as JSON from standard input; writes seconds of
processor time and, by query, the score of each entity.
"""

import json
import logging
import sys
import tempfile
import time
from pathlib import Path

from followthemoney import ValueEntity, model
from nomenklatura.blocker.index import Index
from nomenklatura.matching import get_algorithm

logging.basicConfig(level=logging.ERROR)


def entity(given_id, schema, names):
    made = ValueEntity(model.get(schema), {"id": given_id})
    for name in names:
        if schema == "Person" and "," in name:
            surname, given = name.split(",", 1)
            made.add("name", f"{given.strip()} {surname.strip()}")
        else:
            made.add("name", name)
    return made


class View:
    """What the blocker asks of a store."""

    class scope:  # noqa: D106 - a stand-in
        name = "listed"

    def __init__(self, entities):
        self._entities = entities

    def entities(self, include_schemata=None):  # noqa: D102 - a stand-in
        return iter(self._entities)


given = json.load(sys.stdin)
listed = {e["id"]: entity(e["id"], e["schema"], e["names"]) for e in given["listed"]}
index = Index(View(listed.values()), Path(tempfile.mkdtemp(prefix="nk")), {})
index.build()
algorithm = get_algorithm("logic-v2")
config = algorithm.default_config()
# Analyses are remembered by id, so every query has one of its own; the first
# comparison loads tables, which is no part of the work.
algorithm.compare(
    entity("a", "Person", ["A B"]), entity("b", "Person", ["A B"]), config
)
started = time.process_time()
asked = {
    f"q{n}": entity(f"q{n}", q["schema"], [q["name"]])
    for n, q in enumerate(given["queries"])
}
scores = {name: {} for name in asked}
for query, candidates in index.match_entities(asked.values()):
    for candidate, _ in candidates:
        score = algorithm.compare(asked[query.id], listed[candidate.id], config).score
        if score >= 0.3:
            scores[query.id][candidate.id] = float(score)
seconds = time.process_time() - started
json.dump({"seconds": seconds, "scores": [scores[name] for name in asked]}, sys.stdout)
