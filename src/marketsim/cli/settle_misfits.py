"""What ``marketsim settle`` tells of inputs that do not fit: a note, beside the identities and the statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from marketsim.settlement.files.writer import fixed
from marketsim.settlement.misfits import SAYS, Misfit

MOST = 3  # of one kind
PLACES = 6


def misfit_lines(misfits: Sequence[Misfit]) -> Iterator[str]:
    """Each kind with how often, and the largest of it."""
    for kind, found in _kinds(misfits):
        yield f"the inputs do not fit, {len(found):,} time{'s' if len(found) > 1 else ''}: {SAYS[kind]}"
        yield from (f"  {_told(each)}" for each in found[:MOST])


def misfits_json(misfits: Sequence[Misfit]) -> list[dict[str, Any]]:
    """The same as plain data: ``{kind, says, count, largest}``."""
    return [
        {"kind": kind, "says": SAYS[kind], "count": len(found), "largest": list(map(_data, found[:MOST]))}
        for kind, found in _kinds(misfits)
    ]


def _kinds(misfits: Sequence[Misfit]) -> Iterator[tuple[str, list[Misfit]]]:
    for kind in SAYS:
        if found := [each for each in misfits if each.kind == kind]:
            yield kind, sorted(found, key=lambda each: -each.amount)


def _told(each: Misfit) -> str:
    length = "fifteen-minute" if each.run == "FMM" else "five-minute"
    at = f"{each.hour} {length} interval {each.interval}, {each.run}"
    if each.attributed is None or each.imported is None:
        return f"{at}: {fixed(each.price or Fraction(0), 4)} $/MWh, the lowest, of {', '.join(each.areas)}"
    areas = f" to {', '.join(each.areas)}" if each.areas else ""
    moved = "imported" if each.imported >= 0 else "exported"
    price = "" if each.price is None else f", at {fixed(each.price, 4)} $/MWh"
    return (
        f"{at}: {fixed(each.attributed, 3)} MW attributed{areas}, "
        f"{fixed(abs(each.imported), 3)} MW {moved} by the ISO's area{price}"
    )


def _data(each: Misfit) -> dict[str, Any]:
    return {
        "trade_date": str(each.hour.day),
        "hour_ending": each.hour.hour,
        "run": each.run,
        "interval": each.interval,
        "attributed": _number(each.attributed),
        "imported": _number(each.imported),
        "price": _number(each.price),
        "areas": list(each.areas),
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else fixed(value, PLACES)
