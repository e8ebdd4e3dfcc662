"""Finding what a Given names among what the system under test publishes; nothing is made up.

What is not there is a skip that says what is missing (design.md section 4); a profile may pin any need by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeVar

from marketsim.contract.filecolumns import read_download
from marketsim.contract.messages.historical_forecasted_load import LoadSubmissionWindow
from marketsim.contract.messages.load_migration import LoadMigrationMarket
from marketsim.contract.messages.market_status import Market
from marketsim.contract.messages.tor_conversion import TorConversionWindow
from marketsim.target.halt import skipped
from marketsim.target.party import Party
from marketsim.target.session import Session

Kind = Literal["auction", "allocation"]
Rows = list[Mapping[str, Any]]
Found = TypeVar("Found")


class Binder:
    """Binds needs to real objects of the system under test, asking as the party that needs them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lists: dict[str, Rows] = {}

    def market(self, party: Party, kind: Kind, status: str, term: str | None = None) -> Market:
        """A market of that kind and status (``term`` is MONTHLY, ANNUAL or None for either)."""
        service = self._session.client(party).market_status
        ask: Callable[[], Any]
        if status == "POSTED":
            ask = (
                service.get_posted_auction_markets
                if kind == "auction"
                else service.get_posted_allocation_markets
            )
        else:
            ask = (
                service.get_active_auction_markets
                if kind == "auction"
                else service.get_active_allocation_markets
            )
        wanted = self._session.profile.pins.get(f"{kind}.{status}")
        for market in ask().value:
            if wanted not in (None, market.name) or term not in (None, market.market_term):
                continue
            if service.get_market_status(market_name=market.name).value == status:
                return market
        raise missing(f"{article(status)} {status} {term.lower() + ' ' if term else ''}{kind}")

    def source_sink(self, party: Party, market: Market) -> Rows:
        """The source/sink list of a market, as rows of its published file."""
        if market.name not in self._lists:
            answer = self._session.client(party).market_data.get_public_market_data(
                market_name=market.name, public_market_download_type="SOURCE_SINK", file_format="JSON"
            )
            self._lists[market.name] = list(read_download(answer.value)[1])
        return self._lists[market.name]

    def pair(self, party: Party, market: Market, tou: str = "ON") -> tuple[str, str]:
        """A generator and a load aggregation point that are biddable in the market for that time of use."""
        rows = [
            row
            for row in self.source_sink(party, market)
            if row["TOU"] == tou and is_yes(row["BiddableFlag"])
        ]
        sources = sorted({str(row["SourceSink"]) for row in rows if row["Type"] == "GEN"})
        sinks = sorted({str(row["SourceSink"]) for row in rows if row["Type"] == "LAP"})
        return (
            first(sources, f"a biddable generator in {market.name}"),
            first(sinks, f"a biddable load aggregation point in {market.name}"),
        )

    def holding(self, party: Party, group: str, least_mw: float = 0.0) -> Mapping[str, Any]:
        """A CRR of the party's own, of at least so many MW, from one of the private downloads."""
        answer = self._session.client(party).market_data.get_private_general_data(
            private_general_download_type=f"PRIVATE_EXISTING_CRR_{group}",  # type: ignore[arg-type]
            file_format="JSON",
        )
        rows = read_download(answer.value)[1] if answer.ok else []
        return first(
            (row for row in rows if float(str(row["MW"])) >= least_mw),
            f"a CRR of ours of {least_mw} MW or more",
        )

    def load_window(self, party: Party, flag: str, status: str) -> LoadSubmissionWindow:
        """A load submission window: flag H or F, status OPEN or CLOSED."""
        service = self._session.client(party).historical_forecasted_load
        ask = {
            ("H", "OPEN"): service.get_open_historical_load_submission_window_list,
            ("F", "OPEN"): service.get_open_forecast_load_submission_window_list,
            ("H", "CLOSED"): service.get_closed_hist_load_submission_window_list,
            ("F", "CLOSED"): service.get_closed_forecast_load_submission_window_list,
        }[flag, status]
        kind = "historical" if flag == "H" else "forecast"
        return first(ask().value, f"{article(status)} {status} {kind} load submission window")

    def migration_market(self, party: Party, status: str) -> LoadMigrationMarket:
        """A load migration market of that status."""
        service = self._session.client(party).load_migration
        posted = status == "POSTED"
        ask = (
            service.get_posted_load_migration_market_list
            if posted
            else service.get_active_load_migration_market_list
        )
        markets = (each for each in ask().value if each.market_status == status)
        return first(markets, f"{article(status)} {status} load migration market")

    def tor_window(self, party: Party, status: str) -> TorConversionWindow:
        """A TOR conversion window of that status."""
        service = self._session.client(party).tor_conversion
        posted = status == "POSTED"
        ask = (
            service.get_new_conversion_window_for_approval
            if posted
            else service.get_new_conversion_window_for_request
        )
        windows = (each for each in ask().value if each.status == status)
        return first(windows, f"{article(status)} TOR conversion window in status {status}")


def first(candidates: Iterable[Found], what: str) -> Found:
    """The first candidate, or a skip that names what is missing."""
    for candidate in candidates:
        return candidate
    raise missing(what)


def missing(what: str) -> Exception:
    """A skip for want of data that only the ISO can put there."""
    return skipped(
        "data", f"this scenario needs {what}, and the system under test shows none", waits_for="ISO"
    )


def article(word: str) -> str:
    """The indefinite article for a word."""
    return "an" if word[0] in "AEIOU" else "a"


def is_yes(flag: Any) -> bool:
    """Whether a published flag says yes (the file's spelling is not confirmed)."""
    return str(flag).strip().lower() in ("y", "yes", "true", "1")
