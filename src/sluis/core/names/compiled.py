"""How the inner loops of matching are compiled."""

from __future__ import annotations

from typing import Any

import numba


def compiled(function: Any) -> Any:
    """Compile a function on its first call, keep the code, run without the GIL.

    The code is kept beside the source, or in the user's cache where that cannot be
    written, so only the first use after an installation waits for it.
    """
    return numba.njit(cache=True, nogil=True)(function)
