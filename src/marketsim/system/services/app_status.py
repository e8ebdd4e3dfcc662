"""Application status 1.0.1: whether the system is there."""

from __future__ import annotations

from marketsim.contract.messages.app_status import ApplicationStatus
from marketsim.system.call import Call
from marketsim.system.desk import Desk


def status(call: Call, desk: Desk) -> ApplicationStatus:
    """The system answers, and its store can be read: otherwise this would be SER0028."""
    desk.store.exec_driver_sql("SELECT 1")
    return ApplicationStatus(status="CRR application is available")


HANDLERS = {"get-status": status}
