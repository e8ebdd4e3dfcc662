"""The verdict on an allocation."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from marketsim.verification.allocation import awards, holdings, offsets, published
from marketsim.verification.allocation.allocated import join
from marketsim.verification.allocation.hubs import read_hubs
from marketsim.verification.allocation.results import read_allocated
from marketsim.verification.allocation.subject import Allocation
from marketsim.verification.checks import inputs, limits
from marketsim.verification.checks.check import Check, judged
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.market import Market
from marketsim.verification.folder.nominations import NominationTable
from marketsim.verification.folder.published import read_published
from marketsim.verification.report import Report

CHECKS: tuple[Check[Allocation], ...] = (
    Check("awards", "records", awards.every_nomination_has_one_award),
    Check("bounds", "feasible", awards.within_nominations),
    *limits.LIMITS,
    Check("award-by-multipliers", "prices", awards.explained_by_multipliers),
    Check("duality-gap", "prices", awards.duality_gap),
    Check("objective", "records", awards.told_objective),
    Check("caps", "records", awards.within_caps),
    Check("public-private", "records", published.public_is_sum_of_private),
    Check("published-rounding", "records", published.rounded_as_ruled),
    Check("grouped-base-loading", "records", published.grouped_base_loading),
    Check("holdings", "records", holdings.holdings_are_awards),
    Check("hub-offsets", "records", offsets.hubs_divided),
    Check("inputs-unchanged", "records", inputs.unchanged),
)


def allocation_verdict(
    files: MarketFiles, market: Market, nominations: NominationTable, without: Collection[str]
) -> Report:
    """The verdict on a folder with nominations; raises Unreadable."""
    handed_out = read_published(files, allocation=True)
    hubs = read_hubs(files)
    results = read_allocated(files, nominations, handed_out, hubs)
    subject = Allocation(join(market, nominations, results, hubs), handed_out, files)
    findings, troubled = judged(CHECKS, subject, without)
    return Report(
        feasible="feasible" not in troubled,
        prices_consistent="prices" not in troubled,
        duality_gap=max(map(awards.gap_of, subject.products), key=abs, default=0.0),
        not_checkable=tuple(_not_checkable(subject)),
        findings=tuple(findings),
    )


def _not_checkable(subject: Allocation) -> Iterator[str]:
    """What this folder does not tell."""
    results, handed_out = subject.allocated.results, subject.published
    if not results.exact:
        yield "anything finer than the rounding of the published figures: no unrounded results here"
        yield "raised limits: none are published; limits are taken as raised to the base flow where it is above"
    if handed_out is None:
        yield "published files (rounding, public against private): no results/published/"
    elif handed_out.public is None or not handed_out.private:
        yield "public against private results: not both there"
    if handed_out is None or handed_out.grouped is None:
        yield "base loading as published: no GROUPED_BASE_LOADING.csv among the published files"
    if handed_out is None or handed_out.holdings is None:
        yield "holdings, offsets of hubs: no EXISTING_CRRS.csv among the published files"
    elif not subject.name:
        yield "holdings, offsets of hubs: the market has no name in market.toml"
    else:
        traded = holdings.traded_on(handed_out.holdings, subject.name)
        yield from (f"holdings of {' '.join(key)}: CRRs of it were traded on since" for key in traded)
        gone = holdings.over(handed_out.holdings, subject.allocated.nominations)
        if not subject.name.endswith(holdings.LONG_TERM):
            yield from (f"holdings of {each}: over before any CRR here is" for each in sorted(gone))
        if subject.name.endswith(holdings.LONG_TERM) and subject.allocated.hubs:
            yield "offsets of hubs held for the years to come: only what was published is compared"
    caps = subject.allocated.market.caps
    if caps is None:
        yield "nominations within caps: no caps.csv"
    else:
        yield from awards.uncapped(subject.allocated.made, caps)
    if "objective" not in subject.run:
        yield "by what the run was best: not in cleared.toml; judged by the market's setting"
    if not inputs.noted_digests(subject):
        yield "whether inputs are those that were cleared: no digests in cleared.toml"
    yield from (f"what was left out before the clearing, and why: {each}" for each in results.left_out)
