"""A hundred declarations at once against one licence, on a real database.

Run by ``test_declarations.py`` in a process of its own, since the tests' own
SQLite database lives in memory, where threads do not wait for each other as they
do on a file. Writes what became of them as JSON.
"""

from __future__ import annotations

import threading
from decimal import Decimal

import orjson

from sluis.core.transaction import Money
from sluis.office.start import bring_up_to_date, start

TOGETHER = 20
ONE = Decimal(1)
WORTH = Money(amount=Decimal(1000), currency="EUR")


def main() -> None:
    start()
    bring_up_to_date()

    import traffic
    from sluis.office.licences import queries
    from sluis.office.licences.models import LedgerEntry

    at = traffic.desk()
    licence = traffic.licensed(at)
    found = _declare_at_once(at, licence)
    quantity = queries.balances_of(licence, traffic.FAR)[0][1]
    found["balance"] = {
        "reserved": f"{quantity.reserved:f}".partition(".")[0],
        "written_off": f"{quantity.written_off:f}".partition(".")[0],
        "remaining": f"{quantity.remaining:f}".partition(".")[0],
    }
    found["entries"] = LedgerEntry.objects.filter(of_value=False).count()
    print(orjson.dumps(found).decode())  # noqa: T201 - the answer of the script


def _declare_at_once(at: object, licence: object) -> dict[str, object]:
    from django.db import connections

    import traffic
    from sluis.office.customs import services

    gate = threading.Barrier(TOGETHER)
    released: list[bool] = []
    repeated: list[bool] = []
    failures: list[str] = []

    def declare(numbers: range) -> None:
        try:
            gate.wait()
            for number in numbers:
                goods = traffic.line(licence, quantity=ONE, value=WORTH)
                declared = traffic.declared(
                    licence, mrn=f"26NL{number}", lines=(goods,)
                )
                taken = services.lodge(at.customs, declared)
                released.append(taken.declaration.state == "released")
                repeated.append(not services.lodge(at.customs, declared).new)
        except Exception as problem:  # whatever it is, the test shows it
            failures.append(repr(problem))
        finally:
            connections.close_all()

    size = 100 // TOGETHER
    threads = [
        threading.Thread(target=declare, args=(range(first, first + size),))
        for first in range(0, 100, size)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return {
        "taken": len(released),
        "released": sum(released),
        "repeated": sum(repeated),
        "failures": failures,
    }


if __name__ == "__main__":
    main()
