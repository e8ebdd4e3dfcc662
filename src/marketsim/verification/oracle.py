"""The verdict on a cleared market, auction or allocation, from its folder alone."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from marketsim.verification.allocation.verdict import allocation_verdict
from marketsim.verification.checks import CHECKS, Subject
from marketsim.verification.checks.check import judged
from marketsim.verification.checks.holdings import holdings_of
from marketsim.verification.checks.inputs import noted_digests
from marketsim.verification.checks.optimality import gap_of, told_values
from marketsim.verification.cleared import join
from marketsim.verification.folder.files import MarketFiles
from marketsim.verification.folder.market import read_market
from marketsim.verification.folder.published import Published, read_published
from marketsim.verification.folder.results import read_results
from marketsim.verification.report import Report


def verify(folder: Path, *, case: Path | None = None, without: Collection[str] = ()) -> Report:
    """The verdict on a market folder with results. Raises Unreadable.

    ``case``: the network where it lies elsewhere; ``without``: checks left out, by name.
    """
    return _verdict(MarketFiles.of_folder(folder, case), without)


def verify_folder_bytes(zipped: bytes, *, without: Collection[str] = ()) -> Report:
    """The same for a folder in a zip, as the operator's console hands it out. Raises Unreadable."""
    return _verdict(MarketFiles.of_zip(zipped), without)


def _verdict(files: MarketFiles, without: Collection[str]) -> Report:
    market = read_market(files)
    if market.nominations is not None:
        return allocation_verdict(files, market, market.nominations, without)
    published = read_published(files)
    results = read_results(files, market.bids, published)
    subject = Subject(join(market, results), published, files)
    findings, troubled = judged(CHECKS, subject, without)
    gaps = [gap_of(each) for each in subject.cleared.products]
    return Report(
        feasible="feasible" not in troubled,
        prices_consistent="prices" not in troubled,
        duality_gap=max(gaps, key=abs, default=0.0),
        not_checkable=tuple(_not_checkable(subject)),
        findings=tuple(findings),
    )


def _not_checkable(subject: Subject) -> list[str]:
    """What this folder does not tell."""
    market, results, published = subject.cleared.market, subject.cleared.results, subject.published
    texts = []
    if not results.exact:
        texts.append("anything finer than the rounding of the published figures: no unrounded results here")
        texts.append(
            "raised limits: none are published; limits are taken as raised to the base flow where it is above"
        )
    if published is None:
        texts.append("published files (rounding, public against private): no results/published/")
    elif published.public is None or not published.private:
        texts.append("public against private results: not both there")
    if published is not None and results.exact:
        texts += _unpublished(published, subject)
    if published is None or published.holdings is None:
        texts.append("holdings: no EXISTING_CRRS.csv among the published files")
    elif not market.settings.name:
        texts.append("holdings: the market has no name in market.toml")
    else:
        texts.append("that what was sold had been held before: the holdings before the market are not here")
        moved = holdings_of(published.holdings, market.settings.name).moved
        texts += [f"holdings of {' '.join(key)}: CRRs of it were traded on since" for key in sorted(moved)]
    if market.security is None or market.settings.margin is None:
        texts.append("credit: needs security.csv and a margin under [credit]")
    else:
        texts.append("security that offers may require: the sources tell that of bids only")
    if {each.product for each in subject.cleared.products} - told_values(subject).keys():
        texts.append("the value that the run tells: not in cleared.toml for every product")
    if not noted_digests(subject):
        texts.append("whether inputs are those that were cleared: no digests in cleared.toml")
    texts += [f"what was left out before the clearing, and why: {told}" for told in results.left_out]
    return texts


def _unpublished(published: Published, subject: Subject) -> list[str]:
    """Published files that are not there although the unrounded results have rows for them."""
    texts = []
    if published.prices is None and any(subject.cleared.results.prices.values()):
        texts.append("published prices: no CLEARING_PRICE.csv")
    if published.binding is None and any(subject.cleared.results.binding.values()):
        texts.append("published binding constraints: no BINDING_CONSTRAINT.csv")
    return texts
