"""Portfolios of nominations for the allocations."""

from __future__ import annotations

from marketsim.client.answer import Answer
from marketsim.client.service_group import ServiceGroup
from marketsim.contract.messages.nomination import (
    NewPortfolio,
    Portfolio,
    PortfolioIdentifier,
    PortfolioStatus,
)


class NominationService(ServiceGroup):
    """Portfolios of nominations for the allocations.

    General codes of every operation: SEC0001, SEC0002, SER0001, SER0017, SER0028 to SER0030.
    """

    service = "nomination"

    def portfolio(
        self, *, market_name: str, portfolio_name: str, participant_name: str | None = None
    ) -> Answer[Portfolio]:
        """A saved portfolio with its nominations.

        Codes of its own: MKT0001, POR0023, POR0100, POR0308.
        """
        return self._call(
            "portfolio",
            marketName=market_name,
            portfolioName=portfolio_name,
            participantName=participant_name,
        )

    def delete_portfolio(
        self, *, market_name: str, portfolio_name: str, participant_name: str | None = None
    ) -> Answer[PortfolioStatus]:
        """Delete a portfolio that is not submitted.

        Codes of its own: MKT0001, MKT0004, POR0010, POR0023, POR0100, SER0016.
        """
        return self._call(
            "deletePortfolio",
            marketName=market_name,
            portfolioName=portfolio_name,
            participantName=participant_name,
        )

    def portfolio_list(
        self, *, market_name: str, participant_name: str | None = None
    ) -> Answer[list[Portfolio]]:
        """All portfolios of a participant in a market.

        Codes of its own: MKT0001, MKT0002.
        """
        return self._call("portfolioList", marketName=market_name, participantName=participant_name)

    def portfolio_status(
        self, *, market_name: str, portfolio_name: str, participant_name: str | None = None
    ) -> Answer[PortfolioStatus]:
        """The status of a portfolio, with the reasons when it is INVALID or REJECTED.

        Codes of its own: MKT0001, POR0023, POR0100.
        """
        return self._call(
            "portfolioStatus",
            marketName=market_name,
            portfolioName=portfolio_name,
            participantName=participant_name,
        )

    def portfolio_creation(self, body: NewPortfolio) -> Answer[PortfolioStatus]:
        """Save a new portfolio.

        Codes of its own: MKT0001, MKT0004, POR0101, POR0103, POR0215, SER0015, SER0017, SER0022, SER0030.
        """
        return self._call("portfolioCreation", body)

    def portfolio_submission(self, body: PortfolioIdentifier) -> Answer[PortfolioStatus]:
        """Submit a portfolio to its market; faults in its content answer 200 with INVALID or REJECTED.

        Codes of its own: MKT0001, MKT0004, NOM0101, NOM0128, POR0013, POR0051, POR0100.
        """
        return self._call("portfolioSubmission", body)

    def portfolio_retraction(self, body: PortfolioIdentifier) -> Answer[PortfolioStatus]:
        """Take a submitted portfolio back.

        Codes of its own: MKT0004, NOM0129, POR0011, POR0012, POR0038, POR0100.
        """
        return self._call("portfolioRetraction", body)
