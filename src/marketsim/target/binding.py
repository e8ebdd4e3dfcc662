"""Finding what a Given names among what the system under test publishes; nothing is made up.

What is not there is a skip that says what is missing (design.md section 4); a profile may pin any need by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

from marketsim.contract.messages.historical_forecasted_load import LoadSubmissionWindow
from marketsim.contract.messages.load_migration import LoadMigrationMarket
from marketsim.contract.messages.market_status import Market
from marketsim.contract.messages.tor_conversion import TorConversionWindow
from marketsim.target.caps import CapKind, is_posted, posted_calculations
from marketsim.target.coming import (
    Coming,
    coming_conversion_windows,
    coming_load_windows,
    coming_markets,
    coming_migration_markets,
)
from marketsim.target.download_rows import Rows, rows_of
from marketsim.target.halt import skipped
from marketsim.target.party import Party
from marketsim.target.patience import Patience
from marketsim.target.pins import (
    SINK,
    SOURCE,
    caps_pin,
    load_window_pin,
    market_pins,
    migration_market_pin,
    tor_window_pin,
)
from marketsim.target.session import Session

Kind = Literal["auction", "allocation"]
Found = TypeVar("Found")


class Binder:
    """Binds needs to real objects of the system under test, asking as the party that needs them.

    What is not there but announced is waited for within ``patience``: none by default.
    """

    def __init__(self, session: Session, patience: Patience | None = None) -> None:
        self._session = session
        self._patience = patience or Patience()
        self._lists: dict[str, Rows] = {}

    def market(self, party: Party, kind: Kind, status: str, term: str | None = None) -> Market:
        """A market of that kind and status (``term`` is MONTHLY, ANNUAL or None for either)."""
        service = self._session.client(party).market_status
        choice = self._choice(*market_pins(kind, status, term))

        def wanted(posted: bool) -> list[Market]:
            asks: dict[tuple[bool, Kind], Callable[[], Any]] = {
                (True, "auction"): service.get_posted_auction_markets,
                (True, "allocation"): service.get_posted_allocation_markets,
                (False, "auction"): service.get_active_auction_markets,
                (False, "allocation"): service.get_active_allocation_markets,
            }
            listed = asks[posted, kind]().value
            return [each for each in listed if term in (None, each.market_term) and choice.takes(each.name)]

        def look() -> Market | None:
            for each in wanted(status == "POSTED"):
                if self._is(service.get_market_status(market_name=each.name).value, status):
                    return each
            return None

        what = f"{article(status)} {status} {term.lower() + ' ' if term else ''}{kind}"
        return self._found(
            look, lambda now: coming_markets(wanted(posted=False), status, now), choice.named(what)
        )

    def source_sink(self, party: Party, market: Market) -> Rows:
        """The source/sink list of a market, as rows of its published file."""
        if market.name not in self._lists:
            answer = self._session.client(party).market_data.get_public_market_data(
                market_name=market.name, public_market_download_type="SOURCE_SINK", file_format="JSON"
            )
            self._lists[market.name] = rows_of(answer, "SourceSink", "TOU", "Type", "BiddableFlag")
        return self._lists[market.name]

    def pair(self, party: Party, market: Market, tou: str = "ON") -> tuple[str, str]:
        """A generator and a load aggregation point that are biddable in the market for that time of use."""
        rows = [
            row
            for row in self.source_sink(party, market)
            if row["TOU"] == tou and is_yes(row["BiddableFlag"])
        ]
        return (
            self._node(rows, "GEN", SOURCE, f"a biddable generator in {market.name}"),
            self._node(rows, "LAP", SINK, f"a biddable load aggregation point in {market.name}"),
        )

    def locations(self, party: Party, market: Market, type_: str, tou: str = "ON") -> list[str]:
        """The locations of a type (GEN, HUB, SP, LAP) that are biddable in the market for that time of use, by name."""
        rows = (row for row in self.source_sink(party, market) if is_yes(row["BiddableFlag"]))
        return sorted({str(row["SourceSink"]) for row in rows if (row["TOU"], row["Type"]) == (tou, type_)})

    def pair_of(
        self, party: Party, market: Market, source_type: str, sink_type: str, besides: str = ""
    ) -> tuple[str, str]:
        """Two locations of these types that are biddable in the market; the source is another than ``besides``."""
        sources = (name for name in self.locations(party, market, source_type) if name != besides)
        source = first(sources, f"a biddable {source_type} in {market.name}")
        sinks = (name for name in self.locations(party, market, sink_type) if name != source)
        return source, first(sinks, f"another biddable {sink_type} in {market.name}")

    def base_loaded(self, party: Party, market: Market) -> set[str]:
        """The locations that the base loading of the market's model touches, by its published file."""
        answer = self._session.client(party).market_data.get_public_market_data(
            market_name=market.name, public_market_download_type="GROUPED_BASE_LOADING", file_format="JSON"
        )
        return {str(row[end]) for row in rows_of(answer, "Source", "Sink") for end in ("Source", "Sink")}

    def _node(self, rows: Rows, type_: str, pin: str, what: str) -> str:
        """The first node of a type by name, or the one that is pinned, of whatever type it is."""
        choice = self._choice(pin)
        names = {
            str(row["SourceSink"])
            for row in rows
            if choice.takes(row["SourceSink"]) and (choice.pins or row["Type"] == type_)
        }
        return first(sorted(names), choice.named(what))

    def load_points(self, party: Party, count: int) -> list[str]:
        """So many load aggregation points, where load may be taken, by the list of an OPEN allocation."""
        market = self.market(party, "allocation", "OPEN")
        listed = {str(row["SourceSink"]) for row in self.source_sink(party, market) if row["Type"] == "LAP"}
        if len(listed) < count:
            raise missing(f"{count} load aggregation points in {market.name}")
        return sorted(listed)[:count]

    def portfolio(self, party: Party, market: Market) -> tuple[Party, Any]:
        """A portfolio of the party's own, or of another of ours in the same function, and whose it is."""
        for each in self._session.parties:
            if each.function == party.function and each.write:
                client = self._session.client(each)
                ask: Any = (
                    client.auction.get_portfolio_list
                    if market.market_type == "AUCTION"
                    else client.nomination.portfolio_list
                )
                for portfolio in ask(market_name=market.name).value:
                    return each, portfolio
        raise missing(f"a portfolio of ours in {market.name}")

    def cap_calculation(self, party: Party, market: Market) -> str:
        """The calculation of nomination caps that binds in an allocation: the one pinned, or the last one told."""
        choice = self._choice(caps_pin(market.market_term))
        named = choice.pins or tuple(posted_calculations(self._session, party, market.name))
        kind: CapKind = "SEQ" if market.market_term == "ANNUAL" else "MEQ"
        posted = (each for each in named if is_posted(self._session, party, each, kind))
        return first(posted, choice.named(f"posted nomination caps of {market.name}"))

    def load_window(self, party: Party, flag: str, status: str) -> LoadSubmissionWindow:
        """A load submission window: flag H or F, status OPEN or CLOSED."""
        service = self._session.client(party).historical_forecasted_load
        asks: dict[tuple[str, str], Callable[[], Any]] = {
            ("H", "OPEN"): service.get_open_historical_load_submission_window_list,
            ("F", "OPEN"): service.get_open_forecast_load_submission_window_list,
            ("H", "CLOSED"): service.get_closed_hist_load_submission_window_list,
            ("F", "CLOSED"): service.get_closed_forecast_load_submission_window_list,
        }
        choice = self._choice(load_window_pin(flag, status))

        def listed(as_: str) -> list[LoadSubmissionWindow]:
            return [each for each in asks[flag, as_]().value if choice.takes(each.name)]

        what = (
            f"{article(status)} {status} {'historical' if flag == 'H' else 'forecast'} load submission window"
        )
        other = "CLOSED" if status == "OPEN" else "OPEN"
        return self._found(
            lambda: next(iter(listed(status)), None),
            lambda now: coming_load_windows(listed(other), status, now),
            choice.named(what),
        )

    def migration_market(self, party: Party, status: str) -> LoadMigrationMarket:
        """A load migration market of that status."""
        service = self._session.client(party).load_migration
        choice = self._choice(migration_market_pin(status))

        def listed(posted: bool) -> list[LoadMigrationMarket]:
            ask = (
                service.get_posted_load_migration_market_list
                if posted
                else service.get_active_load_migration_market_list
            )
            return [each for each in ask().value if choice.takes(each.market_name)]

        return self._found(
            lambda: next(
                (each for each in listed(status == "POSTED") if self._is(each.market_status, status)), None
            ),
            lambda now: coming_migration_markets(listed(posted=False), status, now),
            choice.named(f"{article(status)} {status} load migration market"),
        )

    def tor_window(self, party: Party, status: str) -> TorConversionWindow:
        """A TOR conversion window of that status."""
        service = self._session.client(party).tor_conversion
        choice = self._choice(tor_window_pin(status))

        def listed(posted: bool) -> list[TorConversionWindow]:
            ask = (
                service.get_new_conversion_window_for_approval
                if posted
                else service.get_new_conversion_window_for_request
            )
            return [each for each in ask().value if choice.takes(each.name)]

        return self._found(
            lambda: next(
                (each for each in listed(status == "POSTED") if self._is(each.status, status)), None
            ),
            lambda now: coming_conversion_windows(listed(posted=False), status, now),
            choice.named(f"a TOR conversion window in status {status}"),
        )

    def _is(self, status: str, needed: str) -> bool:
        """Whether a status will do; of canned answers any will, since none says anything."""
        return status == needed or self._session.profile.target.answers == "canned"

    def _found(
        self, look: Callable[[], Found | None], coming: Callable[[datetime], list[Coming]], what: str
    ) -> Found:
        """What is there now, or is announced and comes while we wait; else a skip that says which."""
        found = look()
        if found is not None:
            return found
        announced = min(coming(self._patience.now()), default=None)
        if announced is None:
            raise missing(what)
        return self._patience.wait(f"{what} ({announced.name})", announced.moment, look)

    def _choice(self, *needs: str) -> Choice:
        pins = self._session.profile.pins
        return Choice(tuple(pins[need] for need in needs if need in pins))


@dataclass(frozen=True, slots=True)
class Choice:
    """The names that the profile pins for a need; any will do when it pins none."""

    pins: tuple[str, ...]

    def takes(self, name: object) -> bool:
        """Whether a candidate of that name will do."""
        return not self.pins or name in self.pins

    def named(self, what: str) -> str:
        """What is needed, with the names that are pinned."""
        return f"{what} called {' or '.join(self.pins)}, as the profile pins it" if self.pins else what


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
