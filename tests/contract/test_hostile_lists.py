"""A body with very many faulty entries is judged by its beginning, and says so."""

from __future__ import annotations

from marketsim.contract.catalogue import Contract
from marketsim.contract.decoding import decode
from marketsim.contract.schema_check import MAX_ENTRIES, MAX_REPORTED


def test_only_the_first_entries_of_a_hostile_list_are_judged() -> None:
    """Twenty times as many empty bids as are judged: the rest is counted from the beginning alone."""
    operation = Contract.load().operation("auction", "portfolioCreation")
    bids = ",".join(["{}"] * MAX_ENTRIES * 20)
    names = '"portfolioName":"p","marketName":"m","participantName":"A"'
    value, found = decode(operation, f'{{{names},"newOffers":[],"newBids":[{bids}]}}'.encode())
    assert value is None and len(found) == MAX_REPORTED + 1
    required = 8  # members of a bid that the contract requires
    told = int(found[-1].found.split()[1])
    assert found[-1].constraint == "more"
    assert told <= MAX_ENTRIES * required
