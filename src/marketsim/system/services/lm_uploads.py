"""The three uploads of the utilities for load migration (load migration 1.3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table

from marketsim.contract.messages import load_migration as messages
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.load_migration import MigrationUpload, UploadedRecord
from marketsim.system.service_faults import CHANGES_UNKEPT
from marketsim.system.store import load_migration as kept
from marketsim.system.store.migration_markets import find_migration_market
from marketsim.system.store.participants import all_participants

VALID = messages.UDCSubmissionStatus(submission_status="VALID")


def post_customer_numbers(call: Call, desk: Desk) -> messages.UDCSubmissionStatus:
    """Keep counts of customers by LSE and class; a second posting replaces what has the same key.

    Raises Refused with LMV1003, LMV1002, LMV024, LMV0102 or SER0030; nothing is kept then.
    """
    body: messages.PostNumberOfCustomersSet = call.body
    records = body.number_of_customer_records
    uploaded = [
        UploadedRecord(f"numberOfCustomerRecords[{index}]", (each.lse, each.class_), (each.lse,))
        for index, each in enumerate(records)
    ]
    _require_upload(call, desk, uploaded)
    rows = [
        _key(body, call) | {"lse": each.lse, "class": each.class_, "customers": each.number_of_customers}
        for each in records
    ]
    _put(desk, kept.customer_numbers, rows)
    return VALID


def post_dasr_summary(call: Call, desk: Desk) -> messages.UDCSubmissionStatus:
    """Keep transfers of customers between LSEs; a second posting replaces what has the same recordId.

    Raises Refused as the other uploads do, and with LMV023; nothing is kept then.
    """
    body: messages.PostDASRsummaryset = call.body
    records = body.dasr_records
    uploaded = [
        UploadedRecord(f"dasrRecords[{index}]", (each.record_id,), (each.from_lse, each.to_lse))
        for index, each in enumerate(records)
    ]
    _require_upload(call, desk, uploaded)
    rows = [
        _key(body, call)
        | {
            "record_id": each.record_id,
            "class": each.class_,
            "from_lse": each.from_lse,
            "to_lse": each.to_lse,
        }
        | {"customers": each.num_customer_transfer, "effective_date": body.effective_date}
        for each in records
    ]
    _put(desk, kept.dasr_records, rows)
    return VALID


def post_customer_rates(call: Call, desk: Desk) -> messages.UDCSubmissionStatus:
    """Keep kW a customer by class, time of use, season and year; uploadDate is that of the first posting.

    Raises Refused with LMV1003, LMV1002, LMV024, LMV0102 or SER0030; nothing is kept then.
    """
    body: messages.PostCustomerRateSet = call.body
    records = body.customer_rate_records
    uploaded = [
        UploadedRecord(
            f"customerRateRecords[{index}]", (each.class_, each.tou, each.season_number, each.year)
        )
        for index, each in enumerate(records)
    ]
    _require_upload(call, desk, uploaded)
    rows = [
        _key(body, call)
        | {"class": each.class_, "tou": each.tou, "season": each.season_number, "year": each.year}
        | {"kw_rate": each.kw_rate, "upload_date": call.now}
        for each in records
    ]
    _put(desk, kept.customer_rates, rows, keep=frozenset({"upload_date"}))
    return VALID


def _require_upload(call: Call, desk: Desk, records: Iterable[UploadedRecord]) -> None:
    """Judge an upload; raises Refused."""
    body: Any = call.body
    facts = MigrationUpload(
        name=body.load_migration_market,
        market=find_migration_market(desk.store, body.load_migration_market),
        now=call.now,
        udc_name=body.udc_name,
        participant=call.participant,
        udcs=frozenset(each.name for each in all_participants(desk.store, "CUDC")),
        lses=frozenset(each.duns for each in all_participants(desk.store, "CLSE") if each.duns),
        records=tuple(records),
        effective_date=getattr(body, "effective_date", None),
    )
    desk.require(call, facts)


def _put(
    desk: Desk, table: Table, rows: Iterable[dict[str, Any]], keep: frozenset[str] = frozenset()
) -> None:
    """Keep uploaded rows; with a fault none takes the place of an earlier one."""
    replacing = CHANGES_UNKEPT not in desk.result_faults.names
    kept.put(desk.store, table, rows, keep, replacing=replacing)


def _key(body: Any, call: Call) -> dict[str, Any]:
    """The columns that all uploads share."""
    return {"market": body.load_migration_market, "udc": body.udc_name, "last_modified": call.now}
