"""The greenhouse-gas credit of one hour: prices, quantities and amounts of every area, leg by leg."""

from __future__ import annotations

from collections.abc import Mapping

from ..ghg_prices import common, thrice
from ..inputs import Inputs, Key
from ..interval import INTERVALS, TradeHour
from ..method import Method
from ..number import N
from ..refusal import MissingInput
from ..results import Leg, Results


def put_credits(inputs: Inputs[N], hour: TradeHour, results: Results[N]) -> None:
    """Put prices, quantities and amounts of one hour into the results.

    The five-minute leg is on what the five-minute market changed: of the transfers as of what it attributed. An hour
    without attributions and prices has no credit rows. Raises MissingInput where an attribution or a price
    is missing for one area and given for another.
    """
    method = results.run.method
    for area in inputs.areas:
        prices = method.prices(inputs, area, hour, method.expand, results.run.policies)
        if prices.fmm is not None:
            results.fmm_price[area, hour] = prices.fmm
        if prices.rtd is not None:
            results.rtd_price[area, hour] = prices.rtd
    if not _wanted(inputs, hour, results):
        return
    others = [area for area in inputs.areas if area != inputs.ciso]
    fmm = {area: thrice(_attributed(inputs.fmm_attribution, area, hour, "FMM", results)) for area in others}
    rtd = {area: _attributed(inputs.rtd_attribution, area, hour, "RTD", results) for area in others}
    change = {area: tuple(map(method.rtd_leg, rtd[area], fmm[area])) for area in others}
    for leg, attributed in zip(results.legs(), (fmm, change), strict=True):
        _put_leg(inputs, hour, results, leg, attributed)


def _wanted(inputs: Inputs[N], hour: TradeHour, results: Results[N]) -> bool:
    """Whether the rules know a credit and there is anything to calculate it from; without resources prices are not."""
    if results.run.method.credit_quantity is None:
        return False
    rows = [inputs.fmm_attribution, inputs.rtd_attribution]
    if inputs.etsrs:
        rows += results.fmm_price, results.rtd_price
    return any((area, hour) in each for each in rows for area in inputs.areas)


def _attributed(
    rows: Mapping[Key, tuple[N, ...]], area: str, hour: TradeHour, run: str, results: Results[N]
) -> tuple[N, ...]:
    """What a market run attributed to an area (MWh in five minutes)."""
    power = rows.get((area, hour))
    if power is None:
        fix = "give it; nothing attributed is written 0"
        raise MissingInput(f"what was attributed to the area ({run})", "none", fix, f"{area}, {hour}")
    return tuple(map(results.run.method.energy, power))


def _put_leg(
    inputs: Inputs[N],
    hour: TradeHour,
    results: Results[N],
    leg: Leg[N],
    attributed: Mapping[str, tuple[N, ...]],
) -> None:
    method, policies, ciso = results.run.method, results.run.policies, inputs.ciso
    if method.credit_quantity is None:
        return
    shared = common({area: leg.price.get((area, hour)) for area in inputs.areas})
    quantities: list[dict[str, N]] = []
    amounts: list[dict[str, N]] = []
    for k in range(INTERVALS):
        transfers = {area: leg.transfer[area, hour][k] for area in inputs.areas}
        given = {area: values[k] for area, values in attributed.items()}
        quantity = method.credit_quantity(transfers, given, ciso, policies)
        prices = {area: _price(leg, area, hour, k, shared[k] if area == ciso else None) for area in quantity}
        amount = {
            area: _amount(method, each, prices[area], f"{leg.name} price, {area}, {hour}, interval {k + 1}")
            for area, each in quantity.items()
        }
        quantities.append(quantity)
        amounts.append(method.leftover(amount, ciso))
    for area in inputs.areas:
        leg.quantity[area, hour] = tuple(each[area] for each in quantities)
        leg.amount[area, hour] = tuple(each[area] for each in amounts)


def _price(leg: Leg[N], area: str, hour: TradeHour, k: int, shared: N | None) -> N | None:
    """An area's price; the ISO's own area, where none is given for it, takes what all the others share."""
    given = leg.price.get((area, hour))
    return shared if given is None else given[k]


def _amount(method: Method, quantity: N, price: N | None, where: str) -> N:
    if price is not None:
        return method.credit_amount(quantity, price)
    if quantity != 0:
        raise MissingInput("a greenhouse-gas price", "none", "give one; no price is written 0", where)
    return quantity
