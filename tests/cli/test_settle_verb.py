"""``marketsim settle``: what docs/how-to/settle.md shows, how it ends, and what it refuses."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from marketsim.cli import command_line
from marketsim.cli.settle_asked import Asked
from marketsim.settlement.crr.mistakes import CRR_MISTAKES
from marketsim.settlement.crr.rulesets import CRR_RULE_SETS
from marketsim.settlement.files.columns import determinants
from marketsim.settlement.mistakes import MISTAKES
from marketsim.settlement.policies import POLICIES
from marketsim.settlement.rulesets import RULE_SETS
from marketsim.settlement.versions import run_date

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "settle.md"
FILE = re.compile(r"^`(\S+)`:\n\n```\w+\n(.*?)^```$", re.M | re.S)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def settle(*words: str | Path) -> Result:
    """The verb with these words."""
    call = ["settle", *map(str, words)]
    return CliRunner().invoke(command_line(call), call)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the page, and the shell in their folder."""
    for path in PAGE.with_suffix("").glob("*.csv"):
        shutil.copy(path, tmp_path)
    for name, content in FILE.findall(PAGE.read_text("utf-8")):
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(number: int) -> list[str]:
    """The lines of the so-manieth block without a language: commands and what they print."""
    bodies: list[str] = [body for kind, body in FENCE.findall(PAGE.read_text("utf-8")) if not kind]
    return bodies[number].splitlines()


def words(number: int) -> list[str]:
    """The words of a command after the verb."""
    return shown(number)[0].split()[2:]


def test_the_hour_of_the_page_settles_as_shown(written: Path) -> None:
    """Line by line."""
    result = settle(*words(3))
    assert (result.exit_code, result.stdout.splitlines()) == (0, shown(4))


def test_the_statement_of_the_page_is_what_the_verb_writes_and_is_clean(written: Path) -> None:
    """Nothing differs from it."""
    assert settle(*words(3), "--out", "calculated.csv").exit_code == 0
    assert (written / "calculated.csv").read_bytes() == (written / "statement.csv").read_bytes()
    result = settle(*words(0))
    assert result.exit_code == 0
    assert "statement: 576 values compared, 0 differ" in result.stdout
    assert result.stdout.splitlines()[-1] == "clean"


def test_the_error_of_the_page_is_told_as_shown(written: Path) -> None:
    """With its cause."""
    result = settle(*words(1))
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[-len(shown(2)) :] == shown(2)
    assert any(line.startswith("cause mean-divisor:") for line in lines)


def test_a_run_before_production_settles_by_the_old_rules(written: Path) -> None:
    """As the page says; and what was settled by the old ones differs from a late statement by just that."""
    early = ["--rules", "by-date", "--run-date", "2019-08-06", "--inputs", "inputs.csv"]
    assert "rules before-prr-1185" in settle(*early, "--out", "early.csv").stdout
    late = settle(*words(3), "--statement", "early.csv")
    assert late.exit_code == 1
    causes = [line.split(":")[0] for line in late.stdout.splitlines() if line.startswith(("cause", "unex"))]
    assert causes == ["cause old-rules"]


@pytest.mark.parametrize(("hour", "rules"), [(6, "before-prr-1185"), (7, "prr-1185")])
def test_without_a_run_date_the_pacific_day_decides(
    written: Path, hour: int, rules: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PRR 1185 is in production from 30 October 2019 on; at 06:00 UTC that day has not come in California."""
    monkeypatch.setattr(run_date, "now", lambda: datetime(2019, 10, 30, hour, tzinfo=UTC))
    assert f"\nrules {rules} " in settle("--rules", "by-date", "--inputs", "inputs.csv").stdout


def test_json_holds_what_the_lines_say(written: Path) -> None:
    """Progress goes elsewhere."""
    result = settle(*words(1), "--json", "--most", "2")
    found = json.loads(result.stdout)
    assert (found["model"], found["clean"], found["hours"]) == ("reference", False, 1)
    assert found["comparison"]["differing"] == {"etsr_settlement_5m": 12}
    assert len(found["comparison"]["largest"]["etsr_settlement_5m"]) == 2
    assert found["causes"]["found"][0]["prr_items"] == ["c1"]


def test_another_policy_is_taken_and_told(written: Path) -> None:
    """Beside those that are defaults."""
    result = settle(*words(3), "--policy", "ciso_credit=implicit")
    assert "ciso_credit=implicit (inferred, not the default)" in " ".join(result.stdout.split())
    assert "identity N4 does not hold" in result.stdout
    assert result.exit_code == 1


def test_fewer_places_hide_what_is_smaller(written: Path) -> None:
    """The precision is a setting."""
    text = (written / "statement.csv").read_text("utf-8").replace(",4.500000,MWh", ",4.500400,MWh")
    (written / "near.csv").write_text(text, "utf-8")
    assert settle(*words(3), "--statement", "near.csv").exit_code == 1
    assert settle(*words(3), "--statement", "near.csv", "--places", "3").exit_code == 0


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["--inputs", "inputs.csv"], "no --rules"),
        (["--rules", "prr-1185"], "no --inputs"),
        (["--rules", "prr-9999", "--inputs", "inputs.csv"], "'prr-9999'"),
        (["--rules", "prr-1185", "--inputs", "nothing.csv"], "none of this name"),
        (["--rules", "prr-1185", "--inputs", "statement.csv"], "of kind result"),
        (["--rules", "prr-1185", "--inputs", "inputs.csv", "--statement", "inputs.csv"], "of kind fact"),
        (["--rules", "prr-1185", "--inputs", "inputs.csv", "--policy", "mixed"], "'mixed'"),
        (["--rules", "prr-1185", "--inputs", "inputs.csv", "--policy", "mixed=often"], "'often'"),
        (["--rules", "prr-1185", "--inputs", "inputs.csv", "--out", "statement.csv"], "one that is"),
        (["--rules", "by-date", "--run-date", "2019-07-01", "--inputs", "inputs.csv"], "2019-07-01"),
        (["--rules", "prr-1185", "--run-date", "2019-08-06", "--inputs", "inputs.csv"], "rules by name"),
        (["--rules", "crr-track-1b", "--run-date", "2019-08-06", "--inputs", "."], "rules by name"),
        (["--rules", "crr-track-1b", "--inputs", "."], "another name"),
    ],
)
def test_wrong_usage_is_told_in_three_parts(written: Path, given: list[str], found: str) -> None:
    """Exit code 2, no traceback, nothing printed as a result."""
    result = settle(*given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [part for part in ("expected: ", "found:    ", "fix:      ") if part not in result.stderr] == []
    assert found in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_input_is_told_with_its_place_and_nothing_is_written(written: Path) -> None:
    """No half file stays."""
    rows = (written / "inputs.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith("etsr_hourly_atf")]
    (written / "short.csv").write_text("".join(kept), "utf-8")
    result = settle("--rules", "prr-1185", "--inputs", "short.csv", "--out", "out.csv")
    assert result.exit_code == 2
    assert "IPCO_CISO, 2019-08-01 hour 18" in result.stderr
    assert {path.name for path in written.iterdir() if "out" in path.name} == set()


def test_the_crrs_of_the_page_settle_and_compare_as_shown(written: Path) -> None:
    """With the cause that the page names; and what is written is clean."""
    shutil.copytree(PAGE.with_suffix("") / "crrs", written / "crrs")
    at = next(number for number in range(20) if "--rules crr-track-1b" in shown(number)[0])
    settled = settle(*words(at))
    assert (settled.exit_code, settled.stdout.splitlines()[-len(shown(at + 1)) :]) == (0, shown(at + 1))
    compared = settle(*words(at + 2))
    assert (compared.exit_code, compared.stdout.splitlines()[-len(shown(at + 3)) :]) == (1, shown(at + 3))
    again = settle(*words(at)[:4], "--statement", "crrs.csv")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "clean")


@pytest.mark.parametrize("rules", ["prr-1185", "crr-track-1b"])
def test_the_reference_lists_the_members_of_the_json(written: Path, rules: str) -> None:
    """All of them, of CRRs too."""
    shutil.copytree(PAGE.with_suffix("") / "crrs", written / "crrs")
    crr = rules.startswith("crr")
    given = [
        "--inputs",
        "crrs" if crr else "inputs.csv",
        "--statement",
        "stated.csv" if crr else "shadow.csv",
    ]
    found = json.loads(settle("--rules", rules, *given, "--json").stdout)
    text = (PAGE.parents[1] / "reference.md").read_text("utf-8")
    table = text.split("`--json` prints an object.")[1].split("\nExit codes")[0]
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", table))))
    largest = next(iter(found["comparison"]["largest"].values()))[0]
    cause, *_ = found["causes"]["found"]
    parts = (
        found,
        found["rules"][0],
        found["totals"][0],
        found["comparison"],
        largest,
        found["causes"],
        cause,
    )
    assert {name for part in parts for name in part} <= told


def test_what_is_written_takes_the_place_of_nothing(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor of a file that came up meanwhile, nor of the unfinished one of another call."""
    (written / ".out.csv.part").write_text("another's", "utf-8")
    assert settle(*words(3), "--out", "out.csv").exit_code == 0
    assert (written / ".out.csv.part").read_text("utf-8") == "another's"
    monkeypatch.setattr(Asked, "needed", lambda asked: (asked.rules, asked.inputs))
    (written / "out.csv").write_text("mine", "utf-8")
    result = settle(*words(3), "--out", "out.csv")
    assert (result.exit_code, (written / "out.csv").read_text("utf-8")) == (2, "mine")
    assert sorted(path.name for path in written.iterdir() if "part" in path.name) == [".out.csv.part"]


def test_a_place_that_cannot_be_written_to_is_told_by_its_name(written: Path) -> None:
    """Not by that of a file beside it."""
    result = settle(*words(3), "--out", "nowhere/out.csv")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[0] == "nowhere/out.csv"


def test_the_columns_and_all_determinants_are_listed() -> None:
    """With unit and granularity; as JSON too."""
    lines = settle("--columns").stdout
    assert "etsr_rtd_dispatch           5-minute MW" in lines
    assert "shape of its hour; positive: from source to sink\n" in lines
    found = json.loads(settle("--columns", "--json").stdout)
    assert [each["column"] for each in found["columns"]][-2:] == ["Value", "Unit"]
    assert {each["kind"] for each in found["determinants"]} == {"fact", "input", "result"}
    assert "holdings.csv" in settle("--columns", "--rules", "crr-track-1b").stdout


def test_the_reference_lists_every_rule_set_determinant_policy_and_mistake() -> None:
    """In tables, in order; what comes to the code comes to the reference."""
    text = (PAGE.parents[1] / "reference.md").read_text("utf-8")
    section = text.split("### `marketsim settle`\n")[1].split("\n### ")[0]
    listed = re.findall(r"^\| `([^`]+)` \|", section, re.M)
    code = [RULE_SETS, CRR_RULE_SETS, determinants(), POLICIES, MISTAKES, CRR_MISTAKES]
    names = [name for each in code for name in each]
    start = listed.index(names[0])
    assert listed[start : start + len(names)] == names
    for each in determinants().values():
        assert f"| `{each.name}` | {', '.join(each.of) or '-'} |" in section


def test_inputs_that_do_not_fit_are_a_note_of_their_own(written: Path) -> None:
    """With interval and MW; no identity breaks, and the exit code stays."""
    text = (written / "inputs.csv").read_text("utf-8")
    row = "area_fmm_ghg_attribution,,IPCO,,2019-08-01,18,2,60,MW"
    assert row in text
    (written / "inputs.csv").write_text(text.replace(row, row.replace(",60,", ",50,")), "utf-8")
    result = settle(*words(3))
    lines = result.stdout.splitlines()
    at = next(
        number for number, line in enumerate(lines) if line.startswith("the inputs do not fit, 1 time:")
    )
    assert lines[at - 1] == "identities N1, N2, N3, N4, N5, N6, N7, N8, N9 hold"
    assert lines[at + 1] == (
        "  2019-08-01 hour 18 fifteen-minute interval 2, FMM: 50.000 MW attributed to IPCO, "
        "60.000 MW imported by the ISO's area, at 6.0000 $/MWh"
    )
    assert (lines[-1], result.exit_code) == ("clean, on inputs that do not fit in 1 interval", 0)
    found = json.loads(settle(*words(3), "--json").stdout)
    (misfit,) = found["misfits"]
    assert (found["clean"], found["leftovers"], misfit["kind"], misfit["count"]) == (
        True,
        [],
        "not-imported",
        1,
    )
    assert misfit["largest"][0]["imported"] == "60.000000"


def test_a_price_below_zero_is_a_note_with_its_place(written: Path) -> None:
    """The register says zero or more; it is told, and settled as given."""
    text = (written / "inputs.csv").read_text("utf-8")
    row = "BAAFMMGHGPrice,,IPCO,,2019-08-01,18,1,5,$/MWh"
    assert row in text
    (written / "inputs.csv").write_text(text.replace(row, row.replace(",5,", ",-5,")), "utf-8")
    lines = settle(*words(3)).stdout.splitlines()
    at = lines.index("the inputs do not fit, 1 time: greenhouse gas has a price below zero")
    assert (
        lines[at + 1]
        == "  2019-08-01 hour 18 fifteen-minute interval 1, FMM: -5.0000 $/MWh, the lowest, of IPCO"
    )
    (told,) = json.loads(settle(*words(3), "--json").stdout)["misfits"]
    assert (told["kind"], told["largest"][0]["price"]) == ("negative-price", "-5.000000")
    assert told["largest"][0]["attributed"] is None
