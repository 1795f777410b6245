"""Who may see and do what with licences."""

from __future__ import annotations

from sluis.office.access.kind import Kind

KINDS: tuple[Kind, ...] = ()
