"""Tables about names, as text that a person can read and mend.

They are part of the package, as the code is; reading them is no more IO than an
import. Each says in its first lines where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows_of(table: str) -> Iterator[list[str]]:
    """Give the cells of each row of a table; comments and empty lines are left out.

    Args:
        table: Its file name, such as ``legal_forms.tsv``.
    """
    text = files(__package__).joinpath(table).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
