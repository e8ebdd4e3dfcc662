"""A page of a revision request is read into raw text, facts and anomalies; its traps do not become facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.settlement.request.page import parse
from marketsim.settlement.request.record import Anomaly, GuideVersion, PageRecord
from marketsim.settlement.request.request import load

ROOT = Path(__file__).resolve().parents[3]
SETTLEMENT = ROOT / "features" / "settlement"
PAGE = (SETTLEMENT / "prr-1185-page.txt").read_text("utf-8")
REAL = sorted((ROOT.parent / "shared" / "seeds").glob("004*.txt"))
REQUEST = load(SETTLEMENT / "prr-1185.yaml")


def read(old: str = "", new: str = "") -> PageRecord:
    """The page with traps, with one place of it changed."""
    assert old in PAGE
    return parse(PAGE.replace(old, new) if old else PAGE)


def anomalies(page: PageRecord, kind: str) -> list[tuple[str, str]]:
    """What stands on the page and what it is read as, of one kind of anomaly."""
    return [(each.raw, each.normalised) for each in page.anomalies if each.id == kind]


def test_the_page_in_our_words_agrees_with_the_record() -> None:
    """Every fact and every trap of the record stands on the page."""
    assert REQUEST.differences(read()) == ()


@pytest.mark.skipif(not REAL, reason="the real page is not part of the project")
def test_the_real_page_agrees_with_the_record() -> None:
    """The record says what the page says, where the page is at hand."""
    assert REQUEST.differences(parse(REAL[0].read_bytes())) == ()


def test_footnote_marks_never_become_versions() -> None:
    """5.202 and 5.24 are versions 5.20 and 5.2 with a mark behind them."""
    page = read()
    named = {each for remark in page.facts.remarks for each in remark.guides}
    assert named == {GuideVersion("PC RTEQ", "5.20"), GuideVersion("CC 64770", "5.2")}
    assert anomalies(page, "footnote-mark") == [("5.202", "5.20"), ("5.24", "5.2"), ("Proposal3", "Proposal")]


def test_versions_stay_text() -> None:
    """5.20 is not 5.2, and 5.10 is not 5.1."""
    assert [(each.guide, each.version) for each in read().facts.guides] == [
        ("CC 6477", "5.10"),
        ("CC 64770", "5.2"),
        ("PC RTEQ", "5.19"),
        ("PC RTEQ", "5.20"),
    ]


def test_a_version_that_no_mark_explains_is_left_open() -> None:
    """It is told, and made up for by nothing."""
    page = read("Version 5.202", "Version 6.1")
    assert anomalies(page, "version-unknown") == [("6.1", "")]
    assert GuideVersion("PC RTEQ", "6.1") not in page.facts.remarks[1].guides


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


def test_a_page_without_its_number_takes_it_from_its_texts_or_has_none() -> None:
    """The one number that the texts name is taken; of two neither."""
    assert read().facts.number == 1185
    assert read("On PRR 1185", "On the request").facts.number is None
    assert read("On PRR 1185", "On PRR 1185 and PRR 1199").facts.number is None


def test_persons_stay_in_the_raw_text() -> None:
    """Facts name organisations; who commented for whom is told by the field on authorship."""
    page = read()
    assert [each.by for each in page.facts.remarks[1:4]] == [
        "Arizona Public Service",
        "CAISO",
        "Idaho Power Company",
    ]
    assert page.raw["details, Owner"].startswith("Poppy")
    assert (
        read("Logged By - Silver Sage (Idaho Power Company)", "Logged By - Silver Sage").facts.remarks[3].by
        == "not told"
    )


def test_a_label_within_a_text_is_text() -> None:
    """The reason for the revision speaks of a status; the status is that of its row."""
    page = read()
    assert page.facts.status == "Closed"
    assert "Status of the three" in page.raw["details, Reason For Revision"]


def test_another_step_of_the_track() -> None:
    """Marks before and after count the steps; marks that are not nine place no step."""
    page = read("*********Closed", "*******Final Decision**")
    assert anomalies(page, "life-cycle-marks") == [
        ("*******Final Decision**", "Final Decision, step 8 of 10")
    ]
    assert anomalies(read("*********Closed", "**Closed"), "life-cycle-marks") == [("**Closed", "Closed")]


def test_a_page_that_says_otherwise_is_told_fact_by_fact() -> None:
    """A withdrawn request or another announcement is a difference."""
    assert REQUEST.differences(read("Status Closed", "Status Withdrawn")) == (
        "status: expected 'Closed', found 'Withdrawn'",
    )
    missing = REQUEST.differences(read("9/9/18", "9/9/19"))
    assert missing == (
        f"expected the anomaly {Anomaly('date-of-no-announcement', 'recommendation, action', '9/9/18', '2019-09-09')}",
    )
