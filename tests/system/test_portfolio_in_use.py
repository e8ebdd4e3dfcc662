"""POR0306: a portfolio that somebody else is at work on is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from asking import Answered, Asking, system_at
from auction_book import create, move, named, read, status
from portfolio_bodies import ALLOCATION, MONTHLY, NOW, fresh_name, nomination, nomination_portfolio
from sqlalchemy import Connection
from test_mui_portfolios import Screens, names

RULE = ("portfolio-not-in-use", "POR0306")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("use"), NOW) as asking:
        yield asking


@pytest.fixture(scope="module")
def screens(ask: Asking) -> Screens:
    return Screens(ask)


def open_editor(screens: Screens, name: str) -> None:
    assert screens("POST", "/editing", "mui-srtx", names(name)) == (
        200,
        {"portfolioName": name, "editing": True},
    )


def test_while_the_editor_is_open_the_api_changes_nothing(ask: Asking, screens: Screens) -> None:
    """Submission and removal are POR0306 until the editor is closed; reading is not disturbed."""
    name = create(ask)
    open_editor(screens, name)
    for answered in (move(ask, "portfolioSubmission", name), read(ask, "deletePortfolio", name)):
        assert (answered.codes, answered.trace.rules_fired) == (["POR0306"], [RULE])
        assert answered.texts == [f"portfolioName: portfolio {name} is open in the editor; try again later"]
    assert status(ask, name) == "VALID"
    assert screens("DELETE", "/editing", "mui-srtx", names(name))[0] == 200
    assert move(ask, "portfolioSubmission", name).value["status"] == "SUBMITTED"


def test_a_submitted_portfolio_that_is_looked_at_is_not_retracted(ask: Asking, screens: Screens) -> None:
    """The editor opens on any portfolio; without the rule the retraction goes through."""
    name = create(ask)
    move(ask, "portfolioSubmission", name)
    open_editor(screens, name)
    assert move(ask, "postPortfolioRetraction", name).codes == ["POR0306"]
    with ask.without(RULE[0]):
        assert move(ask, "postPortfolioRetraction", name).value["status"] == "VALID"


def test_an_editor_that_nobody_closes_is_closed_after_a_while(ask: Asking, screens: Screens) -> None:
    """After the setting's minutes of market time the portfolio is free again."""
    name = create(ask)
    open_editor(screens, name)
    with ask.at(NOW + timedelta(minutes=29)):
        assert move(ask, "portfolioSubmission", name).codes == ["POR0306"]
    with ask.at(NOW + timedelta(minutes=31)):
        assert move(ask, "portfolioSubmission", name).value["status"] == "SUBMITTED"


def test_an_editor_opened_before_the_clock_was_set_back_is_not_open(ask: Asking, screens: Screens) -> None:
    """Nobody is shut out until market time gets there again."""
    name = create(ask)
    with ask.at(NOW + timedelta(days=5)):
        assert screens("POST", "/editing", "mui-srtx", named(name))[0] == 200
        assert move(ask, "portfolioSubmission", name).codes == ["POR0306"]
    assert move(ask, "portfolioSubmission", name).status == 200


def test_the_editor_opens_only_on_a_portfolio_that_is_there(ask: Asking, screens: Screens) -> None:
    """404 for none, and for closing what is not open; 403 for another participant's screens."""
    assert screens("POST", "/editing", "mui-srtx", names("never made"))[0] == 404
    assert screens("DELETE", "/editing", "mui-srtx", names(create(ask)))[0] == 404
    assert screens("POST", "/editing", "mui-pcft", names(create(ask)))[0] == 403
    assert screens("POST", "/editing", "srtx", names(create(ask)))[0] == 403


@contextmanager
def meanwhile(ask: Asking, deed: Callable[[], Any]) -> Iterator[None]:
    """Let another session have its turn to write just before the next request gets its own."""
    store = ask.system.store
    own_turn = store.writing

    @contextmanager
    def after_the_other() -> Iterator[Connection]:
        store.writing = own_turn  # type: ignore[method-assign]
        deed()
        with own_turn() as connection:
            yield connection

    store.writing = after_the_other  # type: ignore[method-assign]
    try:
        yield
    finally:
        store.writing = own_turn  # type: ignore[method-assign]


def test_of_two_sessions_that_submit_at_once_the_second_is_por0306(ask: Asking) -> None:
    """Both saw the portfolio VALID; one submitted it while the other waited for its turn."""
    name = create(ask)
    given: list[Answered] = []
    with meanwhile(ask, lambda: given.append(move(ask, "portfolioSubmission", name))):
        second = move(ask, "portfolioSubmission", name)
    assert given[0].value["status"] == "SUBMITTED"
    assert (second.codes, second.trace.rules_fired) == (["POR0306"], [RULE])
    assert second.texts == [
        f"portfolioName: portfolio {name} was just changed by another request; try again later"
    ]
    assert move(ask, "portfolioSubmission", name).codes == ["POR0051"]  # who comes later is told the state


def test_a_portfolio_made_anew_under_the_name_is_another(ask: Asking) -> None:
    """Deleted and created again between arrival and turn: it is not what was asked for."""
    name = create(ask)

    def replace() -> None:
        read(ask, "deletePortfolio", name)
        body = {"newBids": [], "newOffers": []}
        ask("auction.portfolioCreation", "srtx", body=named(name) | body)

    with meanwhile(ask, replace):
        assert read(ask, "deletePortfolio", name).codes == ["POR0306"]
    assert status(ask, name) == "NEW"


def test_nominations_are_guarded_alike(ask: Asking) -> None:
    """The services share the life of portfolios."""
    name = fresh_name()
    ask("nomination.portfolioCreation", "nvly", body=nomination_portfolio(name, nomination()))
    asked = named(name, ALLOCATION, "NVLY")
    with meanwhile(ask, lambda: ask("nomination.portfolioSubmission", "nvly", body=asked)):
        assert ask("nomination.deletePortfolio", "nvly", query=asked).codes == ["POR0306"]
    assert MONTHLY != ALLOCATION
