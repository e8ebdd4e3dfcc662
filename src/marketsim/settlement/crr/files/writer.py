"""Inputs and results as the files that they are read from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path

from ...number import half_up
from ...refusal import Refusal
from ..inputs import CrrInputs
from ..results import Row
from .columns import crr_files

DECIMALS = 12  # of a value that has no end
_WIDE = Context(prec=60)


def write(inputs: CrrInputs, folder: Path) -> None:
    """Write the inputs into a folder, which is made; Refusal for a number that has no decimal end."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, cells in _inputs(inputs).items():
        if name != "prices.csv" or not inputs.prices_made:
            (folder / name).write_bytes(_csv(crr_files()[name].heading, cells))


def statement(rows: Iterable[Row]) -> bytes:
    """Results as a CSV."""
    heading = crr_files()["statement.csv"].heading
    return _csv(heading, ((*each[:-2], *_hour(each), decimal(each.value, DECIMALS)) for each in rows))


def _hour(row: Row) -> tuple[str, str]:
    return (str(row.hour.day), str(row.hour.hour)) if row.hour else ("", "")


def _inputs(inputs: CrrInputs) -> dict[str, Iterator[tuple[str, ...]]]:
    return {
        "holdings.csv": (
            (
                each.crr, each.owner, each.source, each.sink, each.tou, each.hedge,
                f"{each.start:%Y-%m-%dT%H:%M:%SZ}", f"{each.end:%Y-%m-%dT%H:%M:%SZ}", decimal(each.mw),
            )
            for each in inputs.holdings
        ),
        "prices.csv": (
            (location, str(hour.day), str(hour.hour), decimal(price))
            for (location, hour), price in inputs.prices.items()
        ),
        "constraints.csv": (
            (at.constraint, str(at.hour.day), str(at.hour.hour), decimal(each.shadow_price), decimal(each.revenue))
            for at, each in inputs.constraints.items()
        ),
        "shift_factors.csv": ((*where, decimal(factor)) for where, factor in inputs.factors.items()),
        "demand.csv": ((*whose, decimal(mwh)) for whose, mwh in inputs.demand.items()),
    }  # fmt: skip


def decimal(value: Fraction, decimals: int | None = None) -> str:
    """The value in decimals: all of them, or where it has no end so many; Refusal where neither."""
    if 10**DECIMALS * 10**DECIMALS % value.denominator:
        if decimals is None:
            raise Refusal("a number with a decimal end", str(value), "round it before it is written")
        value = half_up(value, decimals)
    found = _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{found:f}"


def _csv(heading: tuple[str, ...], cells: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(cells)
    return text.getvalue().encode()
