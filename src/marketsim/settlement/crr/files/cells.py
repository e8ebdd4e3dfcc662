"""The rows of one CSV by column, read as a stream: UTF-8, lines and rows bounded, every refusal with its line."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction

from ...files.fault import Faults, shown
from ...files.lines import ENCODING, HEADING, headed
from ...files.sources import BROKEN, Source
from ...interval import TradeHour
from ...number import exact
from ...refusal import Refusal
from .columns import CrrFile

MOST_LINE = 2_000  # bytes
MOST_TEXT = 200  # characters of a cell
MOST_ROWS = 5_000_000
FORMULA = ("=", "+", "-", "@")
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row by column; what cannot be read as asked raises Refusal (a ValueError)."""

    where: str
    cells: dict[str, str]

    def text(self, name: str) -> str:
        """The cell as it stands; Refusal for what is long or could steer a terminal."""
        found = self.cells.get(name, "")
        if len(found) > MOST_TEXT or not found.isprintable():
            raise Refusal(f"{name} in at most {MOST_TEXT} printable characters", shown(found), "correct it")
        return found

    def name(self, column: str) -> str:
        """A name; Refusal for what a spreadsheet takes for a formula."""
        found = self.text(column)
        if found.startswith(FORMULA):
            raise Refusal(f"{column} that is no formula", shown(found), f"begin it without {found[0]}")
        return found

    def number(self, name: str) -> Fraction:
        """An exact decimal."""
        return exact(self.text(name))

    def instant(self, name: str) -> datetime:
        """An instant in UTC."""
        try:
            return datetime.strptime(self.text(name), _INSTANT).replace(tzinfo=UTC)
        except ValueError:
            raise Refusal(
                f"{name} as 2026-03-01T08:00:00Z", shown(self.text(name)), "write it in UTC"
            ) from None

    def month(self) -> str:
        """The month."""
        text = self.text("Month")
        try:
            return f"{date.fromisoformat(f'{text}-01'):%Y-%m}"
        except ValueError:
            raise Refusal("Month as 2026-03", shown(text), "write year and month") from None

    def hour(self) -> TradeHour:
        """The trade hour."""
        day, hour = self.text("TradeDate"), self.text("HourEnding")
        if not (hour.isascii() and hour.isdigit() and len(hour) <= 2):
            raise Refusal("HourEnding as a number from 1", shown(hour), "write the hour ending")
        try:
            return TradeHour(date.fromisoformat(day), int(hour))
        except Refusal:
            raise
        except ValueError:
            raise Refusal("TradeDate as 2026-03-01", shown(day), "write year, month and day") from None


def rows(source: Source, file: CrrFile, faults: Faults) -> Iterator[Cells]:
    """Every row below the heading; a file that is broken, or headed otherwise, is refused and gives nothing more."""
    line = 0
    try:
        with source.open() as stream:
            reader = csv.reader(
                _lines(iter(lambda: stream.readline(MOST_LINE + 1), b""), source.most), strict=True
            )
            heading = next(reader, [])
            if not _headed(source, file, heading, faults):
                return
            line = 1
            for cells in reader:
                line = reader.line_num
                where = f"{source.name}, line {line}"
                if len(cells) == len(heading):
                    if _filled(where, file, row := dict(zip(heading, cells, strict=True)), faults):
                        yield Cells(where, row)
                elif cells:
                    fix = "decimals take a point; quote a cell that holds a comma"
                    faults.add(where, f"{len(heading)} cells", str(len(cells)), fix)
    except UnicodeDecodeError:
        faults.add(f"{source.name}, line {line + 1}", "CSV in UTF-8", "bytes that are none", ENCODING)
    except (csv.Error, *BROKEN) as problem:
        faults.add(f"{source.name}, line {line + 1}", "CSV in UTF-8", shown(str(problem)), ENCODING)


def _lines(lines: Iterator[bytes], most: int) -> Iterator[str]:
    left = most
    for number, line in enumerate(lines):
        left -= len(line)
        if len(line) > MOST_LINE or left < 0 or number > MOST_ROWS:
            raise ValueError(f"more than {MOST_LINE:,} bytes in a line, {MOST_ROWS:,} rows or {most:,} bytes")
        yield (line if number else line.removeprefix(codecs.BOM_UTF8)).decode("utf-8")


def _headed(source: Source, file: CrrFile, heading: list[str], faults: Faults) -> bool:
    known = {each.name for each in file.columns}
    if len(set(heading)) == len(heading) and set(file.heading) <= set(heading) <= known:
        return True
    optional = [each.name for each in file.columns if each.optional and each.name in heading]
    expected = f"the columns {','.join(file.heading)}"
    found = headed(heading, (*file.heading, *optional))
    faults.add(f"{source.name}, line 1", expected, found, HEADING)
    return False


def _filled(where: str, file: CrrFile, cells: dict[str, str], faults: Faults) -> bool:
    empty = [each.name for each in file.columns if each.needed and not cells[each.name]]
    if empty:
        faults.add(where, f"a value as {empty[0]}", "an empty cell", "fill it")
    return not empty
