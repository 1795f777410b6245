"""Officers act at the same moment on what was issued and declared; run by the tests.

A process of its own, on a database of its own, since threads need a real one. Writes
what each was told, and what is kept, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from threading import Barrier, Thread

from sluis.office.start import bring_up_to_date, start


def main() -> None:
    start()
    bring_up_to_date()

    import cast
    import traffic
    from core.casework.licences import TODAY
    from sluis.core.casework.licence_states import LicenceAct
    from sluis.office.access.roles import Role
    from sluis.office.customs import services as customs
    from sluis.office.customs.models import Decision
    from sluis.office.licences import services
    from sluis.office.licences.models import Act, LedgerEntry
    from sluis.office.once.services import Form

    at = traffic.desk()
    licence = traffic.licensed(at)
    other = cast.person("third", Role.SECOND_OFFICER)
    customs.lodge(at.applicant, traffic.declared(licence, destination="TW"))
    held = {"version": 1, "reason": "seen"}
    decided = together(
        lambda: customs.decide(at.customs, "26NL000001", decision="release", **held),
        lambda: customs.decide(at.post, "26NL000001", decision="refuse", **held),
    )
    row = services.propose(
        at.first,
        licence.number,
        act=LicenceAct.REVOKE,
        effective_on=TODAY,
        basis="Article 16(1)",
        reason="new facts",
    )
    confirmed = together(
        lambda: services.confirm(at.second, licence.number, row.pk),
        lambda: services.confirm(other, licence.number, row.pk),
    )
    fresh = traffic.licensed(at, application="A-2")
    customs.lodge(at.applicant, traffic.declared(fresh, mrn="26NL000002"))
    form = Form(key="one-form-sent-twice")
    left = together(
        *[lambda: customs.exit_(at.customs, "26NL000002", on=TODAY, form=form)] * 2
    )
    found = {
        "decided": decided,
        "decisions": Decision.objects.exclude(decided_by=None).count(),
        "confirmed": confirmed,
        "acts": Act.objects.exclude(confirmed_by=None).count(),
        "left": left,
        "written_off": LedgerEntry.objects.filter(
            type="write_off", of_value=False
        ).count(),
    }
    sys.stdout.write(json.dumps(found))


def together(*acts: Callable[[], object]) -> list[str]:
    """Do acts at the same moment, and give what each was told, sorted."""
    from django.db import connections

    from sluis.core.errors import SluisError

    gate, told = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            told.append("done")
        except SluisError as error:
            told.append(error.code)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(told)


if __name__ == "__main__":
    main()
