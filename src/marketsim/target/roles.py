"""Which functions may call an operation, by the table of our own that ships beside the embedded system.

The published contract says only read or write; the table is drawn from the deck (provenance: assumed).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from marketsim.contract.operations import Operation
from marketsim.contract.yaml12 import parse_yaml

FUNCTIONS = ("CRRH", "CLSE", "CUDC", "TOR", "CEC", "NDA")


def functions_of(operation: Operation) -> tuple[str, ...]:
    """The functions that may call it, in the table's order."""
    service = _table()["services"][operation.service]
    return tuple(service.get(operation.segment) or service["all"])


@cache
def _table() -> Any:
    return parse_yaml(files("marketsim").joinpath("system", "roles.yaml").read_bytes())
