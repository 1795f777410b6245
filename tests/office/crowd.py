"""Hundreds of messages at once against one licence, on a real database.

Run by ``test_declarations.py`` as a process of its own, which starts more of them:
as many connections as there would be servers, none shared. First a hundred
declarations of one piece each, every one sent twice; then, all at once, corrections
and cancellations of what was released, each sent twice too, among new declarations.
Writes what became of them as JSON.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson

from sluis.core.transaction import Money
from sluis.office.start import bring_up_to_date, start

PROCESSES, THREADS = 4, 2
TRIES = 5
ONE = Decimal(1)
WORTH = Money(amount=Decimal(1000), currency="EUR")
_forking = multiprocessing.get_context("fork")  # children know what was made here
_gate = _forking.Barrier(PROCESSES)


def main() -> None:
    start()
    bring_up_to_date()

    import traffic
    from sluis.office.customs.models import Declaration, Version

    at = traffic.desk()
    licence = traffic.licensed(at)
    goods = traffic.line(licence, quantity=ONE, value=WORTH)

    def declared(number: int) -> Any:
        return traffic.declared(licence, mrn=f"26NL{number}", lines=(goods,))

    found = {"first": _at_once(at, [declared(number) for number in range(100)])}
    found["first"]["stands"] = _stands(licence)
    released = Declaration.objects.filter(state="released").order_by("reference")
    numbers = [int(one.reference.removeprefix("26NL")) for one in released]
    changes = [_change(declared(number), place) for place, number in enumerate(numbers)]
    news = [declared(number) for number in range(100, 170)]
    mixed = [one for pair in zip(changes, news, strict=False) for one in pair]
    found["mixed"] = _at_once(at, mixed + news[len(changes) :])
    found["mixed"]["stands"] = _stands(licence)
    found["messages"] = 100 + len(changes) + len(news)
    found["versions"] = Version.objects.count()
    sys.stdout.write(orjson.dumps(found).decode())


def _change(declared: Any, number: int) -> Any:
    """Take every other one back; of the rest, declare two pieces instead of one."""
    if number % 2:
        return replace(declared, action="cancellation", lines=())
    two = replace(declared.lines[0], quantity=2 * ONE)
    return replace(declared, action="amendment", lines=(two,))


def _at_once(at: Any, messages: Sequence[Any]) -> dict[str, Any]:
    """Send all of them from as many processes and threads as there are, each twice."""
    from django.db import connections

    connections.close_all()  # a connection must not be inherited
    global _sent  # noqa: PLW0603 - what the children find when they are made
    _sent = (at, messages)
    with ProcessPoolExecutor(PROCESSES, mp_context=_forking) as pool:
        told = [one for share in pool.map(_share, range(PROCESSES)) for one in share]
    return {
        "states": Counter(state for state, _again in told),
        "repeated": sum(not again for _state, again in told),
    }


def _share(process: int) -> list[tuple[str, bool]]:
    from django.db import OperationalError, connections

    from sluis.office.customs import services

    at, messages = _sent

    def lodged(message: Any) -> Any:
        for _ in range(TRIES):
            # SQLite lets one write and does not queue the others: who has waited too
            # long is refused, with nothing kept, and sends it again.
            with suppress(OperationalError):
                return services.lodge(at.customs, message)
        raise TimeoutError

    def send(thread: int) -> list[tuple[str, bool]]:
        told = []
        try:
            for message in messages[process * THREADS + thread :: PROCESSES * THREADS]:
                state = lodged(message).declaration.state
                told.append((str(state), lodged(message).new))
        finally:
            connections.close_all()
        return told

    _gate.wait()
    with ThreadPoolExecutor(THREADS) as threads:
        return [one for some in threads.map(send, range(THREADS)) for one in some]


def _stands(licence: Any) -> dict[str, int]:
    """Give the balance, and what the ledger and the declarations make of it."""
    import traffic
    from sluis.core.licence import balance
    from sluis.office.customs.models import Line
    from sluis.office.licences import queries
    from sluis.office.licences.ledger import allowance_of, entry_of
    from sluis.office.licences.models import LedgerEntry

    now = queries.balances_of(licence, traffic.FAR)[0][1]
    goods = queries.grant_of(licence).goods[0]
    allowance = allowance_of(licence.number, goods, of_value=False)
    kept = [entry_of(row) for row in LedgerEntry.objects.filter(of_value=False)]
    left = [
        balance(allowance, kept[:many], traffic.FAR).remaining
        for many in range(len(kept) + 1)
    ]
    standing = {
        line.version.declaration_id: line.quantity
        for line in Line.objects.filter(version__declaration__state="released")
        .select_related("version")
        .order_by("version__number")
    }
    return {
        "reserved": int(now.reserved),
        "remaining": int(now.remaining),
        "least": int(min(left)),
        "declared": int(sum(standing.values())),
        "entries": len(kept),
    }


main()
