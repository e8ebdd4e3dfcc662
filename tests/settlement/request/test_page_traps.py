"""The traps of a page: each is told with what stands there and what it is read as, and is gone when mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.settlement.request.page import parse
from marketsim.settlement.request.record import PageRecord

PAGE = (Path(__file__).resolve().parents[3] / "features" / "settlement" / "prr-1185-page.txt").read_text(
    "utf-8"
)


def read(old: str = "", new: str = "") -> PageRecord:
    """The page with traps, with one place of it changed."""
    assert old in PAGE
    return parse(PAGE.replace(old, new) if old else PAGE)


def anomalies(page: PageRecord, kind: str) -> list[tuple[str, str]]:
    """What stands on the page and what it is read as, of one kind of anomaly."""
    return [(each.raw, each.normalised) for each in page.anomalies if each.id == kind]


def test_a_date_with_the_wrong_year_is_read_as_the_announcement_of_its_day() -> None:
    """9/9/18 can only be the announcement of 9 September 2019."""
    assert anomalies(read(), "date-of-no-announcement") == [("9/9/18", "2019-09-09")]
    assert anomalies(read("9/9/18", "9/9/19"), "date-of-no-announcement") == []
    assert anomalies(read("9/9/18", "9/10/18"), "date-of-no-announcement") == [("9/10/18", "")]


@pytest.mark.parametrize(
    ("kind", "trap", "mended"),
    [
        ("modified-without-language", "There is no modified language.", "See the attachment."),
        (
            "modified-without-language",
            "Approve the request as modified.",
            "Approve the request as submitted.",
        ),
        (
            "issued-with-additions",
            "the recommendation as originally issued",
            "the recommendation as modified",
        ),
        ("issued-with-additions", "As recommended, plus what came since.", "As recommended."),
        ("language-beside-systems", "System changes come on", "No system changes come on"),
        ("effective-date-blank", "Effective Date\n", "Effective Date\n8/1/2019\n"),
        ("label-misspelt", "PBM Chnage", "BPM Change"),
        ("life-cycle-marks", "*********Closed", "Closed"),
        ("number-missing", "PRR Category B", "PRR # 1185\nPRR Category B"),
    ],
)
def test_a_trap_is_told_and_is_gone_when_it_is_mended(kind: str, trap: str, mended: str) -> None:
    """Each anomaly comes from what stands on the page, and takes no other with it."""
    page, better = read(), read(trap, mended)
    assert anomalies(page, kind)
    assert not anomalies(better, kind)
    assert {each.id for each in page.anomalies} - {each.id for each in better.anomalies} == {kind}


def test_a_blank_effective_date_is_no_date() -> None:
    """The decision names none; the recommendation does, and so it is read."""
    page = read()
    assert (page.facts.decided_effective, page.facts.effective) == ("", "2019-08-01")
    assert anomalies(page, "effective-date-blank") == [("", "2019-08-01")]
    assert read("Effective Date\n", "Effective Date\n8/2/2019\n").facts.decided_effective == "2019-08-02"


def test_another_step_of_the_track() -> None:
    """Marks before and after count the steps; marks that are not nine place no step."""
    page = read("*********Closed", "*******Final Decision**")
    assert anomalies(page, "life-cycle-marks") == [
        ("*******Final Decision**", "Final Decision, step 8 of 10")
    ]
    assert anomalies(read("*********Closed", "**Closed"), "life-cycle-marks") == [("**Closed", "Closed")]
