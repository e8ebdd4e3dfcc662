"""Nomination caps of one participant, from one calculation."""

from __future__ import annotations

from sqlalchemy import Connection

from marketsim.contract.cells import Row
from marketsim.system.store.caps import list_caps


def cap_rows(store: Connection, calculation: str, download_type: str, owner: str | None) -> list[Row]:
    """The rows of SEQ, MEQ, UPPER_BOUND (sinks) or SIGNATURE (pairs); none if it found none.

    ``owner`` is None for everybody's.
    """
    rows: list[Row] = []
    for cap in list_caps(store, calculation, download_type, owner):
        row: Row = {
            "NominationCapCalcName": cap.calculation,
            "AssetOwner": cap.owner,
            "CrrType": cap.crr_type,
            "Period": cap.period,
            "TOU": cap.tou,
            "Sink": cap.sink,
            "MW": cap.mw,
        }
        rows.append(row | {"Source": cap.source} if download_type == "SIGNATURE" else row)
    return rows
