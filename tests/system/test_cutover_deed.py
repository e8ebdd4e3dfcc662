"""The deed itself: all or nothing, rehearsed, rolled back while nobody has written, markets in flight in one system."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Asking
from cutover_ground import (
    APR,
    JUN,
    JUN_END,
    PATH,
    empty_system,
    extract_with,
    files_with,
    inventory,
    whole_store,
    zipped,
)
from mui_room import Console, Screens

from marketsim.contract.filecolumns import read_download
from marketsim.contract.instants import utc_text
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.carrying_out import cut_over, roll_back
from marketsim.system.cutover.faults import STEPS
from marketsim.system.cutover.problem import CutoverProblem
from marketsim.system.store.participants import caller, find_participant
from marketsim.system.store.portfolios import list_portfolios
from marketsim.system.store.security import post_security

AWARDS = "OldCrrId,OldMarket,Participant,Source,Sink,TOU,HedgeType,CrrType,StartDate,EndDate,MW,Price\n"
SALES = "SaleId,OldMarket,OldCrrId,Participant,StartDate,EndDate,MW,Price\n"
JUNE = "AUC_MN_2025_M06"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[CrrSystem]:
    """A system of the test's own, without markets and holdings."""
    with empty_system(tmp_path) as laid:
        yield laid


@pytest.fixture
def console(system: CrrSystem) -> Console:
    """Its operator console."""
    return Console(Asking(system))


def order(**members: Any) -> dict[str, Any]:
    """The order of a cutover from the extract made by hand."""
    return {"extract": base64.b64encode(zipped()).decode(), **members}


@pytest.mark.parametrize("step", STEPS)
def test_a_cutover_that_breaks_off_after_any_step_leaves_the_system_as_it_was(
    step: str, system: CrrSystem
) -> None:
    """Every row of every table, and market time; and the next one goes through."""
    before, now = whole_store(system), system.clock.now()
    with pytest.raises(CutoverProblem, match=f"broke off after {step}"):
        cut_over(system, extract_with(), fail_at=step)
    assert whole_store(system) == before
    assert (system.clock.now() - now).total_seconds() < 60
    system.switch_faults([f"cutover:fail-{step}"])
    with pytest.raises(CutoverProblem, match=f"broke off after {step}"):
        cut_over(system, extract_with())
    assert whole_store(system) == before
    system.switch_faults([])
    assert cut_over(system, extract_with())["crrs"] > 0


def test_a_rehearsal_tells_everything_and_changes_nothing(system: CrrSystem) -> None:
    """The same report as the deed that follows, but for being a rehearsal."""
    before = whole_store(system)
    rehearsed = cut_over(system, extract_with(), dry_run=True)
    assert whole_store(system) == before
    assert rehearsed | {"dryRun": False} == cut_over(system, extract_with())


def test_market_time_is_when_the_extract_was_taken(system: CrrSystem) -> None:
    """The new system begins where the old one was looked at."""
    cut_over(system, extract_with())
    assert f"{system.clock.now():%Y-%m-%d %H}" == "2025-04-24 18"


def test_a_rolled_back_cutover_leaves_the_old_state_and_can_be_done_again(system: CrrSystem) -> None:
    """With the same inventory."""
    before = whole_store(system)
    first = cut_over(system, extract_with())["digest"]
    roll_back(system)
    assert whole_store(system) == before
    assert cut_over(system, extract_with())["digest"] == first


def test_nothing_is_rolled_back_once_a_participant_has_written(system: CrrSystem) -> None:
    """What was written is named."""
    cut_over(system, extract_with())
    with system.store.writing() as store:
        post_security(store, "SRTX", 12_345)
    with pytest.raises(CutoverProblem) as refused:
        roll_back(system)
    assert refused.value.told().endswith("security")
    assert inventory(system)


def test_a_fault_lets_a_cutover_be_rolled_back_over_what_was_written(system: CrrSystem) -> None:
    """Where it would be refused."""
    before = whole_store(system)
    cut_over(system, extract_with())
    with system.store.writing() as store:
        post_security(store, "SRTX", 12_345)
    system.switch_faults(["result:rolled-back-anyway"])
    roll_back(system)
    assert whole_store(system) == before


def test_a_fault_keeps_what_was_rehearsed(system: CrrSystem) -> None:
    """It is told as rehearsed all the same."""
    system.switch_faults(["result:rehearsal-kept"])
    assert cut_over(system, extract_with(), dry_run=True)["dryRun"]
    assert inventory(system)


def test_what_was_not_cut_over_is_not_rolled_back_and_no_system_is_cut_over_twice(system: CrrSystem) -> None:
    """Both are refused."""
    with pytest.raises(CutoverProblem, match="was not cut over"):
        roll_back(system)
    cut_over(system, extract_with())
    with pytest.raises(CutoverProblem, match="made by hand; roll that back first"):
        cut_over(system, extract_with())


def test_a_system_with_markets_of_its_own_lets_them_go_only_when_told_to(
    laid_store: Path, tmp_path: Path
) -> None:
    """The demonstration's participants and network stay, its markets and holdings go, and come back."""
    from standing import copied_store

    from marketsim.system.store.engine import Store

    with Store(f"sqlite:///{copied_store(laid_store, tmp_path)}") as store:
        system = CrrSystem(store)
        before = whole_store(system)
        with pytest.raises(CutoverProblem, match="order replace"):
            cut_over(system, extract_with())
        cut_over(system, extract_with(), replace=True)
        assert {each.owner for each in inventory(system)} == {"NVLY", "BAYC", "SRTX", "PCFT"}
        roll_back(system)
        assert whole_store(system) == before


def test_the_console_cuts_over_tells_the_state_and_rolls_back(console: Console) -> None:
    """With a report, its digest, and what the old system is still to hand over."""
    assert console.order("GET", "/cutover")[1]["state"] == "NOT_CUT_OVER"
    status, report = console.order("POST", "/cutover", order())
    assert (status, report["crrs"], report["owners"]) == (200, 12, 4)
    state = console.order("GET", "/cutover")[1]
    assert (state["state"], state["awaited"], state["report"]["digest"]) == (
        "CUT_OVER",
        [JUNE],
        report["digest"],
    )
    origins = console.order("GET", "/cutover/origins")[1]["origins"]
    held = {each["crrId"] for each in origins}
    assert len(held) == report["crrs"]
    assert console.order("POST", "/cutover/rollback", {})[0] == 200
    assert console.order("GET", "/cutover")[1]["state"] == "NOT_CUT_OVER"


def test_what_cannot_be_read_is_told_by_file_line_and_column(console: Console) -> None:
    """400 for a bad form, 409 for a content that contradicts itself."""
    files = files_with(awards=("10.000", "10.0001"), roles=("reader,", "../reader,"))
    status, told = console.order("POST", "/cutover", {"extract": base64.b64encode(zipped(files)).decode()})
    assert status == 400
    assert "awards.csv line 2, MW: '10.0001'; expected MW of at most three decimals" in told["error"]
    assert "roles.csv line 4, Person" in told["error"]
    assert console.order("POST", "/cutover", {"extract": base64.b64encode(b"no zip").decode()})[0] == 400
    files = files_with(holdings=("19.500", "18.500"))
    assert console.order("POST", "/cutover", {"extract": base64.b64encode(zipped(files)).decode()})[0] == 409


def test_roles_of_the_old_screens_become_grants(system: CrrSystem) -> None:
    """Read and write without NDA; both with NDA; the model alone for CRRFNM; persons get two certificates."""
    report = cut_over(system, extract_with())
    assert report["persons"] == ["fresh.user", "mui-fresh.user", "reader", "mui-reader"]
    with system.store.reading() as store:
        grants = {
            (each.participant, each.function, each.write)
            for each in caller(store, "fresh.user", "api").grants
        }
        assert grants == {("FRESHX", "CRRH", True), ("SRTX", "CRRH", True), ("SRTX", "NDA", False)}
        assert [each.function for each in caller(store, "mui-reader", "mui").grants] == ["NDA"]
        fresh = find_participant(store, "FRESHX")
    assert fresh is not None
    assert fresh.function == "CRRH"


def test_markets_in_flight_are_in_exactly_one_system(system: CrrSystem) -> None:
    """What the old system finishes is unknown here; what this one finishes is open, with its bids SUBMITTED."""
    cut_over(system, extract_with())
    asking = Asking(system)
    query = {"participantName": "SRTX", "marketName": JUNE}
    assert asking("market_status.getMarketStatus", "srtx", query=query).codes == ["MKT0001"]
    july = asking("market_status.getMarketStatus", "srtx", query=query | {"marketName": "AUC_MN_2025_M07"})
    assert july.value == "OPEN"
    with system.store.reading() as store:
        rows = list_portfolios(store, "AUCTION", "AUC_MN_2025_M07")
    assert [(each.participant, each.name, each.status) for each in rows] == [
        ("NVLY", "SPECIAL JULY", "SUBMITTED"),
        ("PCFT", "SPECIAL JULY", "SUBMITTED"),
    ]
    found = asking(
        "auction.getPortfolio",
        "pcft",
        query={
            "participantName": "PCFT",
            "marketName": "AUC_MN_2025_M07",
            "portfolioName": "SPECIAL JULY",
        },
    ).value
    assert found["bids"][0]["source"] == "MIDWAY_7_B1"


def test_results_of_a_market_that_the_old_system_finished_come_in_once(
    console: Console, system: CrrSystem
) -> None:
    """They add CRRs with the next ids, take off what was sold, and make the market known as posted."""
    console.order("POST", "/cutover", order())
    highest = max(each.crr_id for each in inventory(system))
    awards = f"{AWARDS}901,{JUNE},OLDCO,RETIRED_7_B1,DLAP_PGAE-APND,ON,OBL,AUC,{JUN},{JUN_END},2.500,4.00\n"
    sales = f"{SALES}902,{JUNE},1,NVLY,{JUN},{JUN_END},1.000,4.00\n"
    results = {"market": JUNE, "awards": awards, "sales": sales}
    assert console.order("POST", "/cutover/results", results)[0] == 200
    bought = next(each for each in inventory(system) if each.crr_id == highest + 1)
    assert (bought.owner, bought.source, bought.mw, bought.market_name, bought.period) == (
        "PCFT",
        "MIDWAY_7_B1",
        2.5,
        JUNE,
        "2025_M06",
    )
    rights = [
        each
        for each in inventory(system)
        if each.crr_type == "LSE" and each.period in ("2025_S02", "2025_M06")
    ]
    assert [(utc_text(each.start), each.mw, each.offer_type) for each in rights] == [
        (JUN, 9.0, "OWNER"),
        (APR, 10.0, "OWNER"),
        (JUN, 1.0, "SELLER"),
    ]
    query = {"participantName": "SRTX", "marketName": JUNE}
    assert Asking(system)("market_status.getMarketStatus", "srtx", query=query).value == "POSTED"
    assert console.order("POST", "/cutover/results", results)[0] == 409


@pytest.mark.parametrize(
    ("market", "awards", "told"),
    [
        ("AUC_MN_2025_M05", AWARDS, "not a market that the old system finishes"),
        ("SPECIAL JULY", AWARDS, "not a market that the old system finishes"),
        ("NO_SUCH", AWARDS, "no market NO_SUCH"),
        (JUNE, f"{AWARDS}1,{JUNE},SRTX,{PATH},ON,OBL,AUC,{JUN},{JUN_END},1.000,\n", "CRR 1 is here already"),
        (JUNE, f"{AWARDS}901,{JUNE},NOBODY,{PATH},ON,OBL,AUC,{JUN},{JUN_END},1.000,\n", "NOBODY is no participant"),
        (JUNE, f"{AWARDS}901,OTHER,SRTX,{PATH},ON,OBL,AUC,{JUN},{JUN_END},1.000,\n", "results are of one market"),
    ],
)  # fmt: skip
def test_results_that_do_not_belong_here_are_refused(
    market: str, awards: str, told: str, console: Console, system: CrrSystem
) -> None:
    """And nothing changes."""
    console.order("POST", "/cutover", order())
    before = whole_store(system)
    status, answered = console.order("POST", "/cutover/results", {"market": market, "awards": awards})
    assert status in (400, 409)
    assert told in answered["error"]
    assert whole_store(system) == before


def test_messages_are_taken_over_to_whom_they_were_sent(system: CrrSystem) -> None:
    """Under the new name."""
    cut_over(system, extract_with())
    asking = Asking(system)
    query = {"participantName": "PCFT", "fromDate": "2025-04-01T07:00:00Z"}
    (own,) = asking("messages.privateMessages", "pcft", query=query).value
    assert own["message"] == "Your roles are being set up"
    assert [each["message"] for each in asking("messages.publicMessages", "pcft", query=query).value] == [
        "Results of AUC_MN_2025_M05 are posted"
    ]


def report_of(room: Screens, person: str, path: str, file_format: str) -> list[dict[str, Any]]:
    """The rows of a report, as that person gets it."""
    status, content = room.raw("GET", path, person, {"fileFormat": file_format})
    assert status == 200, content
    return read_download(content)[1]


@pytest.mark.parametrize("file_format", ["CSV", "JSON"])
def test_mapping_reports_tell_what_became_of_which(
    file_format: str, console: Console, system: CrrSystem
) -> None:
    """All of it at the console, one's own in the screens, the same in both formats."""
    console.order("POST", "/cutover", order())
    reports = console.order("GET", "/cutover")[1]["reports"]
    mapped = report_of(console, "operator", "/cutover/reports/LOAD_MIGRATION_CRR_MAPPING", file_format)
    assert len(mapped) == 8
    together: dict[Any, float] = {}
    for row in mapped:
        together[row["NewCrrId"]] = together.get(row["NewCrrId"], 0) + float(row["MW"])
    held = {str(each.crr_id): each.mw for each in inventory(system)}
    assert {str(crr_id): round(mw, 3) for crr_id, mw in together.items()} == {
        crr_id: held[crr_id] for crr_id in map(str, together)
    }
    screens = Screens(Asking(system))
    assert screens("GET", "/cutover-reports", "mui-srtx", {}) == (200, {"reports": reports})
    own = report_of(screens, "mui-bayc", "/cutover-reports/LOAD_MIGRATION_CRR_MAPPING", file_format)
    assert {row["Participant"] for row in own} == {"BAYC"}
    sold = "/cutover-reports/AWARDED_SELL_OFFER_MAPPING"
    assert [str(row["SaleId"]) for row in report_of(screens, "mui-srtx", sold, file_format)] == ["501", "502"]
    assert report_of(screens, "mui-bayc", sold, file_format) == []
    assert screens("GET", "/cutover-reports/NO_SUCH", "mui-srtx", {})[0] == 404
    names = report_of(console, "operator", "/cutover/reports/CUTOVER_NAMES", file_format)
    assert {"Kind": "OWNER", "Old": "OLDCO", "New": "PCFT"} in names
    roles = report_of(console, "operator", "/cutover/reports/CUTOVER_ROLES", file_format)
    assert len(roles) == 4


def test_orders_that_do_not_fit_are_refused(console: Console) -> None:
    """An unknown step, an unknown report, an unknown file format."""
    assert console.order("POST", "/cutover", order(failAt="nowhere"))[0] == 400
    assert console.order("GET", "/cutover/reports/CUTOVER_NAMES")[0] == 404
    assert console.order("GET", "/cutover/origins")[0] == 409
    console.order("POST", "/cutover", order())
    assert console.raw("GET", "/cutover/reports/CUTOVER_NAMES", "operator", {"fileFormat": "XML"})[0] == 400
