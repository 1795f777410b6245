"""First letters of words: how initials of a query and of listed names are found."""

from __future__ import annotations

from typing import Any

import numpy as np

from sluis.core.names.compiled import inlined

HEAD_ORDINARY, HEAD_INITIAL, HEAD_OTHER = 0, 256, 512
"""What is added to the first letter of a listed word to tell its kind."""
LETTERS = 37
"""Signs that a word may begin with: letters, digits, others."""


@inlined
def place_of(letter: Any) -> Any:
    """Give the place of a first letter among :data:`LETTERS`."""
    if 97 <= letter <= 122:
        return np.int64(letter) - 97
    return np.int64(letter) - 22 if 48 <= letter <= 57 else 36


@inlined
def initials_key(word: Any, length: Any) -> Any:
    """Give the place of two or three letters among the initials that names have."""
    key = place_of(word[0]) * LETTERS + place_of(word[1])
    if length == 3:
        return LETTERS * LETTERS + key * LETTERS + place_of(word[2])
    return key
