"""``results/published/``: the files as the market participants get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.table import Table, read_table

FOLDER = "results/published/"
PUBLIC, PRIVATE = "PUBLIC_AUCTION_RESULT", "PRIVATE_AUCTION_RESULT"
_COMMON = ("MarketName", "Period", "TOU", "AssetOwner", "BidType", "CrrType", "HedgeType", "Source", "Sink")
PUBLIC_COLUMNS = (*_COMMON, "MW", "ClearingPrice")
PRIVATE_COLUMNS = (*_COMMON, "CrrId", "BidMW", "MW", "ClearingPrice")
PRICE_COLUMNS = ("MarketName", "Period", "TOU", "SourceSink", "ClearingPrice")
BINDING_COLUMNS = (
    "MarketName", "Period", "TOU", "ConstraintName", "ConstraintType", "Contingency", "Direction", "Limit", "Flow",
    "ShadowPrice",
)  # fmt: skip
HOLDING_COLUMNS = (
    "CrrId", "ParentCrrId", "AssetOwner", "Source", "Sink", "TOU", "HedgeType", "CrrType", "Category", "MarketName",
    "Period", "MW", "OfferType",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """The published tables that are there; ``private`` by the asset owner that the file's name tells."""

    public: Table | None
    private: Mapping[str, Table]
    prices: Table | None
    binding: Table | None
    holdings: Table | None


def read_published(files: MarketFiles) -> Published | None:
    """The published files of a folder, None where it has none; raises Unreadable."""
    names = [each for each in files.names() if each.startswith(FOLDER) and each.endswith(".csv")]
    if not names:
        return None

    def table(stem: str, columns: tuple[str, ...]) -> Table | None:
        name = f"{FOLDER}{stem}.csv"
        return read_table(files, name, columns) if name in names else None

    start = f"{FOLDER}{PRIVATE}_"
    return Published(
        public=table(PUBLIC, PUBLIC_COLUMNS),
        private={
            name.removeprefix(start).removesuffix(".csv"): read_table(files, name, PRIVATE_COLUMNS)
            for name in names
            if name.startswith(start)
        },
        prices=table("CLEARING_PRICE", PRICE_COLUMNS),
        binding=table("BINDING_CONSTRAINT", BINDING_COLUMNS),
        holdings=table("EXISTING_CRRS", HOLDING_COLUMNS),
    )
