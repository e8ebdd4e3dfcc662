"""The digest of the feature files: evidence says with it which scenarios were run."""

from __future__ import annotations

import hashlib
from pathlib import Path


def features_digest(root: Path) -> str:
    """One digest over every feature file below ``root``/features, by name and content."""
    digest = hashlib.sha256()
    for path in sorted((root / "features").rglob("*.feature")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
