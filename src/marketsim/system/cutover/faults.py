"""What a cutover gets wrong on purpose: ``cutover:ID``, one of each kind in every step, to be noticed from outside.

``fail-STEP`` breaks off when that step was written; all others go through and leave a wrong system behind. The replay
is held against the old inventory before any of them acts, so that none of them is noticed by the cutover itself.
"""

from __future__ import annotations

from collections.abc import Mapping

STEPS = ("participants", "nodes", "markets", "inventory", "migrations", "bids", "messages", "reports")
"""What is written, in this order."""

LOSE_A_CRR = "lose-a-crr"
DOUBLE_MW = "double-mw"
KEEP_EXPIRED = "keep-expired"
DROP_COUNTERFLOW = "drop-counterflow"
WRONG_MARKET_NAME = "wrong-market-name"
WRONG_OWNER = "wrong-owner"
WRONG_DATES = "wrong-dates"
DST_DAY = "dst-day"
NO_REPLACEMENT = "no-replacement"
FAR_REPLACEMENT = "far-replacement"
BOTH_SYSTEMS = "both-systems"
SALES_IGNORED = "sales-ignored"
TRADES_IGNORED = "trades-ignored"
ADJUSTMENTS_IGNORED = "adjustments-ignored"
NOT_NETTED = "not-netted"
NO_SELLER_ROWS = "no-seller-rows"
LOSE_A_PARENT = "lose-a-parent"
READ_ONLY_ROLES = "read-only-roles"
WRONG_MAPPING = "wrong-mapping"
LOSE_BIDS = "lose-bids"
LOSE_MESSAGES = "lose-messages"

FAULTS: Mapping[str, str] = {
    LOSE_A_CRR: "the first CRR is not taken over",
    DOUBLE_MW: "the first CRR is taken over with twice its MW",
    KEEP_EXPIRED: "CRRs that end before the system goes live are taken over too",
    DROP_COUNTERFLOW: "the first counterflow of load migration is not taken over",
    WRONG_MARKET_NAME: "traded CRRs keep the name of the market that awarded them",
    WRONG_OWNER: "the first CRR goes to another participant",
    WRONG_DATES: "CRRs of more than two days end a day early",
    DST_DAY: "dates are moved by an hour in summer, as if there were no daylight saving time",
    NO_REPLACEMENT: "retired nodes are not replaced",
    FAR_REPLACEMENT: "a retired node is replaced by the farthest node of its kind",
    BOTH_SYSTEMS: "markets that the old system finishes are known to the new one as well",
    SALES_IGNORED: "what auctions sold is not replayed",
    TRADES_IGNORED: "trades are not replayed",
    ADJUSTMENTS_IGNORED: "adjustments of the operator are not replayed",
    NOT_NETTED: "migrated CRRs keep an id a month",
    NO_SELLER_ROWS: "sold MW have no SELLER rows",
    LOSE_A_PARENT: "CRRs don't tell which one they come from",
    READ_ONLY_ROLES: "who could write may only read",
    WRONG_MAPPING: "the mapping reports name the CRR, or the market, after the one that is meant",
    LOSE_BIDS: "markets that the new system finishes are opened without their bids",
    LOSE_MESSAGES: "messages are not taken over",
} | {f"fail-{step}": f"the cutover breaks off after {step}" for step in STEPS}
"""Every fault and what it does."""

REPLAYED_WITHOUT: Mapping[str, str] = {
    SALES_IGNORED: "sales",
    TRADES_IGNORED: "trades",
    ADJUSTMENTS_IGNORED: "adjustments",
}
"""Faults that leave a whole file of the history out."""
