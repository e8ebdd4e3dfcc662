"""CRR settlement a second time, straight from the words of the rules; shares no code with the product.

Takes plain tuples: holdings (id, source, sink, tou, hedge, first day, last day, MW); prices {(location, day, n-th
hour of the day from 0): $}; binding {(constraint, day, n): (shadow price, revenue)}; factors {(constraint, location)}.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

HOLIDAYS = {date(2026, 1, 1), date(2026, 5, 25), date(2026, 7, 4), date(2026, 9, 7), date(2026, 11, 26)}
PACIFIC = ZoneInfo("America/Los_Angeles")


def on(day, n):
    """Whether the n-th hour after midnight is ON: by what a clock on the wall shows when it begins."""
    wall = (
        datetime(day.year, day.month, day.day, tzinfo=PACIFIC).astimezone(UTC) + timedelta(hours=n)
    ).astimezone(PACIFIC)
    return 6 <= wall.hour <= 21 and wall.isoweekday() != 7 and day not in HOLIDAYS


def holds(holding, day, n):
    """Whether a holding is settled in an hour."""
    return holding[5] <= day <= holding[6] and on(day, n) == (holding[3] == "ON")


def hourly(holdings, prices):
    """$ to the holder by (id, day, n)."""
    found = {}
    for crr, source, sink, tou, hedge, first, last, mw in holdings:
        for day, n in {(day, n) for _, day, n in prices}:
            if holds((crr, source, sink, tou, hedge, first, last, mw), day, n):
                value = mw * prices[sink, day, n] - mw * prices[source, day, n]
                found[crr, day, n] = max(value, Fraction(0)) if hedge == "OPT" else value
    return found


def track_1b(holdings, prices, binding, factors):
    """Exact payments by id, and what is left for demand by constraint, of one month."""
    worth = hourly(holdings, prices)
    paid = {each[0]: Fraction(0) for each in holdings}
    left = {}
    for name in {constraint for constraint, _, _ in binding}:
        full, missing, spare = {}, {}, Fraction(0)
        for (constraint, day, n), (mu, revenue) in binding.items():
            if constraint != name:
                continue
            flows = {
                each[0]: each[7] * (factors[name, each[1]] - factors[name, each[2]])
                for each in holdings
                if holds(each, day, n) and (each[4] == "OBL" or worth[each[0], day, n] > 0)
            }
            owed = sum(flows.values()) * mu
            forward = sum(flow for flow in flows.values() if flow > 0)
            for crr, flow in flows.items():
                full[crr] = full.get(crr, 0) + flow * mu
                if owed > revenue and flow > 0:
                    missing[crr] = missing.get(crr, 0) + (owed - revenue) * flow / forward
            spare += max(Fraction(0), revenue - owed)
        short = sum(missing.values(), Fraction(0))
        refill = min(Fraction(1), spare / short) if short else Fraction(0)
        for crr, whole in full.items():
            paid[crr] += whole - missing.get(crr, 0) * (1 - refill)
        left[name] = spare - short * refill
    return paid, left
