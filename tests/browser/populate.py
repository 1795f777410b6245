"""Fill the data folder that ``SLUIS_DATA`` names, for the browser to look at.

Prints, as JSON, the session of each person of the cast, by a name.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from sluis.office.start import start

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Make an exporter, two officers and customs, with work for each."""
    start()
    import compliance
    import traffic
    from sluis.office.compliance.services import parties as lists
    from sluis.office.customs import services
    from sluis.office.parties import services as known
    from sluis.office.parties.told import Told, What

    at = traffic.desk()
    licence = traffic.licensed(at)
    services.lodge(at.customs, traffic.declared(licence))
    services.lodge(
        at.customs, traffic.declared(licence, mrn="26NL000002", destination="TW")
    )
    compliance.submitted(at.applicant, at.maker)
    compliance.reported(at.first, at.maker)
    lists.block(at.applicant, at.maker, compliance.facts())
    lists.watch(at.first, compliance.facts())
    known.record(
        at.first,
        Told(
            name="User Works",
            country="CN",
            what=What.EXISTS,
            value="yes",
            source="Company register, extract (made up)",
            said_on=date(2026, 1, 5),
        ),
    )
    people = {
        "exporter": at.applicant,
        "officer": at.first,
        "second": at.second,
        "customs": at.customs,
    }
    told = {name: _session(person) for name, person in people.items()}
    sys.stdout.write(json.dumps({"sessions": told, "licence": licence.number}))


def _session(person: object) -> str:
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = SessionStore()
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return str(request.session.session_key)


main()
