"""Messages that the ISO sends at the console, and who finds them when."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asking import Asking, system_at
from mui_room import Console

from marketsim.contract.instants import utc_text

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
FILE = bytes(range(256))
ATTACHED = {"attachmentName": "calendar (1).bin", "attachment": base64.b64encode(FILE).decode()}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("messages"), NOW) as asking:
        asking.system.clock.set(NOW)
        yield asking


@pytest.fixture(scope="module")
def console(ask: Asking) -> Console:
    return Console(ask)


def found(ask: Asking, text: str, kind: str = "private", owner: str = "SRTX") -> list[dict[str, Any]]:
    """The messages of that text among those sent since yesterday."""
    query = {"participantName": owner, "fromDate": utc_text(NOW - timedelta(days=1))}
    query["toDate"] = utc_text(NOW + timedelta(days=9))
    given = ask(f"messages.{kind}Messages", owner.lower(), query=query)
    return [each for each in given.value if each["message"] == text] if given.status == 200 else []


def test_an_attachment_of_any_bytes_comes_whole(ask: Asking, console: Console) -> None:
    """Base64 under its name; a message without one has neither member."""
    assert console.order("POST", "/messages", {"text": "whole", **ATTACHED})[0] == 200
    assert console.order("POST", "/messages", {"text": "bare"})[0] == 200
    (whole,), (bare,) = found(ask, "whole", "public"), found(ask, "bare", "public")
    assert base64.b64decode(whole["attachment"]) == FILE
    assert whole["attachmentName"] == ATTACHED["attachmentName"]
    assert not {"attachment", "attachmentName"} & set(bare)


@pytest.mark.parametrize("kind", ["private", "public"])
def test_a_message_of_a_later_moment_is_found_from_then_on(ask: Asking, console: Console, kind: str) -> None:
    """However far the range reaches, what has not been sent yet is not told."""
    text, sent = f"later {kind}", NOW + timedelta(hours=1)
    order = {"text": text, "sentTime": utc_text(sent)}
    order |= {"participant": "SRTX"} if kind == "private" else {}
    assert console.order("POST", "/messages", order)[0] == 200
    with ask.at(sent - timedelta(seconds=1)):
        assert found(ask, text, kind) == []
    with ask.at(sent):
        assert [each["sentTime"] for each in found(ask, text, kind)] == [utc_text(sent)]


def test_a_private_message_is_for_one_asset_owner_alone(ask: Asking, console: Console) -> None:
    """Not even the other asset owner of the same person finds it, and nobody reads it in another's name."""
    assert console.order("POST", "/messages", {"text": "for GBT2", "participant": "GBT2"})[0] == 200
    query = {"participantName": "GBT2", "fromDate": utc_text(NOW - timedelta(days=1))}
    (only,) = ask("messages.privateMessages", "gbtr", query=query).value
    assert only["message"] == "for GBT2"
    assert found(ask, "for GBT2", owner="GBTR") == []
    assert found(ask, "for GBT2", kind="public") == []
    assert ask("messages.privateMessages", "srtx", query=query).codes == ["SEC0002"]


@pytest.mark.parametrize(
    "order",
    [
        {"text": "x" * 513},
        {"text": "a, b"},
        {"text": "x", "attachmentName": "a.txt"},
        {"text": "x", "attachment": "cGVhcmw="},
        {"text": "x", "attachmentName": "a.txt", "attachment": ""},
        {"text": "x", "attachmentName": "a/b.txt", "attachment": "cGVhcmw="},
        {"text": "x", "attachmentName": "a" * 51, "attachment": "cGVhcmw="},
        {"text": "x", "attachmentName": "a.txt", "attachment": "no base64!"},
        {"text": "x", "attachmentName": "a.txt", "attachment": base64.b64encode(bytes(1_000_001)).decode()},
        {"text": "x", "sentTime": "2026-11-21T20:00:00"},
    ],
)  # fmt: skip
def test_what_the_contract_could_not_carry_is_not_sent(
    ask: Asking, console: Console, order: dict[str, Any]
) -> None:
    """400, and nobody finds it."""
    assert console.order("POST", "/messages", {**order, "participant": "PCFT"})[0] == 400
    assert found(ask, order["text"], owner="PCFT") == []
