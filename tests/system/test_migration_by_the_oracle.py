"""Months of load migration in the embedded system, with trades and corrections, judged by the oracle apart from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from counter import Counter
from kept_trades import SETTINGS, awaiting, judged
from migration_ground import DUNS, allocated, closed_market, customers, empty_system, moment, rates, transfer
from sqlalchemy import Connection, delete

from marketsim.contract.decoding import encode
from marketsim.system.calendar.periods import PACIFIC, month, pacific_midnight
from marketsim.system.downloads.existing_crrs import everybodys_crrs
from marketsim.system.migration.posting import post_migration
from marketsim.system.migration.run import run_migration
from marketsim.system.store import load_migration as kept
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.security import post_security
from marketsim.system.store.trades import Trade
from marketsim.verification.inventory import judge_change, migration, trade
from marketsim.verification.migration import (
    Migrated,
    Uploads,
    cut_since,
    former_of,
    judge_lse,
    judge_migration,
    parents_of,
)

LSES, UTILITIES = tuple(DUNS), ("UPGAE", "USCE")
OWNERS = {number: name for name, number in DUNS.items()}
PERIODS = tuple(f"2031_S0{number}" for number in (1, 2, 3, 4))
A_SECOND = timedelta(seconds=1)


@dataclass
class Months:
    """Some months of one seed; ``small`` makes rights of a few thousandths of a MW."""

    store: Connection
    chance: Random
    known: list[Any] = field(default_factory=list)
    last: Migrated | None = None

    def begin(self, *, small: bool) -> None:
        """Rights of annual tiers, and more security than anybody needs."""
        for name in ("SRTX", "GBTR", *LSES):
            post_security(self.store, name, 100_000_000_000)
        for _ in range(self.chance.randint(1, 6)):
            mw = self.chance.choice((0.001, 0.002, 0.01)) if small else self.chance.randint(1, 90_000) / 1000
            owner, period = self.chance.choice(LSES), self.chance.choice(PERIODS)
            allocated(self.store, owner, period, mw, self.chance.choice(("ON", "OFF")))

    def play(self, number: int) -> None:
        """A month is migrated, often corrected, and judged; then CRRs are traded."""
        market = closed_market(self.store, 2031, number)
        for utility in UTILITIES:
            rates(self.store, market, udc=utility, kw={"ON": 0.333, "OFF": self.chance.choice((1.0, 0.7))})
            customers(self.store, market, {lse: self.chance.randint(500, 3000) for lse in LSES}, udc=utility)
        effective = moment(market)
        before = self.inventory(effective)
        self.known += before
        for _ in range(self.chance.choice((1, 1, 2))):
            self.moves(market)
            run_migration(self.store, SETTINGS, market, effective)
            post_migration(self.store, SETTINGS, market, effective)
        after = self.inventory(effective)
        results = self.judge(market, date(2031, number, 1), before)
        deeds = [migration(each, effective) for each in results]
        self.require_change(before, after, deeds, effective)
        traded = self.trades(effective + timedelta(days=self.chance.randint(0, 25)))
        self.require_change(after, self.inventory(effective), [trade(each) for each in traded], effective)

    def moves(self, market: str) -> None:
        """Other transfers than before."""
        self.store.execute(delete(kept.dasr_records).where(kept.dasr_records.c.market == market))
        for index in range(self.chance.randint(0, 6)):
            loser, gainer = self.chance.sample(LSES, 2)
            count = self.chance.choice((1, 2, self.chance.randint(1, 250)))
            utility = self.chance.choice(UTILITIES)
            transfer(self.store, market, loser, gainer, count, udc=utility, record=f"R{index}")

    def judge(self, market: str, effective: date, before: list[Any]) -> list[Any]:
        """By the months before, by the inventory before, and as each LSE sees it; everybody's results."""
        shares, results, uploads = self.told(market)
        parents = parents_of(before, effective, self.known)
        former = former_of(before, effective, self.known)
        seen = judge_migration(uploads, OWNERS, shares, results, parents, effective, former=former)
        assert seen.judgement.findings == ()
        carried = cut_since(self.last.former, before) if self.last else None
        stock = self.last.parents if self.last else parents
        self.last = judge_migration(uploads, OWNERS, shares, results, stock, effective, former=carried)
        assert self.last.judgement.findings == ()
        for lse, told, made in zip(LSES, shares, results, strict=True):
            assert judge_lse(lse, OWNERS, told, made, parents, effective, former=former).findings == ()
        return results

    def told(self, market: str) -> tuple[list[Any], list[Any], list[Uploads]]:
        """Every LSE's shares and results, and every utility's uploads."""
        counter = Counter(self.store, "load_migration")
        counter.now, named = moment(market), {"loadMigrationMarketName": market}
        shares = [counter.call("getLoadPercentages", each, query=named) for each in LSES]
        results = [counter.call("getLoadMigrationCRRs", each, query=named) for each in LSES]
        sets = ("getExistingCustomerRates", "getExistingNumberOfCustomers", "getExistingDasrSummary")
        uploads = [
            Uploads.of(*(counter.call(each, utility, query=named) for each in sets)) for utility in UTILITIES
        ]
        return shares, results, uploads

    def trades(self, now: datetime) -> list[dict[str, Any]]:
        """Some CRRs, or parts of them by days and MW, are sold; each as its offer tells it."""
        done = []
        for _ in range(self.chance.randint(0, 3)):
            held = [crr for crr in list_crrs(self.store) if crr.mw and crr.end > now + timedelta(days=2)]
            if held:
                done.append(self._trade(self.chance.choice(held), now))
        return done

    def _trade(self, crr: Crr, now: datetime) -> dict[str, Any]:
        buyer = self.chance.choice([each for each in ("SRTX", "GBTR", *LSES) if each != crr.owner])
        tomorrow = now.astimezone(PACIFIC).date() + timedelta(days=1)
        first, last = max(crr.start.astimezone(PACIFIC).date(), tomorrow), crr.end.astimezone(PACIFIC).date()
        if self.chance.random() < 0.4:
            first += timedelta(days=self.chance.randint(0, (last - first).days))
            last -= timedelta(days=self.chance.randint(0, (last - first).days))
        mw = self.chance.choice((crr.mw, round(crr.mw / 2, 3) or crr.mw, 0.001))
        dates = {
            "start": pacific_midnight(first),
            "end": pacific_midnight(last + timedelta(days=1)) - A_SECOND,
        }
        answered = awaiting(self.store, crr, buyer, mw, now, **dates)
        assert judged(self.store, answered, now).status == "APPROVED"
        return offer_of(answered)

    def inventory(self, now: datetime) -> list[Any]:
        """Everybody's rows as a download has them."""
        return list(json.loads(encode(everybodys_crrs(self.store, now))))

    def require_change(
        self, before: list[Any], after: list[Any], deeds: Iterable[Any], since: datetime
    ) -> None:
        """Nothing was lost or made but by what was told; nobody holds less than nothing."""
        day = since.astimezone(PACIFIC).date()
        assert judge_change(before, after, deeds, since=day, known=self.known).findings == ()
        assert min((row["MW"] for row in after), default=0) >= 0
        self.known += after


def offer_of(sold: Trade) -> dict[str, Any]:
    """A trade as the private offer that it came of."""
    return {
        "requestId": sold.request_id, "assetOwner": sold.seller, "targetMpName": sold.buyer, "offerType": "SELL",
        "source": sold.source, "sink": sold.sink, "tou": sold.tou, "hedgeType": sold.hedge_type,
        "crrType": sold.crr_type, "mw": sold.mw, "crrId": sold.crr_id,
        "startDate": f"{sold.start:%Y-%m-%dT%H:%M:%SZ}", "endDate": f"{sold.end:%Y-%m-%dT%H:%M:%SZ}",
    }  # fmt: skip


# Some of them once told system and oracle apart: CRRs cut by date, several gainers, nothing but roundings.
@pytest.mark.parametrize("seed", [*range(9), 18])
def test_the_oracle_finds_nothing_wrong_with_months_of_chance(seed: int) -> None:
    """Percentages, CRRs and inventories, by all that is known and by what each LSE sees."""
    with empty_system() as store:
        months = Months(store, Random(seed))
        months.begin(small=seed % 2 == 1)
        for number in range(2, 2 + months.chance.randint(2, 5)):
            months.play(number)


def test_load_that_follows_after_days_were_sold_makes_a_pair_of_its_own() -> None:
    """The gainer sold May of what it got; more MW need an id for all days. The oracle counts both pairs exactly."""
    with empty_system() as store:
        months = Months(store, Random(0))
        for name in ("BAYC", "SRTX"):
            post_security(store, name, 1_000_000_000)
        root = allocated(store, "NVLY", "2031_S02", 8.0)
        for number in (1, 2):
            market = closed_market(store, 2031, number)
            rates(store, market)
            customers(store, market, dict.fromkeys(("NVLY", "BAYC"), 1000))
            transfer(store, market, "NVLY", "BAYC", 500)
            before = months.inventory(moment(market))
            run_migration(store, SETTINGS, market, moment(market))
            post_migration(store, SETTINGS, market, moment(market))
            if number == 1:
                (gained,) = list_crrs(store, owner="BAYC")
                may = month(2031, 5)
                sold = awaiting(store, gained, "SRTX", 4.0, moment(market), start=may.start, end=may.end)
                assert judged(store, sold, moment(market)).status == "APPROVED"
                continue
            (row,) = kept.migrated_for(store, market, "BAYC")
            assert (row["crr_id"] > gained.crr_id, row["parent_crr_id"], row["initial_mw"]) == (
                True,
                root,
                2.0,
            )
            assert judge_of(months, market, before) == frozenset()
            assert judge_of(months, market, before, more=0.002) == {"gained-mw"}


def judge_of(months: Months, market: str, before: list[Any], more: float = 0.0) -> frozenset[str]:
    """The laws that a month breaks where everything that was gained is told with so many MW more."""
    shares, results, uploads = months.told(market)
    for row in (row for each in results for row in each["loadMigrationCrrs"] if row["crrType"] == "LSE_LMT"):
        row["initialMw"] = round(row["initialMw"] + more, 3)
    effective = moment(market).astimezone(PACIFIC).date()
    parents, former = parents_of(before, effective), former_of(before, effective)
    return judge_migration(
        uploads, OWNERS, shares, results, parents, effective, former=former
    ).judgement.laws()


def test_what_is_too_little_for_a_crr_goes_back_and_no_further() -> None:
    """0.0004 MW were received without a CRR: nothing of them can go on to a third, who would need it as a parent."""
    with empty_system() as store:
        root = allocated(store, "NVLY", "2031_S02", 0.008)
        for number, (loser, gainer) in ((1, ("NVLY", "BAYC")), (2, ("BAYC", "SOCO")), (3, ("BAYC", "NVLY"))):
            market = closed_market(store, 2031, number)
            rates(store, market)
            customers(store, market, dict.fromkeys(("NVLY", "BAYC", "SOCO"), 1000))
            transfer(store, market, loser, gainer, 50 if number == 1 else 500)
            run = run_migration(store, SETTINGS, market, moment(market))
            post_migration(store, SETTINGS, market, moment(market))
            moved = [(each.parent_crr_id, each.from_owner, each.to_owner) for each in run.results.moves]
            assert moved == ([] if number == 2 else [(root, "NVLY", "BAYC")])
        assert float(run.results.moves[0].after) == 0.0002
        assert list_crrs(store, categories=("LOAD_MIGRATION",)) == []
