"""The rows of an extract: a frozen dataclass a table, a module each."""

from __future__ import annotations

from marketsim.legacy.records.adjustments import Adjustment
from marketsim.legacy.records.awards import Award
from marketsim.legacy.records.bids import Bids
from marketsim.legacy.records.conversions import Conversion
from marketsim.legacy.records.holdings import Holding
from marketsim.legacy.records.locations import Location
from marketsim.legacy.records.markets import Market
from marketsim.legacy.records.messages import Message
from marketsim.legacy.records.migrations import Migration
from marketsim.legacy.records.participants import Participant
from marketsim.legacy.records.retired import Retired
from marketsim.legacy.records.roles import Role
from marketsim.legacy.records.sales import Sale
from marketsim.legacy.records.trades import Trade

__all__ = [
    "Adjustment",
    "Award",
    "Bids",
    "Conversion",
    "Holding",
    "Location",
    "Market",
    "Message",
    "Migration",
    "Participant",
    "Retired",
    "Role",
    "Sale",
    "Trade",
]
