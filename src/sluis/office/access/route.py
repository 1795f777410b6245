"""The form of a declared address: who comes in, and what they come for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sluis.office.access.kind import SEE


class Audience(StrEnum):
    """Who may come to an address at all."""

    ANYONE = "anyone"
    """What it shows is public: law, lists, forms to sign in with."""
    FIRST_RUN = "first_run"
    """As for whoever signed in; open while there is no account yet."""
    SIGNED_IN = "signed_in"
    """People with a session, and programs with a key."""
    NOBODY = "nobody"
    """A library has it and Sluis does not offer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An address of the site, or all below one.

    Attributes:
        path: As in the URL configuration, such as ``applications/<reference>/``;
            with ``*`` at the end, everything that begins so.
        audience: Who may come.
        kind: Name of the kind of object that it is about; who sees none of that
            kind finds nothing here.
        reads: The act of a request that changes nothing.
        writes: The act of a request that changes something; empty where the
            address only shows, or where the form says which act it is.
    """

    path: str
    audience: Audience = Audience.SIGNED_IN
    kind: str = ""
    reads: str = SEE
    writes: str = ""

    @property
    def area(self) -> str:
        """What part of the API it belongs to: the scope that a key needs."""
        parts = self.path.rstrip("*").split("/")
        if parts[0] == "epcis":
            return "custody"
        return parts[2] if parts[:2] == ["api", "v1"] and len(parts) > 2 else ""

    @property
    def about_one(self) -> bool:
        """Whether the address names one object."""
        return "<" in self.path
