"""What the operator does to cut this system over from the old one: do it, look at it, take results, roll it back."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from marketsim.contract.instants import utc_text
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover import carrying_out, results
from marketsim.system.cutover.extract.reader import read_zip
from marketsim.system.cutover.markets import FINISH_OLD
from marketsim.system.cutover.problem import CutoverProblem
from marketsim.system.cutover.reports import REPORTS, encoded
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import Body, Nothing
from marketsim.system.store.cutovers import cut_markets, find_cutover, origins, report_rows


class NewCutover(Body, frozen=True, kw_only=True):
    """A cutover: the extract as a zip in base64; whether to rehearse, to let go what is there, to break off."""

    extract: bytes
    dry_run: bool = False
    replace: bool = False
    fail_at: Annotated[str, Meta(max_length=40)] | None = None


ResultFile = Annotated[str, Meta(max_length=10_000_000)]


class OldResults(Body, frozen=True, kw_only=True):
    """What a market that the old system finished did: rows of the files of the extract, by its kind."""

    market: Annotated[str, Meta(max_length=50)]
    awards: ResultFile | None = None
    sales: ResultFile | None = None
    migrations: ResultFile | None = None
    conversions: ResultFile | None = None


def start(system: CrrSystem, order: NewCutover) -> dict[str, Any]:
    """Cut over, or rehearse it; raises OperatorProblem, with nothing changed."""
    try:
        return carrying_out.cut_over(
            system,
            read_zip(order.extract),
            replace=order.replace,
            dry_run=order.dry_run,
            fail_at=order.fail_at,
        )
    except CutoverProblem as problem:
        raise _told(problem) from None


def roll_back(system: CrrSystem, _order: Nothing) -> dict[str, Any]:
    """Let the system be as it was before; raises OperatorProblem."""
    try:
        return carrying_out.roll_back(system)
    except CutoverProblem as problem:
        raise _told(problem) from None


def take_results(system: CrrSystem, order: OldResults) -> dict[str, Any]:
    """Take the results of a market that the old system finished; raises OperatorProblem."""
    try:
        files = results.ResultFiles(order.awards, order.sales, order.migrations, order.conversions)
        return results.take_results(system, order.market, files)
    except CutoverProblem as problem:
        raise _told(problem) from None


def state(system: CrrSystem) -> dict[str, Any]:
    """Whether and from what the system was cut over, with the report of it and the names of the mapping reports."""
    with system.store.reading() as store:
        done = find_cutover(store)
        if done is None:
            return {"state": "NOT_CUT_OVER", "reports": []}
        return {
            "state": "CUT_OVER",
            "extract": done.extract_name,
            "extractDigest": done.extract_digest,
            "takenAt": utc_text(done.taken_at),
            "goLive": utc_text(done.go_live),
            "report": done.report,
            "reports": list(REPORTS),
            "awaited": [
                each.old_market
                for each in cut_markets(store)
                if each.in_flight == FINISH_OLD and each.finished_at is None
            ],
        }


def inventory_origins(system: CrrSystem) -> dict[str, Any]:
    """Which old CRRs every CRR of the cutover has taken in, and what made each; raises OperatorProblem."""
    with system.store.reading() as store:
        if find_cutover(store) is None:
            raise OperatorProblem("this system was not cut over", 409)
        return {
            "origins": [
                {
                    "crrId": each["crr_id"],
                    "oldCrrId": each["old_crr_id"],
                    "origin": each["origin"],
                    "event": each["event"],
                }
                for each in origins(store)
            ]
        }


def report(system: CrrSystem, name: str, file_format: str) -> bytes:
    """A mapping report as a zip with one CSV or JSON; raises OperatorProblem."""
    if file_format not in ("CSV", "JSON"):
        raise OperatorProblem("fileFormat is CSV or JSON")
    with system.store.reading() as store:
        rows = report_rows(store, name)
    if rows is None:
        raise OperatorProblem(f"there is no report {name}", 404)
    return encoded(rows, file_format, name)


def _told(problem: CutoverProblem) -> OperatorProblem:
    return OperatorProblem(problem.told(), 409 if problem.refused else 400)
