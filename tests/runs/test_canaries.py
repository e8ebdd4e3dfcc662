"""Secrets that go through a run come out nowhere: not in evidence, not in Allure results, not on a page."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from marketsim.target.embedded import EmbeddedSystem

from .finished_run import ROOT

HEADER, COOKIE, BODY = "canary-header-7f3a91c2", "canary-cookie-55d0e8b1", "canary-body-1b9c44e0"

STEPS = f'''
"""Sends secrets where a careless scenario might."""

import json

from pytest_bdd import then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.session import Session


@when("we send secrets in headers and body")
def send_secrets(story: Story, session: Session) -> None:
    headers = {{"authorization": "Bearer {HEADER}", "cookie": "session={COOKIE}"}}
    lines = (session.folder / "gbtr.pem").read_text().split("PRIVATE KEY-----")[1].splitlines()
    words = {{"portfolioName": "p", "password": "{BODY}", "inner": [{{"secretToken": "{BODY}"}}], "note": lines[1]}}
    body = json.dumps(words).encode()
    client = session.client(story.us)
    path = "/auction/v1.0/portfolioCreation"
    story.heard(client.raw("POST", path, headers=headers, content=body, breach="secrets"))


@then("we fail and name a secret")
def fail_with_secret(story: Story, expect: Expectation) -> None:
    expect.equal("the pass-phrase", "password={BODY}", "Bearer {HEADER}", answer=story.answer)
'''
FEATURE = """@contract
Feature: Canaries
  @MS-CON-99
  Scenario: Secrets are sent
    Given we hold the function CRRH
    When we send secrets in headers and body
    Then we fail and name a secret
"""


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite with one careless scenario in it."""
    root = tmp_path_factory.mktemp("suite")
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("fixtures", "steps", "reports/templates", "reports/allure"):
        shutil.copytree(
            ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    (root / "features" / "connectivity").mkdir(parents=True)
    (root / "features" / "connectivity" / "canary.feature").write_text(FEATURE, "utf-8")
    (root / "features" / "requirements.yaml").write_text("documents: {}\nrequirements: []\n", "utf-8")
    (root / "steps" / "canary.py").write_text(STEPS, "utf-8")
    return root


def with_pfx(system: EmbeddedSystem) -> Path:
    """A profile of one participant that comes with a PFX file and its pass-phrase."""
    text = f'''
[target]
name = "canary"
kind = "live"
base_url = "{system.base_url}"
ca = "ca.pem"
[writes]
allowed = "all"
[limits]
requests_per_second = 0
[[participants]]
name = "SRTX"
functions = {{ CRRH = "write" }}
pfx = "srtx.pfx"
passphrase_file = "passphrase.txt"
[[participants]]
name = "GBTR"
functions = {{ CRRH = "write" }}
certificate = "gbtr.pem"  # a key file: its lines must not turn up either
'''
    profile = system.profile.with_name("canary.toml")
    profile.write_text(text, "utf-8")
    return profile


def test_no_secret_of_a_run_is_found_in_its_output(suite: Path, tmp_path: Path) -> None:
    """Key, pass-phrase, authorisation header, cookie and body secrets: none is anywhere below the output folder."""
    out = tmp_path / "out"
    with EmbeddedSystem(tmp_path / "system") as system:
        clients = system.profile.parent
        passphrase = (clients / "passphrase.txt").read_text("utf-8").strip()
        key, _, _ = pkcs12.load_key_and_certificates((clients / "srtx.pfx").read_bytes(), passphrase.encode())
        assert key is not None
        script = (
            "import sys; from pathlib import Path; import marketsim.cli.run as run, marketsim.suite.root as root;"
            f"run.suite_root = lambda: Path({str(suite)!r}); from marketsim.cli import main; main()"
        )
        words = ["run", "--target", str(with_pfx(system)), "--out", str(out)]
        done = subprocess.run(
            [sys.executable, "-c", script, *words], capture_output=True, text=True, check=False
        )
        pems = [(clients / f"{person}.pem").read_text("utf-8") for person in ("srtx", "gbtr")]
    assert done.returncode == 1, done.stdout + done.stderr
    keys = [line for pem in pems for line in pem.split("PRIVATE KEY-----")[1].splitlines()]
    lines = [line for line in keys if len(line) > 20]
    canaries = [HEADER, COOKIE, BODY, passphrase, *lines, base64.b64encode(BODY.encode()).decode()]
    written = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert any(b"MS-CON-99" in content for content in written.values())
    leaks = [
        (path.name, each)
        for path, content in written.items()
        for each in canaries
        if each.encode() in content
    ]
    assert leaks == []
    assert not [each for each in canaries if each in done.stdout + done.stderr]
