"""Which downloads a run has read, and where the columns come from that they were read by.

Nothing published tells most columns. Those are ours, and are called the harness format wherever people read of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from marketsim.contract.exchange_file import download_type_of
from marketsim.readiness.record import Event, RunRecord

_FORMATS = ("CSV", "JSON")


def downloads_read(record: RunRecord) -> dict[str, Any] | None:
    """{provenance, digest, read}; None where the run does not tell.

    ``read``: a row a download type that was handed out at least once, as FileFacts, with the number of files in
    ``csv`` and ``json``, and of those that were laid out otherwise in ``otherwise``.
    """
    files = (record.start.get("contract") or {}).get("files")
    if files is None:
        return None
    told, otherwise = Counter[tuple[str, str]](), Counter[str]()
    for kind, file_format, differs in _handed_out(record):
        told[kind, file_format] += 1
        otherwise[kind] += differs
    return {
        "provenance": files["provenance"],
        "digest": files["digest"],
        "read": [
            {
                **each,
                **{name.lower(): told[each["download_type"], name] for name in _FORMATS},
                "otherwise": otherwise[each["download_type"]],
            }
            for each in files["formats"]
            if any(told[each["download_type"], name] for name in _FORMATS)
        ],
    }


def format_note(record: RunRecord) -> str:
    """By which columns the downloads of these attempts were read, in a sentence; empty where none was."""
    kinds: dict[str, list[str]] = {}
    for each in (downloads_read(record) or {"read": ()})["read"]:
        kinds.setdefault(each["file"] or each["origin"], []).append(each["download_type"])
    return "; ".join(f"columns of {', '.join(names)}: {origin}" for origin, names in kinds.items())


def _handed_out(record: RunRecord) -> Iterator[tuple[str, str, bool]]:
    """Type and format of every download that was answered with a file, and whether that differed."""
    for exchange in (each for attempt in record.attempts for each in attempt.exchanges):
        query = exchange["request"]["query"]
        kind = download_type_of(query)
        if kind is not None and _succeeded(exchange):
            differs = any(each["where"] == "file" for each in exchange["deviations"])
            yield kind, str(query.get("fileFormat")), differs


def _succeeded(exchange: Event) -> bool:
    return exchange["status"] is not None and 200 <= exchange["status"] < 300
