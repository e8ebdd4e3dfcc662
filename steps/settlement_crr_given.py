"""Sentences on CRRs to settle that a scenario writes down itself, and on settling them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from pytest_bdd import given, parsers, when

from fixtures.story import Story
from marketsim.settlement.crr import At, Binding, crr_rules_on, month_of
from marketsim.settlement.interval import TradeHour, hours_of
from marketsim.settlement.number import exact
from steps.settlement_crr_sheet import day_of, lines, settled, settlements, sheet

DAY = r"(?P<day>\d+ [A-Z][a-z]+ \d{4})"
RULES = r"(?P<rules>crr-[a-z0-9-]+)"
DAYS = {"day": day_of}
PATH = {"source": "S", "sink": "T", "hedge": "OBL"}


@given(parsers.re(f"these CRRs of {DAY}"), converters=DAYS)
def these_crrs(story: Story, datatable: list[list[str]], day: date) -> None:
    """In place of any before."""
    mine = sheet(story)
    mine.day = day
    mine.holdings.clear()
    for line in lines(datatable):
        mine.hold(line, day)


@given(parsers.re(f"the CRRs and demand are of {DAY} instead"), converters=DAYS)
def of_another_day(story: Story, day: date) -> None:
    sheet(story).moved(day)


@given("these shift factors")
def these_factors(story: Story, datatable: list[list[str]]) -> None:
    for line in lines(datatable):
        location = line.pop("location")
        sheet(story).factors |= {(constraint, location): exact(cell) for constraint, cell in line.items()}


@given(parsers.re(r"this measured demand of (?P<month>[A-Z][a-z]+ \d{4})"))
def this_demand(story: Story, datatable: list[list[str]], month: str) -> None:
    day = day_of(f"1 {month}")
    for line in lines(datatable):
        sheet(story).demand[line["coordinator"], month_of(TradeHour(day, 1))] = exact(line["MWh"])


@given("this binds")
def this_binds(story: Story, datatable: list[list[str]]) -> None:
    mine = sheet(story)
    for line in lines(datatable):
        at = At(line["constraint"], TradeHour(mine.day, int(line["hour"])))
        mine.constraints[at] = Binding(exact(line["shadow price"]), exact(line["collected"]))


@given("these congestion prices")
def these_prices(story: Story, datatable: list[list[str]]) -> None:
    mine = sheet(story)
    for line in lines(datatable):
        hour = TradeHour(mine.day, int(line.pop("hour")))
        mine.prices |= {(location, hour): exact(cell) for location, cell in line.items()}


@given(parsers.re(rf"a CRR of each time of use, (?P<mw>[\d.]+) MW, on {DAY}"), converters=DAYS)
def one_of_each(story: Story, mw: str, day: date) -> None:
    for tou in ("ON", "OFF"):
        sheet(story).hold({"CRR": tou, "owner": "ONE", "TOU": tou, "MW": mw, **PATH}, day)


@given(parsers.re(rf"an OFF CRR of (?P<mw>[\d.]+) MW that holds on {DAY} alone"), converters=DAYS)
def one_off(story: Story, mw: str, day: date) -> None:
    mine = sheet(story)
    mine.day = day
    mine.hold({"CRR": "OFF", "owner": "ONE", "TOU": "OFF", "MW": mw, **PATH}, day)


@given(
    parsers.re(rf"hour (?P<ending>\d+) of {DAY} is congested, at (?P<price>\d+) \$/MWh from source to sink"),
    converters={**DAYS, "ending": int, "price": int},
)
def congested_hour(story: Story, ending: int, day: date, price: int) -> None:
    _congested(story, TradeHour(day, ending), price)


@given(
    parsers.re(
        r"every hour of that day and the days around it is congested, at (?P<price>\d+) \$/MWh from source to sink"
    ),
    converters={"price": int},
)
def congested_days(story: Story, price: int) -> None:
    for n in (-1, 0, 1):
        for hour in hours_of(sheet(story).day + timedelta(days=n)):
            _congested(story, hour, price)


def _congested(story: Story, hour: TradeHour, price: int) -> None:
    sheet(story).prices |= {("S", hour): Fraction(0), ("T", hour): Fraction(price)}


@when(parsers.re(f"the CRRs are settled by {RULES}"))
def settle_crrs(story: Story, settlement_mistakes: tuple[str, ...], rules: str) -> None:
    settlements(story).append(settled(sheet(story).inputs(), rules, settlement_mistakes))


@when("the CRRs are settled by the rules of their trade date")
def settle_by_date(story: Story, settlement_mistakes: tuple[str, ...]) -> None:
    mine = sheet(story)
    settlements(story).append(settled(mine.inputs(), crr_rules_on(mine.day).id, settlement_mistakes))
