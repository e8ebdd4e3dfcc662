"""What a load migration is worked out from, and uploads that make no sense together: refused in three parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from migration_ground import (
    SETTINGS,
    allocated,
    closed_market,
    customers,
    empty_system,
    moment,
    rates,
    run,
    transfer,
)
from sqlalchemy import Connection

from marketsim.system import settings as settings_module
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.posting import post_migration
from marketsim.system.migration.results import worked_out
from marketsim.system.migration.run import run_migration
from marketsim.system.settings import SettingProblem, Settings
from marketsim.system.store.migration_markets import MigrationMarketRow, add_migration_market


@pytest.fixture
def store() -> Iterator[Connection]:
    with empty_system() as connection:
        yield connection


def problem(store: Connection, market: str) -> str:
    """What the run of a market says is wrong, in its three parts."""
    with pytest.raises(MarketProblem) as refusal:
        run(store, market)
    text = str(refusal.value)
    assert text.startswith("found: ") and "; expected: " in text and "; fix: " in text
    return text


def test_an_lse_cannot_lose_more_than_it_has(store: Connection) -> None:
    """All its customers and one more."""
    market = closed_market(store, 2031, 2)
    rates(store, market)
    customers(store, market, {"NVLY": 100})
    transfer(store, market, "NVLY", "BAYC", 100)
    assert {each.share for each in run(store, market).results.shares} == {1}
    transfer(store, market, "NVLY", "SOCO", 1)
    assert "NVLY (100000001) loses 0.202 MW" in problem(store, market)


def test_nor_more_in_one_territory_than_it_has_in_all(store: Connection) -> None:
    """Even where as much comes from the same LSE in another territory."""
    market = closed_market(store, 2031, 2)
    for udc in ("UPGAE", "USCE"):
        rates(store, market, udc=udc)
    customers(store, market, {"NVLY": 100})
    customers(store, market, {"BAYC": 500}, udc="USCE")
    transfer(store, market, "NVLY", "BAYC", 150)
    transfer(store, market, "BAYC", "NVLY", 150, udc="USCE")
    assert "all its customers are 0.2 MW" in problem(store, market)


@pytest.mark.parametrize("counted", [{}, {"NVLY": 0}, {"BAYC": 10}])
def test_an_lse_without_customers_loses_none(store: Connection, counted: dict[str, int]) -> None:
    """Its metric is 0, whether it is counted as 0 or not at all."""
    market = closed_market(store, 2031, 2)
    rates(store, market)
    customers(store, market, counted)
    transfer(store, market, "NVLY", "BAYC", 1)
    assert "all its customers are 0 MW" in problem(store, market)


def test_every_class_that_counts_needs_its_rates(store: Connection) -> None:
    """Those of customers who move, and of all others of an LSE that loses some; not those of one that only gains."""
    market = closed_market(store, 2031, 2)
    rates(store, market, kind="SMALL_COM")
    customers(store, market, {"NVLY": 100}, kind="SMALL_COM")
    customers(store, market, {"BAYC": 100, "NVLY": 0})
    transfer(store, market, "NVLY", "BAYC", 5, kind="SMALL_COM")
    assert len(run(store, market).results.shares) == 8
    transfer(store, market, "NVLY", "BAYC", 5, record="other")
    assert "UPGAE has uploaded no rate of RESIDENTIAL for season 1 ON" in problem(store, market)
    customers(store, market, {"NVLY": 7})
    transfer(store, market, "NVLY", "BAYC", 5, kind="SMALL_COM", record="other")
    assert "and has customers of that class" in problem(store, market)
    rates(store, market, kw={"ON": 1.0})
    assert "for season 1 OFF" in problem(store, market)


def test_a_record_of_nobody_stops_the_run(store: Connection) -> None:
    """As it could come in with the rule of uploads switched off."""
    market = closed_market(store, 2031, 2)
    transfer(store, market, "NVLY", "999999999", 5)
    assert "record NVLY-999999999 of UPGAE moves customers of 999999999" in problem(store, market)


def test_what_cannot_be_told_is_refused(store: Connection) -> None:
    """MW have a largest number in the contract; the largest of all uploads are above it."""
    market = closed_market(store, 2031, 2)
    rates(store, market, kw={"ON": 1e300, "OFF": 1.0})
    customers(store, market, {"NVLY": 2**63 - 1})
    transfer(store, market, "NVLY", "BAYC", 2**63 - 1)
    assert "expected: at most 9223372036854775807 MW" in problem(store, market)


def test_no_uploads_move_nothing(store: Connection) -> None:
    """A market for which nobody uploaded is run and posted all the same."""
    market = closed_market(store, 2031, 2)
    allocated(store, "NVLY", "2031_S01", 64.125)
    assert run(store, market).results.moves == ()
    assert post_migration(store, SETTINGS, market, moment(market)).made == 0


def test_customers_moved_to_their_own_lse_do_not_count(store: Connection) -> None:
    """As such a record could come in with the rule of uploads switched off."""
    market = closed_market(store, 2031, 2)
    rates(store, market)
    customers(store, market, {"NVLY": 100})
    transfer(store, market, "NVLY", "NVLY", 50)
    assert run(store, market).results.percentages == ()


def test_a_market_without_dates_is_not_run(store: Connection) -> None:
    """Nor one that is open, nor one that there is not."""
    dates = (None,) * 4
    add_migration_market(store, MigrationMarketRow("LOAD_MIGRATION_2031_M02", *dates, False, None))
    assert "is not configured" in problem(store, "LOAD_MIGRATION_2031_M02")
    market = closed_market(store, 2031, 3)
    assert "there is no load migration market" in problem(store, "LOAD_MIGRATION_2031_M05")
    with pytest.raises(MarketProblem, match=r"found: load migration market .*M03 is PREP"):
        run_migration(store, SETTINGS, market, moment("LOAD_MIGRATION_2031_M01"))


def test_posting_needs_a_run_of_the_closed_window(store: Connection) -> None:
    """None at all, and one from before the window closed for good."""
    market = closed_market(store, 2031, 2)
    with pytest.raises(MarketProblem, match="has not been cleared"):
        post_migration(store, SETTINGS, market, moment(market))


def test_what_was_uploaded_last_counts_until_it_is_uploaded_anew(store: Connection) -> None:
    """Rates class by class, of the newest year that has begun; numbers of a utility's customers as a whole."""
    first, second = closed_market(store, 2031, 2), closed_market(store, 2031, 3)
    later = closed_market(store, 2031, 4)
    rates(store, first)
    rates(store, first, kind="SMALL_COM", kw={"ON": 5.0, "OFF": 4.0})
    rates(store, first, year=2032, kw={"ON": 7.0, "OFF": 7.0})
    rates(store, second, year=2030, kw={"ON": 9.0, "OFF": 9.0})
    rates(store, later, kw={"ON": 11.0, "OFF": 11.0})
    customers(store, first, {"NVLY": 10, "BAYC": 20})
    customers(store, first, {"SOCO": 30}, udc="USCE")
    customers(store, second, {"NVLY": 11})
    transfer(store, first, "NVLY", "BAYC", 1)
    found = run(store, second).inputs
    assert {(each.customer_class, each.kw) for each in found.rates if each.tou == "ON"} == {
        ("RESIDENTIAL", "2"), ("SMALL_COM", "5"),
    }  # fmt: skip
    assert [(each.udc, each.customers, each.market) for each in found.counts] == [
        ("UPGAE", 11, second), ("USCE", 30, first),
    ]  # fmt: skip
    assert found.transfers == ()
    assert {each.kw for each in run(store, later).inputs.rates if each.customer_class == "RESIDENTIAL"} == {
        "11"
    }


def test_customers_may_be_counted_after_they_moved(store: Connection) -> None:
    """Setting load_migration.metric: those who left are added to the metric, those who came are taken off."""
    market = closed_market(store, 2031, 2)
    rates(store, market)
    customers(store, market, {"NVLY": 90})
    transfer(store, market, "NVLY", "BAYC", 25)
    transfer(store, market, "SOCO", "NVLY", 15)
    customers(store, market, {"SOCO": 85})
    inputs = run(store, market).inputs
    for metric, share in (("before", Fraction(25, 90)), ("after", Fraction(25, 100))):
        found = worked_out(replace(inputs, metric=metric))
        assert {each.share for each in found.shares if each.to_lse == "100000002"} == {share}


def test_an_unknown_metric_is_told_at_once(store: Connection, tmp_path: Path) -> None:
    """The setting says when customers are counted, and nothing else."""
    text = Path(settings_module.__file__).with_name("settings.toml").read_text("utf-8")
    (tmp_path / "settings.toml").write_text(
        text.replace('metric = {value = "before"', 'metric = {value = "x"')
    )
    with pytest.raises(SettingProblem, match="neither before nor after"):
        run(store, closed_market(store, 2031, 2), Settings.load(tmp_path / "settings.toml"))
