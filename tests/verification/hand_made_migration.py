"""A load migration by hand: what utilities uploaded, what the ISO tells of it, and what is made of parents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from hand_made_inventory import Json, allocated, migrated, result, row, traded

from marketsim.verification.laws import Judgement
from marketsim.verification.migration import (
    Drawn,
    Former,
    Migrated,
    Uploads,
    judge_lse,
    judge_migration,
    judge_udc,
    parents_of,
)
from marketsim.verification.migration.shares import Range

OWNERS = {"100000001": "NVLY", "100000002": "BAYC"}
EFFECTIVE = date(2026, 7, 1)
MARKET = "LOAD_MIGRATION_2026_M07"


def rates(udc: str, kw: float) -> Json:
    """One class, the same rate in all seasons, last year's being another."""
    return {
        "loadMigrationMarket": MARKET, "udcName": udc, "customerRateRecords": [
            {"class": "RESIDENTIAL", "tou": tou, "seasonNumber": season, "kwRate": kw if year == 2026 else 9.9,
             "year": year}
            for tou in ("ON", "OFF") for season in (1, 2, 3, 4) for year in (2025, 2026)
        ],
    }  # fmt: skip


def customers(udc: str, count: int) -> Json:
    """Customers of NVLY, and as many of BAYC."""
    records = [{"lse": duns, "class": "RESIDENTIAL", "numberOfCustomers": count} for duns in OWNERS]
    return {"loadMigrationMarket": MARKET, "udcName": udc, "numberOfCustomerRecords": records}


def transfers(udc: str, *moved: tuple[str, str, int]) -> Json:
    """Customers who went from one to another."""
    records = [
        {"recordId": f"R{at}", "class": "RESIDENTIAL", "fromLse": loser, "toLse": gainer, "numCustomerTransfer": count}
        for at, (loser, gainer, count) in enumerate(moved)
    ]  # fmt: skip
    return {"loadMigrationMarket": MARKET, "udcName": udc, "dasrRecords": records}


def percentage(udc: str, mw: float, percent: float, season: int, tou: str, **other: Any) -> Json:
    """A record of load percentages, from NVLY to BAYC."""
    number = len(udc) * 100 + season * 10 + len(tou)
    return {
        "id": number, "udc": udc, "fromLse": "100000001", "toLse": "100000002", "fromAssetOwner": "NVLY",
        "toAssetOwner": "BAYC", "seasonNumber": season, "tou": tou, "loadPercentage": percent,
        "loadTransferMw": mw,
    } | other  # fmt: skip


@dataclass
class Case:
    """A market with all that the oracle is told.

    UPGAE: 5000 customers each at 2 kW, 300 of NVLY go and 50 come: 0.5 MW net. USCE: 2500 customers each at 4 kW,
    75 go: 0.3 MW. NVLY's metric is 20 MW; 2.5 % and 1.5 %, together 4 %: of 12.3456... MW it would be rounded.
    """

    uploads: list[tuple[Json, Json, Json]] = field(
        default_factory=lambda: [
            (rates("UPGAE", 2.0), customers("UPGAE", 5000),
             transfers("UPGAE", ("100000001", "100000002", 300), ("100000002", "100000001", 50))),
            (rates("USCE", 4.0), customers("USCE", 2500), transfers("USCE", ("100000001", "100000002", 75))),
        ]
    )  # fmt: skip
    percentages: list[Json] = field(
        default_factory=lambda: [
            percentage(udc, mw, percent, season, tou)
            for udc, mw, percent in (("UPGAE", 0.5, 2.5), ("USCE", 0.3, 1.5))
            for season in (1, 2, 3, 4)
            for tou in ("ON", "OFF")
        ]
    )
    results: list[Json] = field(
        default_factory=lambda: [
            result(14, 2, "BAYC", initialMw=4.02), result(15, 2, "NVLY", against=True, initialMw=4.02)
        ]
    )  # fmt: skip
    inventory: list[Json] = field(
        default_factory=lambda: [
            allocated(2, "NVLY", 60.5), traded(3, 2, "SRTX", 40.0, CrrType="LSE"), row(4, "NVLY", 9.0),
            allocated(5, "NVLY", 50.0, MarketName="ALLOC_MN_2026_M07_T1"),
        ]
    )  # fmt: skip
    former: Mapping[Drawn, Former] | None = None

    def judged(self, **kept: Any) -> Migrated:
        """By all uploads."""
        return judge_migration(
            [Uploads.of(*each) for each in self.uploads], OWNERS,
            [{"loadMigrationMarket": MARKET, "loadMigrationPercentages": self.percentages}],
            [{"loadMigrationMarket": MARKET, "loadMigrationCrrs": self.results}],
            parents_of(self.inventory, EFFECTIVE), EFFECTIVE, former=self.former, **kept,
        )  # fmt: skip

    def seen_by(self, lse: str) -> Judgement:
        """By what one LSE sees."""
        mine = [each for each in self.results if each["assetOwner"] == lse]
        return judge_lse(
            lse, OWNERS, {"loadMigrationMarket": MARKET, "loadMigrationPercentages": self.percentages},
            {"loadMigrationMarket": MARKET, "loadMigrationCrrs": mine}, parents_of(self.inventory, EFFECTIVE),
            EFFECTIVE, former=self.former,
        )  # fmt: skip

    def seen_by_utility(self, at: int) -> Judgement:
        """By what one utility sees."""
        uploads = Uploads.of(*self.uploads[at])
        told = [each for each in self.percentages if each["udc"] == uploads.udc]
        return judge_udc(
            uploads, OWNERS, {"loadMigrationMarket": MARKET, "loadMigrationPercentages": told}, EFFECTIVE
        )


def month_after(adjusted: float, former: Fraction = Fraction(40204, 10)) -> Case:
    """A month after one that drew a figure unrounded (thousandths of a MW), under the CRRs 14 and 15."""
    case = Case()
    case.former = {Drawn(2, "NVLY", "BAYC"): Former(Range.about(former), 14, 15)}
    case.results = [
        result(14, 2, "BAYC", adjustedMw=adjusted), result(15, 2, "NVLY", against=True, adjustedMw=adjusted)
    ]  # fmt: skip
    case.inventory += [migrated(14, 2, "BAYC", 4.02), migrated(15, 2, "NVLY", 4.02, against=True)]
    return case
