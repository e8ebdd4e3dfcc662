"""The rows of one CSV as cells, read as a stream: UTF-8, lines and bytes bounded."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from marketsim.settlement.files.columns import heading
from marketsim.settlement.files.fault import Faults, shown
from marketsim.settlement.files.sources import BROKEN, Source

MOST_LINE = 2_000  # bytes
MOST_EMPTY = 100_000  # lines of a file
HEADING = "write this heading, its cells set apart by commas"
ENCODING = "save it as CSV in UTF-8, a row a line"


class _Odd(ValueError):
    """A line that is none."""


def rows(source: Source, faults: Faults) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and cells, in the order of ``heading()``, of every row below the heading.

    A file that is broken, or has another heading, is refused and gives nothing more.
    """
    line = empty = 0
    try:
        with source.open() as stream:
            reader = csv.reader(
                _lines(iter(lambda: stream.readline(MOST_LINE + 1), b""), source.most), strict=True
            )
            pick = _pick(source, next(reader, []), faults)
            if pick is None:
                return
            line, width = 1, len(heading())
            for cells in reader:
                line = reader.line_num
                if len(cells) == width:
                    yield line, pick(cells)
                elif cells:
                    _uneven(source, line, len(cells), faults)
                elif (empty := empty + 1) > MOST_EMPTY:
                    raise _Odd(f"more than {MOST_EMPTY:,} empty lines")
    except UnicodeDecodeError:
        faults.add(f"{source.name}, line {line + 1}", "CSV in UTF-8", "bytes that are none", ENCODING)
    except (csv.Error, *BROKEN) as problem:
        faults.add(f"{source.name}, line {line + 1}", "CSV in UTF-8", shown(str(problem)), ENCODING)


def _lines(lines: Iterator[bytes], most: int) -> Iterator[str]:
    """Text by line; raises _Odd beyond the bounds, UnicodeDecodeError when it is no UTF-8."""
    left, first = most, True
    for line in lines:
        left -= len(line)
        if len(line) > MOST_LINE:
            raise _Odd(f"a line of more than {MOST_LINE:,} bytes")
        if left < 0:
            raise _Odd(f"more than {most:,} bytes")
        yield (line.removeprefix(codecs.BOM_UTF8) if first else line).decode("utf-8")
        first = False


def _pick(source: Source, cells: list[str], faults: Faults) -> Callable[[list[str]], tuple[str, ...]] | None:
    """What brings the cells of a row into our order."""
    expected = heading()
    if sorted(cells) == sorted(expected):
        picked: Callable[[list[str]], tuple[str, ...]] = itemgetter(*map(cells.index, expected))
        return picked
    faults.add(
        f"{source.name}, line 1", f"the columns {','.join(expected)}", headed(cells, expected), HEADING
    )
    return None


def headed(cells: list[str], expected: Sequence[str]) -> str:
    """What is wrong with a heading: the columns that it lacks and those that are none, or the heading itself."""
    if not set(cells) & set(expected):
        return shown(",".join(cells)) or "nothing"
    lacking = [each for each in expected if each not in cells]
    others = [each for each in dict.fromkeys(cells) if each not in expected or cells.count(each) > 1]
    parts = [f"{shown(','.join(others))} beside them"] if others else []
    return "; ".join([*([f"no {', '.join(lacking)}"] if lacking else []), *parts])


def _uneven(source: Source, line: int, found: int, faults: Faults) -> None:
    expected = f"{len(heading())} cells"
    fix = "decimals take a point; quote a cell that holds a comma"
    faults.add(f"{source.name}, line {line}", expected, str(found), fix)
