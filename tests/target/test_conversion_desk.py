"""The ISO's desk for TOR conversions: it acts where there is a console; elsewhere every deed is a skip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketsim.target.console import Console
from marketsim.target.conversion_desk import DATES_PAST, ConversionDesk, Right
from marketsim.target.halt import Halted

Talks = Callable[..., Any]
DEEDS: dict[str, Callable[[ConversionDesk], Any]] = {
    "open": lambda desk: desk.open_window("2029_M05", []),
    "bring": lambda desk: desk.bring("W", "NEW"),
    "post": lambda desk: desk.post("W"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_without_a_console_every_deed_waits_for_the_iso(deed: str) -> None:
    """A skip that says so, never a crash."""
    with pytest.raises(Halted) as caught:
        DEEDS[deed](ConversionDesk(None))
    assert (caught.value.verdict, caught.value.waits_for) == ("skipped", "ISO")


def test_a_window_is_opened_moved_on_and_posted(talk: Talks, console: Console) -> None:
    """Each status as a right holder sees it, and its path as it was told."""
    session, desk = talk().session, ConversionDesk(console)
    us = session.party("TOR")
    service = session.client(us).tor_conversion
    like = next(
        path
        for window in service.get_new_conversion_window_for_request().value
        for path in service.get_tor_conversion_window_paths(tor_conversion_window=window.name).value
    )
    name = desk.open_window("2029_S03", [Right(us.name, like.source, like.sink, 3.5)])
    (path,) = service.get_tor_conversion_window_paths(tor_conversion_window=name).value
    assert (path.source, path.sink, path.max_mw) == (like.source, like.sink, 3.5)

    def status() -> str:
        return str(service.get_tor_conversion_window_status(tor_conversion_window=name).value.status)

    assert status() == "OPEN_FOR_CONVERSION"
    for each in DATES_PAST:
        desk.bring(name, each)
        assert status() == each
    assert desk.post(name)["made"] == 0
    assert status() == "POSTED"
