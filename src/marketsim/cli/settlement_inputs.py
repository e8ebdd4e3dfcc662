"""What a run is given for its settlement scenarios: a statement with its inputs, and mistakes to make on purpose."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from marketsim.cli.run_inputs import InputProblem
from marketsim.evidence.settlement_facts import GivenFileFacts
from marketsim.target.plan import SETTLEMENT_FAULT, SuppliedStatement
from marketsim.target.profile import Profile

BY_DATE = "by-date"
MOST_FILES = 10_000
CHUNK = 1 << 20


def supplied_statement(
    statement: Path | None, inputs: Path | None, rules: str | None, run_date: str | None
) -> SuppliedStatement | None:
    """The statement that was supplied, None when none of these was given. Raises InputProblem.

    ``run_date`` is ISO text; where rules go by date and none is given, it is the Pacific day, which the evidence tells.
    """
    given = {"statement": statement, "inputs": inputs, "rules": rules}
    if statement is None or inputs is None or not rules:
        if not any((*given.values(), run_date)):
            return None
        lacking = " and ".join(f"--{name}" for name, value in given.items() if not value)
        raise InputProblem(
            "Expected --statement with --inputs, from which it is settled, and --rules, by which; found no "
            f"{lacking}. Add it, or leave out all of them: then the reference model checks itself."
        )
    return SuppliedStatement(
        inputs=str(inputs.resolve()),
        statement=str(statement.resolve()),
        facts={
            "inputs": _facts(inputs, "inputs"),
            "statement": _facts(statement, "statement"),
            "rules": _rules(rules),
            "run_date": _run_date(run_date, rules),
        },
    )


def _run_date(text: str | None, rules: str) -> str | None:
    from marketsim.settlement.versions.run_date import run_date_of

    try:
        given = date.fromisoformat(text) if text else None
        return run_date_of(given).isoformat() if given or rules == BY_DATE else None
    except ValueError:
        raise InputProblem(
            f"Expected --run-date to be a date such as 2019-11-01; found {text!r}. Mend it."
        ) from None


def _facts(path: Path, option: str) -> GivenFileFacts:
    """Name, size and digest of a file; of a folder, those of its files with their names. Raises InputProblem."""
    try:
        if path.is_dir():
            return _of_folder(path, option)
        digest, size = _digest(path)
    except OSError as problem:
        raise InputProblem(
            f"Expected --{option} to be a file or folder that can be read; {path}: {problem.strerror}. "
            "Check the path."
        ) from None
    return {"name": path.resolve().name, "digest": digest, "bytes": size}


def _of_folder(path: Path, option: str) -> GivenFileFacts:
    files = sorted(each for each in path.iterdir() if each.is_file())
    if not files or len(files) > MOST_FILES:
        raise InputProblem(
            f"Expected --{option} to be a folder of 1 to {MOST_FILES} files; {path} has {len(files)}. "
            "Name another."
        )
    whole, total = sha256(), 0
    for each in files:
        digest, size = _digest(each)
        whole.update(f"{digest}  {each.name}\n".encode("utf-8", "surrogateescape"))
        total += size
    return {"name": path.resolve().name, "digest": whole.hexdigest(), "bytes": total}


def _digest(path: Path) -> tuple[str, int]:
    digest, size = sha256(), 0
    for part in _parts(path):
        digest.update(part)
        size += len(part)
    return digest.hexdigest(), size


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            yield part


def settlement_faults(asked: Sequence[str], profile: Profile | None) -> tuple[str, ...]:
    """The faults of a run: mistakes of the settlement model alone. Raises InputProblem."""
    if not asked:
        return ()
    if profile is not None and profile.target.kind == "live":
        raise InputProblem(
            "Expected no --fault on a live target; found one. Only our own model may be made to err, and not "
            "beside a live target: leave out --fault or --target."
        )
    # only where one is asked for: the model takes its time to load
    from marketsim.settlement.crr import CRR_MISTAKES
    from marketsim.settlement.mistakes import MISTAKES

    for each in asked:
        name = each.removeprefix(SETTLEMENT_FAULT)
        if name == each:
            raise InputProblem(
                f"Expected --fault settlement:ID, a mistake of the settlement model; found {each!r}. To make the "
                f"embedded system err, use `marketsim serve --fault {each}` and run with --target."
            )
        _known(name, (*MISTAKES, *CRR_MISTAKES), "a mistake of the settlement model")
    return tuple(dict.fromkeys(asked))


def _rules(name: str) -> str:
    from marketsim.settlement.crr import CRR_RULE_SETS
    from marketsim.settlement.rulesets import RULE_SETS

    if name in CRR_RULE_SETS:
        raise InputProblem(
            f"Expected a rule set of PRR 1185 or by-date with --rules; found {name}, by which CRRs are settled: no "
            f"scenario holds a statement of CRRs against the model. Use `marketsim settle --rules {name} --inputs FILE "
            "--statement FILE`."
        )
    _known(name, (BY_DATE, *RULE_SETS), "a rule set with --rules")
    return name


def _known(name: str, known: Sequence[str], what: str) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
        raise InputProblem(f"Expected {what}; found {name[:80]!r}. {hint}")
