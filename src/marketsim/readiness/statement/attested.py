"""Steps outside the API: recorded by a person, with a name, a time and a proof; never counted as passed."""

from __future__ import annotations

import difflib
import hashlib
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from marketsim.readiness.statement.annex import PROOFS, Annex, AnnexProblem
from marketsim.readiness.statement.campaign import replace
from marketsim.readiness.statement.canonical import canonical
from marketsim.readiness.statement.document import AttestedFact

LARGEST_PROOF = 100 * 1024 * 1024
MOST = 2000
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


class NotAttestable(Exception):
    """The step or its proof cannot be recorded; the message has three parts."""


def attest(
    annex: Annex, id_: str, by: str, proof: Path, attestable: Mapping[str, str], now: str
) -> AttestedFact:
    """Record a step, with a copy of its proof in the annex. ``attestable`` gives each id its text.

    Raises NotAttestable for another id (the nearest right one is named), an empty name or an unusable proof.
    """
    if id_ not in attestable:
        raise NotAttestable(_unknown(id_, attestable))
    by = " ".join(by.split())
    if not by or len(by) > 200 or not by.isprintable():
        found = (
            "none" if not by else "one of more than 200 letters" if len(by) > 200 else "control characters"
        )
        raise NotAttestable(f"Expected the name of a person (--by); found {found}. Say who attests the step.")
    _usable(proof)
    number = len(attested(annex)) + 1
    suffix = proof.suffix if _SUFFIX.fullmatch(proof.suffix) else ""
    kept = annex.folder / PROOFS / f"{number:03}-proof{suffix}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(proof, kept)
    with kept.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = kept.relative_to(annex.folder).as_posix()
    fact = AttestedFact(id_, attestable[id_][:400], by, now, digest, name)
    replace(annex.folder / PROOFS / f"{number:03}.json", canonical(fact))
    return fact


def attested(annex: Annex) -> Sequence[AttestedFact]:
    """Every step that was recorded, in order. Raises AnnexProblem."""
    folder = annex.folder / PROOFS
    files = sorted(folder.glob("*.json"))[:MOST] if folder.is_dir() else []
    try:
        return tuple(
            msgspec.json.decode(path.read_bytes()[:1_000_000], type=AttestedFact)
            for path in files
            if not path.stem.endswith("-proof")
        )
    except msgspec.MsgspecError as flaw:
        raise AnnexProblem(f"{PROOFS}: {flaw}") from None


def _usable(proof: Path) -> None:
    try:
        size = proof.stat().st_size if proof.is_file() else -1
    except OSError:
        size = -1
    if size < 0:
        raise NotAttestable(f"Expected a proof that can be read; there is no file {proof}. Check the path.")
    if not 0 < size <= LARGEST_PROOF:
        raise NotAttestable(
            f"Expected a proof of 1 to {LARGEST_PROOF} bytes; {proof} has {size}. Name another file."
        )


def _unknown(id_: str, attestable: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(id_, list(attestable), n=1, cutoff=0.3)
    if near:
        return (
            f"Expected a step outside the API; {id_} is none. Did you mean {near[0]} ({attestable[near[0]]})?"
        )
    return f"Expected a step outside the API; {id_} is none. Known are {', '.join(list(attestable)[:12])} …"
