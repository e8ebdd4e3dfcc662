"""Nomination caps as a load-serving entity sees them: which calculation binds in a market, and what it allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from marketsim.target.download_rows import rows_of
from marketsim.target.party import Party
from marketsim.target.session import Session

CapKind = Literal["SEQ", "MEQ", "UPPER_BOUND", "SIGNATURE"]
COLUMNS = ("CrrType", "Period", "TOU", "Sink", "MW")
NOT_POSTED = frozenset({"CAP0001", "CAP0002"})
NO_MESSAGE = "SER0007"
LOOKED_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class NominationCap:
    """MW that may be nominated at a sink, or with SIGNATURE on a pair; ``source`` is None for the others."""

    kind: CapKind
    source: str | None
    sink: str
    crr_type: str
    period: str
    tou: str
    mw: float


def posted_calculations(session: Session, party: Party, market_name: str) -> list[str]:
    """The calculations that messages to the party name for a market, the last to come first.

    The wording is the embedded system's; what a live system writes is not known, so a profile pins the name there.
    """
    since = (datetime.now(UTC) - LOOKED_BACK).replace(microsecond=0)
    answer = session.client(party).messages.private_messages(from_date=since)
    if NO_MESSAGE in answer.codes:
        return []
    begins, between = "Nomination caps ", f" of market {market_name} are posted as "
    told = sorted(answer.value, key=lambda each: each.sent_time, reverse=True)
    return [
        each.message.partition(between)[2]
        for each in told
        if each.message.startswith(begins) and between in each.message
    ]


def is_posted(session: Session, party: Party, calculation: str, kind: CapKind) -> bool:
    """Whether a calculation of that name is there with caps of that kind, and is posted."""
    answer = session.client(party).market_data.get_private_allocation_market_data(
        nomination_cap_calc_name=calculation, private_allocation_data_download_type=kind, file_format="JSON"
    )
    return not NOT_POSTED & set(answer.codes)


def caps_of(session: Session, party: Party, calculation: str, kind: CapKind) -> list[NominationCap]:
    """The party's own caps of one kind; none where the calculation found none. Raises UnexpectedAnswer."""
    answer = session.client(party).market_data.get_private_allocation_market_data(
        nomination_cap_calc_name=calculation, private_allocation_data_download_type=kind, file_format="JSON"
    )
    columns = (*COLUMNS, "Source") if kind == "SIGNATURE" else COLUMNS
    return [
        NominationCap(
            kind=kind,
            source=str(row["Source"]) if kind == "SIGNATURE" else None,
            sink=str(row["Sink"]),
            crr_type=str(row["CrrType"]),
            period=str(row["Period"]),
            tou=str(row["TOU"]),
            mw=float(row["MW"]),
        )
        for row in rows_of(answer, *columns)
    ]
