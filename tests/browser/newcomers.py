"""Lay a fresh office in the data folder that ``SLUIS_DATA`` names: people, no case.

An exporter, two licensing officers, an adviser and customs, who sign in with the
password and the authenticator app of ``cast.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sluis.office.start import start

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    start()
    import cast
    from sluis.office.access.roles import Role

    maker = cast.organisation(name="AMT Netherlands", eori="NL000000001")
    both = (Role.APPLICANT, Role.COMPLIANCE_OFFICER)
    cast.person("exporter", *both, organisation=maker)
    cast.person("officer", Role.LICENSING_OFFICER)
    cast.person("second", Role.SECOND_OFFICER)
    cast.person("adviser", Role.POLICY_ADVISER)
    cast.person("customs", Role.CUSTOMS_OFFICER)


main()
