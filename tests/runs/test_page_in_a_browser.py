"""The pages, opened in a real browser: no console error, and nothing asked of the network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .finished_run import FinishedRun, finished

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-default-apps",
)  # fmt: skip

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A small run with every page."""
    return finished(tmp_path_factory.mktemp("browser") / "out", "--topic", "auction")


def opened(page: Path, scratch: Path) -> tuple[str, list[str]]:
    """What the browser logged on its console while it showed the page, and the addresses it asked for."""
    log = scratch / "net.json"
    words = [str(BROWSER), *FLAGS, f"--user-data-dir={scratch / 'profile'}", f"--log-net-log={log}"]
    words += ["--enable-logging=stderr", "--v=0", "--virtual-time-budget=8000", "--dump-dom", page.as_uri()]
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "HOME": str(scratch)},
    )
    assert done.returncode == 0 and "<html" in done.stdout.lower(), done.stderr[-2000:]
    console = "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)
    return console, addresses(log)


def addresses(log: Path) -> list[str]:
    """Every address that the page asked for; the browser's own requests have no origin and are not the page's."""
    text = log.read_text("utf-8", "replace").rstrip()
    events = json.loads(text if text.endswith("}") else text.rstrip(",\n") + "]}")["events"]
    asked = (event.get("params") or {} for event in events)
    found = {str(each["url"]) for each in asked if each.get("initiator", BROWSER_ITSELF) != BROWSER_ITSELF}
    return sorted(each for each in found if each.startswith(("http:", "https:", "ws:", "wss:")))


BROWSER_ITSELF = "not an origin"


def test_a_page_that_does_ask_is_noticed(tmp_path: Path) -> None:
    """The two demands below can fail: an image and a fetch from outside, and an error on the console, are seen."""
    page = tmp_path / "asks.html"
    script = "fetch('https://example.invalid/y'); console.error('an error')"
    page.write_text(
        f"<html><img src='http://example.invalid/x.png'><script>{script}</script></html>", "utf-8"
    )
    console, asked = opened(page, tmp_path)
    assert "an error" in console
    assert asked == ["http://example.invalid/x.png", "https://example.invalid/y"]


def test_the_readiness_page_is_quiet_and_asks_for_nothing(run: FinishedRun, tmp_path: Path) -> None:
    """No message on the console, no request."""
    assert opened(run.out / "index.html", tmp_path) == ("", [])


def test_the_allure_page_is_quiet_and_asks_for_nothing(run: FinishedRun, tmp_path: Path) -> None:
    """Allure's analytics are gone; the page works without them."""
    page = run.out / "allure" / "index.html"
    if not page.is_file():
        pytest.skip("the Allure generator is not installed (make allure)")
    assert opened(page, tmp_path) == ("", [])
    assert "googletagmanager" not in page.read_text("utf-8")
