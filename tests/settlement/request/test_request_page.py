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


def test_a_page_that_says_otherwise_is_told_fact_by_fact() -> None:
    """A withdrawn request or another announcement is a difference."""
    assert REQUEST.differences(read("Status Closed", "Status Withdrawn")) == (
        "status: expected 'Closed', found 'Withdrawn'",
    )
    missing = REQUEST.differences(read("9/9/18", "9/9/19"))
    assert missing == (
        f"expected the anomaly {Anomaly('date-of-no-announcement', 'recommendation, action', '9/9/18', '2019-09-09')}",
    )
