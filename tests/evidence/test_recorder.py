"""Events are written one a line, bounded, in order, and read back the same."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from marketsim.evidence.bodies import KEPT_BYTES
from marketsim.evidence.journal import KEPT_TEXT
from marketsim.evidence.reader import read_events
from marketsim.evidence.recorder import Recorder

from .sample_events import assertion, exchange, run, scenario


def _recorded(folder: Path) -> list[dict[str, Any]]:
    return list(read_events(folder))


def test_what_is_recorded_is_read_back(tmp_path: Path) -> None:
    """One method an event; the events come back whole, in their order."""
    with Recorder(tmp_path / "evidence" / "main.jsonl") as recorder:
        run(recorder)
        scenario(recorder)
        recorder.enter_step(0)
        exchange(recorder, request_id="r-1", response_body=b'{"serviceVersion": "1.2.1"}')
        assertion(recorder, request_id="r-1", expected={"status": "OPEN"}, found=None, held=False)
        recorder.step(
            index=0, keyword="Given", text="a market", status="failed", seconds=0.1, table=[["a"], ["b"]]
        )
        recorder.halted(
            verdict="skipped", cause="timing", reason="closed", until=datetime(2026, 11, 20, tzinfo=UTC)
        )
        recorder.problem(cause="harness", message="no")
        recorder.trace(
            request_id="r-1", rules_evaluated=["a"], rules_fired=[{"id": "a", "code": "X"}], transitions=[]
        )
        recorder.scenario_finished(seconds=0.5)
        recorder.run_finished()
    events = _recorded(tmp_path / "evidence")
    assert [each["event"] for each in events] == [
        "run_started", "scenario_started", "exchange", "assertion", "step", "halted", "problem", "trace",
        "scenario_finished", "run_finished",
    ]  # fmt: skip
    assert [each["seq"] for each in events] == list(range(10))
    assert {each["scenario"] for each in events[1:-1]} == {"MS-CON-01"}
    assert events[0]["scenario"] is None
    assert events[-1]["scenario"] is None
    assert events[2]["step"] == events[3]["step"] == 0
    assert events[3]["expected"] == {"status": "OPEN"}
    assert events[3]["found"] is None
    assert events[5]["until"] == "2026-11-20T00:00:00.000000Z"


def test_the_run_is_no_part_of_a_scenario_that_waits_for_it(tmp_path: Path) -> None:
    """A worker meets its target while its first scenario is already open."""
    with Recorder(tmp_path / "main.jsonl") as recorder:
        scenario(recorder)
        run(recorder)
    assert [each["scenario"] for each in _recorded(tmp_path)] == ["MS-CON-01", None]


def test_a_large_body_is_cut_and_its_size_and_digest_are_told(tmp_path: Path) -> None:
    """64 KB of a body are kept; the digest is of the whole."""
    body = b'{"text": "' + b"lorem ipsum " * 20_000 + b'"}'
    with Recorder(tmp_path / "main.jsonl") as recorder:
        exchange(recorder, response_body=body)
    (event,) = _recorded(tmp_path)
    assert len(event["response"]["body"]) == KEPT_BYTES
    assert event["response"]["truncated"]
    assert event["response"]["bytes"] == len(body)
    assert event["response"]["digest"] == hashlib.sha256(body).hexdigest()
    assert event["request"]["truncated"] is False


def test_a_binary_body_is_kept_in_base64(tmp_path: Path) -> None:
    """A zipped download is no text."""
    with Recorder(tmp_path / "main.jsonl") as recorder:
        exchange(recorder, response_body=b"PK\x03\x04\xff\x00\x01")
    (event,) = _recorded(tmp_path)
    assert event["response"]["encoding"] == "base64"
    assert base64.b64decode(event["response"]["body"]) == b"PK\x03\x04\xff\x00\x01"


def test_an_attachment_does_not_push_the_rest_of_a_message_out(tmp_path: Path) -> None:
    """Base64 inside a JSON body is shortened; what follows it is kept."""
    message = json.dumps({"attachment": "QUJD" * 50_000, "text": "after the attachment"}).encode()
    with Recorder(tmp_path / "main.jsonl") as recorder:
        exchange(recorder, response_body=message)
    (event,) = _recorded(tmp_path)
    assert "after the attachment" in event["response"]["body"]
    assert event["response"]["truncated"]
    assert len(event["response"]["body"]) < 1000


def test_every_other_text_is_bounded(tmp_path: Path) -> None:
    """A value of a megabyte does not fill the disk through the assertion that found it."""
    with Recorder(tmp_path / "main.jsonl") as recorder:
        assertion(recorder, found={"rows": ["x" * 1_000_000]})
    (event,) = _recorded(tmp_path)
    assert len(event["found"]["rows"][0]) < KEPT_TEXT + 100
    assert event["found"]["rows"][0].endswith("(1000000 characters)")


def test_an_event_too_large_to_be_read_again_says_so(tmp_path: Path) -> None:
    """It becomes a problem of the harness instead of a line that nobody reads."""
    with Recorder(tmp_path / "main.jsonl") as recorder:
        assertion(recorder, found=[["x" * 10_000]] * 600)
    (event,) = _recorded(tmp_path)
    assert event["event"] == "problem"
    assert event["cause"] == "harness"
    assert "assertion" in event["message"]


def test_many_deviations_are_counted_and_the_first_hundred_kept(tmp_path: Path) -> None:
    """Ten thousand wrong rows are one fault, told once and counted."""
    wrong = {
        "side": "response",
        "where": "body",
        "path": "[0]",
        "expected": "a",
        "found": "b",
        "undocumented": False,
    }
    with Recorder(tmp_path / "main.jsonl") as recorder:
        exchange(recorder, deviations=[wrong] * 10_000)
    (event,) = _recorded(tmp_path)
    assert len(event["deviations"]) == 100
    assert event["deviations_total"] == 10_000


def test_values_that_json_does_not_know_are_told_as_text(tmp_path: Path) -> None:
    """Recording never fails on what was found."""
    found = {
        "when": datetime(2026, 11, 20, tzinfo=UTC),
        "raw": b"\xffbytes",
        "error": ValueError("odd"),
        "odd": "\ud800",
    }
    with Recorder(tmp_path / "main.jsonl") as recorder:
        assertion(recorder, found=found, expected={("a", 1): 2})
    (event,) = _recorded(tmp_path)
    assert event["found"] == {"when": "2026-11-20T00:00:00Z", "raw": "\\xffbytes", "error": "odd", "odd": "?"}
    assert event["expected"] == "{('a', 1): 2}"


def test_threads_do_not_tear_lines(tmp_path: Path) -> None:
    """Parallel requests of one scenario write whole events with numbers of their own."""
    recorder = Recorder(tmp_path / "main.jsonl")
    threads = [
        threading.Thread(target=lambda: [exchange(recorder, request_id=f"r-{n}") for n in range(25)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorder.close()
    events = _recorded(tmp_path)
    assert sorted(each["seq"] for each in events) == list(range(100))
    assert {each["event"] for each in events} == {"exchange"}


def test_a_line_is_in_the_file_before_the_method_returns(tmp_path: Path) -> None:
    """A process that is killed afterwards loses nothing that was recorded."""
    recorder = Recorder(tmp_path / "main.jsonl")
    recorder.problem(cause="network", message="first")
    assert [each["message"] for each in _recorded(tmp_path)] == ["first"]
    recorder.close()


def test_files_of_several_workers_are_merged_by_time_and_keep_their_own_order(tmp_path: Path) -> None:
    """Even a clock that steps back does not reorder what one worker did."""
    start = datetime(2026, 11, 20, tzinfo=UTC)
    for worker, offsets in {"gw0": (0, 40, 20), "gw1": (10, 30, 50)}.items():
        clock = iter([start + timedelta(seconds=each) for each in offsets])
        with Recorder(tmp_path / f"{worker}.jsonl", worker, now=lambda clock=clock: next(clock)) as recorder:
            for each in offsets:
                recorder.problem(cause="network", message=f"{worker} {each}")
    assert [each["message"] for each in _recorded(tmp_path)] == [
        "gw0 0", "gw1 10", "gw1 30", "gw0 40", "gw0 20", "gw1 50",
    ]  # fmt: skip


def test_a_line_cut_off_by_a_crash_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    """The truncated line becomes a problem event; the lines before it count."""
    with Recorder(tmp_path / "gw0.jsonl", "gw0") as recorder:
        scenario(recorder)
        assertion(recorder)
    path = tmp_path / "gw0.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    first, second = _recorded(tmp_path)
    assert first["event"] == "scenario_started"
    assert (second["event"], second["cause"], second["scenario"]) == ("problem", "harness", None)
    assert "gw0.jsonl, line 2" in second["message"]


def test_a_recorder_that_goes_on_after_a_crash_starts_a_new_line(tmp_path: Path) -> None:
    """The broken line stays one broken line, and numbers are not used twice."""
    path = tmp_path / "main.jsonl"
    path.write_bytes(b'{"event": "probl')
    with Recorder(path) as recorder:
        recorder.problem(cause="network", message="after")
    broken, after = _recorded(tmp_path)
    assert broken["cause"] == "harness"
    assert (after["message"], after["seq"]) == ("after", 1)


@pytest.mark.parametrize(
    "line",
    [
        b"[1, 2]",
        b'{"event": "assertion", "at": "2026-11-20T00:00:00Z", "seq": 0, "worker": "main", "scenario": null}',
        b'{"event": "surprise", "at": "2026-11-20T00:00:00Z", "seq": 0, "worker": "main", "scenario": null}',
        b'{"event": "run_finished", "at": "2026-11-20T00:00:00Z", "seq": "0", "worker": "main", "scenario": null}',
        b"\xff\xfe",
        b'{"event": "x", "text": "' + b"y" * 5_000_000 + b'"}',
        b"[" * 200_000,
    ],
)
def test_a_line_that_is_no_event_becomes_a_problem(tmp_path: Path, line: bytes) -> None:
    """A report is never built on a line of another shape, and the next line is still read."""
    (tmp_path / "main.jsonl").write_bytes(
        line
        + b'\n{"event": "run_finished", "at": "2026-11-20T00:00:00Z", "seq": 1, "worker": "main", "scenario": null}\n'
    )
    problem, finished = _recorded(tmp_path)
    assert (problem["event"], problem["cause"]) == ("problem", "harness")
    assert finished["event"] == "run_finished"


def test_a_moment_without_time_zone_is_refused(tmp_path: Path) -> None:
    """Evidence is in UTC; a naive time would lie about it."""
    recorder = Recorder(tmp_path / "main.jsonl")
    with pytest.raises(ValueError, match="time zone"):
        exchange(recorder, started=datetime(2026, 11, 20))  # noqa: DTZ001
    recorder.close()
