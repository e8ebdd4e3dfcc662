"""Faults of posted conversions: each changes what becomes of a record, none does unless it is switched on."""

from __future__ import annotations

import pytest

from marketsim.system.conversion.faults import becomes_crr, hedge_type_of
from marketsim.system.result_faults import NO_RESULT_FAULTS, ResultFaults

OPTION = {"hedge_type": "OPT"}


def test_without_faults_approved_records_alone_become_what_they_say() -> None:
    """A sound system."""
    assert becomes_crr("APPROVED", NO_RESULT_FAULTS)
    assert hedge_type_of(OPTION, NO_RESULT_FAULTS) == "OPT"


@pytest.mark.parametrize("status", ["DISAPPROVED", "PENDING_APPROVAL"])
def test_what_was_not_approved_becomes_a_crr_by_a_fault(status: str) -> None:
    """And by nothing else."""
    assert becomes_crr(status, ResultFaults(frozenset({"disapproved-converted"})))
    assert not becomes_crr(status, NO_RESULT_FAULTS)


def test_rights_become_obligations_by_a_fault() -> None:
    """Whatever the record says."""
    assert hedge_type_of(OPTION, ResultFaults(frozenset({"rights-as-obligations"}))) == "OBL"
