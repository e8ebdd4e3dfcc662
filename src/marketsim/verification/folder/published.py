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
ALLOCATED, OWN = "PUBLIC_ALLOCATION_RESULT", "PRIVATE_ALLOCATION_RESULT"
GROUPED = "GROUPED_BASE_LOADING"
_NOMINATED = ("MarketName", "Period", "TOU", "AssetOwner", "CrrType", "HedgeType", "Source", "Sink")
ALLOCATED_COLUMNS = (*_NOMINATED, "MW")
OWN_COLUMNS = (*_NOMINATED, "NominatedMW", "MW")
GROUPED_COLUMNS = ("MarketName", "Period", "TOU", "Source", "Sink", "HedgeType", "MW")
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
    """The published tables that are there; ``private`` by the asset owner that the file's name tells.

    An allocation has no ``prices``; ``grouped``: the base loading as an allocation publishes it.
    """

    public: Table | None
    private: Mapping[str, Table]
    prices: Table | None
    binding: Table | None
    holdings: Table | None
    grouped: Table | None = None


def read_published(files: MarketFiles, *, allocation: bool = False) -> Published | None:
    """The published files of a folder, None where it has none; raises Unreadable."""
    names = [each for each in files.names() if each.startswith(FOLDER) and each.endswith(".csv")]
    if not names:
        return None

    def table(stem: str, columns: tuple[str, ...]) -> Table | None:
        name = f"{FOLDER}{stem}.csv"
        return read_table(files, name, columns) if name in names else None

    def private(stem: str, columns: tuple[str, ...]) -> dict[str, Table]:
        start = f"{FOLDER}{stem}_"
        return {
            name.removeprefix(start).removesuffix(".csv"): read_table(files, name, columns)
            for name in names
            if name.startswith(start)
        }

    return Published(
        public=table(ALLOCATED, ALLOCATED_COLUMNS) if allocation else table(PUBLIC, PUBLIC_COLUMNS),
        private=private(OWN, OWN_COLUMNS) if allocation else private(PRIVATE, PRIVATE_COLUMNS),
        prices=None if allocation else table("CLEARING_PRICE", PRICE_COLUMNS),
        binding=table("BINDING_CONSTRAINT", BINDING_COLUMNS),
        holdings=table("EXISTING_CRRS", HOLDING_COLUMNS),
        grouped=table(GROUPED, GROUPED_COLUMNS) if allocation else None,
    )
