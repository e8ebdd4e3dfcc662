"""A cutover on paper: a small old inventory, and the new one that comes of it, as rows of files.

Nothing of the oracle is used: what a market, owner or node is called now is looked up in tables written here, days
are dates, MW are summed one by one.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

GO_LIVE = date(2025, 5, 1)
OWNERS = {"ALPHA": "ALPH", "BETA": "BETA", "GAMMA": "GAMMA", "DELTA": "DELTA"}
NODES = {"GONE": "NEAR", "NORTH": "NORTH", "SOUTH": "SOUTH", "WEST": "WEST", "NEAR": "NEAR"}
MARKETS = {
    "ALLOC_AN_2025_S02_TR": "ALLOC_AN_2025_T1", "ALLOC_AN_2025_S04_LT": "ALLOC_AN_2025_LT",
    "AUC_AN_2025_S04": "AUC_AN_2025", "AUC_MN_2025_M05": "AUC_MN_2025_M05", "SPECIAL": "AUC_AN_2025", "": "OTHER",
}  # fmt: skip
SEASONS = {
    "2025_M04": (date(2025, 4, 1), date(2025, 4, 30)), "2025_S02": (date(2025, 4, 1), date(2025, 6, 30)),
    "2025_S03": (date(2025, 7, 1), date(2025, 9, 30)), "2025_S04": (date(2025, 10, 1), date(2025, 12, 31)),
    "2026_S01": (date(2026, 1, 1), date(2026, 3, 31)),
}  # fmt: skip
SUMMERS = (
    (date(2025, 3, 9), date(2025, 11, 2)), (date(2026, 3, 8), date(2026, 11, 1)),
)  # fmt: skip
WRITE, NDA = "EXTERNAL CRR HOLDER READ/WRITE ACCESS", "EXTERNAL CRR NDA REPORTS READ-ACCESS"
Row = dict[str, str]


def starts(day: date) -> str:
    """Pacific midnight in UTC."""
    hour = 7 if any(first < day <= last for first, last in SUMMERS) else 8
    return f"{day}T{hour:02}:00:00Z"


def ends(day: date) -> str:
    """The last second of a Pacific day in UTC."""
    after = day + timedelta(days=1)
    return starts(after).replace("00:00Z", "59:59Z").replace("T07", "T06").replace("T08", "T07")


def mw(thousandths: int) -> str:
    """MW with three decimals."""
    return f"{thousandths // 1000}.{thousandths % 1000:03}"


class Right(NamedTuple):
    """What a CRR is of, whatever it is called; ``category`` tells how its owner came by it."""

    owner: str
    path: tuple[str, str]
    tou: str
    crr_type: str
    category: str

    @property
    def hedge_type(self) -> str:
        """Options are those of transmission rights alone."""
        return "OPT" if self.crr_type == "MT_TOR" else "OBL"


@dataclass
class Paper:
    """Files of both sides, rows by name of the file."""

    old: dict[str, list[Row]] = field(default_factory=dict)
    new: dict[str, list[Row]] = field(default_factory=dict)
    _ids: int = 1_000_000
    _old_ids: int = 0

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Both folders, written."""
        for side, files in (("old", self.old), ("new", self.new)):
            (folder / side).mkdir(parents=True, exist_ok=True)
            for name, rows in files.items():
                write_rows(folder / side / name, rows)
        (folder / "old" / "extract.toml").write_text(
            f'format = 1\ntaken_at = 2025-04-24T19:00:00Z\ngo_live = "{GO_LIVE}"\n', "utf-8"
        )
        return folder / "old", folder / "new"

    def crr(self, new_id: str) -> Row:
        """A row of the new inventory."""
        return next(each for each in self.new["EXISTING_CRRS.csv"] if each["CrrId"] == new_id)

    def held(
        self,
        owner: str,
        path: tuple[str, str],
        tou: str,
        crr_type: str,
        category: str,
        market: str,
        period: str,
        days: tuple[date, date],
        amount: int,
        parent: tuple[str, str] = ("", ""),
    ) -> tuple[str, str]:
        """A CRR on both sides, if it is not over; its old and new id."""
        right = Right(owner, path, tou, crr_type, category)
        old_id = self._old_row(right, market, days, amount, parent[0])
        now = {"SECONDARY_MARKET": "SECONDARY_MARKET", "LOAD_MIGRATION": "LOAD_MIGRATION", "SYSTEM": "SYSTEM"}
        name = now.get(category) or MARKETS[market]
        if days[1] < GO_LIVE:
            return old_id, ""
        return old_id, self._new_row(right, name, period, days, amount, parent[1])

    def _old_row(self, right: Right, market: str, days: tuple[date, date], amount: int, parent: str) -> str:
        self._old_ids += 1
        self.old.setdefault("holdings.csv", []).append(
            {
                "OldCrrId": f"{self._old_ids}", "ParentOldCrrId": parent, "Participant": right.owner,
                "Source": right.path[0], "Sink": right.path[1], "TOU": right.tou, "HedgeType": right.hedge_type,
                "CrrType": right.crr_type, "Class": right.category, "OldMarket": market,
                "StartDate": starts(days[0]), "EndDate": ends(days[1]), "MW": mw(amount),
            }
        )  # fmt: skip
        return f"{self._old_ids}"

    def _new_row(
        self,
        right: Right,
        market: str,
        period: str,
        days: tuple[date, date],
        amount: int,
        parent: str,
        offer: str = "OWNER",
    ) -> str:
        self._ids += 1
        self.new.setdefault("EXISTING_CRRS.csv", []).append(
            {
                "CrrId": f"{self._ids}", "ParentCrrId": parent, "AssetOwner": OWNERS[right.owner],
                "Source": NODES[right.path[0]], "Sink": NODES[right.path[1]], "TOU": right.tou,
                "HedgeType": right.hedge_type, "CrrType": right.crr_type, "Category": right.category,
                "MarketName": market, "Period": period, "StartDate": starts(days[0]), "EndDate": ends(days[1]),
                "MW": mw(amount), "OfferType": offer,
            }
        )  # fmt: skip
        return f"{self._ids}"

    def sold(self, sale: str, of: tuple[str, str], market: str, days: tuple[date, date], amount: int) -> None:
        """A sale of a CRR that is there."""
        row = next(each for each in self.old["holdings.csv"] if each["OldCrrId"] == of[0])
        self.old["sales.csv"].append(
            {
                "SaleId": sale, "OldMarket": market, "OldCrrId": of[0], "Participant": row["Participant"],
                "StartDate": starts(days[0]), "EndDate": ends(days[1]), "MW": mw(amount), "Price": "1.00",
            }
        )  # fmt: skip
        path = row["Source"], row["Sink"]
        right = Right(row["Participant"], path, row["TOU"], row["CrrType"], "AUCTION")
        new_id = self._new_row(right, MARKETS[market], "", days, amount, of[1], "SELLER")
        self.new["AWARDED_SELL_OFFER_MAPPING.csv"].append(
            {
                "OldMarket": market, "OldCrrId": of[0], "SaleId": sale, "NewMarket": MARKETS[market],
                "NewCrrId": new_id, "MW": mw(amount),
            }
        )  # fmt: skip

    def migrated(
        self, of: tuple[str, str], gainer: str, period: str, months: Sequence[tuple[str, date, int]]
    ) -> None:
        """A right that migrated in several months: market, first day and MW of each."""
        parent = next(each for each in self.old["holdings.csv"] if each["OldCrrId"] == of[0])
        loser, tou, last = parent["Participant"], parent["TOU"], SEASONS[period][1]
        path, back = (parent["Source"], parent["Sink"]), (parent["Sink"], parent["Source"])
        sides = ((gainer, path, "LSE_LMT"), (loser, back, "LMT_CNT"))
        for owner, way, crr_type in sides:
            right = Right(owner, way, tou, crr_type, "LOAD_MIGRATION")
            new_id = ""
            edges = sorted({max(GO_LIVE, first) for _, first, _ in months} | {last + timedelta(days=1)})
            for first, after in pairwise(edges):
                total = sum(amount for _, since, amount in months if since <= first)
                days = first, after - timedelta(days=1)
                row_id = self._new_row(right, "LOAD_MIGRATION", period, days, total, of[1])
                if new_id:  # a month later, the same CRR with other MW
                    self._ids -= 1
                    self.new["EXISTING_CRRS.csv"][-1]["CrrId"] = new_id
                new_id = new_id or row_id
            for market, first, amount in months:
                old_id = self._old_row(right, market, (first, last), amount, of[0])
                self.old["migrations.csv"].append(
                    {
                        "OldCrrId": old_id, "OldMarket": market, "ParentOldCrrId": of[0], "Participant": owner,
                        "CrrType": crr_type, "Source": way[0], "Sink": way[1], "TOU": tou,
                        "StartDate": starts(first), "EndDate": ends(last), "MW": mw(amount), "FromLse": loser,
                        "ToLse": gainer,
                    }
                )  # fmt: skip
                self.new["LOAD_MIGRATION_CRR_MAPPING.csv"].append(
                    {
                        "OldCrrId": old_id, "NewCrrId": new_id, "Participant": OWNERS[owner], "CrrType": crr_type,
                        "Season": period, "TOU": tou, "MW": mw(amount),
                    }
                )  # fmt: skip


def write_rows(path: Path, rows: Iterable[Mapping[str, str]], heading: Sequence[str] = ()) -> None:
    """A CSV; a list of no rows is left out."""
    rows = list(rows)
    if rows or heading:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, heading or list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def blank() -> Paper:
    """Names, nodes, markets and roles of both sides, without a CRR."""
    paper = Paper()
    paper.old |= {"holdings.csv": [], "sales.csv": [], "migrations.csv": []}
    paper.new |= {
        "EXISTING_CRRS.csv": [], "LOAD_MIGRATION_CRR_MAPPING.csv": [], "AWARDED_SELL_OFFER_MAPPING.csv": [],
    }  # fmt: skip
    paper.old["participants.csv"] = [
        {
            "Participant": old,
            "NewName": "" if old == new else new,
            "Duns": "",
            "Functions": "CRRH",
            "ScIds": "",
        }
        for old, new in OWNERS.items()
    ]
    paper.old["markets.csv"] = [
        _market(name, "SPECIAL" if name == "SPECIAL" else "") for name in MARKETS if name
    ] + [_market(f"LM_2025_M0{month}", "") for month in (3, 4, 6)]
    paper.old["retired.csv"] = [{"Retired": "GONE", "Type": "GEN", "RetiredOn": "2025-05-01"}]
    paper.old["locations.csv"] = [
        {"SourceSink": node, "Type": "GEN", "Bus": node, "Factor": "1", "Biddable": "Y"} for node in NODES
    ]
    paper.old["roles.csv"] = [
        {"Person": "ann", "Participant": "ALPHA", "OldRole": "EXTERNAL MUI USER WITH NDA"},
        {"Person": "ben", "Participant": "BETA", "OldRole": "EXTERNAL MUI RESTRICTED WITHOUT NDA"},
        {"Person": "cid", "Participant": "GAMMA", "OldRole": "CRRFNM EXTERNAL READ-ONLY"},
    ]
    paper.new["roles.csv"] = [
        {"Person": person, "Participant": owner, "Role": role}
        for person, owner, role in (
            ("ann", "ALPH", WRITE), ("ann", "ALPH", NDA), ("ben", "BETA", WRITE), ("cid", "GAMMA", NDA),
        )
    ]  # fmt: skip
    paper.new["replacements.csv"] = [{"Period": "2025_M05", "SourceSink": "GONE", "Replacement": "NEAR"}]
    paper.new["LOAD_MIGRATION_MARKET_MAPPING.csv"] = [
        {"OldMarket": f"LM_2025_M0{month}", "NewMarket": f"LOAD_MIGRATION_2025_M0{month}"}
        for month in (3, 4, 6)
    ]
    return paper


def _market(name: str, special: str) -> Row:
    kind = "LOAD_MIGRATION" if name.startswith("LM_") else name.partition("_")[0]
    new = MARKETS["SPECIAL"] if special else ""
    return {"OldMarket": name, "NewMarket": new, "Kind": kind, "Term": "", "Period": "", "InFlight": ""}


def hand_made() -> Paper:
    """One of everything."""
    paper = blank()
    fourth, second = SEASONS["2025_S04"], SEASONS["2025_S02"]
    path = "NORTH", "SOUTH"
    bought = paper.held("ALPHA", path, "ON", "AUC", "AUCTION", "AUC_AN_2025_S04", "2025_S04", fourth, 25_000)
    paper.sold("S1", bought, "SPECIAL", fourth, 4_000)
    right = paper.held(
        "DELTA", ("GONE", "SOUTH"), "OFF", "LSE", "ALLOCATION", "ALLOC_AN_2025_S02_TR", "2025_S02", second, 40_000
    )  # fmt: skip
    april, june = date(2025, 4, 1), date(2025, 6, 1)
    paper.migrated(right, "GAMMA", "2025_S02", [("LM_2025_M04", april, 1_500), ("LM_2025_M06", june, 250)])
    paper.held("BETA", path, "ON", "AUC", "SECONDARY_MARKET", "", "2025_S04", fourth, 5_000, bought)
    paper.held("BETA", ("WEST", "SOUTH"), "OFF", "MT_TOR", "SYSTEM", "", "2025_S04", fourth, 7_000)
    paper.held("BETA", ("WEST", "NORTH"), "OFF", "AUC", "AUCTION", "", "2025_S04", fourth, 3_125)
    gone = date(2025, 4, 1), date(2025, 4, 30)
    paper.held("ALPHA", path, "OFF", "AUC", "AUCTION", "AUC_AN_2025_S04", "2025_S02", gone, 9_000)
    return paper


def random_paper(seed: int) -> Paper:
    """Any number of CRRs of every kind, alike ones among them."""
    paper, draws = blank(), random.Random(seed)
    paper.held("ALPHA", ("WEST", "NORTH"), "ON", "AUC", "AUCTION", "", "2026_S01", SEASONS["2026_S01"], 1)
    for at in range(draws.randint(0, 25)):
        owner = draws.choice(list(OWNERS))
        path = tuple(draws.sample(["GONE", "NORTH", "SOUTH", "WEST"], 2))
        period = draws.choice(list(SEASONS))
        days, tou, amount = SEASONS[period], draws.choice(["ON", "OFF"]), draws.randint(1, 3) * 1_250
        market = draws.choice(list(MARKETS))
        crr_type, kind = ("LSE", "ALLOCATION") if market.startswith("ALLOC") else ("AUC", "AUCTION")
        made = paper.held(owner, path, tou, crr_type, kind, market, period, days, amount)  # type: ignore[arg-type]
        if days[1] < GO_LIVE:
            continue
        other = draws.choice([each for each in OWNERS if each != owner])
        what = draws.random()
        if what < 0.2:
            paper.sold(f"S{at}", made, "SPECIAL", days, draws.randint(1, 900))
        elif what < 0.4:
            paper.held(other, path, tou, crr_type, "SECONDARY_MARKET", "", period, days, 500, made)  # type: ignore[arg-type]
        elif what < 0.7 and crr_type == "LSE":
            months = [("LM_2025_M03", days[0], draws.randint(1, 99)), ("LM_2025_M04", days[0], 11)]
            months += [("LM_2025_M06", max(days[0], date(2025, 6, 1)), draws.randint(1, 99))]
            paper.migrated(made, other, period, months[: draws.randint(1, 3)])
    return paper
