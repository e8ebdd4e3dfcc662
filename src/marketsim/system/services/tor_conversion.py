"""TOR conversion: windows, paths, requests of holders, decisions of transferees (TOR conversion 1.2.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec import UNSET, UnsetType, structs

from marketsim.contract.messages import tor_conversion as messages
from marketsim.system.call import Call
from marketsim.system.desk import Desk
from marketsim.system.rules.tor_conversion import NamedWindow
from marketsim.system.service_faults import (
    CONVERSIONS_UNNAMED,
    POSTED_STILL_ACTIVE,
    SLOW_WINDOWS,
    WINDOWS_OVERLAP,
    listed,
    short,
    status_told,
)
from marketsim.system.services import tor_uploads as uploads
from marketsim.system.states import TOR_WINDOW
from marketsim.system.store import tor_conversion as kept
from marketsim.system.store.tor_windows import TorWindowRow, all_tor_windows, find_tor_window


def active_windows(call: Call, desk: Desk) -> list[messages.TorConversionWindow]:
    """The windows that are not posted."""
    every = [_window(each, call, desk) for each in all_tor_windows(desk.store)]
    still = POSTED_STILL_ACTIVE in desk.result_faults.names
    return [each for each in every if still or each.status != "POSTED"]


def posted_windows(call: Call, desk: Desk) -> list[messages.TorConversionWindow]:
    """The windows whose CRRs are posted."""
    every = [_window(each, call, desk) for each in all_tor_windows(desk.store)]
    return [each for each in every if each.status == "POSTED"]


def window_status(call: Call, desk: Desk) -> messages.TorConversionWindow:
    """One window with its status; raises Refused with TOR0016."""
    named = _named(call, desk)
    # Only with tor-window-exists switched off is there no window; then another one is told.
    told = _window(named.window or all_tor_windows(desk.store)[0], call, desk)
    status = status_told(TOR_WINDOW, told.status, desk.result_faults.names)
    return structs.replace(told, status=status)


def paths(call: Call, desk: Desk) -> list[messages.TorConversionPath]:
    """What the right holder may convert in a window; raises Refused with TOR0016."""
    window = _named(call, desk).name
    return [
        messages.TorConversionPath(
            id=row["id"],
            source=row["source"],
            sink=row["sink"],
            start_date=row["start"],
            end_date=row["end"],
            max_mw=row["max_mw"],
        )
        for row in (
            kept.all_paths(desk.store, window)
            if desk.result_faults.leaks
            else kept.paths_of(desk.store, window, call.participant)
        )
    ]


def requests(call: Call, desk: Desk) -> list[messages.ConversionRequestWithStatus]:
    """What the right holder has requested in a window; raises Refused with TOR0016.

    A request that was decided differently by time of use says so in its message.
    """
    window = _named(call, desk).name
    decided: dict[int, list[str]] = {}
    for row in kept.approvals_in(desk.store, window):
        decided.setdefault(row["request_id"], []).append(f"{row['status']} for {row['tou']}")
    return [
        messages.ConversionRequestWithStatus(
            id=row["id"],
            source=row["source"],
            sink=row["sink"],
            start_date=row["start"],
            end_date=row["end"],
            mw=short(row["mw"], desk.result_faults.names),
            transferee_ao=row["transferee"],
            request_status=row["status"],
            modeled=row["modeled"],
            message=_message(row["status"], decided.get(row["id"], [])),
        )
        for row in listed(
            kept.all_requests(desk.store, window)
            if desk.result_faults.leaks
            else kept.requests_of(desk.store, window, call.participant),
            desk.result_faults.names,
        )
    ]


def approvals(call: Call, desk: Desk) -> list[messages.ConversionApprovalRecord]:
    """What the transferee is to decide, or has decided, in a window; raises Refused with TOR0016."""
    window = _named(call, desk).name
    unnamed = CONVERSIONS_UNNAMED in desk.result_faults.names
    return [
        messages.ConversionApprovalRecord(
            conversion_approval_id=row["id"],
            mt_tor_crr_id=UNSET if unnamed or row["mt_tor_crr_id"] is None else row["mt_tor_crr_id"],
            source=row["source"],
            sink=row["sink"],
            tou=row["tou"],
            hedge_type=row["hedge_type"],
            mw=row["mw"],
            approval_status=row["status"],
        )
        for row in kept.approvals_for(
            desk.store, window, None if desk.result_faults.leaks else call.participant
        )
    ]


def _message(status: str, decided: list[str]) -> str | UnsetType:
    """What to say of a request whose times of use were decided one way and the other."""
    alike = all(each.startswith(status) for each in decided)
    return UNSET if alike else " and ".join(decided)


def _window(window: TorWindowRow, call: Call, desk: Desk) -> messages.TorConversionWindow:
    """The window as told; the Struct sends the approval window under both of its published spellings."""
    period, faults = window.span, desk.result_faults.names
    now = call.now - timedelta(hours=1) if SLOW_WINDOWS in faults else call.now
    approved_from = window.conversion_open if WINDOWS_OVERLAP in faults else window.approval_open
    return messages.TorConversionWindow(
        name=window.name,
        period=messages.Period(name=period.name, start_date=period.start, end_date=period.end),
        conversion_submission_window=messages.SubmissionWindow(
            open_date=window.conversion_open, close_date=window.conversion_close
        ),
        conversion_approval_window=messages.SubmissionWindow(
            open_date=approved_from, close_date=window.approval_close
        ),
        status=window.status(now),  # type: ignore[arg-type]  # there is no other status
    )


def _named(call: Call, desk: Desk) -> NamedWindow:
    """The window that a reading request names, judged; raises Refused."""
    name = call.query.get("torConversionWindow", "")
    facts = NamedWindow(name, find_tor_window(desk.store, name), call.now)
    desk.require(call, facts)
    return facts


HANDLERS: dict[str, Callable[[Call, Desk], object]] = {
    "getNewConversionWindowForRequest": active_windows,
    "getNewConversionWindowForApproval": posted_windows,
    "getTorConversionWindowStatus": window_status,
    "postTorConversionRequest": uploads.request_conversions,
    "getTorConversionRequestList": requests,
    "getMtTorCRRList": approvals,
    "getTorConversionWindowPaths": paths,
    "postTorConversionApproval": uploads.decide,
}
