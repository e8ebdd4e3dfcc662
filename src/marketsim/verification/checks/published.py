"""The published files: rounded as the rule says, public what the private files add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from marketsim.verification.checks.check import Subject
from marketsim.verification.folder.bids import BidTable
from marketsim.verification.folder.market import Product
from marketsim.verification.folder.published import PRIVATE, PUBLIC, Published
from marketsim.verification.folder.results import Listed
from marketsim.verification.folder.table import Table
from marketsim.verification.report import Finding
from marketsim.verification.rounding import millionths, published_mws, published_prices

_SAME = ("Period", "TOU", "AssetOwner", "BidType", "CrrType", "HedgeType", "Source", "Sink")
Rows = Counter[tuple[str | int | float, ...]]


def public_is_sum_of_private(subject: Subject) -> Iterator[Finding]:
    """Each award above 0 stands once in its owner's private file and once in the public one; all name this market."""
    if subject.published is not None:
        name = subject.cleared.market.settings.name
        yield from public_private(subject.published, name, _SAME, ("MW", "ClearingPrice"), (PUBLIC, PRIVATE))


def public_private(
    published: Published, market: str, same: Sequence[str], figures: Sequence[str], files: tuple[str, str]
) -> Iterator[Finding]:
    """Rows of others in a private file, of another market, and awards that only one side has.

    ``same`` and ``figures`` are the columns of both sides, MW the first figure; ``files``: public and private.
    """
    for owner, table in published.private.items():
        owners = table.text("AssetOwner")
        for line, named in zip(table.lines, owners, strict=True) if set(owners) - {owner} else ():
            if named != owner:
                where = f"{table.file}, line {line}"
                yield Finding(
                    "public-private", where, f"rows of {owner} alone", named, "others see what is private"
                )
    yield from _market_names(published, market)
    if published.public is None or not published.private:
        return
    public = _awarded(published.public, same, figures)
    private: Rows = Counter()
    for table in published.private.values():
        private.update(_awarded(table, same, figures))
    if dict(public) == dict(private):
        return
    sides = (
        (public - private, "more", "an award nobody holds"),
        (private - public, "fewer", "an award kept from the public"),
    )
    for rows, side, meaning in sides:
        for row, times in rows.items():
            found = f"{times} {side} than in the private files"
            yield Finding("public-private", told_row(row), f"{files[0]} as {files[1]} has it", found, meaning)


def rounded_as_ruled(subject: Subject) -> Iterator[Finding]:
    """Published figures are the unrounded ones, rounded: private and public awards, prices, binding constraints."""
    published, results = subject.published, subject.cleared.results
    if published is None or not results.exact:
        return
    bids = subject.cleared.market.bids
    expected, above_zero = _expected_awards(subject, bids)
    if published.private:
        private: Rows = Counter()
        for table in published.private.values():
            private.update(_private_rows(table))
        yield from compared_rows(PRIVATE, expected, private)
    if published.public is not None:
        public = Counter(
            {
                row: n
                for row, n in rows_of(published.public, _SAME, ("MW", "ClearingPrice")).items()
                if row[-2]
            }
        )
        yield from compared_rows(PUBLIC, above_zero, public)
    if published.prices is not None:
        prices: Rows = Counter(
            (*product, name, price)
            for product, own in results.prices.items()
            for name, price in zip(own, published_prices(np.array([*own.values()])), strict=True)
        )
        yield from compared_rows(
            "CLEARING_PRICE",
            prices,
            rows_of(published.prices, ("Period", "TOU", "SourceSink"), ("ClearingPrice",)),
        )
    if published.binding is not None:
        columns = ("Period", "TOU", "ConstraintType", "ConstraintName", "Contingency", "Direction")
        found = rows_of(published.binding, columns, ("Limit", "Flow", "ShadowPrice"))
        yield from compared_rows(
            "BINDING_CONSTRAINT", Counter(constraint_rows(results.binding.items())), found
        )


def _expected_awards(subject: Subject, bids: BidTable) -> tuple[Rows, Rows]:
    """The private rows of all owners, and the public ones, that the unrounded results make."""
    private: Rows = Counter()
    public: Rows = Counter()
    for product in subject.cleared.products:
        listed = np.array(published_prices(np.nan_to_num(product.listed_prices)), dtype=np.int64)
        own = np.array(published_prices(np.nan_to_num(product.told_price)), dtype=np.int64)
        price = np.where(product.option, own, listed[product.sink] - listed[product.source])
        unknown = np.isnan(product.mw) | (
            ~product.option
            & np.isnan(product.listed_prices[product.sink] - product.listed_prices[product.source])
        )
        figures = zip(
            product.at.tolist(), published_mws(np.nan_to_num(product.mw)), published_mws(product.most),
            price.tolist(), unknown.tolist(), strict=True,
        )  # fmt: skip
        for at, mw, most, cost, skipped in figures:
            if skipped:
                continue
            same = (
                *product.product, bids.owner[at], "SELL" if bids.sells[at] else "BUY", bids.crr_type[at],
                "OPT" if bids.option[at] else "OBL", bids.source[at], bids.sink[at],
            )  # fmt: skip
            private[(*same, bids.crr_id[at], most, mw, cost)] += 1
            if mw:
                public[(*same, mw, cost)] += 1
    return private, public


def constraint_rows(
    items: Iterable[tuple[Product, Iterable[Listed]]],
) -> Iterator[tuple[str | int | float, ...]]:
    """The rows of BINDING_CONSTRAINT that the unrounded ones make."""
    for product, rows in items:
        for each in rows:
            told = each.constraint
            limit, flow = published_mws(np.array([each.limit, each.value]))
            (price,) = published_prices(np.array([each.shadow_price]))
            yield (*product, told.type, told.name, told.contingency, told.direction, limit, flow, price)


def compared_rows(file: str, expected: Rows, found: Rows) -> Iterator[Finding]:
    """Rows that are only on one side; the nearest on the other side is told beside each."""
    if dict(expected) == dict(found):  # a Counter compares row by row
        return
    lacking, surplus = expected - found, found - expected
    left = {_words(row): row for row in surplus}
    for row in lacking:
        other = left.pop(_words(row), None)
        told = "no such row" if other is None else _numbers(other)
        yield Finding(
            "published-rounding",
            f"{file}, {told_row(row)}",
            _numbers(row),
            told,
            "published other than cleared",
        )
    for row in left.values():
        yield Finding(
            "published-rounding",
            f"{file}, {told_row(row)}",
            "no such row",
            _numbers(row),
            "published but not cleared",
        )


def _awarded(table: Table, same: Sequence[str], figures: Sequence[str]) -> Rows:
    return Counter({row: n for row, n in rows_of(table, same, figures).items() if row[len(same)]})


def _private_rows(table: Table) -> Rows:
    """The rows of a private file; the CRR that a bid made has a name that no bid tells, so it doesn't count."""
    rows: Rows = Counter()
    for row, times in rows_of(table, (*_SAME, "CrrId"), ("BidMW", "MW", "ClearingPrice")).items():
        bought = row[_SAME.index("BidType")] == "BUY"
        rows[(*row[: len(_SAME)], "", *row[len(_SAME) + 1 :]) if bought else row] += times
    return rows


def rows_of(table: Table, words: Iterable[str], numbers: Iterable[str]) -> Rows:
    """How often each row is there: words, then figures in millionths."""
    texts = [table.text(each, filled=each not in ("CrrId", "CrrType", "Contingency")) for each in words]
    figures = [millionths(table.numbers(each)) for each in numbers]
    return Counter(zip(*texts, *figures, strict=True))


def _market_names(published: Published, market: str) -> Iterator[Finding]:
    tables = [
        published.public, published.prices, published.binding, published.grouped, *published.private.values()
    ]  # fmt: skip
    for table in tables if market else ():
        for other in sorted(set(table.text("MarketName")) - {market}) if table is not None else ():
            where = table.file if table else ""
            yield Finding("public-private", where, market, other, "rows of another market")


def _words(row: tuple[str | int | float, ...]) -> tuple[str, ...]:
    return tuple(each for each in row if isinstance(each, str))


def told_row(row: tuple[str | int | float, ...]) -> str:
    """The words of a row, as findings tell it."""
    return " ".join(each for each in _words(row) if each)


def _numbers(row: tuple[str | int | float, ...]) -> str:
    return ", ".join(f"{each / 1e6:.12g}" for each in row if not isinstance(each, str))
