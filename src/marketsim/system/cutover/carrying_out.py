"""Cuts a system over, and back: in one transaction each, so that a failure leaves the system as it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.extract.reader import Extract, read_folder
from marketsim.system.cutover.faults import STEPS
from marketsim.system.cutover.nodes import Ground
from marketsim.system.cutover.people import rooms_taken
from marketsim.system.cutover.plan import Plan, plan_cutover
from marketsim.system.cutover.problem import CutoverProblem
from marketsim.system.cutover.told import told
from marketsim.system.cutover.writing import BrokenOff, inventory_digest, owners_held, write_plan
from marketsim.system.problem import SystemProblem
from marketsim.system.service_faults import REHEARSAL_KEPT, ROLLED_BACK_ANYWAY
from marketsim.system.store import cutovers
from marketsim.system.store.clock import put_clock_ahead
from marketsim.system.store.locations import list_locations
from marketsim.system.store.network import network
from marketsim.system.store.schema import metadata

# Registration and model stay; everything else is what the extract says.
KEPT = frozenset(
    {
        "participants", "persons", "grants", "securities", "buses", "branches", "generators", "contingency_outages",
        "interfaces", "interface_terms", "locations", "location_buses", "market_clock",
    }
)  # fmt: skip
# What participants write, by how it is called where a rollback is refused for it.
WRITTEN = {
    "portfolios": "portfolios", "bids": "bids", "nominations": "nominations",
    "sm_offers": "offers of the secondary market",
    "sm_responses": "responses of the secondary market", "load_submissions": "load", "load_hours": "load",
    "cec_load": "load of the CEC", "eq_load_elections": "elections of load", "prepayments": "prepayments",
    "securities": "security", "lm_customer_numbers": "customer numbers", "lm_customer_rates": "customer rates",
    "lm_dasr_records": "DASR", "tor_requests": "conversion requests", "tor_approvals": "conversion approvals",
}  # fmt: skip


class _Undone(Exception):
    """A rehearsal: everything was written, and is taken back."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__()
        self.report = report


def cut_over(
    system: CrrSystem,
    extract: Extract,
    *,
    replace: bool = False,
    dry_run: bool = False,
    fail_at: str | None = None,
) -> dict[str, Any]:
    """Let the system hold what the extract tells, and market time be when it was taken; what was done.

    Raises CutoverProblem, with nothing changed. ``replace`` lets markets and holdings that are there go; ``dry_run``
    does everything and takes it back; ``fail_at`` breaks off after that step.
    """
    if fail_at is not None and fail_at not in STEPS:
        raise CutoverProblem(f"there is no step {fail_at}; there are {', '.join(STEPS)}", refused=False)
    faults = system.faults.cutover | ({f"fail-{fail_at}"} if fail_at else set())
    try:
        with system.store.writing() as store:
            report = _cut_over(system, store, extract, faults, replace=replace)
            if dry_run and REHEARSAL_KEPT not in system.faults.results.names:
                raise _Undone(report)
    except _Undone as rehearsed:
        return rehearsed.report | {"dryRun": True}
    except BrokenOff as step:
        raise CutoverProblem(f"the cutover broke off after {step}; the system is as it was") from None
    system.clock.reread()
    system.admit()
    return report | {"dryRun": dry_run}


class ExtractProblem(SystemProblem):
    """A system cannot be made of the extract."""


def cut_over_new(system: CrrSystem, folder: Path) -> None:
    """Cut a system that was laid empty over from a folder, unless it was before; raises ExtractProblem."""
    try:
        extract = read_folder(folder)
        with system.store.reading() as store:
            former = cutovers.find_cutover(store)
        if former is None:
            cut_over(system, extract)
        elif former.extract_digest != extract.digest:
            raise CutoverProblem(f"the store was cut over from another extract, {former.extract_name}")
    except CutoverProblem as problem:
        raise ExtractProblem(
            problem.told(),
            "an extract that a new system can be cut over from",
            "mend it, or name another store",
        ) from None


def _cut_over(
    system: CrrSystem, store: Connection, extract: Extract, faults: Collection[str], *, replace: bool
) -> dict[str, Any]:
    if (former := cutovers.find_cutover(store)) is not None:
        raise CutoverProblem(f"this system was cut over from {former.extract_name}; roll that back first")
    if not replace and (there := _there(store)):
        raise CutoverProblem(
            "this system has markets or holdings of its own; order replace to let them go", there
        )
    plan = plan_cutover(extract, _ground(store), faults)
    if taken := rooms_taken(store, plan.admitted):
        raise CutoverProblem("persons of the extract have other certificates here", taken)
    cutovers.remember(store)
    cutovers.empty_tables(store, KEPT)
    made = write_plan(store, system.settings, plan, faults)
    put_clock_ahead(store, extract.taken_at - _wall())
    report = told(
        plan,
        digest=inventory_digest(store),
        owners=owners_held(store),
        persons=made,
        portfolios=len(plan.standing),
    )
    _keep(store, plan, report)
    return report


def _keep(store: Connection, plan: Plan, report: dict[str, Any]) -> None:
    extract = plan.extract
    cutovers.keep_cutover(
        store,
        cutovers.CutoverRow(
            extract.name, extract.digest, extract.taken_at, extract.lives, _wall(), report,
            cutovers.table_digests(store, WRITTEN),
        ),
    )  # fmt: skip


def roll_back(system: CrrSystem) -> dict[str, Any]:
    """Let the system be as it was before; raises CutoverProblem where a participant has written anything since."""
    with system.store.writing() as store:
        former = cutovers.find_cutover(store)
        if former is None:
            raise CutoverProblem("this system was not cut over")
        now = cutovers.table_digests(store, WRITTEN)
        written = sorted({WRITTEN[name] for name in WRITTEN if now[name] != former.written.get(name)})
        if written and ROLLED_BACK_ANYWAY not in system.faults.results.names:
            raise CutoverProblem("participants have written since the cutover", written)
        cutovers.bring_back(store)
    system.clock.reread()
    return {"rolledBack": former.extract_name, "marketTime": f"{system.clock.now():%Y-%m-%dT%H:%M:%SZ}"}


def _there(store: Connection) -> list[str]:
    """The tables with rows that a cutover would empty."""
    return sorted(
        table.name
        for table in metadata.sorted_tables
        if table.name not in KEPT and store.execute(table.select().limit(1)).first() is not None
    )


def _ground(store: Connection) -> Ground:
    model = network(store)
    return Ground(
        {each.name: each for each in list_locations(store)},
        {each.name: each for each in model.buses},
        model.branches,
    )


def _wall() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
