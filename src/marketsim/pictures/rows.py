"""Rows of result files as pictures read them: numbers, products, names made fit to print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Product = tuple[str, str]
"""A period and a time of use: ``("2026_M09", "ON")``."""

LONGEST_NAME = 34
LARGEST = 1e18  # MW or $/MW; beyond it nothing is of a market
MOST_PRODUCTS = 8  # four seasons, twice: what an annual market has


def number(row: Row, column: str) -> float:
    """A cell as a number, whether the file was CSV (text) or JSON. Raises ValueError for what is none, or absurd."""
    cell = row.get(column)
    try:
        found = float(cell)  # type: ignore[arg-type]  # None and lists are told below
    except (TypeError, ValueError):
        found = math.nan
    if not abs(found) <= LARGEST:
        raise ValueError(f"expected a number up to {LARGEST:.0e} in {column}; found {str(cell)[:40]!r}")
    return found


def text(row: Row, column: str) -> str:
    """A cell as text; an empty one as an empty text."""
    cell = row.get(column)
    return "" if cell is None else printable(str(cell))


def printable(name: str) -> str:
    """A name without what XML or a reader's eye cannot bear: controls, line ends, marks that turn the direction."""
    return "".join(each if each.isprintable() else "·" for each in name)


def short(name: str, longest: int = LONGEST_NAME) -> str:
    """A name that fits beside a picture; the middle of a longer one is left out, for its ends tell it apart."""
    if len(name) <= longest:
        return name
    head = (longest - 1) // 2
    return f"{name[:head]}…{name[head + 1 - longest :]}"


def product_of(row: Row) -> Product:
    """The product that a row is of."""
    return text(row, "Period"), text(row, "TOU")


def products_of(*files: Iterable[Row]) -> list[Product]:
    """The products that occur in any of the files, in order of period and time of use (ON before OFF)."""
    met = {product_of(row) for rows in files for row in rows}
    return sorted(met, key=lambda each: (each[0], each[1] != "ON", each[1]))


def of_product(rows: Iterable[Row], product: Product) -> list[Row]:
    """The rows of one product."""
    return [row for row in rows if product_of(row) == product]


def mw(amount: float) -> str:
    """MW to the published 0.001, without idle zeros."""
    told = f"{amount:,.3f}".rstrip("0").rstrip(".")
    return "0" if told == "-0" else told


def price(amount: float) -> str:
    """$/MW to the published cent; what rounds to nothing has no sign."""
    told = f"{amount:,.2f}"
    return "0.00" if told == "-0.00" else told


def more(shown: int, all_: int, thing: str, things: str) -> str:
    """How much of it is drawn: ``1 location``, or ``20 of 120 locations`` and how many are left out."""
    if shown == all_:
        return f"{all_:,} {thing if all_ == 1 else things}"
    return f"{shown:,} of {all_:,} {things}, and {all_ - shown:,} more"


def listed(words: Sequence[str]) -> str:
    """Facts in a row, as a description reads them aloud."""
    return "; ".join(words) if words else "none"
