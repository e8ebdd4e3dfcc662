"""Whether the files are still those that were cleared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from marketsim.verification.checks.check import Judged
from marketsim.verification.report import Finding


def unchanged(subject: Judged) -> Iterator[Finding]:
    """Every input has the digest that the run noted."""
    for name, digest in noted_digests(subject).items():
        if not subject.files.has(name):
            yield Finding(
                "inputs-unchanged", name, "the file that was cleared", "no file", "results of other inputs"
            )
        elif (found := subject.files.digest(name)) != digest.lower():
            yield Finding(
                "inputs-unchanged", name, f"SHA-256 {digest}", found, "changed since the market was cleared"
            )


def noted_digests(subject: Judged) -> dict[str, str]:
    """The digests in ``cleared.toml``, by file name; none where the table ``inputs`` is not there."""
    noted = subject.run.get("inputs", {})
    if not isinstance(noted, Mapping):
        return {}
    return {str(name): value for name, value in noted.items() if isinstance(value, str)}
