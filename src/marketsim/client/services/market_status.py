"""Which markets there are and how they stand."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.market_status import Market, MarketStatus


class MarketStatusService(ServiceGroup):
    """Which markets there are and how they stand.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "market_status"

    def get_market_status(
        self, *, market_name: str, participant_name: str | None = None
    ) -> Answer[MarketStatus]:
        """The status of one market: PREP, OPEN, CLOSED or POSTED.

        Codes of its own: MKT0001.
        """
        return self._call("getMarketStatus", marketName=market_name, participantName=participant_name)

    def get_active_allocation_markets(self, *, participant_name: str | None = None) -> Answer[list[Market]]:
        """The allocations that are not yet posted."""
        return self._call("getActiveAllocationMarkets", participantName=participant_name)

    def get_active_auction_markets(self, *, participant_name: str | None = None) -> Answer[list[Market]]:
        """The auctions that are not yet posted."""
        return self._call("getActiveAuctionMarkets", participantName=participant_name)

    def get_market_info(self, *, market_name: str, participant_name: str | None = None) -> Answer[Market]:
        """One market with its window and products.

        Codes of its own: MKT0001.
        """
        return self._call("getMarketInfo", marketName=market_name, participantName=participant_name)

    def get_posted_allocation_markets(self, *, participant_name: str | None = None) -> Answer[list[Market]]:
        """The allocations whose results are posted."""
        return self._call("getPostedAllocationMarkets", participantName=participant_name)

    def get_posted_auction_markets(self, *, participant_name: str | None = None) -> Answer[list[Market]]:
        """The auctions whose results are posted."""
        return self._call("getPostedAuctionMarkets", participantName=participant_name)
