"""A plain second settlement of the adopted rules, in decimals of sixty digits, sharing no step with the model.

It reads the inputs as rows of numbers and follows the accounts interval by interval: energy first, then money.
Where policies decide it follows their defaults.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

CENT = Decimal("0.01")
Plain = dict[tuple[str, str, int], Decimal]


def number(fraction: Any) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def settled_plainly(inputs: Any) -> list[Plain]:
    """By hour, what comes out: (name of the row, area, resource or coordinator, interval 1..12) to a decimal."""
    with localcontext(Context(prec=60)):
        return [_hour(inputs, hour) for hour in inputs.hours()]


def _hour(inputs: Any, hour: Any) -> Plain:
    found: Plain = {}
    series = {name: _series(inputs, name, hour) for name in inputs.etsrs}
    for k in range(12):
        _interval(inputs, hour, k, {name: values[k] for name, values in series.items()}, found)
    return found


def _series(inputs: Any, name: str, hour: Any) -> list[Decimal]:
    etsr = inputs.etsrs[name]
    if "CISO" not in (etsr.source, etsr.sink):
        return [number(each) for each in inputs.submitted[name, hour].values]
    tag, megawatts = number(inputs.tag[name, hour]), [number(each) for each in inputs.dispatch[name, hour]]
    energy = sum(megawatts) / 12
    if not tag:
        return [Decimal(0)] * 12
    if min(megawatts) < 0 < max(megawatts):
        return [(each + tag - energy) / 12 for each in megawatts]
    if energy * tag <= 0:
        return [tag / 12] * 12
    return [each / 12 + (tag - energy) * each / sum(megawatts) for each in megawatts]


def _interval(inputs: Any, hour: Any, k: int, flow: dict[str, Decimal], found: Plain) -> None:
    areas, quarter = list(inputs.areas), k // 3
    eim = [area for area in areas if area != "CISO"]
    early = dict.fromkeys(areas, Decimal(0))
    late = dict.fromkeys(areas, Decimal(0))
    for name, etsr in inputs.etsrs.items():
        planned = number(inputs.fmm[name, hour][quarter]) / 12
        base = number(inputs.base.get((name, hour), 0)) / 12
        for area, sign in ((etsr.source, 1), (etsr.sink, -1)):
            early[area] += sign * (planned - base)
            late[area] += sign * (flow[name] - planned)
    first = {area: number(inputs.fmm_attribution[area, hour][quarter]) / 12 for area in eim}
    both = {area: number(inputs.rtd_attribution[area, hour][k]) / 12 for area in eim}
    free_early = {area: early[area] - first[area] for area in eim}
    free_late = {area: late[area] - both[area] + first[area] for area in eim}
    free_early["CISO"], free_late["CISO"] = -sum(free_early.values()), -sum(free_late.values())
    offset = {}
    for area in areas:
        at_first, at_last = (
            number(inputs.fmm_ghg_price[area, hour][quarter]) * free_early[area],
            number(inputs.rtd_ghg_price[area, hour][k]) * free_late[area],
        )
        own = sum(number(values[k]) for values in inputs.imbalance[area, hour].values())
        elsewhere = sum(
            number(rows[area, hour][k]) for rows in (inputs.congestion, inputs.losses) if (area, hour) in rows
        )
        value = number(inputs.system_price[hour][k]) * (early[area] + late[area])
        offset[area] = at_first + at_last + elsewhere - own - value
        for row, each in (
            ("fmm_quantity", free_early[area]),
            ("rtd_quantity", free_late[area]),
            ("fmm_amount", at_first),
            ("rtd_amount", at_last),
            ("value", value),
            ("offset", offset[area]),
        ):
            found[row, area, k + 1] = each
    for area in eim:
        charged = _cents(offset[area])
        found["amounts_64770", inputs.areas[area].entity, k + 1] = charged
    found.update(
        {("amounts_6477", who, k + 1): each for who, each in _shares(inputs, hour, k, offset["CISO"])}
    )


def _cents(amount: Decimal) -> Decimal:
    """To the cent; first to forty decimals, so that thirds that add up to half a cent do."""
    return amount.quantize(Decimal("1e-40"), ROUND_HALF_UP).quantize(CENT, ROUND_HALF_UP)


def _shares(inputs: Any, hour: Any, k: int, offset: Decimal) -> list[tuple[str, Decimal]]:
    """Shares of the ISO's own offset: cut down to the cent, then cents dealt out to whom most was cut."""
    demand = {who: number(values[k]) for (who, at), values in inputs.demand.items() if at == hour}
    bearing = {who: each for who, each in demand.items() if who not in inputs.exempt}
    if not sum(bearing.values()):
        return [(who, Decimal(0)) for who in demand]
    whole = _cents(offset)
    exact = {who: whole * each / sum(bearing.values()) for who, each in bearing.items()}
    cut = {who: each.quantize(CENT, ROUND_FLOOR) for who, each in exact.items()}
    while sum(cut.values()) < whole:
        neediest = max(exact, key=lambda who: exact[who] - cut[who])
        cut[neediest] += CENT
    return [(who, cut.get(who, Decimal(0))) for who in demand]
