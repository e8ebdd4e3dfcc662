"""``marketsim lint`` as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from marketsim.cli.lint import lint

Lay = Callable[[Mapping[str, str]], Path]
FEATURE = "features/connectivity/access.feature"


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.command()(lint)
    return made


def test_a_clean_suite_exits_with_0_and_counts(app: typer.Typer, lay: Lay) -> None:
    """The summary counts features, scenarios, cases, definitions and requirements by link."""
    result = CliRunner().invoke(app, ["--suite", str(lay({}))])
    assert result.exit_code == 0, result.output
    assert "1 features, 2 scenarios, 3 cases, 5 step definitions" in result.stdout
    assert "4 requirements: 1 scenario-linked, 1 planned, 1 attested, 1 untestable" in result.stdout
    assert result.stdout.rstrip().endswith("clean")


def test_findings_exit_with_1_under_their_file(app: typer.Typer, lay: Lay, sound: Mapping[str, str]) -> None:
    """A person sees the file once and below it line, rule and message."""
    root = lay({FEATURE: sound[FEATURE].replace("@contract", "@contract @wip")})
    result = CliRunner().invoke(app, ["--suite", str(root)])
    assert result.exit_code == 1
    assert f"{FEATURE}\n  1  unknown-tag: expected " in result.stdout
    assert "1 findings in 1 files" in result.stdout


def test_json_is_a_list_of_findings(app: typer.Typer, lay: Lay, sound: Mapping[str, str]) -> None:
    """A script gets file, line, rule and message and nothing else on stdout."""
    root = lay({FEATURE: sound[FEATURE].replace("@contract", "@contract @wip")})
    result = CliRunner().invoke(app, ["--suite", str(root), "--json"])
    (finding,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (finding["file"], finding["line"], finding["rule"]) == (FEATURE, 1, "unknown-tag")
    assert set(finding) == {"file", "line", "rule", "message"}


def test_json_of_a_clean_suite_is_an_empty_list(app: typer.Typer, lay: Lay) -> None:
    """Nothing found is an empty list, not an empty output."""
    result = CliRunner().invoke(app, ["--suite", str(lay({})), "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_lock_adds_the_new_ids_first(app: typer.Typer, lay: Lay) -> None:
    """With --lock a new scenario is no finding any more, and stdout stays for the result."""
    root = lay({})
    (root / "features/scenario-ids.lock").write_text("MS-CON-03  retired  A holder writes poems\n")
    assert CliRunner().invoke(app, ["--suite", str(root)]).exit_code == 1
    result = CliRunner().invoke(app, ["--suite", str(root), "--lock", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "locked MS-CON-01, MS-CON-02" in result.stderr


def test_a_folder_without_a_suite_is_wrong_usage(app: typer.Typer, tmp_path: Path) -> None:
    """Exit code 2, and the message names the folder."""
    result = CliRunner().invoke(app, ["--suite", str(tmp_path)])
    assert result.exit_code == 2
    assert f"found none in {tmp_path}" in result.stderr
