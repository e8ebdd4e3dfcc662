"""The two uploads of TOR conversion: requests of right holders and decisions of transferees.

A request becomes one approval record a time of use (assumed). It is decided when all of its records are:
APPROVED when all were approved, otherwise DISAPPROVED (assumed: no source says what holds when they differ); the
approved record of a request that was disapproved for the other time of use becomes a CRR all the same.
The CRRs come when the window is posted, which is the ISO's part (conversion/posting.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketsim.contract.messages import tor_conversion as messages
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.rule import Violation
from marketsim.system.rules.tor_conversion import (
    ApprovalTerms,
    ConversionRequests,
    ConversionUpload,
    Decision,
    Decisions,
    NamedWindow,
    Stretch,
)
from marketsim.system.service_faults import CHANGES_UNKEPT
from marketsim.system.states import TOR_REQUEST
from marketsim.system.store import tor_conversion as kept
from marketsim.system.store.crr_holders import crr_holders
from marketsim.system.store.tor_windows import find_tor_window

TIMES_OF_USE = ("ON", "OFF")


def request_conversions(call: Call, desk: Desk) -> messages.ConversionRequestUploadResponse:
    """Keep the requests of a right holder, each with its approval records; all of them or none.

    Answers ERROR with the text of every record at fault. Raises Refused with TOR0016 or TOR0023.
    """
    body: messages.NewTorConversionRequest = call.body
    _require_window(call, desk, body.tor_conversion_window)
    faults = _faults(call, desk, body.conversion_requests, _request_facts)
    if faults:
        desk.move(TOR_REQUEST, "-", "fail")
    else:
        for each in body.conversion_requests:
            _keep_request(call, desk, body, each)
    return messages.ConversionRequestUploadResponse(
        status="ERROR" if faults else "VALID", timestamp=call.now, error_messages=_text(faults)
    )


def decide(call: Call, desk: Desk) -> messages.ConversionApprovalUploadResponse:
    """Keep the decisions of a transferee; all or none. A record sent as PENDING_APPROVAL decides nothing.

    Answers ERROR with the text of every record at fault. Raises Refused with TOR0016 or TOR0024.
    """
    body: messages.MtTorCRRApproval = call.body
    _require_window(call, desk, body.tor_conversion_window)
    faults = _faults(call, desk, body.conversion_approval_records, _decision_facts)
    if not faults and CHANGES_UNKEPT not in desk.result_faults.names:
        _keep_decisions(call, desk, body)
    return messages.ConversionApprovalUploadResponse(
        status="ERROR" if faults else "VALID", timestamp=call.now, error_messages=_text(faults)
    )


def _require_window(call: Call, desk: Desk, name: str) -> None:
    desk.require(call, NamedWindow(name, find_tor_window(desk.store, name), call.now))


def _faults(call: Call, desk: Desk, records: Sequence[object], facts_of: Any) -> list[Violation]:
    """What is wrong with an upload; its size first, so that no unbounded list is compared with itself."""
    size = ConversionUpload(len(records), desk.settings.whole("tor_conversion.upload_records"))
    return desk.findings(call, size) or desk.findings(call, facts_of(call, desk))


def _text(faults: Sequence[Violation]) -> str:
    return "\n".join(each.text for each in faults)


def _request_facts(call: Call, desk: Desk) -> ConversionRequests:
    body: messages.NewTorConversionRequest = call.body
    paths = kept.paths_of(desk.store, body.tor_conversion_window, call.participant)
    before = _using_paths(desk, kept.requests_of(desk.store, body.tor_conversion_window, call.participant))
    return ConversionRequests(
        requests=tuple(
            Stretch(each.source, each.sink, each.start_date, each.end_date, each.mw)
            for each in body.conversion_requests
        ),
        transferees=tuple(each.transferee_ao for each in body.conversion_requests),
        paths=tuple(_stretch(row, row["max_mw"]) for row in paths),
        before=tuple(_stretch(row, row["mw"]) for row in before),
        holders=crr_holders(desk.store),
    )


def _using_paths(desk: Desk, requests: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The requests whose MW use their path: those that have become a CRR in one time of use, or still may."""
    decided = kept.statuses_by_request(desk.store, [row["id"] for row in requests])
    return [row for row in requests if set(decided.get(row["id"], ())) - {"DISAPPROVED"}]


def _stretch(row: Mapping[str, Any], mw: float) -> Stretch:
    return Stretch(row["source"], row["sink"], row["start"], row["end"], mw)


def _keep_request(
    call: Call, desk: Desk, body: messages.NewTorConversionRequest, request: messages.ConversionRequest
) -> None:
    row = {
        "window": body.tor_conversion_window,
        "holder": body.tor_holder,
        "source": request.source,
        "sink": request.sink,
        "start": request.start_date,
        "end": request.end_date,
        "mw": request.mw,
        "transferee": request.transferee_ao,
        "modeled": request.modeled,
        "status": desk.move(TOR_REQUEST, "-", "accept"),
        "created_at": call.now,
    }
    request_id = kept.add_request(desk.store, row)
    approval = {"request_id": request_id, "hedge_type": desk.settings.text("tor_conversion.hedge_type")}
    for tou in TIMES_OF_USE:
        kept.add_approval(desk.store, approval | {"tou": tou, "status": "PENDING_APPROVAL"})


def _decision_facts(call: Call, desk: Desk) -> Decisions:
    body: messages.MtTorCRRApproval = call.body
    mine = _records(call, desk, body)
    return Decisions(
        tuple(
            Decision(
                approval_id=each.conversion_approval_id,
                terms=ApprovalTerms(each.source, each.sink, each.tou, each.hedge_type, each.mw),
                status=each.approval_status,
                kept_terms=_terms(row) if row else None,
                kept_status=row["status"] if row else None,
            )
            for each in body.conversion_approval_records
            for row in (mine.get(each.conversion_approval_id),)
        )
    )


def _records(call: Call, desk: Desk, body: messages.MtTorCRRApproval) -> dict[int, dict[str, Any]]:
    rows = kept.approvals_for(desk.store, body.tor_conversion_window, call.participant)
    return {row["id"]: row for row in rows}


def _terms(row: Mapping[str, Any]) -> ApprovalTerms:
    return ApprovalTerms(row["source"], row["sink"], row["tou"], row["hedge_type"], row["mw"])


def _keep_decisions(call: Call, desk: Desk, body: messages.MtTorCRRApproval) -> None:
    mine = _records(call, desk, body)
    before: dict[int, str] = {}
    for each in body.conversion_approval_records:
        row = mine.get(each.conversion_approval_id)
        if row is None or each.approval_status == row["status"]:
            continue
        kept.change_approval(desk.store, row["id"], status=each.approval_status, decided_at=call.now)
        before[row["request_id"]] = row["request_status"]
    for request_id, statuses in kept.statuses_by_request(desk.store, before).items():
        event = "approve" if set(statuses) == {"APPROVED"} else "disapprove"
        if "PENDING_APPROVAL" not in statuses and TOR_REQUEST.allows(before[request_id], event):
            status = desk.move(TOR_REQUEST, before[request_id], event)
            kept.change_request(desk.store, request_id, status=status)
