"""What `run` takes for settlement: a statement with its inputs and rules, and mistakes of the model alone."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from marketsim.cli.run_inputs import InputProblem
from marketsim.cli.settlement_inputs import settlement_faults, supplied_statement
from marketsim.settlement.versions import run_date
from marketsim.target.plan import RunPlan
from marketsim.target.profile import Profile


def target(kind: str) -> Profile:
    """A profile of that kind."""
    return cast(Profile, SimpleNamespace(target=SimpleNamespace(kind=kind)))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A statement and its inputs."""
    statement, inputs = tmp_path / "august.csv", tmp_path / "inputs"
    statement.write_bytes(b"Determinant\n")
    inputs.mkdir()
    (inputs / "a.csv").write_bytes(b"a")
    (inputs / "b.csv").write_bytes(b"bc")
    return statement, inputs


def test_without_a_statement_nothing_is_supplied() -> None:
    """The reference model then checks itself."""
    assert supplied_statement(None, None, None, None) is None


def test_evidence_gets_names_and_digests_and_no_contents(files: tuple[Path, Path]) -> None:
    """Of a folder, one digest over its files and their names."""
    given = supplied_statement(*files, "prr-1185", "2019-11-01")
    assert given is not None
    digest = sha256(b"Determinant\n").hexdigest()
    assert given.facts["statement"] == {"name": "august.csv", "digest": digest, "bytes": 12}
    assert given.facts["inputs"]["name"] == "inputs" and given.facts["inputs"]["bytes"] == 3
    assert (given.facts["rules"], given.facts["run_date"]) == ("prr-1185", "2019-11-01")
    assert Path(given.statement) == files[0].resolve()


def test_rules_by_date_are_told_with_the_day_that_they_go_by(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Pacific day where none is given: whoever reads the report next year must not take it for another."""
    monkeypatch.setattr(run_date, "now", lambda: datetime(2019, 10, 30, 6, 59, tzinfo=UTC))
    by_date, fixed = (supplied_statement(*files, rules, None) for rules in ("by-date", "prr-1185"))
    assert by_date and by_date.facts["run_date"] == "2019-10-29"
    assert fixed and fixed.facts["run_date"] is None


def test_a_folder_with_other_files_has_another_digest(files: tuple[Path, Path]) -> None:
    """A file that is renamed is another one too."""
    before = supplied_statement(*files, "by-date", None)
    (files[1] / "b.csv").rename(files[1] / "c.csv")
    after = supplied_statement(*files, "by-date", None)
    assert before and after and before.facts["inputs"]["digest"] != after.facts["inputs"]["digest"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"inputs": None}, "no --inputs"),
        ({"rules": None}, "no --rules"),
        ({"statement": None}, "no --statement"),
        ({"statement": None, "inputs": None, "rules": None, "run_date": "2019-11-01"}, "no --statement and"),
        ({"rules": "prr-1158"}, "Did you mean prr-1185?"),
        ({"rules": "crr-track-1b"}, "marketsim settle --rules crr-track-1b"),
        ({"run_date": "1 Nov"}, "--run-date to be a date"),
        ({"statement": Path("nowhere.csv")}, "nowhere.csv"),
    ],
)
def test_what_is_incomplete_or_unknown_is_refused(
    files: tuple[Path, Path], given: dict[str, Any], told: str
) -> None:
    """In three parts, before anything runs."""
    asked: dict[str, Any] = {"statement": files[0], "inputs": files[1], "rules": "prr-1185", "run_date": None}
    with pytest.raises(InputProblem, match=r"(?s)Expected .*[.?]") as refused:
        supplied_statement(**(asked | given))
    assert told in str(refused.value)


def test_a_mistake_of_the_model_is_taken_once() -> None:
    """On no target of one's own, and on an embedded one."""
    asked = ["settlement:flat-shape", "settlement:flat-shape"]
    for profile in (None, target("embedded")):
        assert settlement_faults(asked, profile) == ("settlement:flat-shape",)
    assert settlement_faults([], target("live")) == ()


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        ("settlement:flat-shape", "live", "on a live target"),
        ("rule:portfolio-name-free", "embedded", "serve --fault rule:portfolio-name-free"),
        ("settlement:flat-shpae", "embedded", "Did you mean flat-shape?"),
        ("settlement:", "embedded", "found ''"),
    ],
)
def test_other_faults_and_other_targets_are_refused(fault: str, kind: str, told: str) -> None:
    """A fault of the system is switched on where the system is; a live target is left alone."""
    with pytest.raises(InputProblem) as refused:
        settlement_faults([fault], target(kind))
    assert told in str(refused.value)


def test_the_embedded_system_never_hears_of_a_mistake() -> None:
    """The faults of a plan are parted by who makes them."""
    plan = RunPlan("r", "out", 0, faults=("rule:x", "settlement:flat-shape"))
    assert plan.system_faults == ("rule:x",)
    assert plan.settlement_faults == ("settlement:flat-shape",)
