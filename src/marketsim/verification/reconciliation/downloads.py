"""Downloads of the new system: existing CRRs, and the reports and lists that explain them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from sys import intern

from marketsim.verification.reconciliation.days import begins, ends
from marketsim.verification.reconciliation.holding import OWNER, SELLER, Holding, Terms
from marketsim.verification.reconciliation.sheet import Sheet
from marketsim.verification.reconciliation.side import DOWNLOADS, Location, Reported, Side
from marketsim.verification.report import Unreadable

TELLS = frozenset({"id", "parent", "crr_type", "category", "market", "offer"})
EXISTING = (
    "CrrId", "AssetOwner", "Source", "Sink", "TOU", "HedgeType", "CrrType", "Category", "MarketName", "StartDate",
    "EndDate", "MW",
)  # fmt: skip
OPTIONAL = ("ParentCrrId", "Period", "OfferType")
REPORTS = ("migration-market-mapping", "migration-crr-mapping", "sell-offer-mapping")
PRIVATE = "PRIVATE_EXISTING_CRR_"
NEXT_YEARS, BEYOND = f"{PRIVATE}LM_CURRENT_PLUS_3", f"{PRIVATE}LM_BEYOND_3"


def read_downloads(title: str, sheets: Mapping[str, Sheet], existing: Sequence[Sheet]) -> Side:
    """OLD or NEW as downloads. Raises Unreadable."""
    public = [each for each in existing if PRIVATE not in each.document.stem]
    private = [each for each in existing if PRIVATE in each.document.stem]
    if len(public) > 1:
        found = f"{public[0].name} and {public[1].name}"
        raise Unreadable(title, None, "one inventory of existing CRRs", found, "remove one of them")
    read = public or private
    side = Side(title, DOWNLOADS, [each for sheet in read for each in _holdings(sheet)], TELLS)
    if not all(sheet.has("OfferType") for sheet in read):
        side.tells -= {"offer"}
    if public and private:
        side.notes.append(f"{title}: private downloads beside {public[0].name} are not read")
    elif private:
        _scope(side, private)
    _facts(side, sheets)
    return side


def _holdings(sheet: Sheet) -> Iterator[Holding]:
    seen: dict[Terms, Terms] = {}  # rows share what they have in common
    for row in sheet.rows(EXISTING, OPTIONAL):
        (
            crr_id, owner, source, sink, tou, hedge, crr_type, category, market, start, end, mw, parent, period,
            offer,
        ) = row.cells  # fmt: skip
        row.filled(EXISTING, (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11))
        row.word(tou, "ON", "OFF")
        row.word(hedge, "OBL", "OPT")
        row.word(offer or OWNER, OWNER, SELLER)
        first, last, flaw = row.span(start, end, begins, ends)
        terms = Terms(owner, source, sink, tou, hedge, crr_type, offer or OWNER, category, market)
        yield Holding(
            crr_id, parent, seen.setdefault(terms, terms), intern(period), first, last, row.mw(mw), "", flaw
        )


def _scope(side: Side, private: Sequence[Sheet]) -> None:
    """Private downloads tell of their owner's CRRs, and of those kinds that were downloaded."""
    side.owners = frozenset(each.terms.owner for each in side.holdings)
    stems = {each.document.stem[each.document.stem.index(PRIVATE) :] for each in private}
    kinds = {"ALLOCATION", "AUCTION", "SECONDARY_MARKET", "SYSTEM"}
    found = {each for each in kinds if any(stem.startswith(PRIVATE + each) for stem in stems)}
    halves = [any(stem.startswith(half) for stem in stems) for half in (NEXT_YEARS, BEYOND)]
    if all(halves):
        found.add("LOAD_MIGRATION")
    elif any(halves):
        side.notes.append(f"{side.title}: migrated CRRs: needs {NEXT_YEARS} and {BEYOND} together")
    side.categories = frozenset(found)


def _facts(side: Side, sheets: Mapping[str, Sheet]) -> None:
    for kind in REPORTS:
        if kind in sheets:
            sheet = sheets[kind]
            side.reports[kind] = [
                Reported(f"{sheet.name}, line {row.line}", dict(zip(sheet.columns, row.cells, strict=True)))
                for row in sheet.rows(sheet.columns)
            ]
    if "replacements" in sheets:
        side.replacements = {}
        for row in sheets["replacements"].rows(("SourceSink", "Replacement"), ("Period",)):
            side.replacements.setdefault(row.cells[0], {})[row.cells[2]] = row.cells[1]
    if "roles" in sheets:
        wanted = ("Person", "Participant", "Role")
        side.roles = {(a, b, c) for a, b, c in (row.cells for row in sheets["roles"].rows(wanted))}
    if "names" in sheets:
        side.names = {}
        for row in sheets["names"].rows(("Kind", "Old", "New")):
            side.names[row.cells[0].upper(), row.cells[1]] = row.cells[2]
    if "source-sinks" in sheets:
        rows = sheets["source-sinks"].rows(("SourceSink", "Type", "BiddableFlag"))
        side.locations = {
            row.cells[0]: Location(row.cells[1], row.cells[2].upper() in ("Y", "YES", "TRUE")) for row in rows
        }
