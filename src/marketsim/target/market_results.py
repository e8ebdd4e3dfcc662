"""The result downloads of a market, as rows (most columns are ours until the ISO's are known)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from marketsim.client.answer import Answer
from marketsim.contract.messages.market_status import Market
from marketsim.target.download_rows import Rows, rows_of
from marketsim.target.market_folder import MarketFolder
from marketsim.target.party import Party
from marketsim.target.session import Session

FileFormatName = Literal["CSV", "JSON"]
KEY = ("MarketName", "Period", "TOU")
PATH = ("AssetOwner", "CrrType", "HedgeType", "Source", "Sink", "MW")
LIMIT = ("ConstraintName", "ConstraintType", "Contingency", "Direction", "Limit", "Flow", "ShadowPrice")


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """The result files of auctions, or of allocations; ``award`` are the columns that both files of awards show.

    ``record`` are the columns by which an owner knows its record again.
    """

    side: Literal["auction", "allocation"]
    private: str
    awards: str
    public: tuple[str, ...]
    award: tuple[str, ...]
    record: tuple[str, ...]


AUCTION = ResultFiles(
    "auction", "PRIVATE_AUCTION_RESULT", "PUBLIC_AUCTION_RESULT",
    ("PUBLIC_AUCTION_RESULT", "CLEARING_PRICE", "BINDING_CONSTRAINT"),
    (*KEY, *PATH, "BidType", "ClearingPrice"), ("Period", "TOU", "BidType", "Source", "Sink"),
)  # fmt: skip
ALLOCATION = ResultFiles(
    "allocation", "PRIVATE_ALLOCATION_RESULT", "PUBLIC_ALLOCATION_RESULT",
    ("PUBLIC_ALLOCATION_RESULT", "BINDING_CONSTRAINT"),
    (*KEY, *PATH), ("Period", "TOU", "CrrType", "Source", "Sink"),
)  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    AUCTION.awards: AUCTION.award,
    AUCTION.private: (*AUCTION.award, "CrrId", "BidMW"),
    ALLOCATION.awards: ALLOCATION.award,
    ALLOCATION.private: (*ALLOCATION.award, "CrrId", "NominatedMW"),
    "CLEARING_PRICE": (*KEY, "SourceSink", "ClearingPrice"),
    "BINDING_CONSTRAINT": (*KEY, *LIMIT),
}


def files_of(market: Market) -> ResultFiles:
    """The result files that a market has."""
    return AUCTION if market.market_type == "AUCTION" else ALLOCATION


def download(
    session: Session, party: Party, market: Market, kind: str, file_format: FileFormatName = "JSON"
) -> Answer[bytes]:
    """Ask for one result file of a market, as the party."""
    files = files_of(market)
    access = "private" if kind == files.private else "public"
    ask: Any = getattr(session.client(party).market_data, f"get_{access}_{files.side}_result")
    asked = {f"{access}_{files.side}_result_download_type": kind, "file_format": file_format}
    found: Answer[bytes] = ask(market_name=market.name, **asked)
    return found


def result_rows(answer: Answer[bytes], kind: str) -> Rows:
    """The rows of a result file; a file for which there are no data has none."""
    return rows_of(answer, *COLUMNS[kind])


def path_price(prices: Mapping[str, float], source: str, sink: str) -> float:
    """$/MW of a path by the prices of its ends, to the cent."""
    return round(prices[sink] - prices[source], 2) + 0.0


def by_location(rows: Rows, period: str, tou: str) -> dict[str, float]:
    """Location prices of one product, $/MW for the period and time of use."""
    return {
        str(row["SourceSink"]): float(row["ClearingPrice"])
        for row in rows
        if (row["Period"], row["TOU"]) == (period, tou)
    }


def file_of(answer: Answer[bytes]) -> bytes:
    """The file inside a download as it came; raises UnexpectedAnswer for a refusal and FolderProblem for no zip."""
    (content,) = MarketFolder.of_zip(answer.value).files.values()
    return content
