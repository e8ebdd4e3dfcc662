"""Whether every call that a statement tells of is one that the contract has."""

from __future__ import annotations

from collections.abc import Iterator

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import OperationKey
from marketsim.readiness.statement.document import Statement
from marketsim.readiness.statement.facts import ExchangeFact
from marketsim.readiness.statement.refusal import Refusal


def operations(statement: Statement, contract: Contract) -> Iterator[Refusal]:
    """What speaks against operations, methods and paths; a call outside the contract names none of its operations."""
    for each in statement.scenarios:
        for call in each.course.exchanges if each.course else ():
            if not _known(call, contract):
                told = f"{call.service}.{call.operation_id}, {call.method} {call.path}"
                yield Refusal("status", f"{each.case.id}: the contract has no such call ({told})")


def _known(call: ExchangeFact, contract: Contract) -> bool:
    if call.service is None and call.operation_id is None:
        return not call.path or any(each.path == call.path for each in contract.operations.values())
    operation = contract.operations.get(OperationKey(call.service or "", call.operation_id or ""))
    if operation is None:
        return False
    # a deliberate breach may ask for an operation by another method or at another path
    return call.intended_breach or (call.method, call.path) == (operation.method, operation.path)
