"""The CSV files that OLD or NEW consists of: one file, a folder, or a zip; sizes are bounded, nothing is written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from marketsim.verification.report import Unreadable
from marketsim.verification.zipped import members_of

MOST_BYTES = 400_000_000  # of one file, and of everything in a zip
MOST_ZIPPED = 100_000_000
MOST_FILES = 500
MOST_ROWS = 3_000_000
MOST_CELLS = 100
LONGEST = 300  # characters of a cell
_AGAIN = "save it again, complete"


@dataclass(frozen=True, slots=True)
class Document:
    """One file: ``name`` as findings tell it, ``stem`` in capitals, and its bytes when asked."""

    name: str
    read: Callable[[], bytes]

    @property
    def stem(self) -> str:
        """The name without folders and ending, in capitals."""
        return PurePosixPath(self.name.replace("!", "/")).stem.upper()

    @property
    def ending(self) -> str:
        """What the name ends in: ``.csv``."""
        return PurePosixPath(self.name).suffix.lower()

    def heading(self) -> tuple[str, ...]:
        """The first row of a CSV, blanks taken off; empty for an empty file. Raises Unreadable."""
        return next((tuple(map(str.strip, row)) for _, row in self.records()), ())

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Line number and cells of every row that is not empty, the heading first. Raises Unreadable.

        JSON is a list of flat objects, as downloads have it; its rows count from 2, as if it were a CSV.
        """
        if self.ending == ".json":
            yield from self._objects()
            return
        stream = io.TextIOWrapper(io.BytesIO(self.read()), "utf-8-sig", newline="")
        reader = csv.reader(stream, strict=True)
        try:
            for count, row in enumerate(reader):
                if count > MOST_ROWS:
                    raise Unreadable(self.name, None, f"at most {MOST_ROWS} rows", "more", "split it")
                if len(row) > MOST_CELLS:
                    found = f"{len(row)} cells"
                    raise Unreadable(self.name, reader.line_num, "a row of this file", found, _AGAIN)
                if any(row):
                    yield reader.line_num, row
        except UnicodeDecodeError:
            raise Unreadable(
                self.name, reader.line_num + 1, "text in UTF-8", "other bytes", "save it in UTF-8"
            ) from None
        except csv.Error as problem:
            raise Unreadable(self.name, reader.line_num, "CSV", str(problem)[:120], _AGAIN) from None

    def _objects(self) -> Iterator[tuple[int, list[str]]]:
        try:
            rows = json.loads(self.read())
        except (ValueError, RecursionError) as problem:
            raise Unreadable(self.name, None, "JSON", str(problem)[:120], _AGAIN) from None
        if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
            return
        heading = list(dict.fromkeys(name for each in rows[:100] for name in each))[:MOST_CELLS]
        yield 1, heading
        for line, row in enumerate(rows, start=2):
            yield line, ["" if row.get(each) is None else str(row[each]) for each in heading]


def documents(path: Path) -> list[Document]:
    """The files under a path, by name: of a folder those in it, with what is in their zips. Raises Unreadable."""
    try:
        if path.is_dir():
            found = sorted(each for each in path.iterdir() if each.is_file())
            if len(found) > MOST_FILES:
                raise Unreadable(
                    str(path), None, f"at most {MOST_FILES} files", f"{len(found)}", "name another"
                )
            outside = [each for each in found if not each.resolve().is_relative_to(path.resolve())]
            if outside:
                raise Unreadable(outside[0].name, None, "a file in the folder", "a link out of it", "copy it")
            return [document for each in found for document in _of_file(each, each.name)]
        if path.is_file():
            return _of_file(path, path.name)
    except (OSError, ValueError, RuntimeError) as problem:
        found_text = getattr(problem, "strerror", None) or type(problem).__name__
        raise Unreadable(
            str(path)[:200], None, "a folder, CSV or zip", found_text, "check the name"
        ) from None
    raise Unreadable(str(path)[:200], None, "a folder, CSV or zip", "nothing there", "check the name")


def _of_file(path: Path, name: str) -> list[Document]:
    if path.suffix.lower() == ".zip":
        return _of_zip(_bytes(path, MOST_ZIPPED), name)
    return [Document(name, lambda: _bytes(path, MOST_BYTES))]


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as problem:
        raise Unreadable(path.name, None, "a readable file", problem.strerror or "none", "check it") from None
    if len(content) > most:
        raise Unreadable(path.name, None, f"at most {most} bytes", "a larger file", "split it")
    return content


def _of_zip(zipped: bytes, name: str) -> list[Document]:
    """The plain files of a zip, held in memory; folders in it are part of the names."""
    found = members_of(
        zipped, name, most_files=MOST_FILES, most_bytes=MOST_BYTES, fix=_AGAIN, smaller="split it"
    )
    return [Document(f"{name}!{member[:120]}", partial(bytes, content)) for member, content in found]
