"""A sound campaign, stated; a module whose campaigns are others has a ``kit`` of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from .campaign_kit import Kit, sound


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """A sound campaign, stated."""
    return sound(tmp_path / "campaign")
