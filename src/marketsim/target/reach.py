"""Before a run on a named target: can its certificates be opened, and does it answer at all?"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from marketsim.client.client import CrrClient
from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.exchange import Exchange
from marketsim.client.retry import Retry
from marketsim.client.timeouts import Timeouts
from marketsim.client.tls import ssl_context
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.catalogue import Contract
from marketsim.target.contract_versions import other_versions
from marketsim.target.first_answer import Kind, obstacle
from marketsim.target.guard import Guard
from marketsim.target.maintenance import outage_at
from marketsim.target.party import Party, parties
from marketsim.target.profile import Profile, ProfileProblem, load
from marketsim.target.profile_network import proxy_url

USAGE, SET_UP, UNREACHABLE = 2, 3, 4
EMBEDDED_SERVER = "marketsim-embedded/"
"""How every answer of an embedded system names its server."""
MOST_ASKED = 20
"""Certificates that are tried before a run, at most."""
_EXIT_CODES: dict[Kind, int] = {"address": USAGE, "admission": SET_UP, "unavailable": UNREACHABLE}
_CHECK = "Check the address, the network and the certificate in the profile"


class NotReached(Exception):
    """The target cannot be spoken to; ``exit_code`` says of which kind the reason is (design.md section 8)."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def reach(profile_path: Path, contract: Contract, guard: Guard | None = None) -> bool:
    """Open every certificate that the profile speaks with, and ask the target's status with each; raises NotReached.

    At most ``MOST_ASKED`` certificates ask, each once, at the profile's rate (``guard`` keeps it). True when the
    answers come from an embedded system, whatever the profile calls its target. No answer during an announced
    outage is no reason to give up: the run itself tells until when to wait.
    """
    folder = profile_path.parent
    try:
        profile = load(profile_path)
        everyone = parties(profile, folder)
        if not everyone:
            raise NotReached(f"Expected a participant in {profile_path}; it names none. Add one.", USAGE)
        for service, (loaded, expected) in other_versions(profile, contract).items():
            raise NotReached(
                f"Expected the contract of {service} in version {expected}, as {profile_path} says; found {loaded}. "
                "Name the right folder under [contract], or correct the version.",
                USAGE,
            )
        ca = profile.authorities(folder)
        speakers: dict[Credentials | None, Party] = {}
        for each in everyone:
            speakers.setdefault(each.credentials, each)
        contexts = {one: ssl_context(one, ca) for one in speakers}
        for file in _room_certificates(profile, folder):
            ssl_context(Credentials(pem=file), ca)
        rate = 0.0 if profile.target.kind == "embedded" else profile.limits.requests_per_second
        guard = guard or Guard("", (), rate)
        asking = _Asking(profile, profile_path, contract, proxy_url(profile.network, folder), guard)
    except ProfileProblem as problem:
        raise NotReached(str(problem), USAGE) from None
    except CredentialProblem as problem:
        raise NotReached(str(problem), SET_UP) from None
    embedded = True
    for party in list(speakers.values())[:MOST_ASKED]:
        exchange = asking.ask(party, contexts[party.credentials])
        server = exchange.response_headers.get("server", "") if exchange else ""
        if not server.startswith(EMBEDDED_SERVER):
            embedded = False
        if exchange is None:
            break
    return embedded


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks the status of one target, by one certificate after the other."""

    profile: Profile
    path: Path
    contract: Contract
    proxy: str | None
    guard: Guard

    def ask(self, party: Party, context: ssl.SSLContext) -> Exchange | None:
        """The answer, None during an announced outage; raises NotReached."""
        limits = self.profile.timeouts
        client = CrrClient(
            self.profile.target.base_url,
            party.name,
            context,
            contract=self.contract,
            timeouts=Timeouts(connect=limits.connect, read=limits.read),
            retry=Retry(sleep=self.guard.rest),
            proxy=self.proxy,
        )
        self.guard.pace()
        with client:
            try:
                exchange = client.app_status.get_status().exchange
            except TransportFailure as failure:
                if failure.kind != "tls" and self._announced():
                    return None
                kind = SET_UP if failure.kind == "tls" else UNREACHABLE
                raise NotReached(self._said(party, f"none: {failure}", _CHECK), kind) from None
        against = obstacle(exchange)
        if against is None:
            return exchange
        if against.kind == "unavailable" and self._announced():
            return None
        raise NotReached(self._said(party, against.found, against.fix), _EXIT_CODES[against.kind])

    def _announced(self) -> bool:
        return outage_at(self.profile.maintenance, datetime.now(UTC)) is not None

    def _said(self, party: Party, found: str, fix: str) -> str:
        by = f" with {party.credentials.file}" if party.credentials else ""
        return (
            f"Expected the application's status from {self.profile.target.base_url}, asked for as "
            f"{party.name}{by}; found {found}. {fix}; "
            f"`marketsim doctor --target {self.path}` looks at every part of the way."
        )


def _room_certificates(profile: Profile, folder: Path) -> list[Path]:
    """The operator's certificate and the participants' for the MUI, where the profile names any."""
    rooms = [profile.operator.certificate if profile.operator else None]
    named = [*rooms, *(each.mui_certificate for each in profile.participants)]
    return [folder / each for each in named if each]
