"""Which bid a published private row belongs to, as the published files name no record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from marketsim.verification.folder.bids import BidTable
from marketsim.verification.folder.table import Table

_SAME_MW = 6  # digits after the point, by which the MW of bids and of rows are told apart


def match_private(
    bids: BidTable, private: Mapping[str, Table]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[tuple[str, str]]]:
    """Awarded MW and price by bid, and what does not match, with its place.

    Bids that all columns of the private file tell alike (owner, kind, path, product, most MW) are told apart by
    what they are worth: the row with more MW goes to the better price. Any other order would be no better.
    """
    rows: dict[tuple[object, ...], list[tuple[float, float]]] = defaultdict(list)
    for table in private.values():
        for key, mw, price in zip(
            _row_keys(table), table.numbers("MW"), table.numbers("ClearingPrice"), strict=True
        ):
            rows[key].append((float(mw), float(price)))
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, key in enumerate(_bid_keys(bids)):
        groups[key].append(at)
    mw, price = np.full(len(bids), np.nan), np.full(len(bids), np.nan)
    strange: list[tuple[str, str]] = []
    for key, own in groups.items():
        found = sorted(rows.pop(key, []), reverse=True)
        own.sort(key=lambda at: _eagerness(bids, at), reverse=True)
        for at, (awarded, cleared) in zip(own, found, strict=False):
            mw[at], price[at] = awarded, cleared
        if len(found) > len(own):
            strange.append((f"private rows of {key[0]}", f"{len(found)} rows for {len(own)} bids {key[1:]}"))
    for key, found in rows.items():
        strange.append((f"private rows of {key[0]}", f"{len(found)} rows that no bid explains: {key[1:]}"))
    return mw, price, strange


def _eagerness(bids: BidTable, at: int) -> tuple[float, ...]:
    points = bids.price[bids.start[at] + 1 : bids.start[at + 1]]
    return tuple((-points if bids.sells[at] else points).tolist())


def _bid_keys(bids: BidTable) -> list[tuple[object, ...]]:
    return list(
        zip(
            bids.owner, ["SELL" if each else "BUY" for each in bids.sells.tolist()], bids.crr_id, bids.crr_type,
            ["OPT" if each else "OBL" for each in bids.option.tolist()], bids.period, bids.tou, bids.source,
            bids.sink, np.round(bids.most, _SAME_MW).tolist(), strict=True,
        )
    )  # fmt: skip


def _row_keys(table: Table) -> list[tuple[object, ...]]:
    """As the keys of bids; the CRR that a bid to buy became is no part of it, as no bid could name it."""
    kinds = table.text("BidType")
    crr_ids = zip(table.text("CrrId", filled=False), kinds, strict=True)
    offered = [crr_id if kind == "SELL" else "" for crr_id, kind in crr_ids]
    return list(
        zip(
            table.text("AssetOwner"), kinds, offered, table.text("CrrType", filled=False), table.text("HedgeType"),
            table.text("Period"), table.text("TOU"), table.text("Source"), table.text("Sink"),
            np.round(table.numbers("BidMW"), _SAME_MW).tolist(), strict=True,
        )
    )  # fmt: skip
