"""The posted markets of the world are made by the engine, from records that anybody could have sent, and hold."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from marketsim.system.downloads.results import result_rows
from marketsim.system.markets.folder import workings_of
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.run import newest
from marketsim.system.markets.running import gather_afresh, solved
from marketsim.system.settings import Settings
from marketsim.system.store.engine import Store
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.market_runs import newest_posting
from marketsim.system.store.markets import MarketRow, list_markets
from marketsim.system.world.cleared import kept_results
from marketsim.system.world.recleared import recleared
from marketsim.system.world.template import lay_template
from marketsim.verification.oracle import verify_folder_bytes

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The whole world of a day in November."""
    file = tmp_path_factory.mktemp("world") / "world.db"
    lay_template(file, NOW)
    with Store(f"sqlite:///{file}") as kept, kept.writing() as connection:
        yield connection


def posted_auctions(store: Connection) -> list[MarketRow]:
    return [each for each in posted_markets(store) if each.market_type == "AUCTION"]


def posted_markets(store: Connection) -> list[MarketRow]:
    return [each for each in list_markets(store) if each.status(NOW) == "POSTED"]


def posted_allocations(store: Connection) -> list[MarketRow]:
    return [each for each in posted_markets(store) if each.market_type == "ALLOCATION"]


def test_the_kept_results_are_what_the_engine_finds() -> None:
    """For a world laid in any month: no product is missing from cleared.json, none has another result in it."""
    kept, found = kept_results(), recleared()
    assert kept.keys() == found.keys(), "python -m marketsim.system.world.recleared writes cleared.json anew"
    for digest, result in found.items():
        known = kept[digest]
        assert len(result.awards) == len(known.awards)
        for award, own in zip(result.awards, known.awards, strict=True):
            assert award == pytest.approx(own, abs=1e-6)
        for name in result.prices.keys() | known.prices.keys():
            assert result.prices.get(name, 0.0) == pytest.approx(known.prices.get(name, 0.0), abs=1e-6)
        assert result.proof == pytest.approx(known.proof, abs=1e-6)
        assert _limits(result.binding) == _limits(known.binding)


def _limits(binding: object) -> list[tuple[str, str | None, str]]:
    return sorted((each.name, each.contingency, each.direction) for each in binding)  # type: ignore[attr-defined]


def test_an_independent_oracle_finds_nothing_wrong_with_them(store: Connection) -> None:
    """Feasible in every case, best, holdings and published rows as they must be; prices of auctions consistent."""
    markets = posted_markets(store)
    assert (len(markets), len(posted_auctions(store))) == (8, 2)
    for market in markets:
        number, folder = workings_of(store, Settings.load(), market.name, NOW)
        assert number == 1
        report = verify_folder_bytes(folder)
        assert report.clean, (market.name, report.findings)
        assert report.feasible and abs(report.duality_gap) < 1e-9


def test_they_are_cleared_from_what_stands_in_the_store(store: Connection) -> None:
    """Clearing them now, as if nothing had been posted, finds what is posted."""
    for market in posted_markets(store):
        run = newest(store, market.name)
        posting = newest_posting(store, market.name)
        assert run is not None and posting is not None and posting.run == run.number
        if any(crr.category == "LOAD_MIGRATION" for crr in _descendants(store, market.name)):
            with pytest.raises(MarketProblem, match="was traded on since"):
                gather_afresh(store, Settings.load(), market, NOW)
            continue
        again = gather_afresh(store, Settings.load(), market, NOW)
        assert again.records == run.inputs.records
        assert again.nominations == run.inputs.nominations
        assert again.base_loading == run.inputs.base_loading
        assert again.set_asides == run.inputs.set_asides
        for found, kept in zip(solved(again), run.results, strict=True):
            assert [each.key for each in found.awards] == [each.key for each in kept.awards]
            assert [each.mw for each in found.awards] == pytest.approx([each.mw for each in kept.awards])


def _descendants(store: Connection, market: str) -> list[Crr]:
    made = {crr.crr_id for crr in list_crrs(store, market_name=market)}
    return [crr for crr in list_crrs(store) if crr.parent_crr_id in made]


def test_each_tier_is_loaded_by_the_awards_of_those_before(store: Connection) -> None:
    """T2 by T1, T3 by T2, the month by the year; the long-term tier by none of its year, as it elects from them."""
    runs = {each.name: newest(store, each.name) for each in posted_allocations(store)}

    def loaded(market: str) -> set[tuple[str, str]]:
        run = runs[market]
        assert run is not None
        return {(each.source, each.sink) for each in run.inputs.base_loading if each.hedge_type == "OBL"}

    def awarded(market: str) -> set[tuple[str, str]]:
        rows = result_rows(store, market, "PUBLIC_ALLOCATION_RESULT")
        return {(str(row["Source"]), str(row["Sink"])) for row in rows}

    year, month = "ALLOC_AN_2026", "ALLOC_MN_2026_M11"
    assert loaded(f"{year}_T1") == set() == loaded(f"{year}_LT")
    assert loaded(f"{year}_T2") >= awarded(f"{year}_T1")
    assert loaded(f"{year}_T3") >= awarded(f"{year}_T1") | awarded(f"{year}_T2")
    assert loaded(f"{month}_T1") >= awarded(f"{year}_T3")
    assert loaded(f"{month}_T2") >= loaded(f"{month}_T1") | awarded(f"{month}_T1")


def test_cut_nominations_keep_to_the_closed_form_of_least_squares(store: Connection) -> None:
    """x = n clip(1 - cost / 2, 0, 1), the cost of a path being what it takes of the binding limits, by hand.

    At Mead the limit is 65/100 of 1,400 MW less half of it set aside: 210 MW, import less export.
    """
    run = newest(store, "ALLOC_AN_2026_T2")
    assert run is not None
    (result,) = [each for each in run.results if each.binding]
    (mead,) = result.binding
    assert (mead.name, mead.limit_mw) == ("MEAD_ITC", pytest.approx(210.0))
    by_key = {str(each.record): each for each in run.inputs.nominations}
    imported = 0.0
    for award in result.awards:
        path = by_key[award.key]
        taken = (path.source == "MEAD_2_N501") - (path.sink == "MEAD_2_N501")
        kept = min(max(1 - mead.shadow_price * taken / 2, 0.0), 1.0)
        assert award.mw == pytest.approx(path.mw * kept, abs=1e-6)
        imported += taken * award.mw
    assert imported == pytest.approx(210.0, abs=1e-6)


def test_limits_bind_in_the_base_case_and_in_contingencies_and_prices_differ(store: Connection) -> None:
    """So that everything published has something to show, a counterflow that is paid for among it."""
    rows = [
        row
        for market in posted_auctions(store)
        for row in result_rows(store, market.name, "BINDING_CONSTRAINT")
    ]
    assert any(row["Contingency"] is None for row in rows)
    assert any(row["Contingency"] is not None for row in rows)
    assert {row["ConstraintType"] for row in rows} == {"BRANCH", "INTERFACE"}
    awards = [
        row
        for market in posted_auctions(store)
        for row in result_rows(store, market.name, "PUBLIC_AUCTION_RESULT")
    ]
    assert any(row["ClearingPrice"] < 0 for row in awards)
    assert any(row["ClearingPrice"] > 0 for row in awards)


def test_every_allocated_crr_is_an_award_and_every_award_a_crr(store: Connection) -> None:
    """Offsets of hubs among them; a long-term award is a CRR a year, and the private row names the first."""
    for market in posted_allocations(store):
        crrs = {crr.crr_id: crr for crr in list_crrs(store, market_name=market.name)}
        rows = [
            row
            for row in result_rows(store, market.name, "PRIVATE_ALLOCATION_RESULT")
            if float(str(row["MW"]))
        ]
        assert len(crrs) == len(rows) * (9 if market.long_term else 1)
        for row in rows:
            crr = crrs[int(str(row["CrrId"]))]
            told = [row[name] for name in ("AssetOwner", "Source", "Sink", "TOU", "CrrType", "MW")]
            assert told == [crr.owner, crr.source, crr.sink, crr.tou, crr.crr_type, crr.mw]
        assert not any(row["ShadowPrice"] for row in result_rows(store, market.name, "BINDING_CONSTRAINT"))


def test_every_auctioned_crr_is_an_award_and_every_award_a_crr(store: Connection) -> None:
    """Owner, path, product and MW are the award's; the private row names the CRR."""
    for market in posted_auctions(store):
        crrs = {crr.crr_id: crr for crr in list_crrs(store, market_name=market.name)}
        owners = {crr.owner for crr in crrs.values()}
        rows = [
            row
            for owner in owners
            for row in result_rows(store, market.name, "PRIVATE_AUCTION_RESULT", owner)
            if row["MW"] > 0
        ]
        assert {row["CrrId"] for row in rows} == crrs.keys()
        for row in rows:
            crr = crrs[int(row["CrrId"] or 0)]
            assert (row["AssetOwner"], row["Source"], row["Sink"]) == (crr.owner, crr.source, crr.sink)
            assert (row["Period"], row["TOU"], row["MW"]) == (crr.period, crr.tou, crr.mw)


def test_laying_a_world_needs_no_engine(tmp_path: Path) -> None:
    """The solver isn't loaded: who starts a system to do something else doesn't wait for it."""
    code = (
        "import sys; from pathlib import Path; import marketsim.system.app;"
        "from marketsim.system.world.template import lay_template;"
        f"lay_template(Path({str(tmp_path / 'new.db')!r}));"
        "engine = [f'marketsim.clearing.{name}' for name in ('auction', 'allocation')];"
        "print([name for name in ('highspy', 'scipy', *engine) if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
