"""The rows of both sides under new names, unexpired and in scope, with what is wrong with them by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketsim.verification.reconciliation.holding import Holding
from marketsim.verification.reconciliation.ledger import Ledger
from marketsim.verification.reconciliation.naming import MIGRATION, NameMap, is_migration
from marketsim.verification.reconciliation.nodes import guessed, judge_list, still_there
from marketsim.verification.reconciliation.preparing import Scope, edges, unexpired
from marketsim.verification.reconciliation.side import EXTRACT, Location, Side
from marketsim.verification.reconciliation.translation import Translation, settled


@dataclass(frozen=True, slots=True)
class Rows:
    """What is compared. ``adjusted``: the operator's adjustments of migrated CRRs; ``everybody``: no owner is left
    out; ``owners``: the names that participants have in the new system, as far as they are told.
    """

    old: list[Holding]
    new: list[Holding]
    adjusted: list[Holding]
    everybody: bool
    owners: frozenset[str]
    translation: Translation


def comparable(
    old: Side, new: Side, names: NameMap, day: int | None, participant: str | None, ledger: Ledger
) -> Rows:
    """The rows of both sides; expired rows, retired nodes and unmapped names are told on the way."""
    replacements = (new.replacements if new.replacements is not None else old.replacements) or {}
    translation = Translation(old, names, replacements, day)
    olds = translation.of([*old.holdings, *(old.sales or ())])
    if new.kind == EXTRACT:
        other = Translation(new, names, replacements, day)
        news = other.of([*new.holdings, *(new.sales or ())])
    else:
        other, news = None, [_plainly(each) for each in new.holdings]
    scope = _scope(old, new, translation, participant)
    olds = [each for each in olds if scope.holds(each.terms)]
    news = [each for each in news if scope.holds(each.terms)]
    olds = unexpired(old, olds, day, False, ledger)
    news = unexpired(new, news, day, True, ledger)
    if day is not None:
        ledger.looked("expired", len(news))
    edges(old, olds, ledger)
    edges(new, news, ledger)
    olds, news = _nodes(old, new, olds, news, translation, ledger)
    if old.kind != EXTRACT:
        _same_names(translation, news)
    olds = settled(translation, olds, news, ledger)
    if other is not None:
        news = settled(other, news, olds, ledger)
    adjusted = translation.of(old.adjusted.values())
    owners = frozenset(map(translation.owner, old.participants or ()))
    return Rows(olds, news, adjusted, scope.owners is None, owners, translation)


def _plainly(row: Holding) -> Holding:
    """A row of NEW; all load migration markets are called the same."""
    if row.terms.market != MIGRATION and is_migration(row.terms.market):
        return row._replace(terms=row.terms._replace(market=MIGRATION))
    return row


def _scope(old: Side, new: Side, translation: Translation, participant: str | None) -> Scope:
    """The owners and kinds that both sides cover."""
    owners = [set(map(translation.owner, old.owners))] if old.owners is not None else []
    owners += [set(new.owners)] if new.owners is not None else []
    owners += [{participant}] if participant is not None else []
    kinds = [set(each.categories) for each in (old, new) if each.categories is not None]
    return Scope(set.intersection(*owners) if owners else None, set.intersection(*kinds) if kinds else None)


def _same_names(translation: Translation, news: Sequence[Holding]) -> None:
    """Where OLD is no extract, a name that NEW has too needs no map."""
    there = {each.terms.market for each in news}
    for name in there & translation.unknown.keys():
        del translation.unknown[name]


def _nodes(
    old: Side,
    new: Side,
    olds: list[Holding],
    news: list[Holding],
    translation: Translation,
    ledger: Ledger,
) -> tuple[list[Holding], list[Holding]]:
    """Both sides with retired nodes replaced."""
    retired = {**(new.retired or {}), **(old.retired or {})}
    if not retired:
        return olds, news
    listed = new.replacements if new.replacements is not None else old.replacements
    held: dict[str, list[Holding]] = {}
    for row in olds:
        for node in {row.terms.source, row.terms.sink} & retired.keys():
            held.setdefault(node, []).append(row)
    ledger.looked("nodes-retired", len(retired))
    if listed is not None:
        locations: dict[str, Location] = {**(old.locations or {}), **(new.locations or {})}
        judge_list(listed, retired, locations, held, ledger)
    moved = {node: translation.node(node) for node in retired}
    if new.kind != EXTRACT:
        news = still_there(news, retired, moved, ledger)
    guess = guessed(olds, news, dict.fromkeys(held, ""), ledger)
    return _moved(olds, guess), _moved(news, guess)


def _moved(rows: list[Holding], to: dict[str, str]) -> list[Holding]:
    if not to:
        return rows
    return [
        each._replace(
            terms=each.terms._replace(
                source=to.get(each.terms.source, each.terms.source),
                sink=to.get(each.terms.sink, each.terms.sink),
            )
        )
        for each in rows
    ]
