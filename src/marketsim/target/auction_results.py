"""The result downloads of an auction, as rows (most columns are ours until the ISO's are known)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from marketsim.client.answer import Answer
from marketsim.target.download_rows import Rows, rows_of
from marketsim.target.market_folder import MarketFolder
from marketsim.target.party import Party
from marketsim.target.session import Session

FileFormatName = Literal["CSV", "JSON"]
PRIVATE = "PRIVATE_AUCTION_RESULT"
PUBLIC = ("PUBLIC_AUCTION_RESULT", "CLEARING_PRICE", "BINDING_CONSTRAINT")
KEY = ("MarketName", "Period", "TOU")
AWARD = (*KEY, "AssetOwner", "BidType", "CrrType", "HedgeType", "Source", "Sink", "MW", "ClearingPrice")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "PUBLIC_AUCTION_RESULT": AWARD,
    PRIVATE: (*AWARD, "CrrId", "BidMW"),
    "CLEARING_PRICE": (*KEY, "SourceSink", "ClearingPrice"),
    "BINDING_CONSTRAINT": (
        *KEY, "ConstraintName", "ConstraintType", "Contingency", "Direction", "Limit", "Flow", "ShadowPrice",
    ),
}  # fmt: skip


def download(
    session: Session, party: Party, market: str, kind: str, file_format: FileFormatName = "JSON"
) -> Answer[bytes]:
    """Ask for one result file of an auction, as the party."""
    service: Any = session.client(party).market_data
    if kind == PRIVATE:
        answer = service.get_private_auction_result(
            market_name=market, private_auction_result_download_type=kind, file_format=file_format
        )
    else:
        answer = service.get_public_auction_result(
            market_name=market, public_auction_result_download_type=kind, file_format=file_format
        )
    found: Answer[bytes] = answer
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
