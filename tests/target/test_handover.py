"""A hand-over is taken as it was given, or refused; it is never half read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.target.embedded import SetUpProblem
from marketsim.target.handover import LARGEST, NAME, Handover, HandoverProblem, entry

TARGET = "https://mapstage.example/crr"
REQUEST_ID = "7d9e0c1a-0000-4000-8000-000000000001"
GIVEN = entry("MS-SMT-25", "SRTX", ("GBTR",), (17,), REQUEST_ID)


def test_what_is_given_is_taken_by_scenario(tmp_path: Path) -> None:
    """Several scenarios lie side by side; a later hand-over of one takes the place of the earlier."""
    handover = Handover(tmp_path / "h.json", TARGET)
    assert handover.take("MS-SMT-25") is None
    other = entry("MS-SMT-26", "SRTX", ("GBTR",), (18,), REQUEST_ID)
    again = entry("MS-SMT-25", "SRTX", ("PCFT",), (19,), REQUEST_ID)
    for each in (GIVEN, other, again):
        handover.give(each)
    assert handover.take("MS-SMT-25") == again
    assert handover.take("MS-SMT-26") == other
    assert [path.name for path in tmp_path.iterdir()] == ["h.json"]


def test_a_folder_that_both_share_holds_the_file(tmp_path: Path) -> None:
    """And a slash or capitals in the URL make no other system."""
    Handover(tmp_path, TARGET).give(GIVEN)
    assert Handover(tmp_path / NAME, "https://MAPSTAGE.example/crr/").take("MS-SMT-25") == GIVEN


Edit = Callable[[dict[str, Any]], Any]
EDITS: dict[str, Edit] = {
    "another addressee": lambda file: file["content"]["entries"][0].update(to=["PCFT"]),
    "another request": lambda file: file["content"]["entries"][0].update(requests=[18]),
    "another request id": lambda file: file["content"]["entries"][0].update(
        joined_request_id=REQUEST_ID[:-1] + "2"
    ),
    "another system": lambda file: file["content"].update(target="https://elsewhere.example/crr"),
    "another scenario": lambda file: file["content"]["entries"][0].update(scenario="MS-SMT-26"),
    "an entry taken out": lambda file: file["content"]["entries"].clear(),
    "another digest": lambda file: file.update(digest="0" * 64),
    "a member too many": lambda file: file["content"]["entries"][0].update(price=3),
    "a request id that is none": lambda file: file["content"]["entries"][0].update(joined_request_id="x"),
    "no entries": lambda file: file["content"].pop("entries"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_handover_that_was_edited_is_refused(tmp_path: Path, edit: Edit) -> None:
    """Whatever was changed; it is a matter of set-up, not of the system under test."""
    path = tmp_path / "h.json"
    Handover(path, TARGET).give(GIVEN)
    file = json.loads(path.read_bytes())
    edit(file)
    path.write_text(json.dumps(file), "utf-8")
    with pytest.raises(HandoverProblem, match="Expected the hand-over") as problem:
        Handover(path, TARGET).take("MS-SMT-25")
    assert isinstance(problem.value, SetUpProblem)


def test_a_handover_of_another_system_is_refused(tmp_path: Path) -> None:
    """A request id means nothing anywhere else; nor is such a file overwritten."""
    Handover(tmp_path, TARGET).give(GIVEN)
    elsewhere = Handover(tmp_path, "https://elsewhere.example/crr")
    with pytest.raises(HandoverProblem, match="Run both halves on the same system"):
        elsewhere.entries()
    with pytest.raises(HandoverProblem):
        elsewhere.give(GIVEN)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_handover_are_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Never an exception of another kind, never something made of it."""
    path = tmp_path_factory.mktemp("bytes") / "h.json"
    path.write_bytes(content)
    with pytest.raises(HandoverProblem):
        Handover(path, TARGET).entries()


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    """The size is bounded."""
    (tmp_path / "h.json").write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(HandoverProblem, match="more than"):
        Handover(tmp_path / "h.json", TARGET).entries()


def test_a_layout_of_its_own_changes_nothing(tmp_path: Path) -> None:
    """A mail program may wrap the text; what counts is what it says."""
    path = tmp_path / "h.json"
    Handover(path, TARGET).give(GIVEN)
    path.write_text(json.dumps(json.loads(path.read_bytes()), sort_keys=True), "utf-8")
    assert Handover(path, TARGET).take("MS-SMT-25") == GIVEN


def test_only_an_exchange_is_handed_over() -> None:
    """Without a request id there is nothing by which to join."""
    with pytest.raises(ValueError, match="request id"):
        entry("MS-SMT-25", "SRTX", ("GBTR",), (17,), "none")
