"""Market data 1.2.0: public and private downloads, zipped CSV or JSON, from stored rows."""

from __future__ import annotations

from marketsim.contract.cells import Row
from marketsim.contract.filecolumns import encode_rows
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.downloads.caps import cap_rows
from marketsim.system.downloads.existing_crrs import YEARS_AHEAD, everybodys_crrs, own_crrs
from marketsim.system.downloads.model_data import model_rows, replacement_rows
from marketsim.system.downloads.results import result_rows
from marketsim.system.result_faults import LATE_GROUPS
from marketsim.system.rules.market_data import DownloadRows, NamedCalculation
from marketsim.system.rules.market_names import named_market
from marketsim.system.service_faults import caps_told, crrs_listed, factors_told
from marketsim.system.store.caps import find_calculation

ALL_CRRS = "the inventory"


def get_public_general_data(call: Call, desk: Desk) -> bytes:
    """Everybody's existing CRRs, or the replacements of retired sources and sinks."""
    download_type = call.query.get("publicGeneralDownloadType", "")
    rows: list[Row] = []
    if download_type == "PUBLIC_EXISTING_CRR":
        rows = crrs_listed(everybodys_crrs(desk.store, call.now), desk.result_faults.names)
    elif download_type == "SOURCE_SINK_REPLACEMENT":
        rows = replacement_rows(desk.store)
    return _file(call, desk, ALL_CRRS, download_type, rows)


def get_public_market_data(call: Call, desk: Desk) -> bytes:
    """Sources and sinks, base loading or set-asides of a market."""
    download_type = call.query.get("publicMarketDownloadType", "")
    facts = named_market(desk.store, call.query.get("marketName", ""), call.now)
    desk.require(call, facts)
    rows: list[Row] = []
    if facts.market:
        rows = model_rows(desk.store, call.now, facts.market, download_type, desk.result_faults.names)
    if download_type == "SOURCE_SINK":
        rows = factors_told(rows, desk.result_faults.names)
    return _file(call, desk, facts.market_name, download_type, rows)


def get_public_allocation_result(call: Call, desk: Desk) -> bytes:
    """Binding constraints or everybody's awards of a posted allocation."""
    return _results(call, desk, "ALLOCATION", "publicAllocationResultDownloadType", private=False)


def get_public_auction_result(call: Call, desk: Desk) -> bytes:
    """Binding constraints, clearing prices or everybody's awards of a posted auction."""
    return _results(call, desk, "AUCTION", "publicAuctionResultDownloadType", private=False)


def get_private_allocation_result(call: Call, desk: Desk) -> bytes:
    """The participant's own results of a posted allocation."""
    return _results(call, desk, "ALLOCATION", "privateAllocationResultDownloadType", private=True)


def get_private_auction_result(call: Call, desk: Desk) -> bytes:
    """The participant's own results of a posted auction."""
    return _results(call, desk, "AUCTION", "privateAuctionResultDownloadType", private=True)


def get_private_general_data(call: Call, desk: Desk) -> bytes:
    """The participant's own existing CRRs, by where they came from."""
    download_type = call.query.get("privateGeneralDownloadType", "")
    late = LATE_GROUPS in desk.result_faults.names
    rows = own_crrs(desk.store, call.now, _whose(call, desk), download_type, years_ahead=YEARS_AHEAD + late)
    rows = crrs_listed(rows, desk.result_faults.names)
    return _file(call, desk, ALL_CRRS, download_type, rows)


def get_private_allocation_market_data(call: Call, desk: Desk) -> bytes:
    """The participant's own nomination caps of a posted calculation."""
    name = call.query.get("nominationCapCalcName", "")
    download_type = call.query.get("privateAllocationDataDownloadType", "")
    desk.require(call, NamedCalculation(name, download_type, find_calculation(desk.store, name), call.now))
    rows = caps_told(cap_rows(desk.store, name, download_type, _whose(call, desk)), desk.result_faults.names)
    return _file(call, desk, name, download_type, rows)


def _results(call: Call, desk: Desk, market_type: str, parameter: str, *, private: bool) -> bytes:
    facts = named_market(desk.store, call.query.get("marketName", ""), call.now, market_type)
    desk.require(call, facts)
    owner = _whose(call, desk) if private else None
    download_type = call.query.get(parameter, "")
    rows: list[Row] = []
    if private == download_type.startswith("PRIVATE_"):  # also with the rule on download types switched off
        rows = result_rows(desk.store, facts.market_name, download_type, owner)
    return _file(call, desk, facts.market_name, download_type, rows)


def _whose(call: Call, desk: Desk) -> str | None:
    """Whose private rows are given out: those of the participant who asks; None for everybody's, which is a fault."""
    return None if desk.result_faults.leaks else call.participant


def _file(call: Call, desk: Desk, subject: str, download_type: str, rows: list[Row]) -> bytes:
    """The rows as a zip; refused where there are none. CSV when the rule on file formats is switched off."""
    asked = call.query.get("fileFormat", "")
    rows = desk.result_faults.handed_out(rows, asked)
    desk.require(call, DownloadRows(subject, download_type, asked, call.participant, len(rows)))
    return encode_rows(rows, "JSON" if asked == "JSON" else "CSV", download_type)


HANDLERS = {
    "getPublicGeneralData": get_public_general_data,
    "getPublicMarketData": get_public_market_data,
    "getPublicAllocationResult": get_public_allocation_result,
    "getPublicAuctionResult": get_public_auction_result,
    "getPrivateGeneralData": get_private_general_data,
    "getPrivateAllocationMarketData": get_private_allocation_market_data,
    "getPrivateAllocationResult": get_private_allocation_result,
    "getPrivateAuctionResult": get_private_auction_result,
}
