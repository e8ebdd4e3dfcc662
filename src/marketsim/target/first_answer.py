"""What the first answer of a target says of the way to it, before a run is begun."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from marketsim.client.exchange import Exchange
from marketsim.client.refusal import refusal_codes
from marketsim.client.retry import BUSY_CODE
from marketsim.target.doctor.reply import misfit

Kind = Literal["address", "admission", "unavailable"]


class Obstacle(NamedTuple):
    """Why a run cannot begin: of which kind, and the last two parts of a message."""

    kind: Kind
    found: str
    fix: str


_ADDRESS = "Check base_url in the profile: it ends in /crr"
_ADMISSION = (
    "Use the certificate that the ISO issued for this system, or ask the ISO what its user may do there"
)
_AWAY = "Try again later; if it lasts, ask the operator of the system whether it is up"


def obstacle(exchange: Exchange) -> Obstacle | None:
    """What an answer to the question for the application's status stands in the way with; None when nothing does.

    A status in JSON is the application's, also where it breaks the contract: that is for the scenarios to tell.
    """
    status = exchange.status or 0
    codes, stranger = refusal_codes(status, exchange.response_body), misfit(exchange)
    found = stranger.found if stranger else f"status {status}"
    found += f" ({', '.join(codes)})" if codes else ""
    fix = _sentence(stranger.fix) if stranger else None
    if status in (401, 403) or any(code.startswith("SEC") for code in codes):
        return Obstacle("admission", found, _ADMISSION)
    if status == 407:
        return Obstacle("admission", found, fix or _ADMISSION)
    if status in (404, 405):
        return Obstacle("address", found, _ADDRESS)
    if status == 429 or status >= 500 or BUSY_CODE in codes:
        return Obstacle("unavailable", found, fix or _AWAY)
    if stranger is not None:
        redirected = stranger.cause == "redirected"
        return Obstacle("address" if redirected else "unavailable", found, _sentence(stranger.fix))
    if codes or _is_status(exchange.response_body):
        return None
    return Obstacle("address", f"{found} without a status in JSON", _ADDRESS)


def _is_status(body: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(body), dict)
    except msgspec.DecodeError:
        return False


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
