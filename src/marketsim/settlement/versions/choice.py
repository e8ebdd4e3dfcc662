"""The rule set of a trade date on a run date: what held for the date, of what was in production on the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marketsim.settlement.versions.guides import Guide, Guides, load
from marketsim.settlement.versions.refusal import NotModelled


@dataclass(frozen=True, slots=True)
class Choice:
    """A rule set by its id, the version of every guide in it, and why it is this one."""

    rule_set: str
    guides: Mapping[str, str]
    why: str


def rule_set(trade_date: date, run_date: date, guides: Guides | None = None) -> Choice:
    """The rules by which a statement of ``trade_date`` that is run on ``run_date`` is calculated.

    Of each guide the version that holds from the latest trade date, among those that hold for the trade date and were
    in production on the run date (our reading of the request's two dates). Raises NotModelled for a trade date of
    later rules, for a run before the trade date, and where the guides in production do not belong together.
    """
    guides = guides or load()
    _refuse(trade_date, run_date, guides)
    chosen = {name: newest(guides.of(name), trade_date, run_date) for name in guides.names}
    found = {each.rule_set for each in chosen.values() if each}
    if len(found) != 1 or None in chosen.values():
        versions = ", ".join(
            f"{name} {each.version if each else 'in no version'}" for name, each in chosen.items()
        )
        raise NotModelled(
            "guides that belong to one rule set",
            f"{versions} for {trade_date} run on {run_date}",
            "correct guides.yaml",
        )
    picked = {name: each.version for name, each in chosen.items() if each}
    return Choice(found.pop(), picked, _why(guides, trade_date, run_date))


def newest(versions: tuple[Guide, ...], trade_date: date, run_date: date) -> Guide | None:
    """The version of one guide that rules; None when none does."""
    able = [each for each in versions if each.holds(trade_date) and each.runs(run_date)]
    return max(
        able, key=lambda each: (each.effective_from or date.min, each.in_production_from), default=None
    )


def _refuse(trade_date: date, run_date: date, guides: Guides) -> None:
    if run_date < trade_date:
        raise NotModelled(
            f"a run date from {trade_date} on, the trade date",
            str(run_date),
            "name the day the statement is run",
        )
    later = [each for each in guides.not_modelled if each.effective_from <= trade_date]
    if later:
        end = min(each.effective_from for each in later)
        changes = "; ".join(f"from {each.effective_from} {each.says} ({each.source})" for each in later)
        raise NotModelled(
            f"a trade date before {end}",
            f"{trade_date}, ruled by later guides: {changes}",
            "settle an earlier trade date",
        )


def _why(guides: Guides, trade_date: date, run_date: date) -> str:
    """The two dates of the request held against those of the statement."""
    adopted = [each for each in guides.guides if each.request and each.in_production_from]
    effective = min((each.effective_from for each in adopted if each.effective_from), default=date.max)
    production = min(
        (each.in_production_from for each in adopted if each.in_production_from), default=date.max
    )
    names = ", ".join(dict.fromkeys(each.request for each in adopted))
    if trade_date < effective:
        return f"{names} holds for trade dates from {effective} on, and {trade_date} is before"
    if run_date < production:
        return f"{names} holds for {trade_date}, but is in production only from {production} on, after {run_date}"
    return f"{names} holds for {trade_date}, and is in production on {run_date}"
