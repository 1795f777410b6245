"""What the pages of an application show, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluis.office.access.rules import may
from sluis.office.applications import words
from sluis.office.applications.act_forms import ACT_FORMS
from sluis.office.applications.answers import answers
from sluis.office.applications.forms.sections import SECTIONS, section_of, sections_for
from sluis.office.applications.proposed import proposal_shown
from sluis.office.applications.queries import find
from sluis.office.audit.queries import history
from sluis.office.parties.models import Fact
from sluis.office.ui.words import LEVELS, said, tag
from sluis.office.ui.words import OUTCOMES as DETERMINED

if TYPE_CHECKING:
    from sluis.office.people.models import User

Json = dict[str, Any]


def draft_page(user: User, file: Json) -> Json:
    """Give the steps of a draft, and how far each is."""
    reference = file["reference"]
    lacking: dict[str, list[str]] = {}
    for path in file["missing"]:
        lacking.setdefault(section_of(path), []).append(path)
    steps = [
        {
            "title": SECTIONS[name].title,
            "href": reverse("application-section", args=[reference, name]),
            "done": name not in lacking,
            "missing": len(lacking.get(name, [])),
        }
        for name in sections_for(file["kind"])
    ]
    return {
        **_common(file),
        "steps": steps,
        "ready": not file["missing"],
        "answers": answers(file),
        "history": history(user, find(user, file["reference"])),
    }


def case_page(user: User, file: Json) -> Json:
    """Give the whole case as a person may see it."""
    return {
        **_common(file),
        "answers": answers(file),
        "acts": [_act(file, one) for one in file["acts"] if one["act"] in ACT_FORMS],
        "runs": _runs(file["runs"]),
        "inner": _inner(file["file"]),
        "proposal": proposal_shown(file),
        "history": history(user, find(user, file["reference"])),
        "officer": file["file"] is not None,
        "looks_up": bool(may(user, "see", Fact)),
        "decisions": [
            {
                **one,
                "tag": tag(words.OUTCOMES, one["outcome"]),
                "licence_page": f"/licences/{one['licence']}/",
            }
            for one in file["decisions"]
        ],
        "consultations": [
            {
                **one,
                "word": words.CONSULTATIONS[one["kind"]],
                "answered": words.ANSWERS.get(one["answer"] or ""),
                "silence": words.ANSWERS.get(one["silence_means"] or ""),
            }
            for one in file["consultations"]
        ],
    }


def _common(file: Json) -> Json:
    return {
        "file": file,
        "kind": words.KINDS[file["kind"]],
        "state": tag(words.STATES, file["state"]),
        "flags": [tag(words.FLAGS, one) for one in file.get("flags", [])],
        "desk": words.QUEUES.get(file.get("queue", "")),
        "clock": _clock(file["clock"]),
        "open_questions": [q for q in file["questions"] if not q["answered_on"]],
        "purposes": words.PURPOSES,
        "data_twin": f"/api/v1/applications/{file['reference']}",
        "breadcrumbs": [
            (reverse("applications"), _("Applications")),
            ("", file["reference"]),
        ],
    }


def _clock(clock: Json | None) -> Json | None:
    if clock is None:
        return None
    stopped = ", ".join(str(words.STOPPED[one]) for one in clock["stopped_by"])
    used = min(max(clock["days_used"], 0), 56)
    return {**clock, "stopped": stopped, "used": used, "term": 56}


def _act(file: Json, one: Json) -> Json:
    kind = ACT_FORMS[one["act"]]
    act = one["act"].replace("_", "-")
    proposal = (file["file"] or {}).get("proposal")
    query = f"?proposal={proposal['id']}" if act == "decide" and proposal else ""
    return {
        "title": kind.title,
        "href": reverse("application-act", args=[file["reference"], act]) + query,
        "reasons": [
            words.REASONS.get(reason["code"], reason["message"])
            for reason in one["reasons"]
        ],
    }


def _runs(runs: Json | None) -> Json | None:
    if runs is None:
        return None
    found: Json = {"stale": runs["stale"]}
    for purpose, shown in (
        ("determination", determined),
        ("screening", _screened),
        ("risk", assessed),
    ):
        if one := runs[purpose]:
            found[purpose] = {**one, **shown(one["outcome"], one["result"])}
    return found


def determined(outcome: str, result: Mapping[str, Any]) -> Json:
    """Give a determination in the reader's words."""
    language = get_language() or "en"
    return {
        "tag": tag(DETERMINED, outcome),
        "explanation": result.get("explanation_nl")
        if language == "nl" and result.get("explanation_nl")
        else result.get("explanation", []),
        "questions": [
            said(one.get("question"), language) or one.get("about")
            for one in result.get("questions", [])
        ],
    }


def _screened(outcome: str, result: Mapping[str, Any]) -> Json:
    return {"tag": tag(words.SCREENED, outcome)}


def assessed(outcome: str, result: Mapping[str, Any]) -> Json:
    """Give an assessment of the risk of diversion in the reader's words."""
    dutch = get_language() == "nl"
    return {
        "tag": tag(LEVELS, outcome),
        "indicators": [
            {
                "text": one["text_nl"] if dutch else one["text"],
                "evidence": one["evidence"],
                "weight": one["weight"],
            }
            for one in result.get("indicators", [])
        ],
        "unknown": [
            missing
            for one in result.get("not_evaluated", [])
            for missing in one["missing"]
        ],
    }


def _inner(inner: Json | None) -> Json | None:
    if inner is None:
        return None
    language = get_language() or "en"
    return {
        **inner,
        "criteria": [
            {
                **one,
                "text": said(one["question"], language),
                "tag": tag(words.FINDINGS, one["finding"]) if one["finding"] else None,
            }
            for one in inner["criteria"]
        ],
        "alike": [
            {**one, "tag": tag(words.STATES, one["state"])} for one in inner["alike"]
        ],
    }
