"""What an answer is when it does not come from the application: a gateway's page, a proxy's, a redirection."""

from __future__ import annotations

import re
from typing import NamedTuple

from marketsim.client.exchange import Exchange
from marketsim.client.refusal import refusal_codes
from marketsim.contract.exchange_parameters import header


class Misfit(NamedTuple):
    """Why an answer is not the application's, in the three parts of a fault and its cause."""

    cause: str
    found: str
    expected: str
    fix: str


APPLICATION = "an answer of the application itself"
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def misfit(exchange: Exchange) -> Misfit | None:
    """What stands in the application's place; None when it answers itself, be it with a refusal."""
    status, kind = exchange.status or 0, (header(exchange.response_headers, "content-type") or "").lower()
    found = f"status {status}{_described(kind, exchange.response_body)}"
    if status == 407:
        fix = "name the proxy and its credentials under [network]"
        return Misfit("proxy-wants-credentials", found, APPLICATION, fix)
    if 300 <= status < 400:
        where = header(exchange.response_headers, "location") or "elsewhere"
        fix = "check base_url; a login page or a portal may stand between"
        return Misfit("redirected", f"{found}, sent on to {where[:120]}", APPLICATION, fix)
    if refusal_codes(status, exchange.response_body):
        return None
    if status == 429:
        fix = "lower [limits] requests_per_second, and try again later"
        return Misfit("too-many-requests", found, APPLICATION, fix)
    if status in (502, 503, 504):
        fix = "try again later; if it lasts, ask the operator of the system whether it is up"
        return Misfit("gateway-unavailable", found, APPLICATION, fix)
    if "html" in kind or exchange.response_body.lstrip()[:9].lower() in (b"<!doctype", b"<html>"):
        fix = "check base_url; a firewall, a proxy or a login page answers in the system's place"
        return Misfit("gateway-page", found, APPLICATION, fix)
    if status == 404:
        return _no_such_path(found)
    return None


def unknown_path(exchange: Exchange) -> Misfit | None:
    """What it means that the application does not even know the path of its own status (SER0029)."""
    if exchange.status != 404 or "SER0029" not in refusal_codes(404, exchange.response_body):
        return None
    return _no_such_path("status 404 SER0029: the application answers, and knows no such path")


def _no_such_path(found: str) -> Misfit:
    return Misfit("wrong-base-url", found, APPLICATION, "check the path of base_url: it ends in /crr")


def _described(kind: str, body: bytes) -> str:
    """The kind of a body, and a page's first words, for people."""
    if not body:
        return " without a body"
    if "html" not in kind and not body.lstrip().startswith(b"<"):
        return f" ({kind})" if kind else ""
    words = " ".join(_TAGS.sub(" ", body[:4000].decode("utf-8", "replace")).split())
    return f', a page: "{words[:100]}"' if words else ", a page"
