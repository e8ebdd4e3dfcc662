"""The verdict on a load migration: of all uploads, and of what one LSE or one utility sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from marketsim.verification.inventory.lineage import COUNTERFLOW, GAINED
from marketsim.verification.laws import Docket, Judgement
from marketsim.verification.migration import percentages
from marketsim.verification.migration.answers import Row, told_percentages, told_results
from marketsim.verification.migration.drawing import Change, drawn_by
from marketsim.verification.migration.parents import UNSEEN, Drawn, Former, Parent
from marketsim.verification.migration.results import crrs_follow_shares
from marketsim.verification.migration.shares import NONE, work_out
from marketsim.verification.migration.uploads import Uploads

Answers = Iterable[Mapping[str, Any]]
LAWS = (
    "percentage-records", "transfer-mw", "percentage", "metric", "gained-mw", "counterflow-mw", "netted",
    "path-and-days", "unexplained-crr",
)  # fmt: skip


class Migrated(NamedTuple):
    """The verdict; and for the next month what was drawn up to now, unrounded, and what can migrate then."""

    judgement: Judgement
    former: Mapping[Drawn, Former]
    parents: tuple[Parent, ...]


def judge_migration(
    uploads: Collection[Uploads],
    owners: Mapping[str, str],
    percentages_told: Answers,
    results_told: Answers,
    parents: Collection[Parent],
    effective: date,
    *,
    former: Mapping[Drawn, Former] | None = None,
    without: Collection[str] = (),
) -> Migrated:
    """A month's migration against what it has to be by all utilities' uploads. Raises Unreadable.

    ``owners``: asset owner by DUNS number; ``percentages_told`` and ``results_told``: answers of ``loadPercentage``
    and ``loadMigrationCrrResults`` as plain JSON, of as many readers as it takes to see all; ``parents``: see
    ``parents_of``; ``former``: all that earlier months drew, None where there were none. Both come of the month before
    (``Migrated``, and ``cut_since``), or else of an inventory (``former_of``), which no longer tells what had become
    of CRRs that were resold as a whole.
    """
    docket, earlier = Docket(without), former or {}
    told, rows = told_percentages(percentages_told), told_results(results_told)
    worked = work_out(uploads, owners, effective.year)
    for each in worked.lacking:
        docket.untold(f"{each}; what it draws is taken as nothing")
    percentages.records_are_whole(told, owners, docket)
    percentages.percentages_follow_uploads(told, worked.shares, docket)
    exact = former is None or (bool(former) and all(each.mw.low == each.mw.high for each in former.values()))
    changes = drawn_by(worked.pairs, parents, earlier, effective.toordinal(), NONE if exact else UNSEEN)
    crrs_follow_shares(rows, changes, parents, effective.toordinal(), docket)
    now = _drawn_up_to_now(earlier, changes, rows)
    return Migrated(docket.judgement(), now, (*parents, *_received(rows, parents)))


def judge_lse(
    lse: str,
    owners: Mapping[str, str],
    percentages_told: Mapping[str, Any],
    results_told: Mapping[str, Any],
    parents: Collection[Parent],
    effective: date,
    *,
    former: Mapping[Drawn, Former] | None = None,
    without: Collection[str] = (),
) -> Judgement:
    """What one LSE (an asset owner) can tell of a migration: its CRRs follow from its percentages. Raises Unreadable.

    ``percentages_told`` and ``results_told``: its own answers; ``parents``: of its own and, from the public
    inventory, of those it gained load from; ``former``: ``former_of`` that inventory, None where this is the first
    month of all.
    """
    docket = Docket(without)
    told, rows = told_percentages([percentages_told]), told_results([results_told])
    for each in told:
        if lse not in (each.loser, each.gainer):
            docket.found("percentage-records", str(each), f"records of {lse}", "another's", "this is private")
    for row in rows:
        if row.owner != lse:
            docket.found("unexplained-crr", str(row), f"CRRs of {lse}", "another's", "this is private")
    percentages.records_are_whole(told, owners, docket)
    percentages.metrics_agree(told, docket, {})
    shares = {
        pair: share
        for pair, share in percentages.shares_told(told).items()
        if lse in (pair.loser, pair.gainer)
    }
    unseen = NONE if former is None else UNSEEN
    changes = drawn_by(shares, parents, former or {}, effective.toordinal(), unseen)
    crrs_follow_shares(
        [row for row in rows if row.owner == lse], changes, parents, effective.toordinal(), docket, lse
    )
    docket.untold("MW and per cent of load: need the uploads of the utilities")
    return docket.judgement()


def judge_udc(
    uploads: Uploads,
    owners: Mapping[str, str],
    percentages_told: Mapping[str, Any],
    effective: date,
    *,
    without: Collection[str] = (),
) -> Judgement:
    """What one utility can tell of a migration: the MW that its own uploads make. Raises Unreadable."""
    docket = Docket(without)
    told = told_percentages([percentages_told])
    for each in told:
        if each.udc != uploads.udc:
            docket.found(
                "percentage-records", str(each), f"records of {uploads.udc}", "another's", "this is private"
            )
    worked = work_out([uploads], owners, effective.year)
    for lacking in worked.lacking:
        docket.untold(lacking)
    percentages.records_are_whole(told, owners, docket)
    percentages.percentages_follow_uploads(told, worked.shares, docket, metrics_known=False)
    percentages.metrics_agree(told, docket, worked.metrics)
    docket.untold("per cent of load: LSEs may have customers of other utilities")
    docket.untold("CRRs: are not told to utilities")
    return docket.judgement()


def _drawn_up_to_now(
    earlier: Mapping[Drawn, Former], changes: Mapping[Drawn, Change], rows: Collection[Row]
) -> dict[Drawn, Former]:
    found = dict(earlier)
    by_owner = {(row.crr_type, row.owner, row.parent): row for row in rows if row.initial}
    for drawn, change in changes.items():
        known = earlier.get(drawn)
        gained = by_owner.get((GAINED, drawn.gainer, drawn.parent))
        # A counterflow does not tell whose gain it is; its id comes to be known where the loser has but one.
        others = [each for each in changes if (each.parent, each.loser) == (drawn.parent, drawn.loser)]
        against = by_owner.get((COUNTERFLOW, drawn.loser, drawn.parent)) if len(others) == 1 else None
        found[drawn] = Former(
            change.mw,
            known.gained_id if known and known.gained_id else gained.crr_id if gained else None,
            known.counterflow_id if known and known.counterflow_id else against.crr_id if against else None,
        )
    return found


def _received(rows: Collection[Row], parents: Collection[Parent]) -> list[Parent]:
    """What was received in this migration, and migrates on with the load of those who received it."""
    known = {each.crr_id: each for each in parents}
    return [
        Parent(
            row.crr_id, row.owner, row.path, base.season, row.first, row.last, row.initial, base.crr_id, base.owner
        )
        for row in rows
        if row.crr_type == GAINED and row.initial and (base := known.get(row.parent)) and row.crr_id not in known
    ]  # fmt: skip
