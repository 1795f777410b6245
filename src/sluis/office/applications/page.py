"""What the pages of an application show, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sluis.office.applications import words
from sluis.office.applications.act_forms import ACT_FORMS
from sluis.office.applications.forms.sections import SECTIONS, section_of, sections_for
from sluis.office.applications.queries import find
from sluis.office.audit.queries import history
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
        "history": history(user, find(user, file["reference"])),
        "officer": file["file"] is not None,
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


def answers(file: Json) -> list[Json]:
    """Give what was filled in, section by section, as it is checked."""
    content = file["content"]
    found: list[Json] = []
    for name in sections_for(file["kind"]):
        kind = SECTIONS[name]
        many = kind.at in {"goods", "parties"}
        count = len(content[kind.at]) if many else 1
        for index in range(count):
            values = kind.initial_from(content, index if many else None)
            rows = [
                {"label": field.label, "value": _value(field, values.get(key))}
                for key, field in kind.base_fields.items()
                if key not in {"seen", "key"} and values.get(key) not in (None, "", [])
            ]
            title = f"{kind.title} {index + 1}" if count > 1 else kind.title
            if rows:
                found.append({"title": title, "rows": rows})
    return found


def _value(field: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        named = dict(getattr(field, "choices", []))
        return ", ".join(str(named.get(one, one)) for one in value)
    choices = getattr(field, "choices", None)
    if choices is not None:
        return dict(choices).get(value, value)
    return value


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
    language = get_language() or "en"
    found: Json = {"stale": runs["stale"]}
    if runs["determination"]:
        result = runs["determination"]["result"]
        found["determination"] = {
            **runs["determination"],
            "tag": tag(DETERMINED, runs["determination"]["outcome"]),
            "explanation": result.get("explanation_nl")
            if language == "nl" and result.get("explanation_nl")
            else result.get("explanation", []),
            "questions": [
                said(one.get("question"), language) or one.get("about")
                for one in result.get("questions", [])
            ],
        }
    if runs["screening"]:
        found["screening"] = {
            **runs["screening"],
            "tag": tag(words.SCREENED, runs["screening"]["outcome"]),
        }
    if runs["risk"]:
        found["risk"] = {
            **runs["risk"],
            "tag": tag(LEVELS, runs["risk"]["outcome"]),
            "indicators": [
                {
                    "text": one["text_nl"] if language == "nl" else one["text"],
                    "evidence": one["evidence"],
                    "weight": one["weight"],
                }
                for one in runs["risk"]["result"].get("indicators", [])
            ],
        }
    return found


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
        "proposal": inner["proposal"]
        and {
            **inner["proposal"],
            "tag": tag(words.OUTCOMES, inner["proposal"]["outcome"]),
        },
        "alike": [
            {**one, "tag": tag(words.STATES, one["state"])} for one in inner["alike"]
        ],
    }
