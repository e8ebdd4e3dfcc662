"""Finding what scenarios of load migration need: markets of a kind, and the load-serving entities of a utility."""

from __future__ import annotations

import re

from marketsim.contract.messages.load_migration import LoadMigrationMarket
from marketsim.target.binding import missing
from marketsim.target.party import Party
from marketsim.target.session import Session

MONTH = re.compile(r"(?P<year>\d{4})_M(?P<month>\d{2})")
UNKNOWN_MARKET = "LMV1003"


def migration_markets(session: Session, party: Party) -> list[LoadMigrationMarket]:
    """Every market that is listed, the active ones first."""
    service = session.client(party).load_migration
    active = service.get_active_load_migration_market_list().value
    return [*active, *service.get_posted_load_migration_market_list().value]


def market_by_hours(
    session: Session, party: Party, posting: str, of_status: str | None = None
) -> LoadMigrationMarket:
    """A market that posts N-hour data ("Yes") or does not ("No"); raises Halted when none is listed."""
    for market in migration_markets(session, party):
        if market.n_hour_data_posting == posting and of_status in (None, market.market_status):
            return market
    kind = f"{of_status} load migration market" if of_status else "load migration market"
    raise missing(f"a {kind} with N-hour data posting {posting}")


def unconfigured_market(session: Session, party: Party) -> str:
    """The name of a market that is named but not configured: no list shows one, so the name is inferred.

    It is that of the month after the last one listed; raises Halted when the system knows no market of it.
    """
    what = "a load migration market that is named but not yet configured"
    last = max(migration_markets(session, party), key=lambda each: each.effective_date, default=None)
    if last is None or MONTH.search(last.market_name) is None:
        raise missing(what)
    name = month_after(last.market_name)
    asked = session.client(party).load_migration.get_load_migration_market_status(
        load_migration_market_name=name
    )
    if UNKNOWN_MARKET in asked.codes:
        raise missing(what)
    return name


def month_after(name: str) -> str:
    """The name with its month, written as 2026_M12, moved on by one: 2027_M01."""

    def later(found: re.Match[str]) -> str:
        years, months = divmod(int(found["year"]) * 12 + int(found["month"]), 12)
        return f"{years:04d}_M{months + 1:02d}"

    return MONTH.sub(later, name, count=1)


def lses_of(session: Session, utility: Party) -> list[str]:
    """The DUNS numbers of two load-serving entities that the utility has told of before; raises Halted."""
    service = session.client(utility).load_migration
    known: list[str] = []
    for market in migration_markets(session, utility):
        counted = service.get_existing_number_of_customers(load_migration_market_name=market.market_name)
        for record in counted.value.number_of_customer_records:
            if record.lse not in known:
                known.append(record.lse)
        if len(known) >= 2:
            return known[:2]
    raise missing(f"two load-serving entities for which {utility.name} has counted customers before")
