"""What is published of a market before it takes bids: base loading and set-asides, worked out a second time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from marketsim.verification.inventory.amounts import MwByDay, Thousandths, mw_text, thousandths
from marketsim.verification.inventory.segment import OWNER, Path, Segment, period_days, read_inventory
from marketsim.verification.laws import Docket, Judgement
from marketsim.verification.report import Unreadable

Rows = Iterable[Mapping[str, Any]]
Load = tuple[str, Path]
CONVERTED = "MT_TOR"  # some of these were asked for as not modelled, which no public file tells
OBLIGATION, IMPORT = "OBL", "FORWARD"


def judge_base_loading(
    loading: Rows,
    inventory: Rows,
    replacements: Rows,
    periods: Collection[str],
    *,
    today: date | None = None,
    without: Collection[str] = (),
) -> Judgement:
    """GROUPED_BASE_LOADING of a market that has not closed against PUBLIC_EXISTING_CRR. Raises Unreadable.

    ``periods``: the names of the market's periods, ``2027_S01`` or ``2027_M05``. Laws: ``one-row`` (a row a period,
    time of use, path and hedge type), ``grouped`` (its MW are the most that are held there on any day of the period,
    retired ends replaced). Converted rights may be in it or not. What ended before ``today`` (Pacific) is listed no
    more, so a period that has begun may be loaded with more than is listed.
    """
    docket = Docket(without)
    told: dict[Load, Thousandths] = {}
    for at, row in enumerate(loading, start=1):
        try:
            load = row["Period"], Path(row["Source"], row["Sink"], row["TOU"], row["HedgeType"])
            mw = thousandths(row["MW"])
        except (KeyError, ValueError) as problem:
            raise Unreadable(
                "base loading", at, "a path and MW", repr(problem)[:80], "download it again"
            ) from None
        docket.looked("one-row")
        if load in told:
            docket.found("one-row", _where(load), "one row", "another", "it would load the path twice")
        told[load] = told.get(load, 0) + mw
    held = [row for row in read_inventory(inventory, "the public inventory") if row.offer == OWNER]
    instead = {(row["Period"], row["SourceSink"]): row["Replacement"] for row in replacements}
    most = _peaks(held, instead, periods)
    least = _peaks([row for row in held if row.crr_type != CONVERTED], instead, periods)
    begun = {each for each in periods if today is not None and _first_day(each) < today}
    for each in sorted(begun):
        docket.untold(f"the most that {each} may be loaded with: what ended since it began is listed no more")
    judged = {load for load in told.keys() | most.keys() if load[0] not in begun or load in least}
    docket.looked("grouped", len(judged))
    for load in sorted(judged):
        low, found, high = least.get(load, 0), told.get(load, 0), most.get(load, 0)
        if found < low or (found > high and load[0] not in begun):
            expected = mw_text(low) if low == high else f"{mw_text(low)} to {mw_text(high)}"
            docket.found("grouped", _where(load), expected, mw_text(found), "all that is held loads its path")
    return docket.judgement()


def _where(load: Load) -> str:
    return f"{load[1]} in {load[0]}"


def _first_day(period: str) -> date:
    return date.fromordinal(_days(period)[0])


def _days(period: str) -> tuple[int, int]:
    days = period_days(period)
    if days is None:
        raise Unreadable("the market", None, "periods such as 2027_S01", period, "read it again")
    return days


def _peaks(
    held: Iterable[Segment], instead: Mapping[tuple[str, str], str], periods: Collection[str]
) -> dict[Load, Thousandths]:
    """The most MW on any day, by period and path; none of what is not loaded at all."""
    rows, found = list(held), dict[Load, Thousandths]()
    for period in periods:
        days = _days(period)
        account: MwByDay[Path] = MwByDay(days[0])
        for row in rows:
            source, sink = (instead.get((period, end), end) for end in row.path[:2])
            path = Path(source, sink, *row.path[2:])
            if source != sink:  # a replacement made both ends one location: it loads nothing
                account.add(path, row.first, min(row.last, days[1]), row.mw)
        for path in sorted(account.keys()):
            if peak := max((step.mw for step in account.steps(path)), default=0):
                found[period, path] = peak
    return found


def judge_set_asides(
    set_asides: Rows, loading: Rows, interfaces: Rows, share: Fraction, *, without: Collection[str] = ()
) -> Judgement:
    """SET_ASIDE of an annual allocation against its base loading and its intertie constraints. Raises Unreadable.

    ``interfaces``: rows of ``interfaces.csv`` (ITC: a sum of net injections, forward is import). Laws: ``one-row``
    (a row an intertie and product), ``share`` (``share`` of the limit less what is loaded, cut to 0.001 MW).
    """
    docket = Docket(without)
    loads = list(loading)
    weights: dict[str, dict[str, Fraction]] = {}
    for row in interfaces:
        if row["Kind"] == "ITC":
            weights.setdefault(row["Interface"], {})[row["Element"]] = Fraction(row["Weight"])
    products: dict[tuple[str, str], list[str]] = {}
    for row in set_asides:
        product, name = (row["Period"], row["TOU"]), row["Interface"]
        products.setdefault(product, []).append(name)
        if name not in weights or row["Direction"] != IMPORT:
            docket.found("one-row", f"{name} in {' '.join(product)}", "an import limit", "another", "unknown")
            continue
        residual = Fraction(thousandths(row["Limit"])) - _import(loads, product, weights[name])
        expected = int(max(residual, Fraction(0)) * share)
        docket.looked("share")
        if (found := thousandths(row["SetAside"])) != expected:
            where = f"{name} in {' '.join(product)}"
            docket.found(
                "share", where, mw_text(expected), mw_text(found), f"{share} of what is left to import"
            )
    for product, names in products.items():
        docket.looked("one-row", len(names))
        if sorted(names) != sorted(weights):
            docket.found(
                "one-row", " ".join(product), ", ".join(sorted(weights)), ", ".join(sorted(names)), "once"
            )
    return docket.judgement()


def _import(
    loads: Iterable[Mapping[str, Any]], product: tuple[str, str], weights: Mapping[str, Fraction]
) -> Fraction:
    """Thousandths that base loading takes of an intertie; an option gives no counterflow."""
    taken = Fraction(0)
    for load in loads:
        if (load["Period"], load["TOU"]) == product:
            mw = Fraction(thousandths(load["MW"]))
            if load["Source"] in weights:
                taken += mw * weights[load["Source"]]
            elif load["HedgeType"] == OBLIGATION:
                taken -= mw * weights.get(load["Sink"], Fraction(0))
    return taken
