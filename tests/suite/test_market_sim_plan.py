"""The Market Simulation plan is read as it is written, bounded, with its days in their order."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketsim.suite.plan import PLAN, Plan, read_plan
from marketsim.suite.root import suite_root
from marketsim.suite.yaml_file import UnreadableYaml

# Each line holds the one before nine times over.
BOMB = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefgh")
)


def plan(folder: Path, text: str) -> Plan:
    """The plan of a text."""
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    return read_plan(path)


def test_scalars_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    """A title may be Yes or On, a number 1.10: nothing is turned into something else."""
    read = plan(
        tmp_path,
        "plan: {title: On, example: true}\nrows:\n- {number: 1.10, title: Yes, first_day: 2027-03-01}\n",
    )
    (row,) = read.facts()["rows"]
    assert (read.facts()["title"], row["number"], row["title"], row["first_day"]) == (
        "On", "1.10", "Yes", "2027-03-01",
    )  # fmt: skip


@given(st.integers(min_value=-999, max_value=999), st.dates(date(1950, 1, 1), date(2200, 1, 1)))
def test_days_are_counted_from_the_first_day_of_the_structured_scenarios(days: int, begins: date) -> None:
    """D+0 is that day; a cut-off has a time as well."""
    read = Plan({"begins": begins.isoformat()}, ())
    day = begins + timedelta(days=days)
    assert read.day(f"D{days:+}") == read.day(day.isoformat()) == day
    assert read.cut_off(f"D{days:+} 17:00") == datetime.combine(day, time(17))


@pytest.mark.parametrize("text", ["D+1", "D1", "soon", "", "2027-13-01", "D+1000"])
def test_what_is_no_day_is_none(text: str) -> None:
    """Nothing is guessed, and without a first day nothing can be counted."""
    with pytest.raises(ValueError):
        Plan({}, ()).day(text)


def test_what_is_no_day_stays_as_it_is_written(tmp_path: Path) -> None:
    """The ISO may not have told the first day yet."""
    read = plan(tmp_path, "plan: {title: A}\nrows:\n- {number: 1, first_day: D+3, cut_off: D+3 17:00}\n")
    (row,) = read.facts()["rows"]
    assert (row["first_day"], row["last_day"], row["cut_off"]) == ("D+3", None, "D+3 17:00")


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 2000,
        "a: &a [*a]",
        "plan: {title: [}",
        "x" * 5_000_001,
    ],
    ids=["aliases of aliases", "too deep", "an alias of itself", "no YAML", "too large"],
)
def test_a_file_that_would_hurt_is_refused(tmp_path: Path, text: str) -> None:
    """Plans come from outside."""
    with pytest.raises(UnreadableYaml):
        plan(tmp_path, text)


def test_the_plan_that_we_ship_is_called_an_example_of_our_own() -> None:
    """In its title, in the file's first lines and in every number."""
    path = suite_root() / PLAN
    facts = read_plan(path).facts()
    assert facts["example"] and "our own" in facts["title"]
    assert path.read_text("utf-8").startswith("# AN EXAMPLE OF OUR OWN")
    assert all(each["number"].startswith("OWN-") for each in facts["rows"])
    phases = {each["phase"] for each in facts["rows"]}
    assert phases == {*(f"connectivity-week-{week}" for week in (1, 2, 3, 4)), "structured"}
