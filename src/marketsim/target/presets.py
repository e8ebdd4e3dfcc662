"""What is known of the ISO's systems before anybody writes a profile, each fact with its source beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PRODUCTION_HOST = "api.caiso.com"


@dataclass(frozen=True, slots=True)
class Preset:
    """A system of the ISO: its base URL and where that is known from, and what may be done there.

    ``maintenance`` holds weekly outages, from and to, as profiles write them (Pacific).
    """

    name: str
    summary: str
    base_url: str
    source: str
    answers: Literal["system", "canned"] = "system"
    read_only: bool = False
    maintenance: tuple[tuple[str, str], ...] = ()
    maintenance_source: str = ""


MAPSTAGE = Preset(
    name="mapstage",
    summary="the ISO's Market Simulation environment",
    base_url="https://mapstage-api.caiso.com/crr",
    source="confirmed: a participant's public client code calls this address",
    maintenance=(("Mon 09:00", "Tue 09:00"),),
    maintenance_source="confirmed for earlier simulations: the ISO's Market Simulation decks of 2017 and 2018; "
    "check the notices of this one",
)
APIMOCK = Preset(
    name="apimock",
    summary="the ISO's mock services: canned answers, good for checks of the contract only",
    base_url="https://mapstage-apimock.caiso.com/crr",
    source="the host: the deck, slide 'CAISO CRR API Mock Services', which gives the page "
    "https://mapstage-apimock.caiso.com/mocks?appname=crr; the path /crr is assumed: compare it with that page",
    answers="canned",
)
PRODUCTION = Preset(
    name="production",
    summary="the production system; only ever read",
    base_url=f"https://{PRODUCTION_HOST}/crr",
    source="confirmed: a participant's public client code calls this address",
    read_only=True,
)
PRESETS = {each.name: each for each in (MAPSTAGE, APIMOCK, PRODUCTION)}
