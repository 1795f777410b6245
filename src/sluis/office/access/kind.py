"""The form of the table of access: kinds of objects, scopes and grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sluis.office.access.roles import Role

SEE = "see"
"""The act that every grant holds: what may be acted on may be seen."""


class Scope(StrEnum):
    """Which objects of a kind a grant is about."""

    EVERY = "every"
    """Each object there is."""
    LODGED = "lodged"
    """Each object that its maker has handed in; drafts are not among them."""
    OWN = "own"
    """Objects of the organisation in which the person has the role."""
    REFERRED = "referred"
    """Objects put before the person, or before that organisation, for advice."""
    MINE = "mine"
    """Objects that are the person's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a role may do with the objects in one scope.

    Attributes:
        scope: Which objects.
        acts: What may be done with them; ``see`` is always among them.
    """

    scope: Scope
    acts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of object: one row of the table.

    Paths are lookups from the model in Django's spelling, such as
    ``application__organisation``.

    Attributes:
        name: What the table calls it.
        model: The model's label, such as ``applications.Application``. Nothing is
            imported by it, so a row may stand here before its application does.
        own: Path to the organisation it belongs to.
        lodged: The lookup that is true of what was handed in.
        referred: Paths to the organisations it was put before.
        referred_to: Paths to the people it was put before.
        mine: Path to the person whose own it is.
        grants: What each role may do.
    """

    name: str
    model: str
    own: str | None = None
    lodged: Mapping[str, object] = field(default_factory=dict)
    referred: tuple[str, ...] = ()
    referred_to: tuple[str, ...] = ()
    mine: str | None = None
    grants: Mapping[Role, tuple[Grant, ...]]

    def __post_init__(self) -> None:
        needed = {
            Scope.LODGED: bool(self.lodged),
            Scope.OWN: self.own is not None,
            Scope.REFERRED: bool(self.referred or self.referred_to),
            Scope.MINE: self.mine is not None,
        }
        for role, grants in self.grants.items():
            for grant in grants:
                if not needed.get(grant.scope, True):
                    raise ValueError(
                        f"{self.name}: {role} has the scope {grant.scope}, "
                        "and the kind does not say by which path"
                    )

    @property
    def acts(self) -> frozenset[str]:
        """Everything that anyone may do with it."""
        return frozenset(
            act
            for grants in self.grants.values()
            for grant in grants
            for act in grant.acts
        )


def every(*acts: str) -> Grant:
    """Grant acts on each object."""
    return _grant(Scope.EVERY, acts)


def lodged(*acts: str) -> Grant:
    """Grant acts on each object that was handed in."""
    return _grant(Scope.LODGED, acts)


def own(*acts: str) -> Grant:
    """Grant acts on the objects of the person's organisation."""
    return _grant(Scope.OWN, acts)


def referred(*acts: str) -> Grant:
    """Grant acts on objects put before the person or the organisation."""
    return _grant(Scope.REFERRED, acts)


def mine(*acts: str) -> Grant:
    """Grant acts on the person's own objects."""
    return _grant(Scope.MINE, acts)


def _grant(scope: Scope, acts: tuple[str, ...]) -> Grant:
    return Grant(scope=scope, acts=frozenset((SEE, *acts)))
