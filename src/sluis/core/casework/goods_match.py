"""Which line of a licence declared goods belong to, and where they differ from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sluis.core.casework.declaration import DeclaredLine
from sluis.core.casework.findings import Finding
from sluis.core.casework.grant import Grant, LicensedGoods
from sluis.core.names.folding import words_of
from sluis.core.truth import Truth

_UNITS: Mapping[str, str] = {
    # UN/ECE Recommendation 20, TARIC and everyday spellings.
    "nar": "piece",
    "pce": "piece",
    "c62": "piece",
    "h87": "piece",
    "p/st": "piece",
    "pieces": "piece",
    "stuk": "piece",
    "stuks": "piece",
    "kgm": "kg",
    "kilogram": "kg",
    "ltr": "l",
    "litre": "l",
    "mtr": "m",
    "metre": "m",
    "grm": "g",
}


def plain_unit(unit: str | None) -> str | None:
    """Give a unit in its one spelling, so that ``NAR`` and ``piece`` are one."""
    if unit is None:
        return None
    written = unit.strip().lower()
    return _UNITS.get(written, written)


def matched_goods(
    path: str, line: DeclaredLine, grant: Grant, number: str
) -> tuple[LicensedGoods | None, list[Finding]]:
    """Find the line of a licence that declared goods are drawn from.

    It is the line that the declaration points at, else the one that agrees in
    most of commodity code, control list entry and product; of several the first.

    Args:
        path: Where the declared line stands.
        line: The declared line.
        grant: What was licensed.
        number: The licence's number.

    Returns:
        The line, or ``None`` when the goods are none of the licence's; and where
        they differ from it.
    """
    document = line.licence
    pointed = document.line if document is not None else None
    candidates = [one for one in grant.goods if pointed in {None, one.line}]
    ranked = sorted(candidates, key=lambda one: (*_likeness(line, one), one.line))
    alone = len(candidates) == 1
    if ranked and (_agrees(line, ranked[0]) or (alone and _untold(line, ranked[0]))):
        best = ranked[0]
        return best, list(_differences(path, line, best, number))
    return None, [
        Finding(
            code="goods-not-licensed",
            path=path,
            declared=line.description or line.cn_code or line.control_code,
            licensed="; ".join(one.description for one in grant.goods),
            licence=number,
            line=line.number,
        )
    ]


def _compared(line: DeclaredLine, goods: LicensedGoods) -> Mapping[str, Truth]:
    return {
        "cn_code": _same_code(line.cn_code, goods.cn_code),
        "control_code": _same_entry(line.control_code, goods.control_code),
        "product": _same_words(line.product, goods.product),
    }


def _likeness(line: DeclaredLine, goods: LicensedGoods) -> tuple[int, int]:
    verdicts = list(_compared(line, goods).values())
    return verdicts.count(False), -verdicts.count(True)


def _agrees(line: DeclaredLine, goods: LicensedGoods) -> bool:
    return True in _compared(line, goods).values()


def _untold(line: DeclaredLine, goods: LicensedGoods) -> bool:
    """Whether nothing that is stated on both sides speaks against the only line."""
    return False not in _compared(line, goods).values()


def _differences(
    path: str, line: DeclaredLine, goods: LicensedGoods, number: str
) -> Iterator[Finding]:
    for name, same in _compared(line, goods).items():
        if same is False:
            yield Finding(
                code=f"other-{name.replace('_', '-')}",
                path=f"{path}.{name}",
                declared=getattr(line, name),
                licensed=getattr(goods, name),
                licence=number,
                line=line.number,
            )


def _same_code(declared: str | None, licensed: str | None) -> Truth:
    """Compare commodity codes; one may be written to more digits than the other."""
    if not declared or not licensed:
        return None
    short, long = sorted((declared, licensed), key=len)
    return long.startswith(short)


def _same_entry(declared: str | None, licensed: str | None) -> Truth:
    """Compare list entries; a licence for 9A101 covers 9A101.a."""
    if not declared or not licensed:
        return None
    inner, outer = declared.lower(), licensed.lower()
    return inner == outer or inner.startswith(f"{outer}.")


def _same_words(declared: str | None, licensed: str | None) -> Truth:
    if not declared or not licensed:
        return None
    return sorted(words_of(declared)) == sorted(words_of(licensed))
