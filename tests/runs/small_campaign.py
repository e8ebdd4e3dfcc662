"""A campaign on a suite of three scenarios, called as a person would."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from .finished_run import ROOT

FEATURE = """@contract
Feature: What a campaign of the tests runs
  Background:
    Given we hold the function CRRH

  @MS-AUC-21
  Scenario: A portfolio reads back as it was created
    Given an OPEN monthly auction
    And a source and a sink that may be bid there
    When we create a portfolio with 3 bids
    Then the request is accepted
    When we read the portfolio
    Then it holds the bids that we sent

  @MS-AUC-24 @code:POR0101
  Scenario: A name is taken once in a market
    Given an OPEN monthly auction
    And a source and a sink that may be bid there
    And we have created a portfolio with one bid
    When we create a portfolio of the same name
    Then we are refused with POR0101

  @MS-AUC-31
  Scenario: A private offer reaches its counterparty
    Given another participant holds the function CRRH
    And a CRR of ours that can still be traded
    And the list of our PENDING_MP_RESPONSE offers
    When we post a private offer to sell
    Then the offer is PENDING_MP_RESPONSE
    And it is new among our PENDING_MP_RESPONSE offers, with the terms that we sent
"""
LOCK = "".join(f"MS-AUC-{number}  features/auction/campaign.feature  {number}\n" for number in (21, 24, 31))
REGISTER = """documents: {}
requirements:
  - id: DECK-122
    source: the tests
    lines: 1
    text: People are trained
    attested: name and date of the training
"""
SCRIPT = (
    "import sys; from pathlib import Path; import marketsim.suite.root as root;"
    "root.suite_root = lambda: Path(sys.argv.pop(1)); from marketsim.cli import main; main()"
)


@dataclass(frozen=True)
class Told:
    """What a verb came to."""

    code: int
    text: str


@dataclass(frozen=True)
class Campaign:
    """A campaign's folder, and the suite that it runs."""

    suite: Path
    folder: Path

    def call(self, verb: str, *words: str) -> Told:
        """Call a verb on the small suite."""
        command = [
            sys.executable,
            "-c",
            SCRIPT.replace("sys.argv.pop(1)", repr(str(self.suite))),
            verb,
            *words,
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL, check=False
        )
        return Told(done.returncode, done.stdout + done.stderr)

    def certify(self, *words: str) -> Told:
        """The next attempt."""
        return self.call("certify", "--out", str(self.folder), *words)

    def verify(self, trust: Path, *words: str) -> Told:
        """Verify the statement with its annex."""
        parts = [str(self.folder / "statement"), "--annex", str(self.folder / "annex")]
        return self.call("verify", *parts, "--trust", str(trust), *words)

    @property
    def statement(self) -> dict[str, Any]:
        """What the statement says now."""
        return dict(json.loads((self.folder / "statement" / "statement.json").read_text("utf-8")))

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict of each scenario."""
        return {each["case"]["id"]: each["verdict"] for each in self.statement["scenarios"]}

    @cached_property
    def key(self) -> Path:
        """The campaign's public key."""
        return self.folder / "signing-key.pub.pem"


def lay_suite(root: Path) -> Path:
    """Lay the suite into an empty folder."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("fixtures", "steps", "reports/templates", "reports/allure"):
        shutil.copytree(
            ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    (root / "features" / "auction").mkdir(parents=True)
    (root / "features" / "auction" / "campaign.feature").write_text(FEATURE, "utf-8")
    (root / "features" / "scenario-ids.lock").write_text(LOCK, "utf-8")
    (root / "features" / "requirements.yaml").write_text(REGISTER, "utf-8")
    return root
