"""The Allure report as one HTML file that asks the network for nothing."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from marketsim.readiness.node import NodeMissing, node_command, run

# Allure 3 hard-codes Google Analytics into its pages; a participant's report must not phone home.
ANALYTICS = re.compile(
    r"\s*<script async src=\"https://www\.googletagmanager\.com[^>]*></script>\s*<script>.*?</script>", re.S
)
OUTSIDE = re.compile(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//", re.I)


class AllureMissing(Exception):
    """The report cannot be made here; the message says what to install."""


def write_allure(results: Path, target: Path, generator: Path) -> Path:
    """Make ``target/index.html`` from allure-pytest's results; raises AllureMissing.

    ``generator`` is the folder with allurerc.mjs and, once installed, node_modules.
    """
    command_line = generator / "node_modules" / "allure" / "cli.js"
    if not command_line.is_file():
        raise AllureMissing(
            "its generator is not installed: `make allure` in a checkout, or, with Node, `npm ci` in "
            f"{generator}; everything but the Allure pages is there without it"
        )
    try:
        node = node_command()
    except NodeMissing as missing:
        raise AllureMissing(str(missing)) from None
    with tempfile.TemporaryDirectory(prefix="marketsim-allure-") as scratch:
        made = Path(scratch) / "report"
        words = [*node, str(command_line), "generate", str(results.resolve())]
        words += ["--config", str(generator / "allurerc.mjs"), "--output", str(made)]
        done = run(words, Path(scratch))
        page = made / "index.html"
        if done.returncode != 0 or not page.is_file():
            raise AllureMissing(f"the Allure generator failed: {(done.stderr or done.stdout)[-1000:]}")
        page.write_text(without_analytics(page.read_text("utf-8")), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(made, target)
    return target / "index.html"


def without_analytics(page: str) -> str:
    """The page without its analytics; raises AllureMissing when something still points outside."""
    cleaned = ANALYTICS.sub("", page, count=1)
    head = cleaned[: cleaned.find("<body")] if "<body" in cleaned else cleaned
    if OUTSIDE.search(head):
        raise AllureMissing("the page that Allure made would ask the network for something; it was not kept")
    return cleaned
