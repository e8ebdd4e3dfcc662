"""What an extract's history amounts to: the MW of every CRR on every day, and so the inventory at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from marketsim.legacy.calendar import SECOND
from marketsim.legacy.extract import Extract
from marketsim.legacy.records import Holding


class Stretch(NamedTuple):
    """MW (thousandths; of a change signed) from a first to a last second."""

    start: datetime
    end: datetime
    mw: int


class Impossible(ValueError):
    """A history that cannot have been: below 0 MW, changes outside a CRR's dates, or of a CRR that never was."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How a CRR came to be: what holdings.csv says of it, and its MW before anything changed it."""

    crr_id: int
    parent: int | None
    owner: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    class_: str
    old_market: str | None
    made: Stretch


def stretches(made: Stretch, changes: Sequence[Stretch]) -> list[Stretch]:
    """The MW of a CRR over its dates, days of equal MW joined, those of 0 MW too. Raises Impossible."""
    if not changes:
        return [made]
    cuts = {made.start, made.end + SECOND}
    for each in changes:
        if each.start < made.start or each.end > made.end:
            raise Impossible("a change outside the dates of its CRR")
        cuts |= {each.start, each.end + SECOND}
    found: list[Stretch] = []
    for start, after in pairwise(sorted(cuts)):
        mw = made.mw + sum(each.mw for each in changes if each.start <= start <= each.end)
        if mw < 0:
            raise Impossible("less than 0 MW")
        goes_on = bool(found) and found[-1].mw == mw
        found.append(Stretch(found.pop().start if goes_on else start, after - SECOND, mw))
    return found


def unexpired(parts: Iterable[Stretch], moment: datetime) -> list[Stretch]:
    """Those that hold MW and have not ended before that instant."""
    return [each for each in parts if each.mw and each.end >= moment]


def origins(extract: Extract) -> dict[int, Origin]:
    """How every CRR came to be, by old id. Raises Impossible for a trade of what never was."""
    kinds = {each.old_market: each.kind for each in extract.markets}
    found: dict[int, Origin] = {}
    for award in extract.awards:
        auctioned = kinds[award.old_market] == "AUCTION" if award.old_market else award.crr_type == "AUC"
        found[award.old_crr_id] = Origin(
            award.old_crr_id, None, award.participant, award.source, award.sink, award.tou,
            award.hedge_type, award.crr_type, "AUCTION" if auctioned else "ALLOCATION", award.old_market,
            Stretch(award.start, award.end, award.mw),
        )  # fmt: skip
    for each in extract.conversions:
        found[each.old_crr_id] = Origin(
            each.old_crr_id, None, each.participant, each.source, each.sink, each.tou, "OPT", "MT_TOR",
            "SYSTEM", each.old_window, Stretch(each.start, each.end, each.mw),
        )  # fmt: skip
    for moved in extract.migrations:
        found[moved.old_crr_id] = Origin(
            moved.old_crr_id, moved.parent_old_crr_id, moved.participant, moved.source, moved.sink, moved.tou,
            "OBL", moved.crr_type, "LOAD_MIGRATION", moved.old_market, Stretch(moved.start, moved.end, moved.mw),
        )  # fmt: skip
    _traded(extract, found)
    return found


def _traded(extract: Extract, found: dict[int, Origin]) -> None:
    """A trade's CRR is its seller's path for a buyer; a chain's come in the order of its trades."""
    waiting = sorted(extract.trades, key=lambda each: (each.effective_date, each.trade_id))
    while waiting:
        ready = [each for each in waiting if each.old_crr_id in found]
        if not ready:
            raise Impossible(f"trade {waiting[0].trade_id} is of a CRR that never was")
        for each in ready:
            sold = found[each.old_crr_id]
            found[each.new_old_crr_id] = Origin(
                each.new_old_crr_id, each.old_crr_id, each.buyer, sold.source, sold.sink, sold.tou,
                sold.hedge_type, sold.crr_type, "SECONDARY_MARKET", None,
                Stretch(each.start, each.end, each.mw),
            )  # fmt: skip
        waiting = [each for each in waiting if each.new_old_crr_id not in found]


def changes(extract: Extract) -> dict[int, list[Stretch]]:
    """What was taken off every CRR, or added, by old id."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    for sale in extract.sales:
        found[sale.old_crr_id].append(Stretch(sale.start, sale.end, -sale.mw))
    for trade in extract.trades:
        found[trade.old_crr_id].append(Stretch(trade.start, trade.end, -trade.mw))
    for each in extract.adjustments:
        found[each.old_crr_id].append(Stretch(each.start, each.end, each.mw))
    return found


def holdings(extract: Extract, moment: datetime) -> Iterator[Holding]:
    """The inventory at an instant, by id and start, from the history alone. Raises Impossible."""
    changed = changes(extract)
    for crr_id, origin in sorted(origins(extract).items()):
        if origin.made.end < moment:
            continue
        for part in unexpired(stretches(origin.made, changed.get(crr_id, ())), moment):
            yield Holding(
                crr_id, origin.parent, origin.owner, origin.source, origin.sink, origin.tou,
                origin.hedge_type, origin.crr_type, origin.class_, origin.old_market, *part,
            )  # fmt: skip
