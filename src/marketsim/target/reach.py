"""Before a run on a named target: can its certificates be opened, and does it answer at all?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from marketsim.client.client import CrrClient
from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.timeouts import Timeouts
from marketsim.client.tls import ssl_context
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.catalogue import Contract
from marketsim.target.contract_versions import other_versions
from marketsim.target.maintenance import outage_at
from marketsim.target.party import parties
from marketsim.target.profile import Profile, ProfileProblem, load
from marketsim.target.profile_network import proxy_url

USAGE, SET_UP, UNREACHABLE = 2, 3, 4
EMBEDDED_SERVER = "marketsim-embedded/"
"""How every answer of an embedded system names its server."""


class NotReached(Exception):
    """The target cannot be spoken to; ``exit_code`` says of which kind the reason is (design.md section 8)."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def reach(profile_path: Path, contract: Contract) -> bool:
    """Open every certificate that the profile speaks with and ask the target's status; raises NotReached.

    True when the answer comes from an embedded system, whatever the profile calls its target. No answer during
    an announced outage is no reason to give up: the run itself tells until when to wait.
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
        proxy = proxy_url(profile.network, folder)
        contexts = [ssl_context(each.credentials, ca) for each in everyone]
        for each in _room_certificates(profile, folder):
            ssl_context(Credentials(pem=each), ca)
    except ProfileProblem as problem:
        raise NotReached(str(problem), USAGE) from None
    except CredentialProblem as problem:
        raise NotReached(str(problem), SET_UP) from None
    waits = Timeouts(connect=profile.timeouts.connect, read=profile.timeouts.read)
    client = CrrClient(
        profile.target.base_url,
        everyone[0].name,
        contexts[0],
        contract=contract,
        timeouts=waits,
        proxy=proxy,
    )
    with client:
        try:
            answer = client.app_status.get_status()
        except TransportFailure as failure:
            if failure.kind != "tls" and outage_at(profile.maintenance, datetime.now(UTC)) is not None:
                return False  # announced: every scenario says so, and until when
            kind = SET_UP if failure.kind == "tls" else UNREACHABLE
            raise NotReached(
                f"Expected an answer from {profile.target.base_url}; found none: {failure}. "
                "Check the address, the network and the certificate in the profile; "
                f"`marketsim doctor --target {profile_path}` looks at them one by one.",
                kind,
            ) from None
    return answer.exchange.response_headers.get("server", "").startswith(EMBEDDED_SERVER)


def _room_certificates(profile: Profile, folder: Path) -> list[Path]:
    """The operator's certificate and the participants' for the MUI, where the profile names any."""
    rooms = [profile.operator.certificate if profile.operator else None]
    named = [*rooms, *(each.mui_certificate for each in profile.participants)]
    return [folder / each for each in named if each]
