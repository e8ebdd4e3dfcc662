"""The whole examination: every check of a profile, first causes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from marketsim.contract.catalogue import Contract
from marketsim.target.doctor.admission import examine_admission
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.certificates import FILES, Opened, examine_certificate
from marketsim.target.doctor.chart import Budget, Chart
from marketsim.target.doctor.check import Check
from marketsim.target.doctor.papers import examine_papers
from marketsim.target.doctor.route import examine_route
from marketsim.target.doctor.server import SERVER, Server, examine_server
from marketsim.target.doctor.services import examine_services
from marketsim.target.maintenance import Outage, outage_at
from marketsim.target.party import parties
from marketsim.target.profile import Profile, ProfileProblem

SECONDS = 180.0
OUTAGES = frozenset(
    {
        "refused",
        "timeout",
        "unreachable",
        "connection-lost",
        "broken-handshake",
        "connection-broken",
        "no-answer-in-time",
        "gateway-unavailable",
        "gateway-page",
        "service-down",
        "proxy-cannot-reach",
    }
)
"""Causes that an announced outage explains."""


def examine(
    profile: Profile,
    folder: Path,
    contract: Contract,
    *,
    seconds: float = SECONDS,
    tell: Callable[[str], None] = lambda text: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[Check, ...]:
    """Look at everything between us and the target, in at most about ``seconds``; the checks, first causes first.

    ``tell`` hears of the progress. Nothing is written to the target. Raises ProfileProblem when the profile names
    nobody, or does not say plainly with which files.
    """
    everyone = parties(profile, folder)
    if not everyone:
        raise ProfileProblem("Expected a participant in the profile; it names none. Add one.")
    case = Case(profile, folder, everyone, contract, Chart(Budget(seconds)), tell, now)
    examine_papers(case)
    opened = _certificates(case)
    server = _way(case, opened)
    for credentials, subject in case.certificates().items():
        examine_admission(case, credentials, opened.get(subject), server, subject)
    examine_services(case)
    outage = outage_at(profile.maintenance, now())
    return tuple(_excused(each, outage) for each in case.chart.in_order())


def _certificates(case: Case) -> dict[str, Opened]:
    """Open every certificate; those that could be, by subject."""
    opened = {}
    for credentials, subject in case.certificates().items():
        if credentials is not None and (one := examine_certificate(case, credentials, subject)):
            opened[subject] = one
    return opened


def _way(case: Case, opened: dict[str, Opened]) -> Server | None:
    """Go as far as the server; None when we do not get there."""
    chart = case.chart
    if not examine_route(case):
        chart.skip(chart.obstacle("dns", "proxy", "connection") or "connection", *SERVER)
        return None
    if after := chart.obstacle("authority-file"):
        chart.skip(after, *SERVER)
        return None
    usable = (
        each for subject, each in opened.items() if not chart.obstacle(*FILES, "validity", subject=subject)
    )
    return examine_server(case, next(usable, None))


def _excused(check: Check, outage: Outage | None) -> Check:
    """A fault that an announced outage explains says so."""
    if outage is None or check.status != "fault" or check.cause not in OUTAGES:
        return check
    found = f"{check.found}, during the announced {outage}"
    fix = f"try again after {outage.end:%a %Y-%m-%d %H:%M} Pacific"
    return replace(check, cause="maintenance", found=found, fix=fix)
