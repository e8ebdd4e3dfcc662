"""What a campaign says of the phases, and who has run which: kept in its annex, and told on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from marketsim.cli.cases import cases
from marketsim.cli.coverage import requirements
from marketsim.cli.run_inputs import gates_of_suite, plan_of_suite
from marketsim.contract.catalogue import Contract
from marketsim.readiness.gates.lines import lines
from marketsim.readiness.statement.campaign import Campaign, replace
from marketsim.readiness.statement.campaign_gates import CampaignRecord
from marketsim.readiness.statement.document import SelectionFact, Statement
from marketsim.readiness.tracking_csv import NAME, tracking_csv

GATES = "gates.json"


def phases_told(
    root: Path, campaign: Campaign, statement: Statement, contract: Contract
) -> tuple[Statement, Iterable[str]]:
    """Write annex/tracking.csv and annex/gates.json; the statement that binds them, and the lines to print.

    Raises AnnexProblem.
    """
    plan, functions = plan_of_suite(root), statement.selection.functions
    gates = gates_of_suite(root, plan)
    if gates is not None:
        gates["scenarios"] = [each.id for each in cases(root, SelectionFact(functions, None))]
    record = CampaignRecord(statement, campaign.annex.runs())
    told = record.gates(gates, contract, requirements(root)) if gates is not None else None
    replace(campaign.annex.folder / NAME, tracking_csv(record.tracking(plan, gates)))
    if told is not None:
        replace(campaign.annex.folder / GATES, json.dumps(told, indent=2).encode())
    bound = msgspec.structs.replace(statement, annex=campaign.annex.files())
    return bound, _lines(told, campaign)


def _lines(told: Mapping[str, Any] | None, campaign: Campaign) -> Iterator[str]:
    yield from lines(told)
    yield f"tracking   {campaign.annex.folder / NAME}"
