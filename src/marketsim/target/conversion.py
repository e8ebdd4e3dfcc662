"""Finding what scenarios of TOR conversion need: transferees among the parties, and records that they decide."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marketsim.contract.messages.tor_conversion import ConversionApprovalRecord
from marketsim.target.binding import missing
from marketsim.target.party import Party
from marketsim.target.session import Session

TRANSFEREE_FUNCTIONS = ("CRRH", "CLSE")


def approval_records(session: Session, party: Party, window: str) -> list[ConversionApprovalRecord]:
    """The records that the party decides, or has decided, in a window."""
    listed = session.client(party).tor_conversion.get_mt_tor_crr_list(tor_conversion_window=window)
    return list(listed.value)


def transferee(
    session: Session, window: str, decisions: Collection[str]
) -> tuple[Party, ConversionApprovalRecord]:
    """A party that may write and a record of its own with one of these decisions, tried in their order.

    Raises Halted when there is none.
    """
    for decision in decisions:
        for party in transferees(session):
            for record in approval_records(session, party, window):
                if record.approval_status == decision:
                    return party, record
    raise missing(f"an approval record of ours in {window} that is {' or '.join(decisions)}")


def transferees(session: Session) -> Iterator[Party]:
    """The parties that may take over CRRs of a right holder, and may write."""
    return (each for each in session.parties if each.function in TRANSFEREE_FUNCTIONS and each.write)
