"""The folder of ``--schemas``: the ISO's JSON schemas of the downloads, by their published names.

A file's name, its version left out, tells which downloads it describes: ``CRRSourceSink.json``,
``CRRSourceSink_1.0.1.json``, ``CRRSourceSink.schema.json``. Names are read in any case, as one of them is published
in two. Beside the schemas may lie columns.toml (see column_map.py).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from marketsim.contract.column_map import FILE, FilesFolderProblem, mapped_fields, read_column_map
from marketsim.contract.file_format import FILE_FORMATS
from marketsim.contract.file_schema import FileSchema, UnusableSchema
from marketsim.contract.file_set import FileSet, GivenFormat
from marketsim.contract.folder import MAX_FILES
from marketsim.contract.yaml12 import UnreadableYaml, read_bounded

DESCRIBES: Mapping[str, tuple[str, ...]] = {
    "CRRExistingCRRs": tuple(each for each in FILE_FORMATS if "EXISTING_CRR" in each),
    "CRRSourceandSinkNameMapping": ("SOURCE_SINK_REPLACEMENT",),
    "CRRGroupedBaseLoading": ("GROUPED_BASE_LOADING",),
    "CRRSourceSink": ("SOURCE_SINK",),
    "CRRSetAside": ("SET_ASIDE",),
    "CRRBindingConstraint": ("BINDING_CONSTRAINT",),
    "CRRPublicAllocationResult": ("PUBLIC_ALLOCATION_RESULT",),
    "CRRPublicAuctionResult": ("PUBLIC_AUCTION_RESULT",),
    "CRRSourceSinkClearingPrice": ("CLEARING_PRICE",),
    "CRRSignatureResult": ("SIGNATURE",),
    "CRRUpperBound": ("UPPER_BOUND",),
    "CRRSEQ": ("SEQ",),
    "CRRMEQ": ("MEQ",),
    "CRRPrivateAllocation": ("PRIVATE_ALLOCATION_RESULT",),
    "CRRPrivateAuction": ("PRIVATE_AUCTION_RESULT",),
}
"""The published names of the schemas (their texts are not known to us), and the downloads that each describes."""

_MARKS = re.compile(r"[\W_]+")
_VERSION = re.compile(r"[\W_]*v?[\W_]*(?:\d+[\W_]*)*$")
_SUFFIX = re.compile(r"(?:\.schema)?\.json$", re.IGNORECASE)


def read_schemas(folder: Path) -> FileSet:
    """The columns by the schemas of a folder, ours for the rest. Raises FilesFolderProblem."""
    try:
        return _read(folder)
    except OSError as problem:
        found = problem.strerror or "an error"
        raise FilesFolderProblem(
            folder, "a folder that can be read", found, "Check the path after --schemas."
        ) from problem


def _read(folder: Path) -> FileSet:
    given: dict[str, GivenFormat] = {}
    digest, used = hashlib.sha256(), dict[str, Path]()
    maps, names = read_column_map(folder), list[str]()
    for file in _files(folder):
        name, text = _name(file), _text(file)
        if name in used:
            raise FilesFolderProblem(
                file, f"one schema {name}", f"a second one beside {used[name].name}", "Move one away."
            )
        used[name] = file
        schema = _schema(file, text)
        for kind in DESCRIBES[name]:
            given[kind] = _given(folder, file, schema, kind, maps.get(kind) or maps.get(name) or {})
        names += [name, *DESCRIBES[name]]
        digest.update(f"{name} {len(text)}\n".encode() + text)
    _no_stray_tables(folder, maps, names)
    if maps:
        digest.update((folder / FILE).read_bytes())
    return FileSet(given, f"the schemas in {folder} ({', '.join(used)})", digest.hexdigest())


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise FilesFolderProblem(folder, "a folder", "none of that name", "Check the path after --schemas.")
    files = sorted(each for each in folder.iterdir() if each.suffix.lower() == ".json")
    if not 0 < len(files) <= MAX_FILES:
        raise FilesFolderProblem(
            folder,
            f"1 to {MAX_FILES} JSON schemas of downloads (*.json)",
            f"{len(files)} files",
            "Name the folder with the ISO's schemas.",
        )
    return iter(files)


def _name(file: Path) -> str:
    """The published name of a file's schema."""
    stem = _VERSION.sub("", _SUFFIX.sub("", file.name))
    name = next((each for each in DESCRIBES if _core(each) == _core(stem)), None)
    if name is None:
        raise FilesFolderProblem(
            file,
            f"a schema named after a download ({', '.join(DESCRIBES)})",
            file.name[:80],
            "Give it the name that the ISO published it under, or move it away.",
        )
    return name


def _core(name: str) -> str:
    """What a name is known by; the published list leaves out CRR, and Result, where it names several in a row."""
    return _MARKS.sub("", name).casefold().removeprefix("crr").removesuffix("result")


def _text(file: Path) -> bytes:
    try:
        return read_bounded(file)
    except UnreadableYaml as problem:
        raise FilesFolderProblem(
            file, "a file that can be read", str(problem), "Download it again."
        ) from problem


def _schema(file: Path, text: bytes) -> FileSchema:
    try:
        return FileSchema(text)
    except UnusableSchema as problem:
        raise FilesFolderProblem(
            file, problem.expected, problem.found, "Download the file again, or move it away."
        ) from problem


def _given(folder: Path, file: Path, schema: FileSchema, kind: str, told: Mapping[str, Any]) -> GivenFormat:
    fields = [each.name for each in schema.columns]
    return GivenFormat(
        file.name, schema, mapped_fields(folder / FILE, kind, told, fields, FILE_FORMATS[kind].columns)
    )


def _no_stray_tables(folder: Path, maps: Mapping[str, object], known: list[str]) -> None:
    for table in maps:
        if table not in known:
            raise FilesFolderProblem(
                folder / FILE,
                f"tables named after the schemas there or their downloads ({', '.join(known)[:300]})",
                f"[{table[:80]}]",
                "Name the table after one of those.",
            )
