"""Nets load migration: one id for all that moved of a right between the same two LSEs, in place of an id a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketsim.system.cutover.replay import MIGRATION, Right, natural

SIDES = {"LSE_LMT": 0, "LMT_CNT": 1}


@dataclass(frozen=True, slots=True)
class Group:
    """Old CRRs of one type that become one, by their dates, then ids; the right, the first old id of it, tells season
    and time of use."""

    root: str
    from_lse: str
    to_lse: str
    crr_type: str
    members: tuple[str, ...]


def groups(rights: Mapping[str, Right], *, netted: bool = True) -> list[Group]:
    """The groups in the order of their lowest ids, the LSE_LMT before its LMT_CNT; ``netted`` off is a fault."""
    found: dict[Any, list[str]] = {}
    for right in sorted(rights.values(), key=lambda each: (each.start, natural(each.old_id))):
        if right.origin == MIGRATION:
            key = _key(right, rights)
            found.setdefault(key if netted else (key, right.old_id), []).append(right.old_id)
    first_of = {old_id: members[0] for members in found.values() for old_id in members}
    made = []
    for members in found.values():
        migration = rights[members[0]].migration
        assert migration is not None
        root = first_of.get(migration.parent, migration.parent)
        made.append(Group(root, migration.from_lse, migration.to_lse, migration.crr_type, tuple(members)))
    lowest: dict[tuple[str, str, str], tuple[int, str]] = {}
    for each in made:
        pair, ids = _pair(each), min(map(natural, each.members))
        lowest[pair] = min(ids, lowest.get(pair, ids))
    return sorted(
        made, key=lambda each: (lowest[_pair(each)], SIDES[each.crr_type], natural(each.members[0]))
    )


def _key(right: Right, rights: Mapping[str, Right]) -> Any:
    """What CRRs to be netted have in common; of what migrated on, the group that it came from."""
    chain: list[tuple[str, str, str]] = []
    seen = set()
    while right.migration is not None and right.old_id not in seen:
        seen.add(right.old_id)
        chain.append((right.migration.from_lse, right.migration.to_lse, right.crr_type))
        right = rights[right.migration.parent]
    return right.old_id, tuple(chain)


def _pair(group: Group) -> tuple[str, str, str]:
    return group.root, group.from_lse, group.to_lse
