"""Secrets planted everywhere an event can carry one appear nowhere in what is written."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from marketsim.evidence.recorder import Recorder
from marketsim.evidence.redaction import Redactor

from .sample_events import assertion, exchange, run, scenario

PASSPHRASE = 'corr"ect hörse'
KEY_LINE = "MC4CAQAwBQYDK2VwBCIEIFCanaryCanaryCanaryCanaryCanary"
KEY = f"-----BEGIN PRIVATE KEY-----\n{KEY_LINE}\n-----END PRIVATE KEY-----\n"
HEADER = "header-canary-5512"
MEMBER = "member-canary-7734"
CANARIES = (PASSPHRASE, json.dumps(PASSPHRASE)[1:-1], KEY_LINE, HEADER, MEMBER)


def plant(recorder: Recorder) -> None:
    """Every kind of event, with secrets in every text it takes."""
    poison = f"{PASSPHRASE} {KEY} https://u:{MEMBER}@host/?token={MEMBER}"
    headers = {
        "Authorization": f"Bearer {HEADER}",
        "Cookie": HEADER,
        "X-Api-Key": HEADER,
        "x-note": PASSPHRASE,
    }
    body = json.dumps(
        {"login": {"password": MEMBER, "key": KEY}, "note": PASSPHRASE, "list": [{"secret": {"a": MEMBER}}]}
    )
    broken = f'{{"password": "{MEMBER}", "note": "{KEY}'
    wrong = {
        "side": "response",
        "where": "body",
        "path": "a.password",
        "expected": poison,
        "found": MEMBER,
        "undocumented": False,
    }
    run(
        recorder,
        target={
            "name": poison,
            "kind": "live",
            "base_url": f"https://u:{MEMBER}@host/crr",
            "embedded": False,
        },
        selection={"password": MEMBER, "deep": [poison]},
        versions={"python": poison},
        faults=[poison],
        participants=[{"name": poison, "functions": [poison]}],
        extra={"apiKey": MEMBER},
    )
    texts = dict.fromkeys(
        ("name", "feature", "feature_path", "description", "node_id", "topic", "base_id"), poison
    )
    scenario(
        recorder,
        scenario=f"MS-CON-01#{PASSPHRASE}",
        row={"password": MEMBER, poison: poison},
        tags=[poison],
        **texts,
    )
    recorder.step(
        index=0, keyword="Given", text=poison, status="failed", seconds=0.0,
        table=[["password", "note"], [MEMBER, poison]], docstring=body,
    )  # fmt: skip
    for content in (body.encode(), broken.encode(), b"\xff\x00" + poison.encode(), poison.encode()):
        exchange(
            recorder,
            path=f"/x?password={MEMBER}",
            query={"token": MEMBER, "note": PASSPHRASE},
            request_headers=headers,
            response_headers=[("Set-Cookie", HEADER), ("set-cookie", HEADER), ("x-other", poison)],
            request_body=content,
            response_body=content,
            transport_error=("other", poison),
            deviations=[wrong],
            intended_breach=poison,
            service_version=poison,
        )
    assertion(
        recorder,
        what=poison,
        expected={"password": MEMBER},
        found=[poison, poison.encode(), ValueError(poison)],
    )
    recorder.halted(verdict="skipped", cause="data", reason=poison, until=poison)
    recorder.problem(cause="set-up", message=poison, detail=poison)
    recorder.trace(
        request_id=poison, rules_evaluated=[poison], rules_fired=[{"id": poison, "code": poison}],
        transitions=[{"table": poison, "from": poison, "event": poison, "to": poison}],
    )  # fmt: skip
    recorder.scenario_finished(seconds=0.0)
    recorder.run_finished()


def test_no_planted_secret_is_written(tmp_path: Path) -> None:
    """Key, pass-phrase, header and body secrets in events of every kind are in no file of the folder."""
    redactor = Redactor([PASSPHRASE])
    redactor.register_pem(KEY)
    with Recorder(tmp_path / "evidence" / "main.jsonl", redactor=redactor) as recorder:
        plant(recorder)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert written.count(b"\n") == 13
    text = written.decode()
    packed = "".join(
        base64.b64decode(each[side]["body"]).decode("latin-1")
        for each in map(json.loads, text.splitlines())
        if each["event"] == "exchange"
        for side in ("request", "response")
        if each[side]["encoding"] == "base64"
    )
    assert packed
    for canary in CANARIES:
        assert canary not in text
        assert canary.encode().decode("latin-1") not in packed
