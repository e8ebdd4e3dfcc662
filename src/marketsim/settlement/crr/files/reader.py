"""The inputs of a CRR settlement from their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import TypeVar

from ...files.fault import Faults, shown
from ...files.sources import sources
from ...interval import TradeHour
from ...refusal import Refusal
from ..holding import Hedge, Holding, TimeOfUse
from ..inputs import At, Binding, CrrInputs, with_made_prices
from .cells import Cells, rows
from .columns import crr_files

K = TypeVar("K")
V = TypeVar("V")
SOLD = "SELLER"
FIX = "see the columns that `marketsim settle --rules crr-track-1b --columns` lists"


@dataclass(slots=True)
class _Read:
    """What was read so far."""

    holdings: list[Holding] = field(default_factory=list)
    prices: dict[tuple[str, TradeHour], Fraction] = field(default_factory=dict)
    constraints: dict[At, Binding] = field(default_factory=dict)
    factors: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    demand: dict[tuple[str, str], Fraction] = field(default_factory=dict)


def read(path: Path) -> CrrInputs:
    """The inputs in a folder or zip, prices made of shadow prices and shift factors where none are given.

    Raises ``settlement.files.fault.Unreadable`` with file and line, and MissingInput where a factor is missing.
    """
    faults, found = Faults(), _Read()
    listed = {name: each for name, each in crr_files().items() if not each.statement}
    seen = set()
    for source in sources(path, faults):
        name = PurePosixPath(source.name).name
        if name not in listed or name in seen:
            expected = f"once each, {', '.join(listed)}"
            faults.add(
                source.name, expected, f"{'a second' if name in seen else 'another name,'} {shown(name)}", FIX
            )
            continue
        seen.add(name)
        for cells in rows(source, listed[name], faults):
            _taken(_PARTS[name], found, cells, faults)
    for name, each in listed.items():
        if name not in seen and not each.optional:
            faults.add(path.name, name, "no such file", FIX)
    faults.refuse()
    inputs = CrrInputs(
        holdings=tuple(found.holdings),
        prices=found.prices,
        constraints=found.constraints,
        factors=found.factors,
        demand=found.demand,
    )
    return with_made_prices(inputs) if "prices.csv" not in seen and found.constraints else inputs


def _taken(part: Callable[[_Read, Cells], None], found: _Read, cells: Cells, faults: Faults) -> None:
    try:
        part(found, cells)
    except Refusal as problem:
        faults.add(cells.where, *told(problem))


def told(problem: Refusal) -> tuple[str, str, str]:
    """The three parts of a refusal, what was found of a bounded length."""
    return problem.expected, shown(problem.found), problem.fix


def _once(known: dict[K, V], key: K, value: V) -> None:
    if key in known:
        raise Refusal("each of them once", "the same again", "leave one of the rows out")
    known[key] = value


def _holding(found: _Read, cells: Cells) -> None:
    if cells.text("OfferType") not in ("", "OWNER", SOLD):
        raise Refusal("OfferType OWNER or SELLER", "another word", FIX)
    tou: TimeOfUse = cells.text("TOU")  # type: ignore[assignment]  # Holding refuses another word
    hedge: Hedge = cells.text("HedgeType")  # type: ignore[assignment]
    holding = Holding(
        crr=cells.name("CrrId"),
        owner=cells.name("AssetOwner"),
        source=cells.name("Source"),
        sink=cells.name("Sink"),
        tou=tou,
        hedge=hedge,
        start=cells.instant("StartDate"),
        end=cells.instant("EndDate"),
        mw=cells.number("MW"),
    )
    if cells.text("OfferType") != SOLD:
        found.holdings.append(holding)


def _price(found: _Read, cells: Cells) -> None:
    _once(found.prices, (cells.name("Location"), cells.hour()), cells.number("MCC"))


def _constraint(found: _Read, cells: Cells) -> None:
    binding = Binding(cells.number("ShadowPrice"), cells.number("Revenue"))
    _once(found.constraints, At(cells.name("Constraint"), cells.hour()), binding)


def _factor(found: _Read, cells: Cells) -> None:
    _once(found.factors, (cells.name("Constraint"), cells.name("Location")), cells.number("Factor"))


def _demand(found: _Read, cells: Cells) -> None:
    mwh = cells.number("MWh")
    if mwh < 0:
        raise Refusal("MWh from 0", str(mwh), "measured demand is what is taken from the grid")
    _once(found.demand, (cells.name("Coordinator"), cells.month()), mwh)


_PARTS: dict[str, Callable[[_Read, Cells], None]] = {
    "holdings.csv": _holding,
    "prices.csv": _price,
    "constraints.csv": _constraint,
    "shift_factors.csv": _factor,
    "demand.csv": _demand,
}
