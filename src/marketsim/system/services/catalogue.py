"""Which function answers which operation: the ten service modules against the contract."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from marketsim.contract.catalogue import Contract
from marketsim.contract.operations import OperationKey
from marketsim.system.call import Call
from marketsim.system.desk import Desk

Handler = Callable[[Call, Desk], object]

SERVICES = (
    "app_status", "market_status", "messages", "auction", "nomination", "historical_forecasted_load",
    "secondary_market", "load_migration", "tor_conversion", "market_data",
)  # fmt: skip


class UnansweredOperations(Exception):
    """The contract has operations that no service answers, or the other way round."""


def all_handlers(contract: Contract) -> Mapping[OperationKey, Handler]:
    """The handler of every operation of the contract; raises UnansweredOperations when the two differ."""
    found: dict[OperationKey, Handler] = {}
    for service in SERVICES:
        handlers = importlib.import_module(f"marketsim.system.services.{service}").HANDLERS
        found |= {OperationKey(service, operation_id): handler for operation_id, handler in handlers.items()}
    if differing := found.keys() ^ contract.operations.keys():
        raise UnansweredOperations(
            f"services and contract differ in {', '.join(sorted(map(str, differing)))}"
        )
    return found
