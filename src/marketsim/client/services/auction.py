"""Portfolios of bids and offers for the auctions."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.auction import (
    NewPortfolio,
    Portfolio,
    PortfolioCredit,
    PortfolioIdentifier,
    PortfolioStatus,
)


class AuctionService(ServiceGroup):
    """Portfolios of bids and offers for the auctions.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "auction"

    def get_portfolio(
        self, *, market_name: str, portfolio_name: str, participant_name: str | None = None
    ) -> Answer[Portfolio]:
        """A saved portfolio with its bids and offers.

        Codes of its own: MKT0001, POR0023, POR0100, POR0308.
        """
        return self._call(
            "getPortfolio",
            marketName=market_name,
            portfolioName=portfolio_name,
            participantName=participant_name,
        )

    def delete_portfolio(
        self, *, market_name: str, portfolio_name: str, participant_name: str | None = None
    ) -> Answer[PortfolioStatus]:
        """Delete a portfolio that is not submitted.

        Codes of its own: MKT0001, MKT0004, POR0010, POR0023, POR0100, POR0306.
        """
        return self._call(
            "deletePortfolio",
            marketName=market_name,
            portfolioName=portfolio_name,
            participantName=participant_name,
        )

    def get_portfolio_list(
        self, *, market_name: str, participant_name: str | None = None
    ) -> Answer[list[Portfolio]]:
        """All portfolios of a participant in a market.

        Codes of its own: MKT0001.
        """
        return self._call("getPortfolioList", marketName=market_name, participantName=participant_name)

    def get_portfolio_status(
        self, *, market_name: str, portfolio_name: str, participant_name: str | None = None
    ) -> Answer[PortfolioStatus]:
        """The status of a portfolio, with the reasons when it is INVALID or REJECTED.

        Codes of its own: MKT0001, POR0023, POR0100.
        """
        return self._call(
            "getPortfolioStatus",
            marketName=market_name,
            portfolioName=portfolio_name,
            participantName=participant_name,
        )

    def get_portfolio_required_credit(
        self, *, market_name: str, portfolio_name: str, participant_name: str | None = None
    ) -> Answer[PortfolioCredit]:
        """The credit that a portfolio needs, in dollars.

        Codes of its own: MKT0001, POR0023, POR0100.
        """
        return self._call(
            "getPortfolioRequiredCredit",
            marketName=market_name,
            portfolioName=portfolio_name,
            participantName=participant_name,
        )

    def portfolio_creation(self, body: NewPortfolio) -> Answer[PortfolioStatus]:
        """Save a new portfolio.

        Codes of its own: MKT0001, MKT0004, POR0101, POR0103, POR0215, SER0017, SER0022, SER0030.
        """
        return self._call("portfolioCreation", body)

    def portfolio_submission(self, body: PortfolioIdentifier) -> Answer[PortfolioStatus]:
        """Submit a portfolio to its market; faults in its content answer 200 with INVALID or REJECTED.

        Codes of its own: AUC0037, MKT0001, MKT0004, POR0013, POR0051, POR0100.
        """
        return self._call("portfolioSubmission", body)

    def post_portfolio_retraction(self, body: PortfolioIdentifier) -> Answer[PortfolioStatus]:
        """Take a submitted portfolio back.

        Codes of its own: MKT0004, NOM0129, POR0011, POR0012, POR0038, POR0100.
        """
        return self._call("postPortfolioRetraction", body)
