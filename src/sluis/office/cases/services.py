"""Writing case files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.db import transaction

from sluis.core.errors import InvalidInput
from sluis.office.cases.models import CaseFile


@transaction.atomic
def save_case(*, title: str, answers: Mapping[str, Any], law_hash: str) -> CaseFile:
    """Keep the answers of a case.

    Saving the same answers under the same law again adds nothing: the file that
    is there is given back.

    Args:
        title: What the case is called, in the language of the file.
        answers: What was found; it must be JSON.
        law_hash: Hash of the law under which it was found.

    Raises:
        InvalidInput: The title or the hash is empty, or the answers are not JSON.
    """
    if not title.strip() or not law_hash:
        raise InvalidInput("a case file needs a title and the hash of its law")
    try:
        written = orjson.dumps(answers, option=orjson.OPT_SORT_KEYS)
    except TypeError as problem:
        raise InvalidInput(f"the answers are not JSON: {problem}") from problem
    digest = hashlib.sha256(written).hexdigest()
    latest = CaseFile.objects.filter(title=title).first()
    if latest and (latest.digest, latest.law_hash) == (digest, law_hash):
        return latest
    return CaseFile.objects.create(
        title=title,
        answers=orjson.loads(written),
        digest=digest,
        law_hash=law_hash,
    )
