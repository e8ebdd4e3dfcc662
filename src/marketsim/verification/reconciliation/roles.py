"""Who may do what: old roles of the MUI as roles of the new system (deck: MapStage provisioning)."""

from __future__ import annotations

from collections.abc import Callable

from marketsim.verification.reconciliation.ledger import Finding, Ledger
from marketsim.verification.reconciliation.side import Side

WRITE, NDA = "EXTERNAL CRR HOLDER READ/WRITE ACCESS", "EXTERNAL CRR NDA REPORTS READ-ACCESS"
BECOMES = {
    "EXTERNAL MUI USER WITH NDA": frozenset({WRITE, NDA}),
    "EXTERNAL MUI RESTRICTED WITHOUT NDA": frozenset({WRITE}),
    "CRRFNM EXTERNAL READ-ONLY": frozenset({NDA}),
}
User = tuple[str, str]


def judge_roles(old: Side, new: Side, owner: Callable[[str], str], ledger: Ledger) -> None:
    """Every user of the old system has the roles that the old ones become, and no more."""
    if old.old_roles is None or new.roles is None:
        lacking = " and ".join(
            f"roles.csv of {side}"
            for side, there in (("OLD", old.old_roles), ("NEW", new.roles))
            if there is None
        )
        ledger.untold(f"roles: needs {lacking}")
        return
    expected: dict[User, set[str]] = {}
    for person, participant, role in sorted(old.old_roles):
        becomes = BECOMES.get(" ".join(role.upper().split()))
        if becomes is None:
            ledger.found(
                Finding(
                    "roles", f"OLD: {person} has a role that nobody mapped", " or ".join(BECOMES), role,
                    "correct the role, or say what becomes of it", owner(participant), ids=(person,),
                )
            )  # fmt: skip
            continue
        expected.setdefault((person, owner(participant)), set()).update(becomes)
    found: dict[User, set[str]] = {}
    for person, participant, role in new.roles:
        found.setdefault((person, participant), set()).add(" ".join(role.upper().split()))
    ledger.looked("roles", len(expected))
    for user in sorted(expected):
        has = found.get(user, set())
        if has != expected[user]:
            fix = "provision what the old roles become, no less and no more"
            told = [", ".join(sorted(each)) or "no role" for each in (expected[user], has)]
            what = f"the roles of {user[0]}"
            ledger.found(Finding("roles", what, told[0], told[1], fix, user[1], ids=(user[0],)))
    ledger.explain(
        "users with roles on NEW only",
        "new users are provisioned by request",
        len(found.keys() - expected.keys()),
    )
