"""What ``marketsim settle`` tells of a statement of CRRs: what differs, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from textwrap import wrap

from marketsim.cli.settle_told import WIDTH
from marketsim.settlement.comparison.crr import CheckedCrr
from marketsim.settlement.crr.mistakes import CRR_MISTAKES
from marketsim.settlement.crr.results import Row
from marketsim.settlement.files.writer import fixed


def compared_lines(checked: CheckedCrr, most: int) -> Iterator[str]:
    """Counts, the largest differences of each determinant, causes."""
    yield f"statement: {checked.compared.total():,} values compared, {len(checked.differing):,} differ"
    for name, found in by_determinant(checked).items():
        yield f"  {name}: {len(found):,} of {checked.compared[name]:,} differ, the largest:"
        for row, value in found[:most]:
            told = "nothing" if value is None else fixed(value, 6)
            where = checked.where[row]
            yield f"    {_place(row)}: stated {fixed(row.value, 6)}, calculated {told} $ ({where})"
    if checked.absent:
        text = f"  not in the statement: {', '.join(sorted(checked.absent))}"
        yield from wrap(text, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    for name, count in checked.lacking.items():
        yield f"  {name}: {count:,} calculated values are not in the statement"
    for name, count in checked.outside.items():
        yield f"  {name}: {count:,} values not compared, of hours or months without inputs"
    for cause, rows in checked.causes:
        yield f"cause {cause}: {CRR_MISTAKES[cause].says}"
        yield f"  explains {_extent(rows)}"
    if checked.unexplained:
        yield f"unexplained: {_extent(checked.unexplained)}; no known mistake makes these values"


def by_determinant(checked: CheckedCrr) -> dict[str, list[tuple[Row, Fraction | None]]]:
    """What differs: the row as stated and the value calculated, None for nothing; the largest first."""
    found: dict[str, list[tuple[Row, Fraction | None]]] = {}
    for row, value in sorted(checked.differing, key=lambda each: -abs(each[0].value - (each[1] or 0))):
        found.setdefault(row.determinant, []).append((row, value))
    return found


def _place(row: Row) -> str:
    when = row.hour or row.month
    return " ".join(map(str, filter(None, (row.crr, row.owner, row.constraint, row.coordinator, when))))


def _extent(rows: Iterable[Row]) -> str:
    counts = Counter(each.determinant for each in rows)
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))
