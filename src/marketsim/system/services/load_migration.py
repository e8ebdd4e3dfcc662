"""Load migration: markets, what utilities upload for them, and what came of it (load migration 1.3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from marketsim.contract.messages import load_migration as messages
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.migration.faults import handed_out
from marketsim.system.rules.load_migration import NamedMigrationMarket
from marketsim.system.service_faults import (
    ONE_TIME_OF_USE,
    POSTED_STILL_ACTIVE,
    customers_told,
    short,
    status_told,
)
from marketsim.system.services import lm_uploads as uploads
from marketsim.system.states import MARKET
from marketsim.system.store import load_migration as kept
from marketsim.system.store.migration_markets import (
    MigrationMarketRow,
    all_migration_markets,
    find_migration_market,
)


def active_markets(call: Call, desk: Desk) -> list[messages.LoadMigrationMarket]:
    """The configured markets whose results are not posted."""
    still = {"POSTED"} if POSTED_STILL_ACTIVE in desk.result_faults.names else set()
    return _markets(call, desk, {"PREP", "OPEN", "CLOSED"} | still)


def posted_markets(call: Call, desk: Desk) -> list[messages.LoadMigrationMarket]:
    """The markets whose results are posted."""
    return _markets(call, desk, {"POSTED"})


def market_status(call: Call, desk: Desk) -> messages.LoadMigrationMarketStatus:
    """The status of one market; raises Refused with LMV1003 or LMV1002."""
    named = _named(call, desk)
    # Only with the rules of existence switched off is there no status to tell.
    status = status_told(MARKET, named.status or "PREP", desk.result_faults.names)
    return messages.LoadMigrationMarketStatus(market_status=status)  # type: ignore[arg-type]


def existing_customer_numbers(call: Call, desk: Desk) -> messages.NumberOfCustomersSet:
    """The utility's own counts; a count of 0 may be posted, but the list starts at 1 (published quirk)."""
    market = _named(call, desk).name
    records = [
        messages.NumberOfCustomers(
            lse=row["lse"],
            class_=row["class"],
            number_of_customers=customers_told(row["customers"], desk.result_faults.names),
            last_modified=row["last_modified"],
        )
        for row in kept.uploaded(desk.store, kept.customer_numbers, market, _reader(call, desk))
        if row["customers"] > 0
    ]
    return messages.NumberOfCustomersSet(
        load_migration_market=market, udc_name=call.participant, number_of_customer_records=records
    )


def existing_dasr_summary(call: Call, desk: Desk) -> messages.DASRsummaryset:
    """The utility's own transfers."""
    market = _named(call, desk).name
    records = [
        messages.DASRsummary(
            record_id=row["record_id"],
            class_=row["class"],
            from_lse=row["from_lse"],
            to_lse=row["to_lse"],
            num_customer_transfer=customers_told(row["customers"], desk.result_faults.names),
            last_modified=row["last_modified"],
        )
        for row in kept.uploaded(desk.store, kept.dasr_records, market, _reader(call, desk))
    ]
    return messages.DASRsummaryset(
        load_migration_market=market, udc_name=call.participant, dasr_records=records
    )


def existing_customer_rates(call: Call, desk: Desk) -> messages.CustomerRateSet:
    """The utility's own rates."""
    market = _named(call, desk).name
    records = [
        messages.CustomerRate(
            class_=row["class"],
            tou=row["tou"],
            season_number=row["season"],
            kw_rate=short(row["kw_rate"], desk.result_faults.names),
            year=row["year"],
            upload_date=row["upload_date"],
            last_modified=row["last_modified"],
        )
        for row in kept.uploaded(desk.store, kept.customer_rates, market, _reader(call, desk))
    ]
    return messages.CustomerRateSet(
        load_migration_market=market, udc_name=call.participant, customer_rate_records=records
    )


def n_hour_data(call: Call, desk: Desk) -> list[messages.NHourData]:
    """The hours at which load is metered; raises Refused with LMV0101 before they are out."""
    market = _named(call, desk).name
    one = ONE_TIME_OF_USE in desk.result_faults.names
    return [
        messages.NHourData(
            default_load_aggregation_point=row["lap"],
            season_number=row["season"],
            tou="ON" if one else row["tou"],
            effective_date=row["day"],
            hour_ending=row["hour_ending"],
            last_modified=row["last_modified"],
        )
        for row in kept.hours_of(desk.store, market)
    ]


def load_percentages(call: Call, desk: Desk) -> messages.LoadPercentageResults:
    """The share of load that moved: in a utility's territory, or from and to a load-serving entity."""
    market = _named(call, desk).name
    records = [
        messages.LoadPercentage(
            id=row["id"],
            udc=row["udc"],
            from_lse=row["from_lse"],
            to_lse=row["to_lse"],
            from_asset_owner=row["from_owner"],
            to_asset_owner=row["to_owner"],
            season_number=row["season"],
            tou=row["tou"],
            load_percentage=row["percentage"],
            load_transfer_mw=row["mw"],
        )
        for row in kept.percentages_for(desk.store, market, _reader(call, desk))
    ]
    return messages.LoadPercentageResults(load_migration_market=market, load_migration_percentages=records)


def migrated_crrs(call: Call, desk: Desk) -> messages.LoadMigrationResults:
    """The participant's own CRRs that the market made or adjusted; a utility holds none."""
    market = _named(call, desk).name
    records = [
        messages.LoadMigrationCrr(
            crr_id=row["crr_id"],
            parent_crr_id=row["parent_crr_id"],
            asset_owner=row["owner"],
            source=row["source"],
            sink=row["sink"],
            tou=row["tou"],
            start_date=row["start"],
            end_date=row["end"],
            crr_type=row["crr_type"],
            initial_mw=_present(handed_out(row["initial_mw"], desk.result_faults)),
            adjusted_mw=_present(row["adjusted_mw"]),
        )
        for row in kept.migrated_for(desk.store, market, _reader(call, desk))
    ]
    return messages.LoadMigrationResults(load_migration_market=market, load_migration_crrs=records)


def _reader(call: Call, desk: Desk) -> str | None:
    """Whose rows are told: those of whoever asks; with a fault everybody's."""
    return None if desk.result_faults.leaks else call.participant


def _markets(call: Call, desk: Desk, statuses: set[str]) -> list[messages.LoadMigrationMarket]:
    every = [(each, each.status(call.now)) for each in all_migration_markets(desk.store)]
    return [_market(each, status) for each, status in every if status in statuses]


def _market(market: MigrationMarketRow, status: str) -> messages.LoadMigrationMarket:
    dates = market.dates
    assert dates is not None, "a market with a status has its dates"
    return messages.LoadMigrationMarket(
        market_name=market.name,
        effective_date=dates.effective_date,
        n_hour_data_posting="Yes" if market.n_hour_posting else "No",
        n_hour_data_post_date=_present(market.n_hour_post_date),
        submission_window=messages.SubmissionWindow(open_date=dates.open_date, close_date=dates.close_date),
        market_status=status,  # type: ignore[arg-type]  # market_status() gives no other
    )


def _named(call: Call, desk: Desk) -> NamedMigrationMarket:
    """The market that a reading request names, judged; raises Refused."""
    name = call.query.get("loadMigrationMarketName", "")
    facts = NamedMigrationMarket(name, find_migration_market(desk.store, name), call.now)
    desk.require(call, facts)
    return facts


def _present(value: Any) -> Any:
    """The value, or nothing at all where it is None."""
    return UNSET if value is None else value


HANDLERS: dict[str, Callable[[Call, Desk], object]] = {
    "getActiveLoadMigrationMarketList": active_markets,
    "getPostedLoadMigrationMarketList": posted_markets,
    "getLoadMigrationMarketStatus": market_status,
    "getLoadPercentages": load_percentages,
    "getLoadMigrationCRRs": migrated_crrs,
    "getNHourData": n_hour_data,
    "getExistingNumberOfCustomers": existing_customer_numbers,
    "postNumberOfCustomers": uploads.post_customer_numbers,
    "getExistingDasrSummary": existing_dasr_summary,
    "postDasrSummary": uploads.post_dasr_summary,
    "getExistingCustomerRates": existing_customer_rates,
    "postCustomerRates": uploads.post_customer_rates,
}
