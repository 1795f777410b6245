"""How the inner loops of matching are compiled."""

from __future__ import annotations

from typing import Any

import numba

_KEPT: dict[str, Any] = {"cache": True, "nogil": True}
_BARE: dict[str, Any] = _KEPT | {"_nrt": False}


def compiled(function: Any) -> Any:
    """Compile a function on its first call, keep the code, run without the GIL.

    The code is kept beside the source, or in the user's cache where that cannot be
    written, so only the first use after an installation waits for it.
    """
    return numba.njit(**_KEPT)(function)


def bare(function: Any) -> Any:
    """Compile a function that makes no arrays, without counting who holds which.

    Numba counts at every row that is taken of an array, which is most of what the
    inner loops would do. So a function of these is given all the room it needs.
    """
    return numba.njit(**_BARE)(function)


def inlined(function: Any) -> Any:
    """Compile a function, :func:`bare` too, into those that call it.

    Each array is handed over as seven numbers, so a small function that takes many
    would spend its time on receiving them.
    """
    return numba.njit(**_BARE, forceinline=True)(function)
