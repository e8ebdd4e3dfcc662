"""The ISO's desks for the cutover and its calendar act where there is a console; elsewhere each deed is a skip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketsim.target.calendar_desk import CalendarDesk
from marketsim.target.console import Console, ConsoleProblem
from marketsim.target.conversion_desk import Right
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.halt import Halted

DEEDS: dict[str, Callable[[], Any]] = {
    "cut over": lambda: CutoverDesk(None).cut_over(b""),
    "try to": lambda: CutoverDesk(None).refusal(b""),
    "state": lambda: CutoverDesk(None).state(),
    "roll back": lambda: CutoverDesk(None).roll_back(),
    "results": lambda: CutoverDesk(None).take_results("M", ""),
    "origins": lambda: CutoverDesk(None).origins(),
    "report": lambda: CutoverDesk(None).report("CUTOVER_NAMES"),
    "revoke": lambda: CutoverDesk(None).revoke("srtx"),
    "renew": lambda: CutoverDesk(None).renew("srtx"),
    "calendar": lambda: CalendarDesk(None).schedule("2031_M05", []),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_without_a_console_every_deed_waits_for_the_iso(deed: str) -> None:
    """A skip that says so, never a crash."""
    with pytest.raises(Halted) as caught:
        DEEDS[deed]()
    assert (caught.value.verdict, caught.value.waits_for) == ("skipped", "ISO")


def test_what_is_refused_is_told_and_what_is_no_order_is_a_problem(console: Console) -> None:
    """A system that was not cut over cannot be rolled back; what is no zip is not even judged."""
    desk = CutoverDesk(console)
    assert desk.state()["state"] == "NOT_CUT_OVER"
    assert "not cut over" in (desk.roll_back() or "")
    with pytest.raises(ConsoleProblem, match="400"):
        desk.refusal(b"no zip")


def test_the_calendar_tells_each_process_of_a_month_by_its_word(console: Console) -> None:
    """Its tiers apart, its dates in order; a right is taken into the conversion window."""
    right = Right("TORA", "DIABLO_7_B1", "DLAP_SCE-APND", 5.0)
    made = CalendarDesk(console).schedule("2031_M05", [right])
    assert list(made) == ["load", "load_migration", "tor", "model", "T1", "T2", "auction"]
    assert made["T2"].name == "ALLOC_MN_2031_M05_T2"
    assert made["T1"].dates["opens"] < made["T1"].dates["closes"] < made["T1"].dates["posts"]
    told = console.get("/tor-windows/TOR_CONVERSION_2031_M05")
    assert [each["holder"] for each in told["paths"]] == ["TORA"]
