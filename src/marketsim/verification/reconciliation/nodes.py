"""Retired sources and sinks: nobody sits there any more, and what takes their place is fit for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from marketsim.verification.reconciliation.holding import Holding
from marketsim.verification.reconciliation.ledger import Finding, Ledger, of_rows
from marketsim.verification.reconciliation.side import Location

MOST_ALIKE = 50  # rows that could be the same CRR; as many tell enough of where it went
Replacements = Mapping[str, Mapping[str, str]]


def still_there(
    rows: Sequence[Holding], retired: Mapping[str, str], moved: Mapping[str, str], ledger: Ledger
) -> list[Holding]:
    """Tell the rows of NEW that sit at a retired node; gives back all rows, those moved to where they belong."""
    at: dict[str, list[Holding]] = {}
    found: list[Holding] = []
    for row in rows:
        terms = row.terms
        gone = [each for each in (terms.source, terms.sink) if each in retired]
        if gone:
            at.setdefault(gone[0], []).append(row)
            terms = terms._replace(
                source=moved.get(terms.source, terms.source), sink=moved.get(terms.sink, terms.sink)
            )
        found.append(row._replace(terms=terms) if gone else row)
    for node, there in at.items():
        expected = f"CRRs at {moved[node]}" if moved.get(node, node) != node else "CRRs at its replacement"
        what = f"{node} is retired, and CRRs still begin or end there"
        ledger.found(of_rows("nodes-retired", there, what, expected, f"CRRs at {node}", "replace the node"))
    return found


def judge_list(
    replacements: Replacements,
    retired: Mapping[str, str],
    locations: Mapping[str, Location],
    held: Mapping[str, Sequence[Holding]],
    ledger: Ledger,
) -> None:
    """The replacement list itself: every retired node that is held is in it, with a node of the same type that is
    biddable and not retired itself (deck: retired resource mapping).
    """
    for node in sorted(held.keys() - replacements.keys()):
        what = f"{node} is retired, and the replacement list has nothing for it"
        fix = "complete the replacement list"
        ledger.found(of_rows("nodes-retired", list(held[node]), what, "a replacement", "none", fix))
    for node in sorted(retired.keys() & replacements.keys()):
        for period, other in sorted(replacements[node].items()):
            here, there = locations.get(node), locations.get(other)
            kind = retired[node] or (here.type if here else "")
            wrong = (
                ("a node that is not retired", "one that is retired itself")
                if other in retired
                else (f"a {kind}", f"a {there.type}")
                if there is not None and kind and there.type and kind != there.type
                else ("a biddable node", "one that nobody may bid for")
                if there is not None and there.biddable is False
                else None
            )
            if wrong is not None:
                what = f"{other} takes the place of {node}"
                fix = "name the nearest biddable node of the same designation"
                ledger.found(
                    Finding("nodes-retired", what, wrong[0], wrong[1], fix, path=node, period=period)
                )


def guessed(
    old: Sequence[Holding], new: Sequence[Holding], unknown: Mapping[str, str], ledger: Ledger
) -> dict[str, str]:
    """Where the CRRs at retired nodes went, as most rows of NEW have it, where no list tells it."""
    ends: dict[object, list[Holding]] = {}
    wanted = [each for each in old if each.terms.source in unknown or each.terms.sink in unknown]
    for row in new if wanted else ():
        ends.setdefault(_but_nodes(row), []).append(row)
    votes: dict[str, Counter[str]] = {}
    for each in wanted:
        for other in ends.get(_but_nodes(each), ())[:MOST_ALIKE]:
            pairs = ((each.terms.source, other.terms.source), (each.terms.sink, other.terms.sink))
            if all(here == there or here in unknown for here, there in pairs):
                for here, there in pairs:
                    if here in unknown and there not in unknown:
                        votes.setdefault(here, Counter())[there] += 1
    found = {node: min(count, key=lambda each: (-count[each], each)) for node, count in votes.items()}
    for node, to in sorted(found.items()):
        ledger.untold(f"nodes-retired: that {to} takes the place of {node}: no replacement list says so")
    return found


def _but_nodes(row: Holding) -> object:
    terms = row.terms
    return terms.owner, terms.tou, terms.hedge, terms.crr_type, terms.offer, row.first, row.last, row.mw
