"""The ISO's market desk: on a live target every deed is a skip; a market folder is read with bounds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from marketsim.target import market_folder
from marketsim.target.download_rows import Rows
from marketsim.target.halt import Halted
from marketsim.target.market_desk import MarketDesk
from marketsim.target.market_folder import FolderProblem, MarketFolder
from marketsim.target.market_results import by_location, path_price

DEEDS: dict[str, Callable[[MarketDesk], Any]] = {
    "open": lambda desk: desk.open_market("A"),
    "extend": lambda desk: desk.extend_window("A", 3),
    "cancel": lambda desk: desk.cancel("A"),
    "limit": lambda desk: desk.limit("A"),
    "withdraw": lambda desk: desk.withdraw("A", ["X"]),
    "tell the lists": lambda desk: desk.lists("A"),
    "publish the data": lambda desk: desk.publish_data("A"),
    "clear": lambda desk: desk.clear("A"),
    "post": lambda desk: desk.post("A"),
    "folder": lambda desk: desk.folder("A"),
    "work out caps": lambda desk: desk.work_out_caps("C", "A"),
    "post caps": lambda desk: desk.post_caps("C"),
}
CASE = b"""function mpc = A
mpc.branch = [
\t1 2 0 0.1 0 5 5 6 0 0 1 -360 360;
\t1 2 0 0.1 0 5 5 6 0 0 1 -360 360;
\t2 3 0 0.1 0 5 5 6 0 0 1 -360 360;
];
mpc.bus_name = {
\t'NORTH';
\t'MID';
\t'SOUTH';
};
"""


@pytest.mark.parametrize("deed", DEEDS)
def test_without_a_console_every_deed_waits_for_the_iso(deed: str) -> None:
    """A skip that says so, never a crash."""
    with pytest.raises(Halted) as caught:
        DEEDS[deed](MarketDesk(None))
    assert caught.value.waits_for == "ISO"


def test_a_folder_is_packed_and_unpacked() -> None:
    """Files in place of its own are in it, the others stay; a table that is not there has no rows."""
    folder = MarketFolder({"a.csv": b"X,Y\r\n1,2\r\n", "b.csv": b"old"}).with_files({"b.csv": b"new"})
    again = MarketFolder.of_zip(folder.zipped())
    assert again.files == {"a.csv": b"X,Y\r\n1,2\r\n", "b.csv": b"new"}
    assert again.rows("a.csv") == [{"X": "1", "Y": "2"}]
    assert again.rows("c.csv") == []


def test_branches_are_named_by_their_buses_and_counted() -> None:
    """As contingencies and ratings name them."""
    assert [name for name, _, _ in MarketFolder({"case.m": CASE}).branches()] == [
        "NORTH-MID-1",
        "NORTH-MID-2",
        "MID-SOUTH-1",
    ]


def test_what_is_no_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No zip, or one that is too large when it is unpacked."""
    with pytest.raises(FolderProblem):
        MarketFolder.of_zip(b"no zip")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", b"x" * 11)
    monkeypatch.setattr(market_folder, "MOST_BYTES", 10)
    with pytest.raises(FolderProblem):
        MarketFolder.of_zip(packed.getvalue())


def test_a_path_is_priced_by_its_ends() -> None:
    """Sink less source, in one product, to the cent and never minus zero."""
    rows: Rows = [
        {"Period": "P", "TOU": "ON", "SourceSink": "A", "ClearingPrice": 1.1},
        {"Period": "P", "TOU": "ON", "SourceSink": "B", "ClearingPrice": 3.3},
        {"Period": "P", "TOU": "OFF", "SourceSink": "B", "ClearingPrice": 9.0},
    ]
    prices = by_location(rows, "P", "ON")
    assert (path_price(prices, "A", "B"), path_price(prices, "B", "A")) == (2.2, -2.2)
    assert str(path_price(prices, "A", "A")) == "0.0"
