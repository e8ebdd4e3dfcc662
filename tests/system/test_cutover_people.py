"""What persons may do after a cutover: what the extract says, and nothing that they might before."""

from __future__ import annotations

from auction_ground import NOW
from laid_world import laid_world

from marketsim.system.call import Grant
from marketsim.system.cutover.people import Admission, write_people
from marketsim.system.store.participants import caller


def test_a_role_that_may_less_takes_the_rest_away() -> None:
    """A person of the network model alone wrote before for its participant; for another one it still may."""
    with laid_world(NOW) as store:
        write_people(store, [], [Admission("gbtr", "GBTR", (), {"NDA": False})])
        assert caller(store, "gbtr", "api").grants == (
            Grant("GBT2", "CRRH", True),
            Grant("GBTR", "NDA", False),
        )
