"""Independent oracles: they share no code with the clearing or the embedded system, and import at most the contract.

``verify`` judges an auction or allocation from its folder, ``verify_participant`` and ``verify_allocation_participant``
what one participant can see of it; ``caps`` and ``exceedance`` work out anew what load is worth.
"""

from __future__ import annotations

from marketsim.verification.oracle import verify, verify_folder_bytes
from marketsim.verification.participant.allocation import nomination_rows, verify_allocation_participant
from marketsim.verification.participant.folder import verify_participant_folder
from marketsim.verification.participant.partial import verify_participant
from marketsim.verification.participant.rows import portfolio_rows
from marketsim.verification.report import Finding, Report, Unreadable

__all__ = [
    "Finding",
    "Report",
    "Unreadable",
    "nomination_rows",
    "portfolio_rows",
    "verify",
    "verify_allocation_participant",
    "verify_folder_bytes",
    "verify_participant",
    "verify_participant_folder",
]
