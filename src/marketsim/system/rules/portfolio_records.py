"""Rules about the records of a portfolio, shared by bids, offers and nominations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, NamedTuple

from marketsim.system.rules.portfolios import CREATION, SUBMISSION, NamedPortfolio
from marketsim.system.rules.rule import Finding, Provenance, Rule, Stage, Violation

JUDGED = CREATION | SUBMISSION

RECORD = re.compile(r"(?P<list>\w+)\[(?P<index>\d+)\]")
LONGEST_DESCRIPTION = 1000  # errorDescription of every service


class Record(NamedTuple):
    """One record of a creation: where it stands in the body (``newBids[3]``) and the record itself."""

    path: str
    content: Any  # NewBid, NewOffer or NewNomination: they share the members tested here


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioSheet(NamedPortfolio):
    """A portfolio about to be created or submitted, with what its records are tested against.

    ``products`` are the (period, TOU) of the market; ``listed`` and ``biddable`` the (location, TOU) of its
    newest source and sink list; ``most_records`` the size limit of one submission.
    """

    sheet: tuple[Record, ...] = ()
    products: frozenset[tuple[str, str]] = frozenset()
    listed: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    biddable: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    most_records: int = 500


def _owner(facts: PortfolioSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        if record.asset_owner != facts.participant:
            yield Finding(f"{path}.assetOwner", (record.asset_owner, facts.participant))


def _product(facts: PortfolioSheet) -> Iterable[Finding]:
    if facts.market is None:
        return
    for path, record in facts.sheet:
        if (record.period, record.tou) not in facts.products:
            yield Finding(f"{path}.period", (record.period, record.tou, facts.market_name))


def _unlisted(facts: PortfolioSheet) -> Iterable[Finding]:
    unlisted = _places(facts) - facts.listed
    for path, member, place in _ends(facts) if unlisted else ():
        if place in unlisted:
            yield Finding(f"{path}.{member}", (place[0], facts.market_name))


def _not_biddable(facts: PortfolioSheet) -> Iterable[Finding]:
    closed = _places(facts) & facts.listed - facts.biddable
    for path, member, place in _ends(facts) if closed else ():
        if place in closed:
            yield Finding(f"{path}.{member}", (place[0], facts.market_name, place[1]))


def _places(facts: PortfolioSheet) -> set[tuple[str, str]]:
    """The (location, TOU) of all records; none only with the rule against unknown markets off: no list then."""
    if facts.market is None:
        return set()
    records = [each.content for each in facts.sheet]
    return {(each.source, each.tou) for each in records} | {(each.sink, each.tou) for each in records}


def _ends(facts: PortfolioSheet) -> Iterable[tuple[str, str, tuple[str, str]]]:
    for path, record in facts.sheet:
        yield path, "source", (record.source, record.tou)
        yield path, "sink", (record.sink, record.tou)


def _same_ends(facts: PortfolioSheet) -> Iterable[Finding]:
    for path, record in facts.sheet:
        if record.source == record.sink:
            yield Finding(f"{path}.sink", (record.sink,))


def content_rule(
    rule_id: str, facts: type, check: Callable[[Any], Iterable[Finding]], message: str, *,
    source: str, provenance: Provenance = "assumed", code: str = "SER0030", where: Any = JUDGED,
    stage: Stage = Stage.CONTENT,
) -> Rule:  # fmt: skip
    """A rule about the records of a portfolio; its text names record, member and what is wrong."""
    return Rule(
        id=rule_id, code=code, stage=stage, facts=facts, operations=where, source=source,
        provenance=provenance, check=check, message=message,
    )  # fmt: skip


def one_entry_a_record(violations: Sequence[Violation]) -> list[Violation]:
    """The content violations of a creation with all faults of one record in one entry.

    ``newBids[3]: source: ...; bidCurve: ...``, at most 1000 characters, in the order of the records; what is
    not about a record stays as it is. A creation is refused with one errorList entry a bad record.
    """
    by_record: dict[tuple[str, int], list[Violation]] = {}
    apart = []
    for each in violations:
        if (place := RECORD.match(each.finding.path)) is None:
            apart.append(each)
        else:
            by_record.setdefault((place["list"], int(place["index"])), []).append(each)
    return apart + [_merged(f"{name}[{index}]", by_record[name, index]) for name, index in sorted(by_record)]


def _merged(record: str, faults: Sequence[Violation]) -> Violation:
    texts = []
    for each in _each_rule_first(faults):
        member = each.finding.path.partition(".")[2]
        text = each.rule.message.format(*each.finding.values)
        texts.append(f"{member}: {text}" if member else text)
    room = LONGEST_DESCRIPTION - len(record) - 2
    whole = "; ".join(texts)
    text = whole if len(whole) <= room else whole[: room - 4] + " ..."
    return Violation(replace(faults[0].rule, message="{0}"), Finding(record, (text,)))


def _each_rule_first(faults: Sequence[Violation]) -> list[Violation]:
    """What every rule found first, then what it found next: a bad curve of 20 points leaves room for the others."""
    turns: Counter[str] = Counter()
    placed = []
    for each in faults:
        turns[each.rule.id] += 1
        placed.append((turns[each.rule.id], each))
    return [each for _, each in sorted(placed, key=itemgetter(0))]


RULES: tuple[Rule, ...] = (
    content_rule("record-asset-owner", PortfolioSheet, _owner, "{0} is not the participant {1}",
                 source="one portfolio has one owner"),
    content_rule("record-product", PortfolioSheet, _product, "{0} {1} is no product of market {2}",
                 source="market status 1.2.0: products are period x TOU", provenance="contract"),
    content_rule("record-location-listed", PortfolioSheet, _unlisted,
                 "{0} is not on the source and sink list of market {1}",
                 source="market rules 4 and 5.2, source and sink file", provenance="seed"),
    content_rule("record-location-biddable", PortfolioSheet, _not_biddable,
                 "{0} may not be bid in market {1} {2}", source="BiddableFlag of the source and sink file",
                 provenance="seed"),
    content_rule("record-two-ends", PortfolioSheet, _same_ends, "{0} is also the source",
                 source="a right runs from a source to another sink"),
)  # fmt: skip
