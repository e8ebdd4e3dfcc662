"""The list of leftovers: written before the write, whole after a crash, read back as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketsim.target.leftovers import LeftoverList, LeftoversProblem, Place, read_leftovers

PLACE = Place("auction", "AUC_MN_X", "MS-AUC-21 x", "SRTX", "CRRH", "https://host/crr", "/profile.toml")


def test_what_is_about_to_be_written_is_listed_as_open(tmp_path: Path) -> None:
    """A crash right afterwards leaves enough to find it again: where, whose, by which profile."""
    path = tmp_path / "run" / "leftovers.jsonl"
    LeftoverList(path).add("created", PLACE, "MS-AUC-21")
    (found,) = read_leftovers(path)
    assert (found.state, found.deed, found.place, found.scenario) == ("open", "created", PLACE, "MS-AUC-21")


def test_the_latest_state_counts(tmp_path: Path) -> None:
    """Each change is a line; the last one of an entry tells, with its reason."""
    path = tmp_path / "leftovers.jsonl"
    listed = LeftoverList(path)
    one, other = listed.add("created", PLACE), listed.add("submitted", PLACE)
    listed.settle(one, "unseen", "no answer")
    listed.settle(one, "undone", "deleted")
    found = {each.id: (each.state, each.why) for each in read_leftovers(path)}
    assert found == {one.id: ("undone", "deleted"), other.id: ("open", "")}


def test_a_line_that_a_crash_cut_off_is_passed_over(tmp_path: Path) -> None:
    """The write that it told of had not been sent yet."""
    path = tmp_path / "leftovers.jsonl"
    LeftoverList(path).add("created", PLACE)
    path.write_bytes(path.read_bytes() + b'{"id": "half')
    assert len(read_leftovers(path)) == 1


def test_a_list_that_is_none_is_named(tmp_path: Path) -> None:
    """File and line are told; nothing is undone on a guess."""
    path = tmp_path / "leftovers.jsonl"
    path.write_bytes(b'{"id": "a", "state": "eaten"}\n')
    with pytest.raises(LeftoversProblem, match=r"line 1 of .*leftovers\.jsonl"):
        read_leftovers(path)


def test_a_list_without_a_file_keeps_nothing(tmp_path: Path) -> None:
    """A system that goes with its run leaves nothing to clean."""
    LeftoverList(None).add("created", PLACE)
    assert list(tmp_path.iterdir()) == []
