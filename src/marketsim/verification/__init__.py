"""Independent oracles: they share no code with the clearing or the embedded system, and import at most the contract.

``verify`` judges a cleared market from its folder, ``verify_participant`` what one participant can see of it.
"""

from __future__ import annotations

from marketsim.verification.oracle import verify, verify_folder_bytes
from marketsim.verification.participant.folder import verify_participant_folder
from marketsim.verification.participant.partial import verify_participant
from marketsim.verification.participant.rows import portfolio_rows
from marketsim.verification.report import Finding, Report, Unreadable

__all__ = [
    "Finding",
    "Report",
    "Unreadable",
    "portfolio_rows",
    "verify",
    "verify_folder_bytes",
    "verify_participant",
    "verify_participant_folder",
]
