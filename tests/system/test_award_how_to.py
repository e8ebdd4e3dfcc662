"""The how-to from exceedance to award does what it says, against a serving process."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
LOAD, AWARD = (PAGES / f"from-{each}.md" for each in ("load-to-exceedance", "exceedance-to-award"))
MARKETSIM = [sys.executable, "-m", "marketsim"]
YEAR_OF_THE_PAGE = 2026


def blocks(page: Path, language: str = "") -> list[str]:
    """The fenced blocks of one language; without one, commands and what they print."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)
    return [body for word, body in found if word == language]


def steps(page: Path) -> Iterator[tuple[list[str], str]]:
    """Each command line of the page as words, with what it prints there."""
    waiting: list[list[str]] = []
    for block in blocks(page):
        if not block.startswith(".venv/bin/"):
            *before, last = waiting
            yield from ((each, "") for each in before)
            yield last, block
            waiting = []
        else:
            waiting += [line.split() for line in block.splitlines()]
    assert waiting == []


def shape(text: str) -> str:
    """Without the figures, which depend on the year."""
    return re.sub(r"\d[\d.]*\d(e[+-]\d+)?|\d", "#", text)


@pytest.fixture
def clients(tmp_path: Path, laid_store: Path, pki_folder: Path) -> Iterator[Path]:
    """The certificates of a ``marketsim serve`` that stands while the test runs, with its profile."""
    store = shutil.copy(laid_store, tmp_path / "system.db")
    command = [*MARKETSIM, "serve", "--port", "0", "--store", f"sqlite:///{store}", "--pki", str(pki_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            yield Path(process.stdout.readline().rstrip("\n").partition("  clients: ")[2])
        finally:
            process.terminate()


def test_the_page_leads_from_uploaded_load_to_an_award_that_holds(clients: Path, tmp_path: Path) -> None:
    """Load by the screens; then every command of the page prints what stands there, but for this year's figures."""
    base_url = tomllib.loads((clients / "profile.toml").read_text("utf-8"))["target"]["base_url"]
    scripts = {"load.py": blocks(LOAD, "python")[0], "iso.py": blocks(AWARD, "python")[0]}
    for name, text in (scripts | {"award.py": blocks(AWARD, "python")[1]}).items():
        (tmp_path / name).write_text(text, "utf-8")

    def run(words: list[str]) -> str:
        first, *rest = words
        command = MARKETSIM if first.endswith("/marketsim") else [sys.executable]
        return subprocess.run(
            [*command, *rest], cwd=tmp_path, text=True, capture_output=True, check=True
        ).stdout

    run(["python", "load.py", base_url, str(clients), "csv"])
    context = ssl.create_default_context(cafile=str(clients / "ca.pem"))
    context.load_cert_chain(clients / "mui-nvly.pem")
    with httpx.Client(verify=context) as screens:
        answer = screens.post(
            base_url.replace("/crr", "/mui/v1/historical-load"), content=(tmp_path / "load.csv").read_bytes()
        )
    assert answer.json()["failed"] == []
    on, off, status = run(["python", "load.py", base_url, str(clients), "read"]).splitlines()
    assert status == "VALID UNSET"

    years = int(on[:4]) + 1 - YEAR_OF_THE_PAGE
    here = {"https://127.0.0.1:8443/crr": base_url, "pki/clients": str(clients)}
    here["ALLOC_AN_2027_T2"] = market = f"ALLOC_AN_{2027 + years}_T2"
    printed = []
    for words, expected in steps(AWARD):
        found = run([here.get(each, each) for each in words])
        assert shape(found) == shape(expected), words
        printed.append(found)

    _posted, caps, over, _submitted, _awarded, results, of_mine, workings, of_all = printed
    exceedance = {"ON": float(on.split()[-1]), "OFF": float(off.split()[-1])}
    rows = [(row[1], float(row[3])) for row in map(str.split, caps.splitlines()[1:])]
    bounds = dict(rows[2:])
    assert dict(rows[:2]) == exceedance
    assert bounds == pytest.approx(
        {"OFF": exceedance["OFF"] * 2 / 3, "ON": (exceedance["ON"] - 38.068) * 2 / 3}, abs=0.001
    )
    for tou, bound in bounds.items():
        assert f"{round(bound + 0.001, 3):g} MW in total are more than the {bound:g} MW allowed" in over
        assert f"period {2027 + years}_S01, TOU {tou}" in over
    awards = [line.split() for line in results.splitlines()]
    assert {row[-2] for row in awards if row[0] == "private:" and row[2].startswith("MALIN")} == {"64.0"}
    assert {float(row[-4]) - float(row[-2]) for row in awards if row[2].startswith("GEYSERS")} == {0}
    assert (of_mine.splitlines()[-1], workings, of_all.splitlines()[-1]) == ("clean", "", "clean")
    assert (tmp_path / market / "nominations.csv").is_file()
