"""Evidence that attacks its reader, or carries secrets, does no harm in any report."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from marketsim.contract.catalogue import Contract
from marketsim.evidence.recorder import Recorder
from marketsim.evidence.redaction import Redactor
from marketsim.readiness.report import write_report
from marketsim.readiness.runfile import read_run_file

from .page_reader import Page
from .rehearsal import LIVE, Rehearsal, deviation

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'</style></pre>{{ 7*7 }}\x00\x0b"


def hostile_run(folder: Path) -> None:
    """Evidence in which every text that comes from outside attacks its reader."""
    target = {"name": HOSTILE, "kind": "live", "base_url": HOSTILE, "embedded": True}
    contract = {"provenance": HOSTILE, "digest": HOSTILE, "versions": {"auction": HOSTILE}}
    texts = dict.fromkeys(
        ("name", "feature", "feature_path", "topic", "description", "provenance", "node_id"), HOSTILE
    )
    lists = {key: [HOSTILE] for key in ("functions", "phases", "codes", "requirements", "tags")}
    call = dict.fromkeys(
        ("function", "participant", "path", "method", "request_id", "service_version"), HOSTILE
    )
    rehearsal = Rehearsal(folder)
    rehearsal.run(
        run_id=HOSTILE, seed=HOSTILE, target=target, contract=contract, phase=HOSTILE, faults=[HOSTILE],
        selection={"topic": HOSTILE, "features": [HOSTILE]}, versions={"marketsim": HOSTILE}, features_digest=HOSTILE,
        participants=[{"name": HOSTILE, "functions": [HOSTILE]}],
    )  # fmt: skip
    wrong = deviation(where=HOSTILE, path=HOSTILE, expected=HOSTILE, found=HOSTILE)
    for number, act in enumerate((
        lambda: rehearsal.asserts(rehearsal.call(), held=False, what=HOSTILE, expected=HOSTILE, found=HOSTILE),
        lambda: rehearsal.call(deviations=[wrong, wrong]),
        lambda: rehearsal.asserts(rehearsal.call(deviations=[wrong | {"undocumented": True}])),
        lambda: rehearsal.call(
            status=None, response_headers=None, response_body=None, transport_error=(HOSTILE, HOSTILE)
        ),
        lambda: rehearsal.recorder.problem(cause="harness", message=HOSTILE, detail=HOSTILE),
        lambda: rehearsal.recorder.halted(verdict="skipped", cause="data", reason=HOSTILE, until=HOSTILE),
        lambda: rehearsal.recorder.halted(verdict="omitted", cause="phase", reason=HOSTILE),
        lambda: rehearsal.asserts(rehearsal.call(HOSTILE, HOSTILE, **call), held=False),
    )):  # fmt: skip
        for _ in range(2):
            with rehearsal.scenario(
                f"MS-{number}{HOSTILE}", step_text=HOSTILE, row={"service": HOSTILE}, **texts, **lists
            ):
                act()
    rehearsal.recorder.problem(cause="network", message=HOSTILE, detail=HOSTILE)
    rehearsal.end()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Whatever the target, a file or a person wrote: no element, no attribute, no template comes of it."""
    hostile_run(tmp_path / "evidence")
    write_report(tmp_path, Contract.load(), [{"id": HOSTILE, "scenarios": [HOSTILE]}], templates=TEMPLATES)
    source = (tmp_path / "index.html").read_text("utf-8")
    shown = Page(source)
    assert "<script" not in source
    assert "<img" not in source
    assert {"script", "img"}.isdisjoint(tag for tag, _ in shown.elements)
    assert not any(name.startswith("on") for _, attributes in shown.elements for name in attributes)
    assert source.count("</style>") == 1
    assert "{{ 7*7 }}" in shown.text
    assert shown.text.count("<script>alert(1)</script>") > 40
    ElementTree.parse(tmp_path / "junit.xml")
    read_run_file(tmp_path / "run.toml")


def test_no_planted_secret_reaches_any_report(tmp_path: Path) -> None:
    """Key, pass-phrase, header and body secrets of an eventful run are in no file of its folder."""
    passphrase, member, header, line = (
        "öpen-sesame-91",
        "member-canary-1",
        "header-canary-2",
        "MIICanaryCanaryCanary",
    )
    key = f"-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----"
    rehearsal = Rehearsal(tmp_path / "evidence")
    rehearsal.recorder.close()
    rehearsal.recorder = Recorder(tmp_path / "evidence" / "main.jsonl", redactor=Redactor([passphrase]))
    poison = f"{passphrase} {key} password={member}"
    body = json.dumps({"password": member, "note": poison}).encode()
    headers = {"authorization": f"Bearer {header}", "cookie": header}
    rehearsal.run(target=LIVE | {"base_url": f"https://u:{member}@host/crr"}, selection={"note": poison})
    with rehearsal.scenario("MS-AUC-01", poison, row={"password": member}, step_text=poison):
        answered = rehearsal.call(
            request_headers=headers, response_headers=headers, request_body=body, response_body=body,
            deviations=[deviation(path="login.password", found=member)], query={"token": member},
        )  # fmt: skip
        rehearsal.asserts(answered, held=False, expected={"password": member}, found=poison)
    with rehearsal.scenario("MS-AUC-02"):
        rehearsal.recorder.problem(cause="set-up", message=poison, detail=poison)
    with rehearsal.scenario("MS-AUC-03"):
        rehearsal.recorder.halted(verdict="skipped", cause="data", reason=poison)
    rehearsal.end()
    write_report(tmp_path, Contract.load(), [], templates=TEMPLATES)
    written = {path: path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) == 6
    for path, text in written.items():
        for canary in (passphrase, member, header, line):
            assert canary not in text, (path.name, canary)
            assert json.dumps(canary)[1:-1] not in text, (path.name, canary)
