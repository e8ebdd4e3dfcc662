"""``python -m benchmarks``: every measurement, one row each."""

from __future__ import annotations

from benchmarks import (
    allocation_speed,
    clearing_memory,
    clearing_speed,
    contract_check,
    exchange_speed,
    load_upload,
    portfolio_upload,
    reconciliation,
    settlement,
)

for module in (
    contract_check,
    exchange_speed,
    portfolio_upload,
    load_upload,
    clearing_speed,
    clearing_memory,
    allocation_speed,
    reconciliation,
    settlement,
):
    for measurement in module.measurements():
        print(measurement.line(), flush=True)
