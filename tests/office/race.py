"""Two officers decide on one proposal at the same moment; run by the tests.

A process of its own, on a database of its own: threads need a real database, and
what is decided can never be taken away from it again.
"""

from __future__ import annotations

import json
import sys
from threading import Barrier, Thread

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    import casework
    from sluis.core.errors import SluisError
    from sluis.office.applications.models import Decision
    from sluis.office.applications.services import deciding

    call_command("migrate", verbosity=0)
    case = casework.proposed(casework.applicant(), casework.officer())
    proposal = case.proposals.get().pk
    told, start = [], Barrier(2)

    def decide(user: object) -> None:
        start.wait()
        try:
            deciding.decide(user, case.reference, proposal)
            told.append("decided")
        except SluisError as error:
            told.append(error.code)
        finally:
            connection.close()

    both = [casework.second("sem"), casework.second("sara")]
    threads = [Thread(target=decide, args=(user,)) for user in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {"told": sorted(told), "kept": Decision.objects.count()}
    sys.stdout.write(json.dumps(found))


main()
