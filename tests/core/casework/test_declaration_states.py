from __future__ import annotations

import pytest

from sluis.core.casework.declaration_states import (
    DeclarationAct,
    DeclarationState,
    after,
)
from sluis.core.casework.licence_states import WrongState


@pytest.mark.parametrize(
    ("state", "act", "into"),
    [
        ("matched", "release", "released"),
        ("mismatch", "hold", "held"),
        ("held", "release", "released"),
        ("held", "refuse", "refused"),
        ("released", "hold", "held"),
        ("released", "exit", "exited"),
        ("exited", "amend", "lodged"),
        ("exited", "invalidate", "invalidated"),
    ],
)
def test_it_works(state, act, into):
    assert after(DeclarationState(state), DeclarationAct(act)) == into


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("held", "exit"),
        ("refused", "release"),
        ("invalidated", "amend"),
        ("invalidated", "invalidate"),
        ("exited", "hold"),
    ],
)
def test_what_a_state_does_not_allow_is_refused(state, act):
    with pytest.raises(WrongState, match=state):
        after(DeclarationState(state), DeclarationAct(act))
