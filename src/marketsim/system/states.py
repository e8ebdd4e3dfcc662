"""The state tables of the embedded system: rows (from, event, to), and statuses derived from dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class NoTransition(Exception):
    """The state table has no row for that state and event."""


@dataclass(frozen=True, slots=True)
class StateTable:
    """One state table; ``rows`` are (from, event, to)."""

    name: str
    rows: tuple[tuple[str, str, str], ...]

    def after(self, state: str, event: str) -> str:
        """The state that follows; raises NoTransition."""
        for before, happening, after in self.rows:
            if before == state and happening == event:
                return after
        raise NoTransition(f"{self.name}: no {event} from {state}")

    def allows(self, state: str, event: str) -> bool:
        """Whether the event may happen in that state."""
        return any(row[0] == state and row[1] == event for row in self.rows)


# Auction and nomination portfolios (auction 1.2.1, nomination 1.3.1: PortfolioStatusType; market rules 5.5).
PORTFOLIO = StateTable(
    "portfolio",
    (
        ("-", "create", "VALID"),
        ("-", "create-blank", "NEW"),
        ("-", "save-in-mui", "INVALID"),
        ("VALID", "submit", "SUBMITTED"),
        ("VALID", "fail", "INVALID"),
        ("VALID", "reject", "REJECTED"),
        ("SUBMITTED", "reject", "REJECTED"),
        ("REJECTED", "settle", "VALID"),
        ("INVALID", "mend", "VALID"),
        ("SUBMITTED", "retract", "VALID"),
        ("NEW", "delete", "DELETED"),
        ("VALID", "delete", "DELETED"),
        ("INVALID", "delete", "DELETED"),
        ("REJECTED", "delete", "DELETED"),
    ),
)

# Secondary-market offers and responses (secondary market 1.2.1, OfferStatus and ResponseStatus).
SM_OFFER = StateTable(
    "sm-offer",
    (
        ("-", "post-public", "POSTED"),
        ("-", "post-private", "PENDING_MP_RESPONSE"),
        ("POSTED", "bind", "PENDING_MP_RESPONSE"),
        ("PENDING_MP_RESPONSE", "respond", "PENDING_CREDIT_CHECK"),
        ("PENDING_CREDIT_CHECK", "approve", "APPROVED"),
        ("PENDING_CREDIT_CHECK", "disapprove", "DISAPPROVED"),
        ("PENDING_CREDIT_CHECK", "fail", "ERROR"),
    ),
)
SM_RESPONSE = StateTable(
    "sm-response",
    (
        ("-", "invite", "PENDING_MP_RESPONSE"),
        ("PENDING_MP_RESPONSE", "respond", "PENDING_CREDIT_CHECK"),
        ("PENDING_CREDIT_CHECK", "approve", "APPROVED"),
        ("PENDING_CREDIT_CHECK", "disapprove", "DISAPPROVED"),
        ("PENDING_CREDIT_CHECK", "fail", "ERROR"),
    ),
)

# TOR conversion requests and approvals (TOR conversion 1.2.1, TorRequestStatus and ConversionApprovalStatus).
TOR_REQUEST = StateTable(
    "tor-request",
    (
        ("-", "accept", "PENDING_APPROVAL"),
        ("-", "fail", "ERROR"),
        ("PENDING_APPROVAL", "approve", "APPROVED"),
        ("PENDING_APPROVAL", "disapprove", "DISAPPROVED"),
    ),
)

# Load submissions (historical and forecasted load 1.1.1, SubmissionStatus).
LOAD_SUBMISSION = StateTable(
    "load-submission",
    (
        ("-", "accept", "VALID"),
        ("VALID", "replace", "VALID"),
        ("VALID", "fail-cec-check", "ERROR"),
        ("ERROR", "replace", "VALID"),
    ),
)

# Statuses that follow from dates; the events name what made the date pass or what the operator wrote.
MARKET = StateTable(
    "market",
    (
        ("PREP", "open", "OPEN"),
        ("OPEN", "close", "CLOSED"),
        ("CLOSED", "reopen", "OPEN"),
        ("CLOSED", "post", "POSTED"),
    ),
)
LOAD_WINDOW = StateTable("load-window", (("CLOSED", "open", "OPEN"), ("OPEN", "close", "CLOSED")))
TOR_WINDOW = StateTable(
    "tor-window",
    (
        ("NEW", "open-conversion", "OPEN_FOR_CONVERSION"),
        ("OPEN_FOR_CONVERSION", "close-conversion", "CLOSED_FOR_CONVERSION"),
        ("CLOSED_FOR_CONVERSION", "open-approval", "OPEN_FOR_APPROVAL"),
        ("OPEN_FOR_APPROVAL", "close-approval", "CLOSED_FOR_APPROVAL"),
        ("CLOSED_FOR_APPROVAL", "post", "POSTED"),
    ),
)

STATE_TABLES: tuple[StateTable, ...] = (
    PORTFOLIO, SM_OFFER, SM_RESPONSE, TOR_REQUEST, LOAD_SUBMISSION, MARKET, LOAD_WINDOW, TOR_WINDOW,
)  # fmt: skip


def market_status(now: datetime, opens: datetime, closes: datetime, posted: datetime | None) -> str:
    """PREP before openDate, OPEN before closeDate, then CLOSED; POSTED iff results were posted."""
    if posted is not None and posted <= now:
        return "POSTED"
    if now < opens:
        return "PREP"
    return "OPEN" if now < closes else "CLOSED"


def load_window_status(now: datetime, opens: datetime, closes: datetime) -> str:
    """OPEN inside the submission window, else CLOSED (historical and forecasted load 1.1.1)."""
    return "OPEN" if opens <= now < closes else "CLOSED"


def tor_window_status(
    now: datetime,
    conversion: tuple[datetime, datetime],
    approval: tuple[datetime, datetime],
    posted: datetime | None,
) -> str:
    """The six statuses of a TOR conversion window, from its two windows (TOR conversion 1.2.1)."""
    if posted is not None and posted <= now:
        return "POSTED"
    passed = sum(moment <= now for moment in (*conversion, *approval))
    names = (
        "NEW",
        "OPEN_FOR_CONVERSION",
        "CLOSED_FOR_CONVERSION",
        "OPEN_FOR_APPROVAL",
        "CLOSED_FOR_APPROVAL",
    )
    return names[passed]
