"""The lock of scenario ids grows by what is new and by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from marketsim.suite.lint import lint, read_suite
from marketsim.suite.scenario_ids import LOCK, id_of, lock_new, read_lock

Lay = Callable[[Mapping[str, str]], Path]
NEW = """\
@seed
Feature: Load

  @MS-LOAD-01
  Scenario: Load  is  read
    When we ask for the markets
    Then the request is accepted
"""


def test_new_ids_are_added_and_old_lines_stay(lay: Lay, sound: Mapping[str, str]) -> None:
    """The lock keeps every line it had, remarks too, and gains the new id with file and name."""
    root = lay({"features/load_data/load.feature": NEW})
    assert lock_new(root, read_suite(root).scenarios) == ("MS-LOAD-01",)
    after = (root / LOCK).read_text("utf-8")
    assert after == sound[LOCK] + "MS-LOAD-01  features/load_data/load.feature  Load  is  read\n"
    assert lint(read_suite(root, world=root / "world")) == []


def test_locking_twice_changes_nothing(lay: Lay) -> None:
    """A second run finds nothing new."""
    root = lay({"features/load_data/load.feature": NEW})
    lock_new(root, read_suite(root).scenarios)
    before = (root / LOCK).read_bytes()
    assert lock_new(root, read_suite(root).scenarios) == ()
    assert (root / LOCK).read_bytes() == before


def test_a_vanished_id_is_never_removed(lay: Lay, sound: Mapping[str, str]) -> None:
    """A scenario that is gone leaves its line for a person to mark as retired."""
    root = lay({})
    (root / "features/connectivity/access.feature").unlink()
    assert lock_new(root, read_suite(root).scenarios) == ()
    assert (root / LOCK).read_text("utf-8") == sound[LOCK]


def test_a_first_lock_explains_itself(lay: Lay) -> None:
    """Without a lock the file is made, with a head that tells how it is kept."""
    root = lay({})
    (root / LOCK).unlink()
    assert lock_new(root, read_suite(root).scenarios) == ("MS-CON-01", "MS-CON-02")
    assert (root / LOCK).read_text("utf-8").startswith("# Every scenario id that was ever given")
    assert [each.id for each in read_lock(root).lines] == ["MS-CON-01", "MS-CON-02"]


def test_a_line_without_line_end_is_not_glued_to_the_next(lay: Lay) -> None:
    """An editor that left out the last line end does no harm."""
    root = lay({LOCK: "MS-CON-01  features/connectivity/access.feature  A holder reads the markets"})
    lock_new(root, read_suite(root).scenarios)
    assert [each.id for each in read_lock(root).lines] == ["MS-CON-01", "MS-CON-02"]


def test_a_retired_id_is_known_without_a_file(lay: Lay) -> None:
    """A retired line keeps the id and the name, and has no file."""
    retired = read_lock(lay({})).lines[-1]
    assert (retired.id, retired.path, retired.name) == ("MS-CON-03", None, "A holder writes poems")
    assert str(retired) == "MS-CON-03  retired  A holder writes poems"


def test_an_id_counts_only_when_it_is_the_only_one(lay: Lay, sound: Mapping[str, str]) -> None:
    """Two id tags leave a scenario without an id."""
    path = "features/connectivity/access.feature"
    root = lay({path: sound[path].replace("@MS-CON-01", "@MS-CON-01 @MS-CON-09")})
    assert [id_of(each) for each in read_suite(root).scenarios] == [None, "MS-CON-02"]
