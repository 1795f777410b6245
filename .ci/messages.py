"""Collect the texts of pages and messages, and compile their translations.

``python .ci/messages.py`` brings the catalogues up to date and compiles them;
``--check`` changes nothing and fails on a text without a translation, a
catalogue that is behind, or a compiled file that is not made from it. It needs
Babel only, no GNU gettext.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

OFFICE = Path(__file__).resolve().parent.parent / "src" / "sluis" / "office"
LOCALE = OFFICE / "ui" / "locale"
FOUNDED = datetime(2026, 11, 24, tzinfo=UTC)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def texts() -> Iterator[tuple[str, int, object, str | None]]:
    """Give every text of the office: its file, line, message and context."""
    for path in sorted(OFFICE.rglob("*")):
        if path.suffix not in {".py", ".html"}:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # Read as Python below, where a template's indentation would mean more.
            lines = templatize(source, origin=str(path)).split("\n")
            source = "\n".join(line.lstrip() for line in lines)
        place = path.relative_to(OFFICE).as_posix()
        stream = io.BytesIO(source.encode())
        for line, message, _, context in extract("python", stream, KEYWORDS):
            yield place, line, message, context


def catalogue(language: str, written: Path) -> Catalog:
    """Bring one language's catalogue up to date with the texts."""
    with written.open("rb") as stream:
        known = read_po(stream, locale=language)
    # Nothing in the file depends on when or by whom it was collected.
    fresh = Catalog(
        locale=language,
        project="Sluis",
        version="0",
        header_comment="# Texts of Sluis; collected by .ci/messages.py",
        msgid_bugs_address="see CONTRIBUTING.md",
        last_translator="the Sluis contributors",
        language_team=language,
        creation_date=FOUNDED,
        revision_date=FOUNDED,
        fuzzy=False,
    )
    for place, line, message, context in texts():
        before = known.get(message, context)
        fresh.add(
            message,
            string=before.string if before else "",
            locations=[(place, line)],
            context=context,
        )
    return fresh


def translated(message: Message) -> bool:
    """Whether a text has its translation, in every plural form."""
    given = message.string
    return all(given) if isinstance(given, list | tuple) else bool(given)


def rendered(catalogue: Catalog) -> tuple[bytes, bytes]:
    """Give the catalogue as text and compiled."""
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalogue, sort_output=True, omit_header=False, include_lineno=False)
    write_mo(compiled, catalogue)
    return text.getvalue(), compiled.getvalue()


def main() -> int:
    """Update, or with ``--check`` compare; give the exit code."""
    settings.configure()
    check = "--check" in sys.argv[1:]
    failures = []
    for written in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        fresh = catalogue(written.parts[-3], written)
        missing = [str(m.id) for m in fresh if m.id and not translated(m)]
        failures += [f"{written.parts[-3]}: no translation of {m!r}" for m in missing]
        compiled = written.with_suffix(".mo")
        text, binary = rendered(fresh)
        if not check:
            written.write_bytes(text)
            compiled.write_bytes(binary)
        elif written.read_bytes() != text or not compiled.exists():
            failures.append(f"{written.name} is behind; run: make fix")
        elif compiled.read_bytes() != binary:
            failures.append(f"{compiled.name} is behind; run: make fix")
    for failure in failures:
        sys.stderr.write(failure + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
