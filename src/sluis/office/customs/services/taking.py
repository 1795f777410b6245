"""Taking declarations in, and checking them.

A message is kept or refused as a whole. The same message twice is one; a message
that comes late is kept and changes nothing; one that contradicts what came under
its number is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sluis.core.casework.calendar import after_working_days
from sluis.core.casework.declaration import Declaration as Declared
from sluis.core.casework.declaration import amended
from sluis.core.casework.declaration_states import (
    HOLD_DAYS,
    DeclarationAct,
    DeclarationState,
    after,
)
from sluis.core.casework.licence_states import WrongState
from sluis.core.casework.party_match import Named
from sluis.core.casework.release import Determined, Verdict, check_release
from sluis.core.errors import InvalidInput, SluisError
from sluis.formats.declaration import read_declaration, write_declaration
from sluis.office.access.errors import NotVisible
from sluis.office.access.rules import require, visible
from sluis.office.applications.history import name_key
from sluis.office.audit import services as audit
from sluis.office.audit.words import ACTS
from sluis.office.customs.determining import determined_lines
from sluis.office.customs.models import Decision, Declaration, Line, Party, Version
from sluis.office.customs.parties import look_at_parties, screen_declared
from sluis.office.customs.written import write_draws, write_findings
from sluis.office.licences import ledger
from sluis.office.once.services import UNSEEN, Form, check_seen, once
from sluis.office.people.models import Organisation

if TYPE_CHECKING:
    from sluis.office.people.models import User


class VersionConflict(SluisError):
    """What came under a number differs from what came under it before."""

    code = "version-conflict"


class DeclarationUnknown(SluisError):
    """A change was sent of a declaration that never came."""

    code = "declaration-unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a message.

    Attributes:
        declaration: The declaration after it.
        version: The message.
        decision: The decision on it; ``None`` for one that came late, and for a
            cancellation.
        new: Whether it had not come before.
    """

    declaration: Declaration
    version: Version
    decision: Decision | None
    new: bool


def lodge(user: User | None, message: Declared, *, source: str = "api") -> Taken:
    """Take a declaration, a correction or a cancellation in, and check it.

    Args:
        user: Customs, or the exporter for goods of its own; ``None`` is whoever owns
            the machine, by a command.
        message: What came.
        source: From where: ``api``, ``form`` or a file's name.

    Raises:
        NotVisible: The person may not declare for this exporter.
        DeclarationUnknown: A change came before the declaration itself.
        VersionConflict: Another message came under this number.
        WrongState: The declaration was cancelled.
        Problems: Its text does not fit the agreed shape.
    """
    _refuse_import(message)
    today = timezone.localdate()
    with transaction.atomic():
        row = _declaration(user, message)
        version, new = _version(user, row, message, source)
        if not new or version.late:
            return Taken(
                declaration=row, version=version, decision=_last(version), new=new
            )
        if message.action == "cancellation":
            _cancel(row, version)
            audit.record(user, "declaration.cancelled", row, {"by": version.number})
            return Taken(declaration=row, version=version, decision=None, new=True)
        decision = _check(row, version, today)
        audit.record(
            user,
            "declaration.checked",
            row,
            {"version": version.number, "decision": decision.decision},
        )
    return Taken(declaration=row, version=version, decision=decision, new=True)


def correct(
    user: User,
    reference: str,
    change: Callable[[Declared], Declared],
    *,
    form: Form = UNSEEN,
) -> Declaration:
    """Correct a declaration as it stands, and have it checked again.

    Args:
        user: Customs, or the exporter of the goods.
        reference: The declaration's MRN.
        change: Gives the corrected one from the one that stands.
        form: The revision it was read at, and the once-only key.

    Raises:
        NotVisible: There is no such declaration for this person.
        Refused: The person may not declare for this exporter.
        StaleForm: It was changed after it was read.
        WrongState: It was cancelled.
    """

    def done() -> Declaration:
        row = visible(user, Declaration).select_for_update(of=("self",))
        found = row.filter(reference=reference).first()
        if found is None:
            raise NotVisible(_("There is no declaration %(mrn)s.") % {"mrn": reference})
        require(user, "lodge", found)
        check_seen(found, form, ACTS)
        # Numbered, so that a correction back to what was said before counts anew.
        said = replace(
            change(standing(found)), version=found.version + 1, partial=False
        )
        if said.action == "original":
            said = replace(said, action="amendment")
        return lodge(user, said, source="page").declaration

    return once(user, f"correct {reference}", form, Declaration, done)


def cancel(
    user: User, reference: str, *, reason: str, form: Form = UNSEEN
) -> Declaration:
    """Cancel a declaration; all it drew is given back.

    Raises:
        InvalidInput: There is no reason; and whatever a correction raises.
    """
    if not reason.strip():
        raise InvalidInput(_("A cancellation needs a reason."), path="reason")

    def change(standing: Declared) -> Declared:
        return replace(standing, action="cancellation", lines=(), reason=reason.strip())

    return correct(user, reference, change, form=form)


def standing(row: Declaration) -> Declared:
    """Give a declaration as its latest version made it."""
    return read_declaration(orjson.loads(row.versions.get(number=row.version).whole))


def _refuse_import(message: Declared) -> None:
    if (message.procedure or "").upper().startswith("IM"):
        raise InvalidInput(
            f"{message.procedure} is an import",
            path="procedure",
            remedy="send declarations of goods that leave",
        )


def _declaration(user: User | None, message: Declared) -> Declaration:
    found = (
        Declaration.objects.select_for_update()
        .filter(reference=message.reference)
        .first()
    )
    organisation = found.organisation if found else _organisation(message)
    if user is not None:
        require(user, "lodge", found or Declaration(organisation=organisation))
    if found is not None:
        return found
    if message.action != "original":
        raise DeclarationUnknown(
            f"there is no declaration {message.reference} to change",
            path="mrn",
            remedy="send the declaration first, then what changes it",
        )
    made, _ = Declaration.objects.get_or_create(
        reference=message.reference,
        defaults={"organisation": organisation, "state": DeclarationState.LODGED},
    )
    # Whoever made it in between, it is now locked for this message.
    return Declaration.objects.select_for_update().get(pk=made.pk)


def _organisation(message: Declared) -> Organisation | None:
    identifier = message.exporter and message.exporter.identifier
    if not identifier:
        return None
    eori = "".join(identifier.split()).upper()
    return Organisation.objects.filter(eori=eori).exclude(eori="").first()


def _version(
    user: User | None, row: Declaration, message: Declared, source: str
) -> tuple[Version, bool]:
    written = orjson.dumps(
        write_declaration(replace(message, version=None)), option=orjson.OPT_SORT_KEYS
    )
    digest = hashlib.sha256(written).hexdigest()
    there = _same(row, message, digest)
    if there is not None:
        return there, False
    number = message.version or row.version + 1
    late = number <= row.version
    if row.state == DeclarationState.INVALIDATED and not late:
        raise WrongState(
            f"{row.reference} was cancelled",
            path="mrn",
            remedy="send a new declaration under a number of its own",
        )
    whole = message if late else _whole(row, message, number)
    version = Version.objects.create(
        declaration=row,
        number=number,
        action=message.action,
        message=written.decode(),
        whole=orjson.dumps(write_declaration(whole)).decode(),
        digest=digest,
        source=source[:200],
        late=late,
        received_from=user,
    )
    if not late:
        row.version, row.destination = number, whole.destination or ""
        row.save(update_fields=["version", "destination"])
    return version, True


def _same(row: Declaration, message: Declared, digest: str) -> Version | None:
    """Find the message among those that came before."""
    versions = row.versions.order_by("-number")
    if message.version is None:
        if message.action != "original":
            return versions.filter(digest=digest).first()
        first = row.versions.order_by("number").first()
    else:
        first = versions.filter(number=message.version).first()
    if first is not None and first.digest != digest:
        raise VersionConflict(
            f"another message came as version {first.number} of {row.reference}",
            path="version",
            remedy="send a change with the next version and action amendment",
        )
    return first


def _whole(row: Declaration, message: Declared, number: int) -> Declared:
    if message.action == "original":
        return message
    before = row.versions.get(number=row.version)
    if message.partial and number > row.version + 1:
        raise VersionConflict(
            f"version {number} came before version {row.version + 1}",
            path="version",
            remedy="send the versions between first; this one changes them",
        )
    standing = read_declaration(orjson.loads(before.whole))
    if message.action == "cancellation":
        return standing
    return amended(standing, message)


def _check(row: Declaration, version: Version, today: date) -> Decision:
    declared = read_declaration(orjson.loads(version.whole))
    determined = determined_lines(declared, today)
    screened = screen_declared(declared)
    numbers = {
        one.licence.reference
        for one in declared.lines
        if one.licence is not None and one.licence.reference
    }
    ledgers = ledger.Ledgers(numbers, row.reference)
    day = declared.lodged_on or today
    standing = ledgers.standing(day)
    weighed = max((one.grant.decided_on for one in standing.values()), default=None)
    parties = look_at_parties(screened, weighed)
    verdict = check_release(declared, standing, determined, today, parties)
    _keep_lines(version, declared, determined)
    _keep_parties(version, screened.parties)
    decision = Decision.objects.create(
        version=version,
        decision=verdict.decision,
        findings=write_findings(verdict.findings),
        draws=write_draws(verdict.draws),
        screening=screened.record,
    )
    _carry_out(row, version, verdict, ledgers, today)
    return decision


def _keep_parties(version: Version, parties: Iterable[Named]) -> None:
    Party.objects.bulk_create(
        Party(
            version=version,
            path=one.key,
            name=one.name[:300],
            key=name_key(one.name),
        )
        for one in parties
    )


def _carry_out(
    row: Declaration,
    version: Version,
    verdict: Verdict,
    ledgers: ledger.Ledgers,
    today: date,
) -> None:
    """Draw what may go, give back what may not, and move the declaration on."""
    message = f"{row.reference}-{version.number}"
    if row.exited_on is not None:
        # The goods have left: a good correction changes the ledger, and one that
        # does not fit is left to an officer, who can no longer hold anything.
        if verdict.decision == "release":
            ledger.correct(ledgers, verdict.draws, on=row.exited_on, message=message)
            row.state = DeclarationState.EXITED
        else:
            row.state = _found(verdict)
        row.save(update_fields=["state"])
        return
    ledger.give_back(ledgers, message=message)
    row.state = _found(verdict)
    row.held_until = None
    if verdict.decision == "release":
        declared = read_declaration(orjson.loads(version.whole))
        on = min(declared.lodged_on or today, today)
        ledger.reserve(ledgers, verdict.draws, on=on, message=message)
    if verdict.decision == "hold":
        row.held_until = after_working_days(today, HOLD_DAYS)
    row.state = after(row.state, DeclarationAct(verdict.decision))
    row.save(update_fields=["state", "held_until"])


def _found(verdict: Verdict) -> DeclarationState:
    if verdict.none_found:
        return DeclarationState.NONE_FOUND
    return DeclarationState.MISMATCH if verdict.findings else DeclarationState.MATCHED


def _cancel(row: Declaration, version: Version) -> None:
    row.state = after(DeclarationState(row.state), DeclarationAct.INVALIDATE)
    row.held_until = None
    row.save(update_fields=["state", "held_until"])
    ledgers = ledger.Ledgers((), row.reference)
    message = f"{row.reference}-{version.number}"
    ledger.give_back(ledgers, message=message)


def _last(version: Version) -> Decision | None:
    return version.decisions.order_by("id").last()


def _keep_lines(
    version: Version, declared: Declared, determined: Mapping[int, Determined]
) -> None:
    Line.objects.bulk_create(
        Line(
            version=version,
            number=one.number,
            description=one.description or "",
            cn_code=one.cn_code or "",
            quantity=one.quantity,
            unit=one.unit or "",
            licence=(one.licence.reference or "") if one.licence else "",
            outcome=determined[one.number].outcome or "",
        )
        for one in declared.lines
    )
