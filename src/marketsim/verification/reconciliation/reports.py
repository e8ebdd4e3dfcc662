"""The three mapping reports, against what the extract says of the same markets, CRRs and sales."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from marketsim.verification.inventory.amounts import Thousandths, mw_text, thousandths
from marketsim.verification.reconciliation.comparable import Rows
from marketsim.verification.reconciliation.holding import MIGRATED, SELLER, Holding
from marketsim.verification.reconciliation.ledger import Finding, Ledger, of_row
from marketsim.verification.reconciliation.naming import OWN_NAMES
from marketsim.verification.reconciliation.side import EXTRACT, Reported, Side

CHECK = "mapping-reports"
FIX = "make the report again"
MARKETS, CRRS, SALES = "migration-market-mapping", "migration-crr-mapping", "sell-offer-mapping"
TITLES = {
    MARKETS: "LOAD_MIGRATION_MARKET_MAPPING", CRRS: "LOAD_MIGRATION_CRR_MAPPING",
    SALES: "AWARDED_SELL_OFFER_MAPPING",
}  # fmt: skip


def judge_reports(old: Side, new: Side, rows: Rows, told: Collection[str], ledger: Ledger) -> None:
    """``told``: ids of OLD that something else was found of already, so that what reports say of them is no news."""
    for kind, title in TITLES.items():
        if kind not in new.reports:
            ledger.untold(f"mapping-reports: needs {title}")
        elif old.kind != EXTRACT:
            ledger.untold(f"mapping-reports: {title}: needs a legacy extract as OLD")
    if old.kind != EXTRACT:
        return
    if MARKETS in new.reports and old.markets is not None:
        _markets(old, new.reports[MARKETS], ledger)
    if CRRS in new.reports:
        _crrs(old, new.reports[CRRS], rows, told, ledger)
    if SALES in new.reports and old.sales is not None:
        _sales(old, new.reports[SALES], rows, ledger)


def judge_awards(old: Side, rows: Rows, told: Collection[str], ledger: Ledger) -> None:
    """Within OLD: a holding is of the market that awarded it, also where both are one market on NEW."""
    for row in rows.old:
        market = old.awarded.get(row.crr_id)
        if market is not None and market != row.was and row.terms.offer != SELLER and row.crr_id not in told:
            what, fix = "OLD: held of another market than awarded it", "correct holdings.csv or awards.csv"
            ledger.found(of_row("market-names", row, what, market or "none", row.was or "none", fix))


def judge_names(old: Side, new: Side, rows: Rows, ledger: Ledger) -> None:
    """The table of names that came with NEW, if any: every market of an unexpired CRR, called as OLD says."""
    if new.names is None or old.kind != EXTRACT:
        return
    fix = "correct the table of names"
    first = {each.was: each for each in rows.old if each.was and each.terms.market not in OWN_NAMES}
    ledger.looked("names-unmapped", len(first))
    for was, row in sorted(first.items()):
        if was in rows.translation.unknown:
            continue
        found = new.names.get(("MARKET", was))
        if found is None:
            what = f"the table of names has nothing for market {was}"
            ledger.found(of_row("names-unmapped", row, what, row.terms.market, "none", fix))
        elif found != row.terms.market:
            what = f"the table of names has another name for market {was}"
            ledger.found(of_row("market-names", row, what, row.terms.market, found, fix))
    for name, expected in sorted((old.participants or {}).items()):
        found = new.names.get(("OWNER", name), name)
        if found != expected:
            what = f"the table of names has another name for owner {name}"
            ledger.found(Finding("owners", what, expected, found, fix, expected))


def _said(ledger: Ledger, row: Reported, what: str, expected: str, found: str, owner: str = "") -> None:
    ids = (row.cells.get("NewCrrId") or row.cells.get("NewMarket", ""),)
    ledger.found(Finding(CHECK, f"{row.place}: {what}", expected, found, FIX, owner, ids=ids))


def _once(
    title: str, wanted: Mapping[str, str], rows: Sequence[Reported], column: str, ledger: Ledger
) -> dict[str, Reported]:
    """The rows by a column; tells what is missing or there twice. ``wanted``: key -> owner, all must be there."""
    found: dict[str, Reported] = {}
    for row in rows:
        key = row.cells[column]
        if key in found:
            _said(ledger, row, f"{key} twice", "one row", "two")
        found[key] = row
    for key in sorted(wanted.keys() - found.keys()):
        ledger.found(
            Finding(CHECK, f"{title}: {key} is not told", "one row", "none", FIX, wanted[key], ids=(key,))
        )
    ledger.looked(CHECK, len(wanted))
    return found


def _markets(old: Side, rows: Sequence[Reported], ledger: Ledger) -> None:
    markets = {name: each for name, each in (old.markets or {}).items() if each.kind == "LOAD_MIGRATION"}
    told = _once(TITLES[MARKETS], dict.fromkeys(markets, ""), rows, "OldMarket", ledger)
    for name, row in told.items():
        if name not in markets:
            _said(ledger, row, "no load migration market of OLD", "a market of markets.csv", name)
        elif markets[name].new_name and row.cells["NewMarket"] != markets[name].new_name:
            _said(ledger, row, f"{name} has another name", markets[name].new_name, row.cells["NewMarket"])


def _crrs(
    old: Side, reported: Sequence[Reported], rows: Rows, told_of: Collection[str], ledger: Ledger
) -> None:
    held = {
        each.crr_id: each
        for each in rows.old
        if each.terms.crr_type in MIGRATED and each.terms.offer != SELLER
    }
    wanted = {name: each.terms.owner for name, each in held.items()}
    told = _once(TITLES[CRRS], wanted, reported, "OldCrrId", ledger)
    ids = {each.crr_id: each for each in rows.new}
    origins: dict[str, set[tuple[str, str, str]]] = {}
    targets: dict[tuple[str, str, str, str], set[str]] = {}
    for name, row in told.items():
        if name not in held or name in told_of:
            continue
        before, after = held[name], ids.get(row.cells["NewCrrId"])
        if after is None:
            _said(
                ledger,
                row,
                f"old CRR {name} became a CRR that NEW has not",
                "a CRR of NEW",
                row.cells["NewCrrId"],
            )
            continue
        for member in ("owner", "crr_type", "source", "sink", "tou"):
            expected, found = getattr(before.terms, member), getattr(after.terms, member)
            if expected != found:
                _said(ledger, row, f"old CRR {name} became a CRR of another {member}", expected, found)
                break
        mw = _mw(row)
        if mw is not None and mw != before.mw:
            _said(ledger, row, f"the MW of old CRR {name}", mw_text(before.mw), row.cells["MW"])
        if old.migrations and name in old.migrations:
            origin = old.migrations[name]
            key = origin.gainer, origin.loser, origin.parent
            origins.setdefault(after.crr_id, set()).add(key)
            targets.setdefault((*key, f"{before.terms}"), set()).add(after.crr_id)
    _netted(origins, targets, ids, ledger)


def _netted(
    origins: Mapping[str, set[tuple[str, str, str]]],
    targets: Mapping[tuple[str, str, str, str], set[str]],
    ids: Mapping[str, Holding],
    ledger: Ledger,
) -> None:
    """Old CRRs of one gainer, loser and parent became one; no others became the same."""
    fix = "net by gainer, loser, parent, season and TOU"
    ledger.looked("netting", len(targets))
    for crr_id, found in sorted(origins.items()):
        if len(found) > 1:
            told = "; ".join(
                f"{loser} to {gainer} of {parent}" for gainer, loser, parent in sorted(found)[:3]
            )
            what = "one CRR for migrations of several LSEs or parents"
            owner = ids[crr_id].terms.owner
            ledger.found(Finding("netting", what, "one CRR each", told, fix, owner, ids=(crr_id,)))
    for key, became in sorted(targets.items()):
        if len(became) > 1:
            what = f"migrations from {key[1]} to {key[0]} of old CRR {key[2]} are not one CRR"
            crr_ids = tuple(sorted(became))[:5]
            owner = ids[crr_ids[0]].terms.owner
            ledger.found(Finding("netting", what, "one CRR", f"{len(became)}", fix, owner, ids=crr_ids))


def _sales(old: Side, reported: Sequence[Reported], rows: Rows, ledger: Ledger) -> None:
    sales = {each.crr_id: each for each in rows.old if each.terms.offer == SELLER}
    wanted = {name: each.terms.owner for name, each in sales.items()}
    for name, row in _once(TITLES[SALES], wanted, reported, "SaleId", ledger).items():
        crr, was = old.sale_crrs.get(name, ("", ""))
        if not crr:
            _said(ledger, row, f"{name} is no sale of OLD", "a sale of sales.csv", name)
            continue
        if was in rows.translation.unknown:
            continue
        for column, expected in (
            ("OldCrrId", crr),
            ("OldMarket", was),
            ("NewMarket", rows.translation.market(was, "AUCTION")),
        ):
            if row.cells[column] != expected:
                _said(ledger, row, f"{column} of sale {name}", expected, row.cells[column])
        mw = _mw(row)
        if name in sales and mw is not None and mw != sales[name].mw:
            _said(ledger, row, f"the MW of sale {name}", mw_text(sales[name].mw), row.cells["MW"])


def _mw(row: Reported) -> Thousandths | None:
    try:
        return thousandths(row.cells.get("MW", ""))
    except ValueError:
        return None
