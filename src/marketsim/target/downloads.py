"""Every download of market data: the operation that has it, and what it can be asked of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marketsim.client.answer import Answer
from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import Operation
from marketsim.target.binding import Binder
from marketsim.target.halt import Halted
from marketsim.target.market_results import FileFormatName
from marketsim.target.party import Party
from marketsim.target.session import Session

SERVICE, MARKET, CALCULATION = "market_data", "marketName", "nominationCapCalcName"
CAPS_OF_A_MONTH = "MEQ"


@dataclass(frozen=True, slots=True)
class DownloadType:
    """A download type of one operation, and the query parameter that carries it.

    ``side`` tells files of one name apart: results of an ``auction`` or an ``allocation``; None for the others.
    """

    kind: str
    operation: Operation
    parameter: str

    @property
    def private(self) -> bool:
        """Whether it holds the rows of one participant."""
        return "Private" in self.operation.operation_id

    @property
    def side(self) -> str | None:
        """Whose results it tells: of an auction or of an allocation; None where it tells none."""
        name = self.operation.operation_id
        if not name.endswith("Result"):
            return None
        return "auction" if "Auction" in name else "allocation"

    @property
    def subject(self) -> str | None:
        """The query parameter that says of what: a market or a calculation; None where it is of no one thing."""
        names = {each.name for each in self.operation.parameters}
        return next((each for each in (MARKET, CALCULATION) if each in names), None)


@dataclass(frozen=True, slots=True)
class Download:
    """A download type, with the market or calculation that it is asked of; None where it is of no one thing."""

    type: DownloadType
    of: str | None

    def ask(self, session: Session, party: Party, file_format: FileFormatName = "JSON") -> Answer[bytes]:
        """Ask for the file, as the party."""
        query: dict[str, Any] = {self.type.parameter: self.type.kind, "fileFormat": file_format}
        if self.type.subject is not None:
            query[self.type.subject] = self.of
        return session.client(party).call(self.type.operation, {**query, "participantName": party.name})


def download_types(contract: Contract) -> list[DownloadType]:
    """All that the contract lists; binding constraints are those of auctions, and those of allocations."""
    return [
        DownloadType(kind, operation, parameter.name)
        for key, operation in sorted(contract.operations.items())
        if key.service == SERVICE
        for parameter in operation.parameters
        if parameter.name.endswith("DownloadType")
        for kind in parameter.schema["enum"]
    ]


def download_type(contract: Contract, kind: str, side: str | None = None) -> DownloadType:
    """The download type of that name, of that ``side`` where both have one. Raises StopIteration for no such type."""
    return next(each for each in download_types(contract) if each.kind == kind and side in (None, each.side))


def downloads_of(session: Session, binder: Binder, party: Party, wanted: DownloadType) -> Iterator[Download]:
    """What the party can ask that type of: posted markets for results, else active ones, or caps that bind us."""
    if wanted.subject is None:
        yield Download(wanted, None)
    elif wanted.subject == CALCULATION:
        yield from _of_caps(binder, party, wanted)
    else:
        service = session.client(party).market_status
        posted = [service.get_posted_auction_markets, service.get_posted_allocation_markets]
        active = [service.get_active_auction_markets, service.get_active_allocation_markets]
        lists = {"auction": posted[:1], "allocation": posted[1:], None: active}[wanted.side]
        for ask in lists:
            yield from (Download(wanted, market.name) for market in ask().value)


def _of_caps(binder: Binder, party: Party, wanted: DownloadType) -> Iterator[Download]:
    """The calculation that binds in an OPEN allocation; none where the party is told of none."""
    term = "MONTHLY" if wanted.kind == CAPS_OF_A_MONTH else "ANNUAL"
    try:
        calculation = binder.cap_calculation(party, binder.market(party, "allocation", "OPEN", term))
    except Halted:
        return
    yield Download(wanted, calculation)
