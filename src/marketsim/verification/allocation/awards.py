"""Awards against nominations, multipliers and caps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from marketsim.verification.allocation.allocated import AllocatedProduct
from marketsim.verification.allocation.subject import Allocation
from marketsim.verification.checks.check import mw_text, product_name
from marketsim.verification.folder.caps import SIGNATURE, CapKey, Caps
from marketsim.verification.folder.nominations import NominationTable
from marketsim.verification.report import Finding
from marketsim.verification.rounding import MW_STEP


def every_nomination_has_one_award(subject: Allocation) -> Iterator[Finding]:
    """Each nomination has exactly one award that tells the same nomination; nothing else is awarded."""
    expected = "one award for each nomination, telling that nomination"
    for where, found in subject.allocated.results.strange:
        yield Finding("awards", where, expected, found, "results of other nominations")
    for product in subject.products:
        for at in np.flatnonzero(np.isnan(product.mw)):
            where = subject.where(product, int(at))
            yield Finding("awards", where, "an award, also of 0 MW", "none", "the result is missing")


def within_nominations(subject: Allocation) -> Iterator[Finding]:
    """An award lies between 0 and what was nominated."""
    for product in subject.products:
        for at in np.flatnonzero((product.mw < -1e-6) | (product.mw > product.nominated + 1e-6)):
            expected, found = f"0 to {mw_text(product.nominated[at])}", mw_text(product.mw[at])
            where = subject.where(product, int(at))
            yield Finding("bounds", where, expected, found, "awarded outside what was nominated")


def explained_by_multipliers(subject: Allocation) -> Iterator[Finding]:
    """Each award is the best for its nomination at what its path takes of the limits at their multipliers.

    For least squares that is one figure, n clip(1 - cost / 2, 0, 1).
    """
    for product in subject.products:
        least, most = product.goal.range(product.nominated, product.cost)
        off = product.tolerance.mw
        mw = np.clip(product.mw, 0.0, product.nominated)  # what is outside is another check's
        for at in np.flatnonzero((mw < least - off) | (mw > most + off)):
            one = most[at] - least[at] < 1e-9
            expected = mw_text(most[at]) if one else f"{mw_text(least[at])} to {mw_text(most[at])}"
            yield Finding(
                "award-by-multipliers", subject.where(product, int(at)),
                f"{expected}, as its path takes {product.cost[at]:.7f} of the binding limits",
                mw_text(product.mw[at]), "cut by another part than the limits that bind ask for",
            )  # fmt: skip


def gap_of(product: AllocatedProduct) -> float:
    """How far the bound by the multipliers lies from the awards' worth, as a share of the larger."""
    worth = float(product.goal.worth(product.nominated, product.awarded).sum())
    bound = product.bound
    return (bound - worth) / max(1.0, abs(bound), abs(worth))


def duality_gap(subject: Allocation) -> Iterator[Finding]:
    """No other awards are better: the bound by the multipliers leaves no gap."""
    for product in subject.products:
        gap = gap_of(product)
        allowed = product.tolerance.gap + _rounding(product)
        if abs(gap) > allowed:
            meaning = (
                "the awards are not the best" if gap > 0 else "more is awarded than the multipliers allow"
            )
            expected = f"a gap of at most {allowed:.2e}"
            yield Finding("duality-gap", product_name(product), expected, f"{gap:.3e}", meaning)


def _rounding(product: AllocatedProduct) -> float:
    """What cutting awards may do to the gap: to their worth, and to the room left that their multipliers price."""
    if not product.tolerance.price_step:
        return 0.0
    worth = float(product.goal.worth(product.nominated, product.awarded).sum())
    marginal = product.goal.marginal(product.nominated, product.awarded)
    room = np.abs(product.takes[product.loose]).sum(axis=0)
    off = MW_STEP * (float(marginal[product.loose].sum()) + float(product.multipliers @ room))
    return 2 * off / max(1.0, abs(product.bound), abs(worth))


def told_objective(subject: Allocation) -> Iterator[Finding]:
    """The run was best by what the market is to be best by, where it tells so."""
    ruled, said = subject.allocated.market.settings.objective, subject.run.get("objective", None)
    if said is not None and said != ruled:
        yield Finding(
            "objective", "cleared.toml", ruled, repr(said)[:40], "best by another rule than the market's"
        )


def within_caps(subject: Allocation) -> Iterator[Finding]:
    """What an owner nominated in all by a cap's key is within the cap."""
    caps = subject.allocated.market.caps
    if caps is not None:
        yield from above_caps(subject.allocated.made, caps)


def above_caps(nominations: NominationTable, caps: Caps) -> Iterator[Finding]:
    """The caps that nominations go over; with any signature pair, an owner may nominate no other pair."""
    for key, total in _totals(nominations, caps).items():
        cap = caps.mw.get(key, 0.0)
        if total > cap + 1e-6:
            allowed = f"at most {cap:.3f} MW" if key in caps.mw else "nothing, as it is no signature pair"
            meaning = "nominations should have been refused"
            yield Finding("caps", str(key), allowed, f"{total:.3f} MW nominated", meaning)


def uncapped(nominations: NominationTable, caps: Caps) -> list[str]:
    """Nominations of owners without any cap, as texts of what nobody can check."""
    capped = {owner for _, owner in caps.kinds}
    return [f"caps of {owner}: none in caps.csv" for owner in sorted(set(nominations.owner) - capped)]


def _totals(nominations: NominationTable, caps: Caps) -> dict[CapKey, float]:
    totals: dict[CapKey, float] = {}
    rows = zip(
        nominations.owner, nominations.source, nominations.sink, nominations.crr_type, nominations.period,
        nominations.tou, nominations.mw.tolist(), strict=True,
    )  # fmt: skip
    for owner, source, sink, crr_type, period, tou, mw in rows:
        for key in _keys(owner, source, sink, crr_type, period, tou):
            if key in caps.mw or (key.kind == SIGNATURE and (SIGNATURE, owner) in caps.kinds):
                totals[key] = totals.get(key, 0.0) + mw
    return totals


def _keys(owner: str, source: str, sink: str, *rest: str) -> Iterable[CapKey]:
    yield CapKey(SIGNATURE, owner, source, sink, *rest)
    yield from (CapKey(kind, owner, "", sink, *rest) for kind in ("SEQ", "MEQ", "UPPER_BOUND"))
