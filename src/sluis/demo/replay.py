"""Replay the case: every answer computed, none written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sluis.core.determination import determine
from sluis.core.disclosure import overview, parts_of
from sluis.core.law.model import Law
from sluis.demo.case import Case, Datum, data_of, load_case
from sluis.demo.claims import agreements, claim_dict, contradictions
from sluis.demo.custody import custody, divergences, evidence_of, network
from sluis.demo.goods import transactions
from sluis.demo.knowledge import risk, screening
from sluis.demo.reform import whatif
from sluis.store.home import Home
from sluis.store.law import load_law

AUDIENCES = ("public", "panel")
"""Whom an overview is made for."""

Report = Callable[[str], None]


def replay(
    home: Home | Path,
    data: Path | None = None,
    *,
    overlay: Sequence[Path] = (),
    progress: Report | None = None,
) -> dict[str, Any]:
    """Compute every answer of the demonstration.

    Args:
        home: The data folder; it keeps the key that overviews are salted with.
        data: Folder of the case; ``None`` is the case in the package.
        overlay: Folders of law that replace and add to that of the package.
        progress: Is told each step before it is taken.

    Returns:
        The contract's object; see ``docs/case.md`` for each of its members.

    Raises:
        UnreadableFile: A file of the case is missing or broken.
        Problems: The case does not say where a datum comes from.
        DataFolderError: The data folder cannot be written.
    """
    tell = progress or (lambda step: None)
    place = home if isinstance(home, Home) else Home.open(home)
    tell("reading the case and the law")
    case, law = load_case(data), load_law(overlay)
    answers = answer(case, law, progress=tell)
    tell("making the overviews")
    parts = parts_of(answers, case.rules)
    key = bytes.fromhex(place.kept("disclosure-key", _new_key()).strip())
    answers["overviews"] = {
        audience: overview(parts, audience, key=key) for audience in AUDIENCES
    }
    return answers


def _new_key() -> str:
    import secrets

    return secrets.token_hex(32)


def answer(case: Case, law: Law, *, progress: Report) -> dict[str, Any]:
    """Compute the answers that overviews are made from.

    Args:
        case: The case.
        law: The law to judge by.
        progress: Is told each step before it is taken.
    """
    progress("deciding on the exports of 2010 to 2023")
    exports = transactions(case, law.vocabulary)
    decided = {name: determine(one, law).as_dict() for name, one in exports.items()}
    progress("tracing the seized goods")
    evidence = evidence_of(case)
    found: dict[str, Any] = {
        "title": dict(case.title),
        "law_hash": law.hash,
        "sources": {name: dict(one) for name, one in case.sources.items()},
        "determinations": list(_determinations(case, decided)),
        "custody": custody(case, evidence),
        "divergence": divergences(case, evidence),
    }
    progress("screening and looking for signs, with what was knowable each day")
    found["screening"] = screening(case, evidence, exports)
    found["risk"] = risk(case, evidence, exports, decided, law)
    progress("comparing the sources, following the network, trying other law")
    found["contradictions"] = contradictions(case)
    found["agreements"] = agreements(case)
    found["network"] = network(case, evidence)
    found["whatif"] = whatif(case, law)
    found["provenance"] = [*map(_provenance(case), data_of(case)), *_acts(decided)]
    return found


def _determinations(
    case: Case, decided: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    for record in case.transactions:
        yield {
            **decided[record["id"]],
            "what": record["what"],
            "when": record["date"],
            "goods": record["goods"],
            "destination": record["destination"],
            "marking": record.get("marking", "TLP:CLEAR"),
        }


def _provenance(case: Case) -> Callable[[Datum], dict[str, Any]]:
    claims = {claim.id: claim for claim in case.claims}

    def sources(datum: Datum) -> Iterator[dict[str, Any]]:
        for name in datum.stated:
            if name in claims:
                said = claim_dict(case, claims[name])
                yield {
                    key: said[key] for key in ("source", "document", "place", "text")
                }
            else:
                source = case.sources[name]
                yield {"source": source["name"], "document": source["document"]}

    def row(datum: Datum) -> dict[str, Any]:
        return {
            "fact": datum.about,
            "value": datum.value,
            "status": datum.status,
            "sources": list(sources(datum)),
            "why": datum.illustrative,
            "marking": datum.marking,
        }

    return row


def _acts(decided: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Name the acts that the determinations rest on."""
    seen: set[str] = set()
    for one in decided.values():
        inside = [base for item in one["items"] for base in item["bases"]]
        for base in (*one["bases"], *inside):
            if base["rule"] in seen:
                continue
            seen.add(base["rule"])
            yield {
                "fact": f"law.{base['rule']}",
                "value": base["legal_basis"],
                "status": "stated",
                "sources": [
                    {"source": base["legal_basis"], "document": base["source"]}
                ],
                "why": None,
                "marking": "TLP:CLEAR",
            }
