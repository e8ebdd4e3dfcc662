"""Writes the two profiles of an embedded system: with the operator's access, and as a live target looks."""

from __future__ import annotations

from typing import Any

import tomli_w

from marketsim.system.pki import Pki
from marketsim.system.store.engine import Store
from marketsim.system.store.participants import (
    ParticipantAccess,
    ParticipantRow,
    all_participants,
    participant_accesses,
)

REFUSED = {
    "foreign": "refused/foreign.pem",
    "expired": "refused/expired.pem",
    "not_yet_valid": "refused/not-yet-valid.pem",
    "server_usage": "refused/server-usage.pem",
}
# More records than a submission may hold, so that the refusal of one too many can be seen.
LIMITS = {"requests_per_second": 0, "max_records": 1000}


def write_profiles(pki: Pki, store: Store, root_url: str) -> None:
    """Write profile.toml and observed.toml beside the client certificates; ``root_url`` has no path."""
    with store.reading() as connection:
        accesses = participant_accesses(connection)
        known = {each.name: each for each in all_participants(connection)}
    ours = {
        "target": _target("embedded", "embedded", root_url),
        "operator": {"url": f"{root_url}/operator/v1", "certificate": "operator.pem"},
        "mui": {"url": f"{root_url}/mui/v1"},
        "writes": {"allowed": "all"},
        "limits": LIMITS,
        "participants": [_participant(each, known[each.participant], with_mui=True) for each in accesses],
        "refused": REFUSED,
    }
    observed = {
        "target": _target("observed", "live", root_url),
        "writes": {"allowed": "all"},
        "limits": LIMITS,
        "participants": [_participant(each, known[each.participant], with_mui=False) for each in accesses],
        "refused": REFUSED,
    }
    for name, content in (("profile", ours), ("observed", observed)):
        (pki.clients / f"{name}.toml").write_text(tomli_w.dumps(content), "utf-8")


def _target(name: str, kind: str, root_url: str) -> dict[str, str]:
    return {"name": name, "kind": kind, "base_url": f"{root_url}/crr", "ca": "ca.pem"}


def _participant(access: ParticipantAccess, known: ParticipantRow, *, with_mui: bool) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": access.participant,
        "functions": {access.function: "write" if access.write else "read"},
        "certificate": f"{access.person}.pem",
    }
    if known.metered_subsystem:
        written["metered_subsystem"] = True
    if known.obaalse:
        written["outside_area"] = True
    if with_mui and access.mui_person is not None:
        written["mui_certificate"] = f"{access.mui_person}.pem"
    return written
