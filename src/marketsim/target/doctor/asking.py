"""The client that the doctor asks with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from marketsim.client.client import CrrClient
from marketsim.client.credentials import Credentials
from marketsim.client.retry import NO_RETRY
from marketsim.client.timeouts import Timeouts
from marketsim.client.tls import ssl_context
from marketsim.target.doctor.case import Case
from marketsim.target.profile_network import proxy_url

LONGEST_WAIT = 20.0  # seconds for one answer; the doctor asks for little


@contextmanager
def client_for(case: Case, credentials: Credentials | None, participant: str) -> Iterator[CrrClient]:
    """A client that asks once and is bounded in time; raises CredentialProblem."""
    limits, budget = case.profile.timeouts, case.chart.budget
    timeouts = Timeouts(
        connect=budget.within(limits.connect), read=budget.within(min(limits.read, LONGEST_WAIT))
    )
    client = CrrClient(
        case.profile.target.base_url,
        participant,
        ssl_context(credentials, case.profile.authorities(case.folder)),
        contract=case.contract,
        timeouts=timeouts,
        retry=NO_RETRY,
        proxy=proxy_url(case.profile.network, case.folder),
    )
    with client:
        yield client
