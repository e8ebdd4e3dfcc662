"""Laws of the load percentages: recomputed where uploads are known, consistent with each other where not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from marketsim.verification.laws import Docket
from marketsim.verification.migration.answers import Told
from marketsim.verification.migration.shares import Pair, Range, Share, netted
from marketsim.verification.migration.uploads import exact

TOLERANCE = Fraction(1, 2_000_000)  # figures may be published to six decimals
Quarters = dict[tuple[str, int, str], list[Told]]


def records_are_whole(told: Sequence[Told], owners: Mapping[str, str], docket: Docket) -> None:
    """One record a utility, pair, season and time of use, never both ways; LSE and asset owner are the same party."""
    docket.looked("percentage-records", len(told))
    seen: set[tuple[str, Pair]] = set()
    for each in told:
        pair = Pair(each.loser, each.gainer, each.season, each.tou)
        both = {(each.udc, pair), (each.udc, Pair(each.gainer, each.loser, each.season, each.tou))}
        if both & seen or each.loser == each.gainer:
            docket.found(
                "percentage-records", str(each), "one record, net", "more", "load of a pair is netted"
            )
        seen.add((each.udc, pair))
        for lse, owner in ((each.from_lse, each.loser), (each.to_lse, each.gainer)):
            if owners.get(lse, lse) != owner:
                expected = f"LSE {lse} as {owners.get(lse, lse)}"
                docket.found(
                    "percentage-records", str(each), expected, owner, "two names that are not of one party"
                )


def percentages_follow_uploads(
    told: Iterable[Told], shares: Iterable[Share], docket: Docket, *, metrics_known: bool = True
) -> None:
    """Every share is told with its MW and per cent; and none that no upload makes, unless it is 0.

    ``metrics_known``: whether the uploads are those of all utilities, so that per cent can be recomputed.
    """
    by_key = {(each.udc, each.loser, each.gainer, each.season, each.tou): each for each in told}
    for share in shares:
        found = by_key.pop((share.udc, share.loser, share.gainer, share.season, share.tou), None)
        where = f"{share.udc}, {share.loser} to {share.gainer}, season {share.season} {share.tou}"
        docket.looked("transfer-mw")
        if found is None:
            expected = f"{float(share.mw)!r} MW"
            docket.found("transfer-mw", where, expected, "no record", "load moved and nobody is told")
            continue
        if _apart(found.mw, share.mw):
            expected = f"{float(share.mw)!r} MW"
            docket.found(
                "transfer-mw", where, expected, f"{found.mw!r} MW", "MW moved are not those uploaded"
            )
        if metrics_known:
            _judge_percent(found, share, where, docket)
    for found in by_key.values():
        docket.looked("transfer-mw")
        if found.mw or found.percent:
            docket.found(
                "transfer-mw", str(found), "no record", f"{found.mw!r} MW", "no net load moved that way"
            )


def _judge_percent(found: Told, share: Share, where: str, docket: Docket) -> None:
    if share.percent is None or share.percent > 100:
        docket.untold(f"percentage: {where}: more load moved than the loser has")
        return
    docket.looked("percentage")
    if _apart(found.percent, share.percent):
        expected = f"{float(share.percent)!r} %"
        docket.found(
            "percentage", where, expected, f"{found.percent!r} %", "the share is not MW over the metric"
        )


def metrics_agree(
    told: Iterable[Told], docket: Docket, least: Mapping[tuple[str, int, str], Fraction]
) -> None:
    """All records of a loser, season and time of use imply one metric, no less than what is known of it (MW)."""
    for key, records in _by_loser(told).items():
        docket.looked("metric")
        implied = _metric(records)
        where = f"{key[0]}, season {key[1]} {key[2]}"
        floor = least.get(key, Fraction(0))
        if implied is None:
            found = ", ".join(f"{each.mw!r} MW are {each.percent!r} %" for each in records)
            docket.found("metric", where, "one metric", found, "per cent of one LSE are of one metric")
        elif implied.high < floor:
            expected, found = f"at least {float(floor)!r} MW", f"{float(implied.high)!r} MW"
            docket.found("metric", where, expected, found, "the metric is all load of the LSE")


def shares_told(told: Iterable[Told]) -> dict[Pair, Range]:
    """The share of each pair that the records themselves imply, as far as their decimals tell it."""
    records = list(told)
    metrics = {key: _metric(each) for key, each in _by_loser(records).items()}
    net: dict[Pair, Fraction] = {}
    for each in records:
        pair = Pair(each.loser, each.gainer, each.season, each.tou)
        net[pair] = net.get(pair, Fraction(0)) + exact(each.mw)
    found: dict[Pair, Range] = {}
    for pair, mw in netted(net).items():
        only = [
            each
            for each in records
            if {each.loser, each.gainer} == {pair.loser, pair.gainer}
            and (each.season, each.tou) == (pair.season, pair.tou)
        ]
        metric = metrics.get((pair.loser, pair.season, pair.tou))
        if len(only) == 1:
            found[pair] = Range.about(exact(only[0].percent), TOLERANCE).times(Fraction(1, 100))
        elif metric is not None and metric.low > 0:
            off = TOLERANCE * len(only)
            found[pair] = Range(max(mw - off, Fraction(0)) / metric.high, (mw + off) / metric.low)
    return found


def _by_loser(told: Iterable[Told]) -> Quarters:
    found: Quarters = {}
    for each in told:
        if each.percent > 0:
            found.setdefault((each.loser, each.season, each.tou), []).append(each)
    return found


def _metric(records: Sequence[Told]) -> Range | None:
    """What MW over per cent of all records allow the metric to be; None where they contradict each other."""
    low, high = Fraction(0), None
    for each in records:
        percent = Range.about(exact(each.percent), TOLERANCE)
        low = max(low, 100 * (exact(each.mw) - TOLERANCE) / percent.high)
        if percent.low > 0:
            most = 100 * (exact(each.mw) + TOLERANCE) / percent.low
            high = most if high is None else min(high, most)
    if high is None:
        return Range(low, Fraction(10**12))
    return Range(low, high) if low <= high else None


def _apart(found: float, expected: Fraction) -> bool:
    return abs(exact(found) - expected) > TOLERANCE + expected / 10**12
