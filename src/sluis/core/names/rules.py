"""The figures of the score, by name: how alike, and what left-over words cost.

They stand in ``tables/rules.tsv`` with what each means, in thousandths unless it says
otherwise. They were chosen on development seeds, see the table;
``benchmarks/screening.py`` measures what they give on others.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sluis.core.names.tables import rows_of

Rules: TypeAlias = NDArray[np.int64]


class Rule(IntEnum):
    """The place of each figure; see ``tables/rules.tsv`` for what it means."""

    SOUND = 0
    CONSONANTS = 1
    CONSONANTS_STEP = 2
    CONSONANTS_LEAST = 3
    LOOK = 4
    MEANING = 5
    BEGINNING = 6
    ABBREVIATION = 7
    FORM = 8
    SLIP = 9
    FIRST_LETTER = 10
    UNVOWELLED = 11
    UNVOWELLED_STEP = 12
    INITIAL = 13
    INITIAL_WEIGHT = 14
    INITIALS = 15
    INITIALS_WEIGHT = 16
    JOINED = 17
    JOINED_BY_SOUND = 18
    CUT = 19
    CUT_LETTERS = 20
    BEGINNING_OF_PERSON = 21
    ASKED_PERSON = 22
    ASKED_OTHER = 23
    LISTED_PERSON = 24
    LISTED_OTHER = 25
    BOTH_PERSON = 26
    BOTH_OTHER = 27
    CUT_LISTED = 28
    NUMBERS_DIFFER = 29
    OTHER_ORDER = 30
    UNLIKE_WEIGHT = 31
    INEXACT = 32


def read_rules() -> Rules:
    """Read the figures from their table."""
    rules = np.zeros(len(Rule), np.int64)
    for name, value, _ in rows_of("rules.tsv"):
        rules[Rule[name]] = int(value)
    return rules


RULES = read_rules()
RULES.flags.writeable = False
