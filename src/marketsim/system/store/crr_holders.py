"""Who may hold a CRR."""

from __future__ import annotations

from sqlalchemy import Connection, select

from marketsim.system.store.participants import participants

# A CRR holder is a CRRH, and a load-serving entity is one as well (roles.yaml, secondary_market; assumed).
HOLDING_FUNCTIONS = ("CRRH", "CLSE")


def crr_holders(store: Connection) -> frozenset[str]:
    """The names of all participants that may hold CRRs."""
    query = select(participants.c.name).where(participants.c.function.in_(HOLDING_FUNCTIONS))
    return frozenset(store.execute(query).scalars())
