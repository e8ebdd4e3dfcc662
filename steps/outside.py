"""Sentences on entities outside the balancing authority area, which prepay for what they nominate."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import parsers, then, when

from fixtures.cap_sheet import CapSheet
from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.mui import Screens
from marketsim.target.workings import Workings

CENT = Decimal("0.01")


@when("we prepay one cent less than that")
def prepay_nearly(story: Story, screens: Screens) -> None:
    screens.prepay(story.us, story.bound["market"].name, float(story.bound["needed"] - CENT))


@when("we prepay the missing cent")
def prepay_rest(story: Story, screens: Screens) -> None:
    screens.prepay(story.us, story.bound["market"].name, float(CENT))


@then(
    parsers.re("its error message tells that all of it must be prepaid, and that (?P<what>nothing|less) is")
)
def tells_prepayment(story: Story, expect: Expectation, workings: Workings, what: str) -> None:
    """The words are ours; what is needed and what is there are in them, to the cent."""
    sheet: CapSheet = story.bound["caps"]
    mw = Decimal(sum(sheet.allowed().values())) / 1000
    needed = (mw * Decimal(str(workings.setting("obaalse.prepayment")))).quantize(CENT)
    story.bound["needed"] = needed
    there = Decimal(0) if what == "nothing" else needed - CENT
    message = story.answer.value.error_message
    found = message if isinstance(message, str) else "none"
    wanted = [f"${each:,.2f}" for each in (needed, there)]
    held = all(each in found for each in wanted)
    expect.that("the error message", found, " and ".join(wanted), held, answer=story.answer)
