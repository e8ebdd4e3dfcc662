"""Whatever text is given as a page, it is read or refused in three parts; it is never a crash, and never endless."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.settlement.request.lines import LONGEST_LINE, MOST_BYTES, MOST_LINES, UnreadablePage
from marketsim.settlement.request.page import parse
from marketsim.settlement.request.stamps import dates, iso_stamp

PAGE = (Path(__file__).resolve().parents[3] / "features" / "settlement" / "prr-1185-page.txt").read_text(
    "utf-8"
)
LINES = PAGE.splitlines()
ODD = st.sampled_from(
    ["", "*" * 50, "PRR Details", "Title", "Title x", "BPM Section CC 11 x 1.1", "CG PC x 1.1", "99/99/9999 99:99 PM",
     "0/0/00", "Posted On - ", "Logged By - ", "Logged By - ()", "2/30/2019 1:00 AM", "v 5.24444", "\u202eetad", "\x00",
     "# of Appeals Closed - 999999", "PRR # \u0661\u0662", "Approve  as submitted", "Adopt as modified"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", "with its details and a title"),
        ("PRR Details\nOwner nobody", "with its details and a title"),
        ("<html><body>" + "x" * LONGEST_LINE, f"lines of at most {LONGEST_LINE} characters"),
        ("\n" * (MOST_LINES + 1), f"at most {MOST_LINES} lines"),
        ("x" * (MOST_BYTES + 1), f"at most {MOST_BYTES} bytes"),
        (b"PRR Details\nTitle \xff", "UTF-8"),
        ("PRR Details\nTitle x\nBPM Section CC 11 x 1.1\n" + "CC 22 x 1.1\n" * 100, "at most 40 guides"),
    ],
)
def test_what_is_no_page_is_refused(page: str | bytes, expected: str) -> None:
    """With what was expected, what was found and what helps."""
    with pytest.raises(UnreadablePage) as refused:
        parse(page)
    assert expected in refused.value.expected
    assert refused.value.found
    assert refused.value.fix


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(LINES)), st.one_of(ODD, st.text(max_size=60))), max_size=12),
    st.data(),
)
def test_a_page_with_anything_anywhere_is_read_or_refused(
    odd: list[tuple[int, str]], data: st.DataObject
) -> None:
    """Lines put in, lines lost, the page cut off: no other exception than a refusal."""
    lines = LINES[data.draw(st.integers(0, 20)) : data.draw(st.integers(60, len(LINES)))]
    for place, line in odd:
        lines.insert(place, line)
    try:
        page = parse("\n".join(lines))
    except UnreadablePage:
        return
    assert all(version.version in {"5.19", "5.20", "5.2", "5.10", "1.1"} for version in page.facts.guides)
    assert all(text.isprintable() for text in page.raw.values())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(page: bytes) -> None:
    """Bytes that are no page are refused."""
    with pytest.raises(UnreadablePage):
        parse(page)


def test_what_could_steer_a_terminal_is_replaced() -> None:
    """Escapes and marks of direction in a title come out as replacement characters."""
    page = parse("PRR Details\nTitle red \x1b[31m and \u202eback")
    assert page.raw["details, Title"] == "red \ufffd[31m and \ufffdback"


def test_a_page_with_nothing_but_a_title_says_nothing_else() -> None:
    """What is missing is empty, not made up."""
    facts = parse("PRR Details\nTitle x").facts
    assert (facts.number, facts.submitted, facts.status, facts.guides, facts.remarks) == (
        None,
        "",
        "",
        (),
        (),
    )
    assert (facts.life_cycle, facts.modified_language, facts.appeals.closed) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("8/22/2019 3:46 PM", "2019-08-22T15:46"),
        ("12/31/2019 12:00 AM", "2019-12-31T00:00"),
        ("12/31/2019 12:59 PM", "2019-12-31T12:59"),
        ("2/29/2019 1:00 AM", ""),
        ("8/22/2019 13:46 PM", ""),
        ("8/22/2019 0:46 AM", ""),
        ("8/22/2019 3:60 PM", ""),
        ("on 8/22/2019 3:46 PM", ""),
        ("8/22/2019", ""),
    ],
)
def test_a_stamp_is_a_day_of_the_calendar_and_a_time_of_the_clock(text: str, stamp: str) -> None:
    """Anything else is no stamp."""
    assert iso_stamp(text) == stamp


def test_dates_in_a_text_keep_how_they_were_printed() -> None:
    """Two digits of a year are of this century; parts of a longer number are no date."""
    assert dates("by 9/9/18, 09/23/2019; not 1/2/3/2019, 13/1/2019 or 9/24") == (
        ("9/9/18", "2018-09-09"),
        ("09/23/2019", "2019-09-23"),
    )
