"""Participants, their persons and old roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketsim.legacy.records import Participant, Role
from marketsim.legacy.world import Owner

WITH_NDA = "EXTERNAL MUI USER WITH NDA"
WITHOUT_NDA = "EXTERNAL MUI RESTRICTED WITHOUT NDA"
MODEL_ONLY = "CRRFNM EXTERNAL READ-ONLY"


def participants(owners: Sequence[Owner]) -> tuple[Participant, ...]:
    """A row each; the new name only where it differs."""
    return tuple(
        Participant(
            participant=each.old,
            new_name=each.new if each.new != each.old else None,
            duns=each.duns,
            functions=(each.function,),
            sc_ids=(f"{each.new[:1]}{number:03d}",) if each.function in ("CRRH", "CLSE") else (),
        )
        for number, each in enumerate(owners, start=1)
    )


def roles(owners: Sequence[Owner]) -> tuple[Role, ...]:
    """A role a person and participant; some have a second one for the network model, by name again."""
    return tuple(_roles(owners))


def _roles(owners: Sequence[Owner]) -> Iterator[Role]:
    for number, each in enumerate(owners):
        if each.function == "NDA":
            yield Role(each.person, each.old, MODEL_ONLY)
            continue
        yield Role(each.person, each.old, WITH_NDA if number % 2 else WITHOUT_NDA)
        if number % 6 == 0:
            yield Role(each.person, each.old, MODEL_ONLY)
