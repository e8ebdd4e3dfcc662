"""Reads an extract, from a zip or from a folder: bounded, and with every fault by file, line and column."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from marketsim.system.calendar.periods import pacific_midnight
from marketsim.system.cutover.extract import rows
from marketsim.system.cutover.extract.cells import EARLIEST, LATEST
from marketsim.system.cutover.extract.tables import TABLES, Table
from marketsim.system.cutover.problem import MOST_TOLD, CutoverProblem, ExtractFault

MOST_BYTES = 200_000_000  # of all files together, unpacked
MOST_FILES = 200
MOST_ROWS = 1_000_000  # in one file
MOST_CELL = 1_000
HEAD = "extract.toml"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract as read; ``bids`` has the bytes of each bids/MARKET.csv by the market's old name."""

    name: str
    taken_at: datetime
    go_live: date
    history_from: date | None
    digest: str
    participants: tuple[rows.OldParticipant, ...]
    roles: tuple[rows.OldGrant, ...]
    markets: tuple[rows.OldMarket, ...]
    awards: tuple[rows.Award, ...]
    sales: tuple[rows.Sale, ...]
    trades: tuple[rows.OldTrade, ...]
    adjustments: tuple[rows.Adjustment, ...]
    migrations: tuple[rows.OldMigration, ...]
    conversions: tuple[rows.OldConversion, ...]
    holdings: tuple[rows.OldHolding, ...]
    locations: tuple[rows.OldLocation, ...]
    retired: tuple[rows.RetiredNode, ...]
    messages: tuple[rows.OldMessage, ...]
    bids: Mapping[str, bytes]

    @property
    def lives(self) -> datetime:
        """The instant at which the new system answers for what is held: Pacific midnight of the go-live day."""
        return pacific_midnight(self.go_live)


def read_zip(content: bytes) -> Extract:
    """The extract in a zip, at its root or in one folder of it; raises CutoverProblem."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_BYTES:
                raise CutoverProblem(
                    f"the extract has more than {MOST_FILES} files or {MOST_BYTES} bytes", refused=False
                )
            files = {each.filename: _member(archive, each) for each in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise CutoverProblem("the extract is no zip that can be read", refused=False) from None
    heads = [PurePosixPath(each) for each in files if PurePosixPath(each).name == HEAD]
    if len(heads) != 1:
        raise CutoverProblem(f"the extract has {len(heads)} files {HEAD}, not one", refused=False)
    root = heads[0].parent
    return read_files(
        {
            PurePosixPath(each).relative_to(root).as_posix(): content
            for each, content in files.items()
            if PurePosixPath(each).is_relative_to(root)
        }
    )


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        content = stream.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise ValueError("a member is not as long as it says")
    return content


def read_folder(folder: Path) -> Extract:
    """The extract in a folder; raises CutoverProblem."""
    if not (folder / HEAD).is_file():
        raise CutoverProblem(f"{folder} has no {HEAD}", refused=False)
    found = [*folder.glob("*.csv"), *folder.glob("bids/*.csv"), folder / HEAD]
    if len(found) > MOST_FILES or sum(each.stat().st_size for each in found) > MOST_BYTES:
        raise CutoverProblem(
            f"the extract has more than {MOST_FILES} files or {MOST_BYTES} bytes", refused=False
        )
    return read_files({each.relative_to(folder).as_posix(): each.read_bytes() for each in found})


def read_files(files: Mapping[str, bytes]) -> Extract:
    """The extract of those files, by path; raises CutoverProblem with every fault."""
    faults: list[ExtractFault] = []
    head = _head(files.get(HEAD, b""), faults)
    tables = {file: _rows(file, table, files.get(file), faults) for file, table in TABLES.items()}
    bids = {
        path.removeprefix("bids/").removesuffix(".csv"): content
        for path, content in sorted(files.items())
        if path.startswith("bids/") and path.endswith(".csv")
    }
    strays = sorted(set(files) - {HEAD, *TABLES, *(f"bids/{each}.csv" for each in bids)})
    faults += [
        ExtractFault(each, 0, "", "no such file is known", "the files of an extract") for each in strays
    ]
    if faults:
        raise CutoverProblem("the extract cannot be read", faults, refused=False)
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{path} {len(content)}\n".encode() + content)
    members: dict[str, Any] = {file.removesuffix(".csv"): tuple(found) for file, found in tables.items()}
    return Extract(**head, **members, bids=bids, digest=digest.hexdigest())


def read_table(file: str, content: bytes) -> list[Any]:
    """The rows of one file of that name; raises CutoverProblem with every fault."""
    faults: list[ExtractFault] = []
    found = _rows(file, TABLES[file], content, faults)
    if faults:
        raise CutoverProblem(f"{file} cannot be read", faults, refused=False)
    return found


def _head(content: bytes, faults: list[ExtractFault]) -> dict[str, Any]:
    try:
        head = tomllib.loads(content.decode())
    except (ValueError, RecursionError):  # no UTF-8, no TOML, a number of thousands of digits, lists in lists
        faults.append(ExtractFault(HEAD, 0, "", "it cannot be read", "TOML"))
        return {}
    go_live, history = _day(head.get("go_live")), _day(head.get("history_from"))
    taken = _moment(head.get("taken_at"))
    expected = {
        "format": (head.get("format") == FORMAT, f"{FORMAT}"),
        "name": (
            isinstance(head.get("name"), str) and 0 < len(head["name"]) <= 200,
            "text of at most 200 characters",
        ),
        "taken_at": (taken is not None, "an instant in UTC from 2000 to 2199"),
        "go_live": (go_live is not None and go_live.day == 1, "the first day of a month from 2000 to 2199"),
        "history_from": ("history_from" not in head or history is not None, "a day from 2000 to 2199"),
    }
    faults += [
        ExtractFault(HEAD, 0, name, f"{head.get(name)!r:.60}", what)
        for name, (good, what) in expected.items()
        if not good
    ]
    if taken and go_live and taken >= pacific_midnight(go_live):
        faults.append(ExtractFault(HEAD, 0, "taken_at", f"{taken}", "an instant before the system goes live"))
    return {"name": head.get("name"), "taken_at": taken, "go_live": go_live, "history_from": history}


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.tzinfo is None or not EARLIEST <= value < LATEST:
        return None
    return value.astimezone(UTC).replace(microsecond=0)


def _day(value: object) -> date | None:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, date) or isinstance(value, datetime):
        return None
    return value if EARLIEST.date() <= value < LATEST.date() else None


def _rows(file: str, table: Table, content: bytes | None, faults: list[ExtractFault]) -> list[Any]:
    if content is None:
        if table.required:
            faults.append(ExtractFault(file, 0, "", "it is missing", "the file"))
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(ExtractFault(file, 0, "", "it cannot be read", "UTF-8"))
        return []
    try:
        return _read(file, table, csv.reader(io.StringIO(text, newline=""), strict=True), faults)
    except csv.Error as problem:
        faults.append(ExtractFault(file, 0, "", f"it cannot be read ({problem})", "CSV"))
        return []


def _read(file: str, table: Table, lines: Any, faults: list[ExtractFault]) -> list[Any]:
    heading: list[str] = next(lines, [])
    if sorted(heading) != sorted(table.columns):
        faults.append(ExtractFault(file, 1, "", f"{','.join(heading):.200}", ",".join(table.columns)))
        return []
    place = {column: heading.index(column) for column in table.columns}
    readers = [(column, place[column], reader) for column, reader in table.columns.items()]
    keys = [place[column] for column in table.key]
    found: list[Any] = []
    seen = set()
    for cells in lines:
        line = lines.line_num
        if not cells:
            continue
        if len(faults) > 10 * MOST_TOLD or len(found) >= MOST_ROWS:
            faults.append(ExtractFault(file, line, "", "the rest was not read", f"at most {MOST_ROWS} rows"))
            break
        if len(cells) != len(heading):
            faults.append(ExtractFault(file, line, "", f"{len(cells)} cells", f"{len(heading)} cells"))
            continue
        row = _row(file, line, cells, readers, table, faults)
        key = tuple(cells[each] for each in keys)
        if key and key in seen:
            faults.append(ExtractFault(file, line, table.key[0], f"{key[0]!r:.60} once more", "each once"))
        seen.add(key)
        if row is not None:
            found.append(row)
    return found


def _row(
    file: str, line: int, cells: list[str], readers: list[Any], table: Table, faults: list[ExtractFault]
) -> Any:
    values, before = [], len(faults)
    for column, place, reader in readers:
        text = cells[place]
        try:
            values.append(reader(text))
        except ValueError as expected:
            faults.append(ExtractFault(file, line, column, f"{text[:MOST_CELL]!r:.60}", str(expected)))
    if len(faults) > before:
        return None
    row = table.row(line, *values)
    start, end = getattr(row, "start", None), getattr(row, "end", None)
    if start is not None and end is not None and end <= start:
        faults.append(ExtractFault(file, line, "EndDate", "not after StartDate", "the last second"))
        return None
    return row
