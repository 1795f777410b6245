"""Make the tables of ``sluis.core.names.tables`` that are derived from public data.

    python benchmarks/name_tables.py          write them
    python benchmarks/name_tables.py --check  fail if they are not as this makes them

``legal_forms_world.tsv`` and ``meanings.tsv`` come from the resources of rigour
(MIT). ``words.tsv`` counts in how many names a word stands: names of official lists,
half of a sample of the LEI register (CC0) and half of a set of synthetic persons
(MIT). The other halves stay unseen, for ``benchmarks/screening.py``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from sluis.core.names import folding, forms
from sluis.core.names.scripts import ABJAD
from sluis.core.names.tables import rows_of
from sluis.core.party import family_of
from sluis.formats.lists import read_list

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "src" / "sluis" / "core" / "names" / "tables"
SHARED = Path(os.environ.get("SLUIS_SHARED", ROOT.parent / "shared"))
NAMES = SHARED / "data" / "names"
PARTIES = SHARED / "data" / "parties"
LISTS = (
    "ofac/sdn_2021-03-10.xml.gz",
    "un/un_consolidated_2021-03-12.xml.gz",
    "eu/eu_fsf_full_1_1_2021-03-02.xml.gz",
    "us_csl/csl_consolidated_2022-04.csv.gz",
)
MIN_COUNT = 4
FAMILIES = {"LLC": "LLC", "JSC": "JSC", "LP": "LP", "LLP": "LP"}


def known_half(key: str) -> bool:
    """Whether a name is in the half that weights are made from."""
    return zlib.crc32(key.encode()) % 2 == 0


def plain(text: str) -> str:
    """Fold a term without reading forms into it."""
    words = folding.fold(text).replace(ABJAD, "")
    for dotted in folding._DOTTED.findall(words):
        words = words.replace(dotted, dotted.replace(".", "") + " ")
    return " ".join(folding.plain_words(words))


def _readable(term: str) -> bool:
    """Whether a term is in a script that is romanised letter by letter."""
    return all(ord(sign) < 0x530 for sign in term)


def legal_forms() -> Iterator[str]:
    yield "# Legal forms of the world, derived from rigour's org_types.yml (MIT) by"
    yield "# benchmarks/name_tables.py. Form, family, spellings."
    ours = list(rows_of("legal_forms.tsv"))
    seen = {row[0] for row in ours}
    taken = seen | {spelling for row in ours for spelling in row[2].split("; ")}
    for kind in yaml.safe_load((NAMES / "org_types.yml").read_text())["types"]:
        family = FAMILIES.get(str(kind.get("generic")), "other")
        aliases = [alias for alias in kind["aliases"] if _readable(alias)]
        # A form of one short word could as well be somebody's name.
        spellings = {s for s in map(plain, aliases) if " " in s or len(s) > 3} - taken
        label = plain(str(kind.get("compare") or kind.get("display") or ""))
        label = label.replace(" ", "") or min(
            spellings or {""}, key=lambda s: (len(s), s)
        )
        label = label.replace(" ", "")
        if label in seen | {"coltd"} or not spellings or len(label) < 2:
            continue
        taken |= spellings
        yield f"{label}\t{family}\t{'; '.join(sorted(spellings))}"


def meanings() -> Iterator[str]:
    yield "# Words of one meaning in several languages, from rigour's symbols.yml"
    yield "# (MIT) by benchmarks/name_tables.py. Meaning, words."
    symbols = yaml.safe_load((NAMES / "symbols.yml").read_text())
    for group in ("org_symbols", "org_domains"):
        for meaning, terms in symbols[group].items():
            words = {plain(str(term)) for term in terms if _readable(str(term))}
            words |= {plain(meaning)}
            words = {w for w in words if w and " " not in w and len(w) > 2}
            words -= {form for form in forms.LEGAL_FORMS if len(form) < 5}
            words -= forms.PARTICLES
            if len(words) > 1:
                yield f"{meaning}\t{' '.join(sorted(words))}"


def names() -> Iterator[tuple[str, bool]]:
    for name in LISTS:
        for entity in read_list(PARTIES / name).entities:
            person = family_of(entity.schema) == "person"
            for text in {one.text for one in entity.names}:
                yield text, person
    for file, column, person in (
        (
            SHARED / "data/registers/gleif_sample_2025-10_train.csv.gz",
            "legal_name",
            False,
        ),
        (NAMES / "negatives_global_50k.csv.gz", "full_name", True),
    ):
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if known_half(row[column]):
                    yield row[column], person


def words() -> Iterator[str]:
    yield "# In how many of the counted names a word stands, made by"
    yield "# benchmarks/name_tables.py; words of fewer than 4 names are left out."
    counts: Counter[str] = Counter()
    total = 0
    for text, person in names():
        total += 1
        counts.update(set(folding.words_of(text, person=person)))
    yield f"*\t{total}"
    for word, count in sorted(counts.items()):
        if count >= MIN_COUNT:
            yield f"{word}\t{count}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    if not NAMES.is_dir():
        print(f"skipped: the shared data is not at {SHARED}; set SLUIS_SHARED")
        return 0
    drifted = []
    made: dict[str, Iterable[str]] = {
        "legal_forms_world.tsv": legal_forms(),
        "meanings.tsv": meanings(),
        "words.tsv": words(),
    }
    for table, lines in made.items():
        text = "".join(f"{line}\n" for line in lines)
        path = TABLES / table
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            drifted.append(table)
            if not check:
                path.write_text(text, encoding="utf-8")
    print(", ".join(drifted) or "no table", "drifted" if check else "written")
    return int(check and bool(drifted))


if __name__ == "__main__":
    sys.exit(main())
