"""The participant's screens: in an embedded system we use them, on a live target a person must."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.credentials import Credentials
from marketsim.client.exchange import Exchange
from marketsim.client.tls import ssl_context
from marketsim.contract.catalogue import Contract
from marketsim.contract.cells import Cell
from marketsim.contract.filecolumns import TEMPLATES
from marketsim.contract.messages import auction, nomination
from marketsim.contract.messages.historical_forecasted_load import LoadDataSet
from marketsim.contract.tables import write_csv
from marketsim.contract.templates.upload_file import upload_file
from marketsim.target.halt import skipped
from marketsim.target.load_files import CecFigure, cec_file, load_file
from marketsim.target.party import Party
from marketsim.target.profile import Profile

AnyPortfolio = auction.NewPortfolio | nomination.NewPortfolio


class MuiProblem(Exception):
    """The screens refused what they were given, or could not be opened."""


class Screens(Protocol):
    """What scenarios may do in the market user interface."""

    def save(self, party: Party, portfolio: AnyPortfolio) -> dict[str, Any]:
        """Save a portfolio for the party, even a faulty one; what the screens then show of it."""
        ...

    def open_editor(self, party: Party, market: str, portfolio: str) -> None:
        """Open the editor on a portfolio, and leave it open."""
        ...

    def close_editor(self, party: Party, market: str, portfolio: str) -> None:
        """Close the editor on a portfolio."""
        ...

    def post_security(self, party: Party, amount: float) -> None:
        """Post so many dollars more as security."""
        ...

    def elect_long_term(
        self, party: Party, market: str, portfolio: str, megawatts: Mapping[int, float]
    ) -> dict[str, Any]:
        """Elect MW of CRRs, by their ids, for the long term, and submit that; what the screens then say."""
        ...

    def prepay(self, party: Party, market: str, amount: float) -> None:
        """Prepay so many dollars more for the nominations of a market."""
        ...

    def elect_load(self, party: Party, window: str, sink: str) -> None:
        """Elect the load of a window at a sink as eligible."""
        ...

    def upload_load(self, party: Party, load: LoadDataSet) -> dict[str, Any]:
        """Upload hourly load for the party; what the screens then say of it, sink by sink."""
        ...

    def upload_cec_load(self, cec: Party, figures: Sequence[CecFigure]) -> dict[str, Any]:
        """Upload figures as the CEC; what the screens then say."""
        ...

    def cutover_report(self, party: Party, name: str, file_format: str) -> Answer[bytes]:
        """What a participant is told of the cutover by a report of that name, zipped."""
        ...

    def model(self, party: Party, market: str, file: str | None = None) -> Answer[bytes]:
        """Ask for one file of a market's network model, or for the list of them; the answer, a refusal too."""
        ...


class OpenScreens:
    """The MUI room of an embedded system, with each party's own certificate for the screens.

    ``heard`` is told of every exchange with the room. Raises MuiProblem for a party without such a certificate.
    """

    def __init__(
        self, profile: Profile, folder: Path, contract: Contract, heard: Callable[[Exchange], None]
    ) -> None:
        if profile.mui is None:
            raise MuiProblem("the profile names no MUI room")
        self._url, self._ca = profile.mui.url, profile.authorities(folder)
        self._contract, self._heard = contract, heard

    def save(self, party: Party, portfolio: AnyPortfolio) -> dict[str, Any]:
        """Upload the portfolio as the CSV of the template that fits; raises MuiProblem unless it is kept."""
        query = _portfolio(party, portfolio.market_name, portfolio.portfolio_name)
        answer = self._use(party, "POST", "/portfolios", query, upload(portfolio), "text/csv")
        shown: dict[str, Any] = json.loads(answer)
        return shown

    def open_editor(self, party: Party, market: str, portfolio: str) -> None:
        """Open the editor; raises MuiProblem where the screens refuse."""
        self._use(party, "POST", "/editing", _portfolio(party, market, portfolio))

    def close_editor(self, party: Party, market: str, portfolio: str) -> None:
        """Close the editor; raises MuiProblem where the screens refuse."""
        self._use(party, "DELETE", "/editing", _portfolio(party, market, portfolio))

    def post_security(self, party: Party, amount: float) -> None:
        """Post so many dollars more; raises MuiProblem where the screens refuse."""
        order = json.dumps({"participantName": party.name, "amount": amount}).encode()
        self._use(party, "POST", "/security", {}, order)

    def elect_long_term(
        self, party: Party, market: str, portfolio: str, megawatts: Mapping[int, float]
    ) -> dict[str, Any]:
        """Upload the CSV of LT_NOMINATION_ELECTION; raises MuiProblem where the screens refuse."""
        query = {**_portfolio(party, market, portfolio), "submit": "yes"}
        rows: list[Mapping[str, Cell]] = [
            {"CrrId": number, "ElectedMW": mw} for number, mw in megawatts.items()
        ]
        content = write_csv(rows, TEMPLATES["LT_NOMINATION_ELECTION"])
        told: dict[str, Any] = json.loads(
            self._use(party, "POST", "/lt-election", query, content, "text/csv")
        )
        return told

    def prepay(self, party: Party, market: str, amount: float) -> None:
        """Prepay so many dollars more; raises MuiProblem where the screens refuse."""
        order = {"participantName": party.name, "marketName": market, "amount": amount}
        self._use(party, "POST", "/prepayment", {}, json.dumps(order).encode())

    def elect_load(self, party: Party, window: str, sink: str) -> None:
        """Elect eligible load; raises MuiProblem where the screens refuse."""
        order = {"participantName": party.name, "loadSubmissionWindowName": window, "sinkName": sink}
        self._use(party, "POST", "/eq-load-election", {}, json.dumps({**order, "elected": True}).encode())

    def upload_load(self, party: Party, load: LoadDataSet) -> dict[str, Any]:
        """Upload the load as the CSV of its template; raises MuiProblem where nothing of it can be kept."""
        path = "/forecast-load" if load.hist_forecast_flag == "F" else "/historical-load"
        told: dict[str, Any] = json.loads(self._use(party, "POST", path, {}, load_file(load), "text/csv"))
        return told

    def upload_cec_load(self, cec: Party, figures: Sequence[CecFigure]) -> dict[str, Any]:
        """Upload figures as the CSV of CEC_LOAD; raises MuiProblem where the screens refuse."""
        told: dict[str, Any] = json.loads(
            self._use(cec, "POST", "/cec-load", {}, cec_file(figures), "text/csv")
        )
        return told

    def cutover_report(self, party: Party, name: str, file_format: str) -> Answer[bytes]:
        """The answer, whatever it is: a zip with one CSV or JSON."""
        return self._ask(party, "GET", f"/cutover-reports/{name}", {"fileFormat": file_format})

    def model(self, party: Party, market: str, file: str | None = None) -> Answer[bytes]:
        """The answer, whatever it is: JSON ``{market, files: [{name, holds, bytes}]}``, or the file as it is."""
        return self._ask(party, "GET", f"/nda/{market}" + (f"/{file}" if file else ""))

    def _use(
        self,
        party: Party,
        method: str,
        path: str,
        query: Mapping[str, str],
        content: bytes = b"",
        media_type: str = "application/json",
    ) -> bytes:
        answer = self._ask(party, method, path, query, content, media_type)
        if not answer.ok:
            raise MuiProblem(f"the screens: {answer.status} {answer.exchange.response_body[:500]!r}")
        return answer.exchange.response_body

    def _ask(
        self,
        party: Party,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        content: bytes = b"",
        media_type: str = "application/json",
    ) -> Answer[bytes]:
        with self._client(party) as client:
            return client.raw(
                method,
                path,
                query=query or {},
                headers={"content-type": media_type} if content else {},
                content=content or None,
                breach="the market user interface",
            )

    def _client(self, party: Party) -> CrrClient:
        if party.mui_certificate is None:
            raise MuiProblem(f"the profile names no mui_certificate for {party.name}")
        context = ssl_context(Credentials(pem=party.mui_certificate), self._ca)
        return CrrClient(self._url, party.name, context, contract=self._contract, on_exchange=self._heard)


class ClosedScreens:
    """On a live target nobody of ours clicks: what needs the screens is a skip that waits for a person."""

    def save(self, party: Party, portfolio: AnyPortfolio) -> dict[str, Any]:
        """Only a person saves a portfolio in the screens."""
        raise skipped(
            "data", f"do it in the MUI: save a portfolio in {portfolio.market_name}", waits_for="us"
        )

    def open_editor(self, party: Party, market: str, portfolio: str) -> None:
        """Only a person opens the editor."""
        raise skipped("data", f"do it in the MUI: open portfolio {portfolio} of {market}", waits_for="us")

    def close_editor(self, party: Party, market: str, portfolio: str) -> None:
        """Only a person closes the editor."""
        raise skipped("data", f"do it in the MUI: close portfolio {portfolio} of {market}", waits_for="us")

    def post_security(self, party: Party, amount: float) -> None:
        """Only a person posts security."""
        raise skipped("data", f"do it in the MUI: post security of ${amount:,.2f}", waits_for="us")

    def elect_long_term(
        self, party: Party, market: str, portfolio: str, megawatts: Mapping[int, float]
    ) -> dict[str, Any]:
        """Only a person elects in the screens."""
        raise skipped("data", f"do it in the MUI: elect long-term rights in {market}", waits_for="us")

    def prepay(self, party: Party, market: str, amount: float) -> None:
        """Only a person prepays."""
        raise skipped("data", f"prepay ${amount:,.2f} for {market}", waits_for="us")

    def elect_load(self, party: Party, window: str, sink: str) -> None:
        """Only a person elects in the screens."""
        raise skipped("data", f"do it in the MUI: elect the load of {window} at {sink}", waits_for="us")

    def upload_load(self, party: Party, load: LoadDataSet) -> dict[str, Any]:
        """Only a person uploads a file."""
        window, period = load.load_submission_window_name, load.period_name
        raise skipped("data", f"do it in the MUI: upload load of {period} to {window}", waits_for="us")

    def upload_cec_load(self, cec: Party, figures: Sequence[CecFigure]) -> dict[str, Any]:
        """Only the CEC uploads its figures."""
        raise skipped("data", "the CEC uploads its load in its own screens, in its own time", waits_for="ISO")

    def cutover_report(self, party: Party, name: str, file_format: str) -> Answer[bytes]:
        """Only a person fetches a file there."""
        raise skipped("data", f"do it in the MUI: fetch the report {name}", waits_for="us")

    def model(self, party: Party, market: str, file: str | None = None) -> Answer[bytes]:
        """Only a person fetches a file there."""
        raise skipped("data", f"do it in the MUI: fetch the network model of {market}", waits_for="us")


def _portfolio(party: Party, market: str, portfolio: str) -> dict[str, str]:
    return {"participantName": party.name, "marketName": market, "portfolioName": portfolio}


def upload(portfolio: AnyPortfolio) -> bytes:
    """A portfolio as the CSV of its template: BIDS_AND_OFFERS, a row a point of a curve, or NOMINATIONS."""
    nominates = isinstance(portfolio, nomination.NewPortfolio)
    return upload_file("NOMINATIONS" if nominates else "BIDS_AND_OFFERS", portfolio)
