"""Sentences that lay out areas, transfers and prices, of one interval or of an hour.

Of one interval: every interval of the hour has the same values, and any of them stands for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from pytest_bdd import given, parsers

from marketsim.settlement.etsr import CISO
from marketsim.settlement.supply import Submission
from steps.settlement_ledger import INTERVALS, Ledger, entity
from steps.settlement_texts import by_quarter, number, numbers

PARTS = {"in one interval": 1, "over one hour": INTERVALS}
QUARTERS = 4
Put = Callable[[Ledger, str, Fraction], None]


def _amount(component: str) -> Put:
    return lambda ledger, area, value: ledger.put_amount(area, component, (value,) * INTERVALS)


def _row(name: str) -> Put:
    return lambda ledger, area, value: ledger.put(name, area, (value,) * INTERVALS)


def _attributed(ledger: Ledger, area: str, value: Fraction) -> None:
    """The same in both markets, as power."""
    if area != CISO:
        ledger.put("fmm_attribution", area, (value * INTERVALS,) * QUARTERS)
        ledger.put("rtd_attribution", area, (value * INTERVALS,) * INTERVALS)


COLUMNS: dict[str, Put] = {
    "IIE in $": _amount("IIE"),
    "UIE in $": _amount("UIE"),
    "awards in $": _amount("GHG"),
    "attributed in MWh": _attributed,
    "demand in MWh": _row("demand_of_areas"),
    "congestion collected in $": _row("congestion"),
    "congestion paid in $": _row("congestion_paid"),
    "losses collected in $": _row("losses"),
    "losses paid in $": _row("losses_paid"),
}


@given(parsers.re(r"these areas (?P<span>in one interval|over one hour)"))
def areas(ledger: Ledger, datatable: list[list[str]], span: str) -> None:
    """An hour's values lie evenly in its intervals."""
    columns = datatable[0][1:]
    for name, *cells in datatable[1:]:
        ledger.add_area(name)
        for column, cell in zip(columns, cells, strict=True):
            if cell:
                COLUMNS[column](ledger, name, number(cell) / PARTS[span])


@given(parsers.re(r"these transfers (?P<span>in one interval|over one hour)"))
def transfers(ledger: Ledger, datatable: list[list[str]], span: str) -> None:
    """Scheduled in the fifteen-minute market and carried as scheduled."""
    for source, sink, cell in datatable[1:]:
        carry(ledger, source, sink, number(cell) / PARTS[span])


def carry(ledger: Ledger, source: str, sink: str, quantity: Fraction) -> None:
    """A transfer of so many MWh in every five minutes, by tag and dispatch or, between other areas, submitted."""
    name, power = ledger.add_etsr(source, sink), quantity * INTERVALS
    ledger.put("fmm", name, (power,) * QUARTERS)
    ledger.put("dispatch", name, (power,) * INTERVALS)
    if CISO in (source, sink):
        ledger.put("tag", name, power)
    else:
        submit(ledger, name, (quantity,) * INTERVALS)


def submit(ledger: Ledger, name: str, values: tuple[Fraction, ...]) -> None:
    """What the responsible area, the one that the resource leaves, submits as tag values."""
    etsr = ledger.etsrs[name]
    ledger.add_etsr(etsr.source, etsr.sink, etsr.source)
    ledger.put("submitted", name, Submission("tag", values))


@given(parsers.re(r"the system price is (?P<value>[\d.]+) \$/MWh"))
def system_price(ledger: Ledger, value: str) -> None:
    ledger.put("system_price", "", (number(value),) * INTERVALS)


@given(parsers.re(r"the greenhouse-gas price of every area is (?P<value>[\d.]+) \$/MWh in either market"))
def ghg_price(ledger: Ledger, value: str) -> None:
    for area in ledger.areas:
        put_prices(ledger, area, (number(value),) * QUARTERS, (number(value),) * QUARTERS)


def put_prices(ledger: Ledger, area: str, fmm: Sequence[Fraction], rtd: Sequence[Fraction]) -> None:
    """Greenhouse-gas prices by quarter of the hour, of the fifteen-minute and of the five-minute market."""
    ledger.put("fmm_ghg_price", area, tuple(fmm))
    ledger.put("rtd_ghg_price", area, by_quarter(rtd))


@given(
    parsers.re(r"these values by quarter of the hour, (?P<source>\w+) being the area that transfers leave")
)
def quarters(ledger: Ledger, datatable: list[list[str]], source: str) -> None:
    """Transfers to other areas, what was attributed to the source, and the prices that all areas share."""
    for what, *cells in datatable[1:]:
        values = tuple(map(number, cells))
        match what.split(", "):
            case ["schedule in MW", sink]:
                ledger.put("fmm", ledger.add_etsr(source, sink), values)
            case ["dispatch in MW", sink]:
                ledger.put("dispatch", ledger.add_etsr(source, sink), by_quarter(values))
            case ["submitted in MWh", sink]:
                submit(ledger, ledger.add_etsr(source, sink), by_quarter(values))
            case ["attributed in MW", "fifteen-minute market"]:
                attribute(ledger, "fmm_attribution", source, values)
            case ["attributed in MW", "five-minute market"]:
                attribute(ledger, "rtd_attribution", source, by_quarter(values))
            case ["greenhouse-gas price in $/MWh", "fifteen-minute market"]:
                ledger.rows["fmm_ghg_price"] = dict.fromkeys(ledger.areas, values)
            case ["greenhouse-gas price in $/MWh", "five-minute market"]:
                ledger.rows["rtd_ghg_price"] = dict.fromkeys(ledger.areas, by_quarter(values))
            case _:
                raise ValueError(f"expected a row that is known, found {what!r}")


def attribute(ledger: Ledger, name: str, source: str, values: tuple[Fraction, ...]) -> None:
    """What was attributed, all of it to one area."""
    for area in ledger.areas:
        if area != CISO:
            ledger.put(name, area, values if area == source else (Fraction(0),) * len(values))


@given(parsers.re(r"the tag of the hour from (?P<source>\w+) to (?P<sink>\w+) is (?P<tag>\d+) MWh"))
def tag_of_hour(ledger: Ledger, source: str, sink: str, tag: str) -> None:
    ledger.put("tag", f"{source}_{sink}", number(tag))


@given(parsers.re(r"a base transfer of (?P<power>\d+) MW from (?P<source>\w+) to (?P<sink>\w+)"))
def base(ledger: Ledger, power: str, source: str, sink: str) -> None:
    ledger.put("base", f"{source}_{sink}", number(power))


@given(parsers.re(r"measured demand of (?P<demand>[\d, and]+) MWh of three coordinators"))
def demand(ledger: Ledger, demand: str) -> None:
    for place, value in enumerate(numbers(demand), 1):
        ledger.put("demand", f"SC{place}", (value,) * INTERVALS)


@given(parsers.re(r"(?P<value>\d+) MWh of a coordinator whose load follows its own generation"))
def exempt(ledger: Ledger, value: str) -> None:
    ledger.put("demand", "FOLLOWING", (number(value),) * INTERVALS)
    ledger.exempt.append("FOLLOWING")


def entities(ledger: Ledger) -> dict[str, str]:
    """The coordinator of every EIM entity, by its area."""
    return {area: entity(area) for area in ledger.areas if area != CISO}
