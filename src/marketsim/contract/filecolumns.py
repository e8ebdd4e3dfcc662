"""Downloads: a zip with one CSV or JSON file, its columns known by download type."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from marketsim.contract.cells import Cell, Row
from marketsim.contract.file_format import FILE_FORMATS, TEMPLATES, Column, FileFormat
from marketsim.contract.file_set import OURS, FileSet
from marketsim.contract.strict_json import MalformedJson, parse
from marketsim.contract.tables import UnreadableTable, read_csv, read_json, write_csv, write_json

__all__ = [
    "FILE_FORMATS",
    "TEMPLATES",
    "Column",
    "Download",
    "DownloadProblem",
    "FileFormat",
    "Row",
    "encode_rows",
    "open_download",
    "opened",
    "read_download",
]

Format = Literal["CSV", "JSON"]

MAX_ZIPPED = 50_000_000
MAX_UNZIPPED = 200_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; a fixed time keeps equal rows equal bytes
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The contract says no more than "compressed"; these are, though otherwise than the known clients store it.
_OTHERWISE_PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"7z\xbc\xaf": "7z"}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)


class DownloadProblem(ValueError):
    """A download cannot be read: what was expected and what was found.

    ``assumed`` marks expectations of our own: that the compressed stream is a zip with one CSV or JSON file, that a
    CSV begins with its heading, that JSON is a list, and the sizes that we read up to.
    """

    def __init__(self, expected: str, found: str, assumed: bool = False) -> None:
        super().__init__(f"expected {expected}; found {found}")
        self.expected, self.found, self.assumed = expected, found, assumed


@dataclass(frozen=True, slots=True)
class Download:
    """A download as read: the format inside the zip, the columns of its type where it is known, and the rows.

    ``kind`` is the download type, as far as anybody told. Where a schema describes the file, the columns are those
    of the schema, and ``document`` is its JSON as it stands (None for a CSV).
    """

    format: Format
    columns: FileFormat | None
    rows: list[Row]
    kind: str = ""
    document: Any = None


def encode_rows(rows: Iterable[Mapping[str, Cell]], file_format: str, download_type: str) -> bytes:
    """The rows of a download type as zip with one member, ``SOURCE_SINK.csv``; equal rows give equal bytes.

    ``file_format`` is CSV or JSON. Cells are text, whole number, float or aware date-time as the column says,
    None when empty; a column that a row lacks is empty. Raises KeyError for an unknown download type, and
    ValueError for a value or column that doesn't fit.
    """
    columns = FILE_FORMATS[download_type]
    if file_format not in ("CSV", "JSON"):
        raise ValueError(f"file format {file_format!r}: expected CSV or JSON")
    content = write_csv(rows, columns) if file_format == "CSV" else write_json(rows, columns)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        member = zipfile.ZipInfo(f"{download_type}.{file_format.lower()}", _EPOCH)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, content)
    return target.getvalue()


def read_download(zipped: bytes, download_type: str | None = None) -> tuple[Format, list[Row]]:
    """Format and rows of a download; raises DownloadProblem. See open_download."""
    download = open_download(zipped, download_type)
    return download.format, download.rows


def open_download(zipped: bytes, download_type: str | None = None, files: FileSet = OURS) -> Download:
    """Read a download; raises DownloadProblem.

    Cells are typed by the columns of the download type, which the file's name in the zip tells unless it is
    given; a cell that does not fit its column's type, and any cell of an unknown column, stays as it was written.
    """
    name, content = _member(zipped)
    path = PurePosixPath(name)
    kind: Format = "CSV" if path.suffix.lower() == ".csv" else "JSON"
    try:
        return opened(content, kind, download_type or path.stem.upper(), files)
    except UnreadableTable as problem:
        raise DownloadProblem(
            f"a readable {kind} file in the zip", str(problem), problem.assumed
        ) from problem


def opened(content: bytes, file_format: Format, download_type: str, files: FileSet = OURS) -> Download:
    """The file inside a download. Raises UnreadableTable."""
    given, columns = files.given(download_type), files.columns(download_type)
    if given is None:
        read = read_csv if file_format == "CSV" else read_json
        return Download(file_format, columns, read(content, columns), download_type)
    if file_format == "CSV":
        return Download("CSV", columns, given.schema.typed(read_csv(content)), download_type)
    try:
        document = parse(content.removeprefix(b"\xef\xbb\xbf"))
        return Download("JSON", columns, given.schema.rows(document), download_type, document)
    except MalformedJson as problem:
        raise UnreadableTable(f"no JSON: {problem}") from problem


def _member(zipped: bytes) -> tuple[str, bytes]:
    """Name and content of the one file in a zip. Nothing is ever written to disk, and reading is bounded."""
    if len(zipped) > MAX_ZIPPED:
        raise DownloadProblem(f"a zip of at most {MAX_ZIPPED} bytes", f"{len(zipped)} bytes", assumed=True)
    if packed := next((each for lead, each in _OTHERWISE_PACKED.items() if zipped.startswith(lead)), None):
        raise DownloadProblem("a zip", f"a compressed stream of another kind ({packed})", assumed=True)
    try:
        with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
            member = _only(archive.infolist())
            with archive.open(member) as stream:
                content = stream.read(MAX_UNZIPPED + 1)
    except DownloadProblem:
        raise
    except _BROKEN as problem:
        raise DownloadProblem("a readable zip", f"{type(problem).__name__}: {problem}") from problem
    if len(content) > MAX_UNZIPPED:
        raise DownloadProblem(
            f"a file of at most {MAX_UNZIPPED} bytes in the zip", "a larger one", assumed=True
        )
    return member.filename, content


def _only(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(members) != 1:
        raise DownloadProblem("one file in the zip", f"{len(members)} files", assumed=True)
    (member,) = members
    name = member.filename
    if not name.lower().endswith((".csv", ".json")) or not name.isprintable() or set(name) & set("/\\:"):
        raise DownloadProblem("a file named *.csv or *.json, without folders", f"{name[:80]!r}", assumed=True)
    if member.flag_bits & 0x1 or member.compress_type not in _METHODS:
        raise DownloadProblem(
            "a zip that is neither encrypted nor oddly compressed", f"{name[:80]!r}", assumed=True
        )
    return member
