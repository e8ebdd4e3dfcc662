"""Faults of a posted conversion window: ways to get its CRRs wrong, so that the suite can be seen to notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketsim.system.result_faults import DISAPPROVED_CONVERTED, RIGHTS_AS_OBLIGATIONS, ResultFaults


def becomes_crr(status: str, faults: ResultFaults) -> bool:
    """Whether a record of that status becomes a CRR: an approved one, and with the fault every other too."""
    return status == "APPROVED" or DISAPPROVED_CONVERTED in faults.names


def hedge_type_of(record: Mapping[str, Any], faults: ResultFaults) -> str:
    """The hedge type of the record's CRR."""
    return "OBL" if RIGHTS_AS_OBLIGATIONS in faults.names else str(record["hedge_type"])
