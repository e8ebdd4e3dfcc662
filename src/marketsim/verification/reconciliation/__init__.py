"""Reconciliation of two inventories of CRRs: a legacy extract, downloads of the new system, or OASIS CRR_INVENTORY.

It shares no code with the cutover: readers, name rules, netting and arithmetic are its own.
"""

from __future__ import annotations

from marketsim.verification.reconciliation.ledger import CHECKS, Explained, Finding, Reconciliation
from marketsim.verification.reconciliation.reconciling import reconcile

__all__ = ["CHECKS", "Explained", "Finding", "Reconciliation", "reconcile"]
