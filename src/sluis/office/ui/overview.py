"""The public overview, arranged for the first page.

Every function takes a part of the case in the shape of the contracts and gives
what its template shows. A part that the overview does not hold is not shown, and
the page says how many parts were kept back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from sluis.office.ui.words import (
    ANCHORS,
    CONDITIONS,
    DIVERGENCE,
    FLAGS,
    LEVELS,
    OUTCOMES,
    STATUS,
    day,
    number,
    percent,
    plain,
    said,
    short,
    span,
    tag,
)

Part = Mapping[str, Any]


def page_of(case: Part, language: str) -> dict[str, Any]:
    """Arrange a case for its page.

    Args:
        case: What :func:`sluis.office.ui.queries.public_case` gives.
        language: The reader's language, ``en`` or ``nl``.
    """
    overview = case["overview"]
    content: Part = overview["content"]
    return {
        "title": said(content.get("title") or case["title"], language),
        "made_at": case["made_at"],
        "law_hash": case["law_hash"],
        "cleared_for": overview["cleared_for"],
        "shown": overview["shown"],
        "withheld": overview["withheld"],
        "root": overview["root"],
        "determinations": [
            _determination(one, language) for one in content.get("determinations", [])
        ],
        "risk": [_risk(one, language) for one in listed(content.get("risk"))],
        "traces": [_trace(one, language) for one in listed(content.get("custody"))],
        "divergence": [
            _divergence(one, language) for one in listed(content.get("divergence"))
        ],
        "contradictions": [
            _contradiction(one) for one in content.get("contradictions", [])
        ],
        "whatif": [_whatif(one, language) for one in content.get("whatif", [])],
        "network": [_export(one) for one in content.get("network", [])],
        "provenance": [_fact(one) for one in content.get("provenance", [])],
    }


def listed(part: object) -> list[Part]:
    """Give the members of a list, or of a mapping with their key as ``key``."""
    if isinstance(part, Mapping):
        if all(isinstance(value, Mapping) for value in part.values()):
            return [{"key": key, **value} for key, value in part.items()]
        return [part]
    if isinstance(part, Sequence) and not isinstance(part, str):
        return [one for one in part if isinstance(one, Mapping)]
    return []


def _determination(one: Part, language: str) -> dict[str, Any]:
    sentences = _sentences(one, language)
    bases = [_basis(base, language) for base in _inside(one, "bases")]
    return {
        "when": day(one.get("when") or one.get("as_of")),
        "known_on": one.get("known_on") and day(one["known_on"]),
        "what": said(one.get("what") or one.get("id"), language),
        "outcome": tag(OUTCOMES, one.get("outcome")),
        "reasons": _reasons(one, sentences, language) or sentences[-1:],
        "steps": sentences,
        "bases": bases,
        "questions": [_question(asked, language) for asked in one.get("questions", [])],
    }


def _sentences(one: Part, language: str) -> list[str]:
    """Give the explanation; with one line of goods, its number goes unsaid."""
    told = one.get(f"explanation_{language}") or one.get("explanation", [])
    if len(one.get("items", [])) > 1:
        return list(told)
    return [capfirst(_LINE.sub("", sentence)) for sentence in told]


_LINE = re.compile(r"^(?:Line|Regel) \d+ \([^)]*\): ")


def _reasons(one: Part, sentences: Sequence[str], language: str) -> list[str]:
    """Give what decides or could: rules that apply, open ones, near misses."""
    near = [
        sentence
        for entry in _inside(one, "entries")
        if any(gate.get("near_miss") for gate in entry.get("gates", []))
        for sentence in sentences
        if f"{entry.get('code')} " in sentence
    ]
    holds = [said(rule.get("text"), language) for rule in _inside(one, "bases")]
    could = [said(rule.get("text"), language) for rule in _inside(one, "open")]
    could = [_("Could apply: %(rule)s") % {"rule": text} for text in could if text]
    return list(dict.fromkeys([*filter(None, holds), *could, *near]))


def _question(asked: Part, language: str) -> str:
    """Give a question with what each answer would mean."""
    meaning = said(asked.get(f"why_{language}") or asked.get("why"), language)
    question = said(asked.get("question"), language)
    return f"{question} ({meaning})" if question and meaning else question or meaning


def _inside(one: Part, key: str) -> Iterator[Part]:
    """Give the parts of a determination and of its lines."""
    yield from one.get(key, [])
    for item in one.get("items", []):
        yield from item.get(key, [])


def _basis(base: Part, language: str) -> dict[str, Any]:
    source = base.get("source")
    linked = isinstance(source, str) and source.startswith(("https://", "http://"))
    return {
        "legal_basis": base.get("legal_basis") or base.get("rule"),
        "in_force": span(base.get("in_force")),
        "known_since": base.get("known_since") and day(base["known_since"]),
        "address": source if linked else "",
        "verified": base.get("verified"),
        "doubt": said(base.get("confidence"), language),
    }


def _risk(one: Part, language: str) -> dict[str, Any]:
    score = one.get("score")
    return {
        "known_on": day(one.get("known_on") or one.get("when") or one.get("key")),
        "what": said(one.get("what") or one.get("id"), language),
        "score": percent(score) if isinstance(score, int | float) else "",
        "level": tag(LEVELS, one.get("level")),
        "indicators": [
            said(indicator.get(f"text_{language}") or indicator.get("text"), language)
            for indicator in one.get("indicators", [])
        ],
        "not_evaluated": [plain(gap.get("id")) for gap in one.get("not_evaluated", [])],
    }


def _trace(one: Part, language: str) -> dict[str, Any]:
    anchor = one.get("anchor") or {}
    gaps = {gap.get("after_hop"): gap for gap in one.get("gaps", [])}
    return {
        "item": said(one.get("goods"), language),
        "number": short(one.get("item") or one.get("key") or ""),
        "anchor": ANCHORS.get(str(anchor.get("type")), ANCHORS["none"]),
        "anchor_id": anchor.get("id"),
        "findings": [
            DIVERGENCE.get(str(name), name)
            for name in one.get("classes") or filter(None, [one.get("verdict")])
        ],
        "confidence": _share(one.get("confidence")),
        "licensed_end_user": one.get("licensed_end_user"),
        "last_holder": one.get("last_holder") and short(one["last_holder"]),
        "chain": [_hop(hop, gaps.get(hop.get("hop"))) for hop in one.get("chain", [])],
        "conflicts": [
            {
                "reason": said(conflict.get("reason"), language),
                "sources": conflict.get("sources", []),
            }
            for conflict in one.get("conflicts", [])
        ],
    }


def _share(value: object) -> str:
    return percent(value) if isinstance(value, int | float) else ""


_KINDS = ("assembled", "seized")


def _step(hop: Part) -> str:
    """Say what happened in one step, and between whom."""
    names = {
        key: short(hop[key]) if hop.get(key) else _("someone not known")
        for key in ("from", "to")
    }
    flags = hop.get("flags", [])
    if "assembled" in flags:
        return _("built into %(to)s") % names
    if "seized" in flags:
        return _("seized by %(to)s") % names
    return "{from} → {to}".format_map(names)


def _hop(hop: Part, gap: Part | None) -> dict[str, Any]:
    flags = [
        tag({flag: (plain(flag), "stop"), **FLAGS}, flag)
        for flag in hop.get("flags", [])
        if flag not in _KINDS
    ]
    return {
        "step": _step(hop),
        "when": span(hop["event_time"]) if "event_time" in hop else "",
        "grade": hop.get("grade"),
        "probability": _share(hop.get("probability")),
        "documents": hop.get("documents", []),
        "flags": flags,
        "off": any(flag["tone"] == "stop" for flag in flags),
        "gap": gap
        and {
            "window": span(gap["window"]) if "window" in gap else "",
            "candidates": [short(one) for one in gap.get("candidates", [])],
        },
    }


def _divergence(one: Part, language: str) -> dict[str, Any]:
    name = str(one.get("class", ""))
    return {
        "item": said(one.get("goods") or one.get("item") or one.get("key"), language),
        "hop": one.get("hop"),
        "class": name,
        "word": DIVERGENCE.get(name, ""),
        "happened": _kept(one, "happened", span),
        "first_knowable": _kept(one, "first_knowable", day),
        "broken": [
            CONDITIONS.get(str(row.get("condition")), plain(row.get("condition")))
            for row in one.get("conditions", [])
            if row.get("kept") is False
        ],
    }


def _kept(part: Part, key: str, write: Callable[[object], str]) -> str:
    """Write a value, or that this reader may not see it; never that it is unknown."""
    return write(part[key]) if key in part else _("kept for other readers")


def _contradiction(one: Part) -> dict[str, Any]:
    return {
        "about": f"{one.get('subject')}: {plain(one.get('property'))}",
        "may_agree": one.get("may_agree"),
        "claims": [
            {
                "source": claim.get("source"),
                "place": ", ".join(
                    str(claim[key]) for key in ("document", "place") if claim.get(key)
                ),
                "text": claim.get("text"),
            }
            for claim in one.get("claims", [])
        ],
    }


def _whatif(one: Part, language: str) -> dict[str, Any]:
    why = one.get("why")
    return {
        "what": said(one.get("what"), language),
        "consumption": one.get("consumption"),
        "before": tag(OUTCOMES, one.get("before")),
        "after": tag(OUTCOMES, one.get("after")),
        "changed": one.get("changed"),
        "why": said(why, language),
        "why_language": "" if isinstance(why, Mapping) else "en",
    }


def _export(one: Part) -> dict[str, Any]:
    return {
        "export": short(one.get("export")),
        "goods": one.get("goods"),
        "score": number(one.get("score")),
        "status": tag(STATUS, one.get("status")),
        "reasons": [
            " – ".join(short(step) for step in reason.get("path", []))
            for reason in one.get("reasons", [])
        ],
    }


def _fact(one: Part) -> dict[str, Any]:
    sources = []
    for source in one.get("sources", []):
        address = str(source.get("document") or "")
        linked = address.startswith(("https://", "http://"))
        place = [] if linked else [address]
        sources.append(
            {
                "name": source.get("source"),
                "address": address if linked else "",
                "place": ", ".join([*place, *filter(None, [source.get("place")])]),
            }
        )
    return {
        "fact": plain(str(one.get("fact", "")).replace(".", " › ")),
        "value": _value(one.get("value")),
        "stated": one.get("status") == "stated",
        "status": tag(STATUS, one.get("status")),
        "sources": sources,
        "why": one.get("why"),
    }


def _value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{plain(key)}: {_value(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value(one) for one in value)
    return number(value) if isinstance(value, int | float) else str(value)
