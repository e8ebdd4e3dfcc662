"""A live target whose files are laid out otherwise leaves scenarios untold; it never fails or breaks one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marketsim.contract.file_format import FILE_FORMATS
from marketsim.contract.schemas_folder import DESCRIBES
from marketsim.target.embedded import EmbeddedSystem

from . import other_files as files
from .session_run import SessionRun, session_run
from .troubled_target import live_profile

DOWNLOADS = "features/market_information/downloads.feature"
READERS = (
    DOWNLOADS,
    "features/market_information/results.feature",
    "features/auction/verified.feature",
    "features/allocation/caps.feature",
)
TYPES = {
    "number": {"type": ["number", "null"]},
    "integer": {"type": ["integer", "null"]},
    "date-time": {"type": "string", "format": "date-time"},
}
Target = tuple[EmbeddedSystem, files.OtherFiles]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """An embedded system, and the way to it that rewrites."""
    with EmbeddedSystem(tmp_path_factory.mktemp("other")) as system, files.other_files(system) as way:
        yield system, way


def run(target: Target, out: Path, rewrite: files.Rewriting, *features: str, **more: Any) -> SessionRun:
    """Features on the live target with files rewritten."""
    system, way = target
    assert way.server is not None
    way.rewrite = rewrite
    profile = live_profile(system, "other", target={"base_url": way.server.url})
    return session_run(out, profile, *features, **more)


@pytest.mark.parametrize(
    ("rewrite", "strict"),
    [
        (files.renamed, True), (files.wrapped, False), (files.retyped, True), (files.emptied, False),
        (files.blank, True),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)),
)  # fmt: skip
def test_another_layout_is_skipped_with_cause_data(
    target: Target, tmp_path: Path, rewrite: files.Rewriting, strict: bool
) -> None:
    """Whatever differs, and also where undocumented members count."""
    session = run(target, tmp_path / "out", rewrite, *READERS, strict=strict)
    words = set(session.words().values())
    assert {word for word, _ in words} <= {"passed", "skipped", "omitted"}, session.words()
    assert ("skipped", "data") in words


def their_schemas(folder: Path) -> Path:
    """Schemas of files whose every column has another name, and the map to ours."""
    folder.mkdir()
    lines = []
    for name, kinds in DESCRIBES.items():
        columns = FILE_FORMATS[kinds[0]].columns
        fields = {f"their{each.name}": TYPES.get(each.type, {"type": ["string", "null"]}) for each in columns}
        schema = {"type": "array", "items": {"type": "object", "properties": fields}}
        (folder / f"{name}.json").write_text(json.dumps(schema), "utf-8")
        lines += [f"[{name}.columns]", *(f'{each.name} = "their{each.name}"' for each in columns)]
    (folder / "columns.toml").write_text("\n".join(lines), "utf-8")
    return folder


def test_with_their_schemas_and_a_map_the_same_files_are_read(target: Target, tmp_path: Path) -> None:
    """What was untold for want of a column is told."""
    schemas = their_schemas(tmp_path / "iso")
    session = run(target, tmp_path / "out", files.renamed, DOWNLOADS, schemas=str(schemas))
    words = session.words()
    assert set(words.values()) <= {("passed", None), ("skipped", "timing"), ("omitted", "permission")}, words
    told = {each.id for each in session.scenarios if each.verdict == "passed"}
    assert {"MS-INF-31#SOURCE_SINK", "MS-INF-33#PRIVATE_EXISTING_CRR_AUCTION", "MS-INF-34"} <= told
    assert not [each for exchange in session.events("exchange") for each in exchange["deviations"]]


def test_a_file_that_departs_from_its_schema_fails_a_live_target(target: Target, tmp_path: Path) -> None:
    """The schema is the ISO's word, as the contract is."""
    schemas = their_schemas(tmp_path / "iso")
    schema = json.loads((schemas / "CRRSourceSink.json").read_text("utf-8"))
    schema["items"]["properties"]["theirTOU"] = {"enum": ["ON"]}
    (schemas / "CRRSourceSink.json").write_text(json.dumps(schema), "utf-8")
    session = run(target, tmp_path / "out", files.renamed, DOWNLOADS, schemas=str(schemas))
    failed = {id_ for id_, words in session.words().items() if words == ("failed", "contract")}
    assert "MS-INF-31#SOURCE_SINK" in failed
    assert not [each for each in failed if each.startswith("MS-INF-33#")]


def test_the_embedded_system_keeps_to_our_columns_exactly(target: Target, tmp_path: Path) -> None:
    """There a difference is a failure of ours, though nobody published the columns; the clean files have none."""
    system, way = target
    assert way.server is not None
    where = {"target": {"base_url": way.server.url, "kind": "embedded"}}
    profile = live_profile(system, "embedded-other", **where)
    for rewrite, wrong in ((files.extended, True), (None, False)):
        way.rewrite = rewrite
        session = session_run(tmp_path / f"out-{wrong}", profile, DOWNLOADS)
        failed = {id_ for id_, words in session.words().items() if words == ("failed", "contract")}
        assert ("MS-INF-31#PUBLIC_EXISTING_CRR" in failed) == wrong, session.words()
