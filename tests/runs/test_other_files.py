"""A live target whose files are laid out otherwise leaves scenarios untold; it never fails or breaks one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    "rewrite",
    [files.renamed, files.wrapped, files.retyped, files.emptied, files.several, files.blank, files.gzipped],
    ids=lambda each: each.__name__,
)
def test_another_layout_is_skipped_with_cause_data(
    target: Target, tmp_path: Path, rewrite: files.Rewriting, strict: bool
) -> None:
    """Whatever differs, and also where undocumented members count."""
    session = run(target, tmp_path / "out", rewrite, *READERS, strict=strict)
    words = set(session.words().values())
    assert {word for word, _ in words} <= {"passed", "skipped", "omitted"}, session.words()
    assert ("skipped", "data") in words
