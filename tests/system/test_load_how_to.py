"""The how-to from hourly load to exceedance does what it says, by the service and in the screens."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from standing import Standing

from marketsim.verification.exceedance import LoadedHour, metrics, pacific_day

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "from-load-to-exceedance.md"


def test_the_page_leads_from_hours_to_exceedance_and_to_the_cec(
    private: Callable[..., Standing], tmp_path: Path
) -> None:
    """Posted, then uploaded, then read: the same figures, and those of the oracle; then the CEC lowers one hour."""
    system = private()
    script = tmp_path / "load.py"
    script.write_text(PAGE.read_text("utf-8").split("```python\n")[1].split("```")[0], "utf-8")

    def run(what: str) -> list[str]:
        command = [sys.executable, str(script), f"{system.root}/crr", str(system.pki.clients), what]
        return subprocess.run(
            command, cwd=tmp_path, text=True, capture_output=True, check=True
        ).stdout.splitlines()

    status, *posted = run("post")
    assert (status, posted[-1]) == ("VALID", "VALID UNSET")
    run("csv")
    answer = system.ask(
        "mui-nvly", "POST", "/mui/v1/historical-load", content=(tmp_path / "load.csv").read_bytes()
    )
    assert answer.json()["failed"] == []
    assert run("read") == posted
    assert [line.split()[1:] for line in posted[:-1]] == expected(tmp_path / "load.csv")

    heading, *rows = PAGE.read_text("utf-8").split("```csv\n")[1].split("```")[0].splitlines()
    (first,) = rows
    with (tmp_path / "load.csv").open(newline="") as file:
        day = next(csv.DictReader(file))["EffectiveDate"]
    figure = "\n".join([heading, first.replace("2025-01-01T08:00:00Z", day)])
    system.ask("mui-cec", "POST", "/mui/v1/cec-load", content=figure.encode())
    assert run("read")[-1].startswith("ERROR ")
    assert "is above 210.000 MW, 5 percent over the CEC's 200.000 MW" in run("post")[0]


def expected(file: Path) -> list[list[str]]:
    """Sink, time of use, highest load and exceedance by the oracle, ON first."""
    with file.open(newline="") as text:
        hours = [
            LoadedHour(
                row["SinkName"],
                pacific_day(datetime.fromisoformat(row["EffectiveDate"])),
                int(row["HourEnding"]),
                float(row["MW"]),
            )
            for row in csv.DictReader(text)
        ]
    found = metrics(hours)
    return [
        [sink, tou, *map(str, found[sink, tou])]
        for sink, tou in sorted(found, key=lambda key: key[1] == "OFF")
    ]
