"""One exchange as text: what a person would see on the wire, redacted and bounded as in the evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from marketsim.readiness.record import Event, operation_of


def exchange_title(exchange: Event) -> str:
    """``auction.portfolioCreation  POST /auction/v1.0/portfolioCreation -> 200 (12 ms)``."""
    name = operation_of(exchange) or "no operation of the contract"
    outcome = exchange["status"] if exchange["status"] is not None else exchange["transport_error"]["kind"]
    took = f"{exchange['seconds'] * 1000:.0f} ms"
    return f"{name}  {exchange['method']} {exchange['path']} -> {outcome} ({took})"


def exchange_text(exchange: Event) -> str:
    """Request, answer and what the contract says of both."""
    parts = [f"{exchange['started']}  {exchange['participant']}  attempt {exchange['attempt']}"]
    if exchange["intended_breach"]:
        parts.append(f"deliberate breach: {exchange['intended_breach']}")
    parts.append(_message(f"{exchange['method']} {exchange['path']}{_query(exchange)}", exchange["request"]))
    if exchange["response"] is not None:
        parts.append(_message(f"HTTP {exchange['status']}", exchange["response"]))
    if (failure := exchange["transport_error"]) is not None:
        parts.append(f"no answer: {failure['kind']}: {failure['message']}")
    for each in exchange["deviations"]:
        parts.append(
            f"{'undocumented' if each['undocumented'] else 'deviation'} in the {each['side']}: {each['where']} "
            f"{each['path']}: expected {each['expected']}, found {each['found']}"
        )
    return "\n\n".join(parts) + "\n"


def _query(exchange: Event) -> str:
    query: Mapping[str, str] = exchange["request"].get("query", {})
    return "".join(f"\n    {name} = {value}" for name, value in query.items())


def _message(first: str, body: Mapping[str, Any]) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in body["headers"].items())
    kept = (
        _pretty(body["body"])
        if body["encoding"] == "text"
        else f"({body['bytes']} bytes, base64)\n{body['body']}"
    )
    cut = f"\n(cut: {body['bytes']} bytes in all, sha256 {body['digest']})" if body["truncated"] else ""
    return f"{first}\n{headers}\n\n{kept}{cut}".rstrip()


def _pretty(text: str) -> str:
    if text[:1] not in "[{" or len(text) > 20_000:
        return text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
