"""A campaign's next attempt: from what was asked, over the run, to the statement."""

from __future__ import annotations

import platform
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import typer

import marketsim
from marketsim.cli.cases import LockBroken, cases
from marketsim.cli.certify_phases import phases_told
from marketsim.cli.run_inputs import InputProblem, check_half, waivers_of
from marketsim.cli.run_report import report_run
from marketsim.cli.run_session import run_session
from marketsim.cli.server_seen import server_seen
from marketsim.cli.statement_signer import NoSuchSigner, participant_signer
from marketsim.client.credential_problem import CredentialProblem
from marketsim.contract.catalogue import Contract
from marketsim.contract.folder import ContractFolderProblem
from marketsim.evidence.features_digest import features_digest
from marketsim.evidence.reader import read_events
from marketsim.readiness.statement.annex import NOTE, AnnexProblem, AttemptNote
from marketsim.readiness.statement.campaign import ATTEMPTS, Campaign, CampaignProblem, runs_of
from marketsim.readiness.statement.campaign import replace as write_file
from marketsim.readiness.statement.campaign_key import CampaignKey, CampaignKeyProblem
from marketsim.readiness.statement.canonical import canonical
from marketsim.readiness.statement.document import SelectionFact, Statement, TargetFact, WaiverFact
from marketsim.readiness.statement.facts import Case
from marketsim.readiness.statement.signature import Signer
from marketsim.readiness.statement.writing import Terms, compose, instant, write
from marketsim.readiness.wording import counted
from marketsim.suite.root import SuiteMissing, suite_root
from marketsim.suite.scenario_ids import SETTLEMENT
from marketsim.target.embedded import EmbeddedSystem, SetUpProblem
from marketsim.target.phases import PHASES
from marketsim.target.plan import RunPlan, as_given, fresh_run_id
from marketsim.target.profile import Profile, ProfileProblem, load
from marketsim.target.reach import NotReached, reach
from marketsim.target.roles import FUNCTIONS

USAGE, SET_UP, HARNESS_BROKEN = 2, 3, 5
INTERRUPTED = 2  # what pytest ends with when somebody stops it


NOTHING = SelectionFact((), None)


class CertifyProblem(Exception):
    """It cannot go on; the message has three parts, ``exit_code`` is as for a run."""

    def __init__(self, message: str, exit_code: int = USAGE) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Certification:
    """What was asked for; ``certification`` fills in the rest: root, profile, selection and its cases."""

    target: Path | None
    out: Path
    resume: bool
    function: str | None
    phase: str | None
    topic: str | None
    seed: int | None
    contract: Path | None
    strict: bool
    intrusive: str | None
    sign_with: str | None
    days: int
    waivers: Path | None
    side: str | None = None
    handover: Path | None = None
    partner: str | None = None
    schemas: Path | None = None
    root: Path = Path()
    profile: Profile | None = None
    selection: SelectionFact = NOTHING
    cases: Sequence[Case] = ()
    waived: Sequence[WaiverFact] = ()

    @property
    def loaded(self) -> Contract:
        """The contract to judge by."""
        return Contract.load(self.contract, self.schemas)


def certification(asked: Certification) -> Certification:
    """What was asked for, checked and completed from profile, features and campaign. Raises CertifyProblem."""
    try:
        root = suite_root()
        profile = load(asked.target) if asked.target else None
        if profile is not None and asked.target is not None:
            home = asked.target.parent
            asked = replace(
                asked,
                contract=asked.contract or profile.contract_folder(home),
                schemas=asked.schemas or profile.schemas_folder(home),
            )
        Contract.load(asked.contract, asked.schemas)
        selection = _selection(asked, profile, root)
        check_half(asked.side, asked.handover, asked.partner, profile)
        waived = _waivers(root, asked)
        wanted = cases(root, selection)
    except (
        SuiteMissing, ProfileProblem, ContractFolderProblem, CampaignProblem, LockBroken, InputProblem
    ) as problem:  # fmt: skip
        raise CertifyProblem(str(problem)) from None
    if not wanted:
        raise CertifyProblem(
            "Expected at least one scenario; nothing was selected. Widen --topic or --function."
        )
    return replace(asked, root=root, profile=profile, selection=selection, cases=wanted, waived=waived)


def _selection(asked: Certification, profile: Profile | None, root: Path) -> SelectionFact:
    """The campaign's own, where it has one and nothing else is asked for."""
    topics = sorted(each.name for each in (root / "features").iterdir() if each.is_dir())
    for name, value, known in (("phase", asked.phase, PHASES), ("topic", asked.topic, topics)):
        if value is not None and value not in known:
            raise CertifyProblem(f"Expected --{name} to be one of {', '.join(known)}; found {value!r}.")
    if asked.topic == SETTLEMENT:
        raise CertifyProblem(
            "Expected a topic of CRR readiness with --topic; found settlement, which says nothing about that. Use "
            "`marketsim run --topic settlement`."
        )
    claimed = FUNCTIONS if profile is None else _claimed(profile)
    if asked.function is not None and asked.function not in claimed:
        raise CertifyProblem(
            f"Expected --function to be one that the profile claims ({', '.join(claimed)}); found "
            f"{asked.function!r}. Claim it under [[participants]], or name another."
        )
    before = Campaign.at(asked.out).about.selection if (asked.out / "campaign.json").exists() else None
    functions = (asked.function,) if asked.function else (before.functions if before else claimed)
    return SelectionFact(tuple(functions), asked.topic or (before.topic if before else None))


def _claimed(profile: Profile) -> tuple[str, ...]:
    held = {function for each in profile.participants for function in each.functions}
    return tuple(each for each in FUNCTIONS if each in held)


def _waivers(root: Path, asked: Certification) -> Sequence[WaiverFact]:
    """Those of the file that is named, or else of the one that the campaign has kept. Raises InputProblem."""
    kept = asked.out / "waivers.toml"
    named = asked.waivers or (kept if kept.exists() else None)
    return tuple(WaiverFact(**each) for each in waivers_of(root, named))


def certified(asked: Certification) -> int:
    """Make the next attempt and write the statement; the exit code. Raises CertifyProblem."""
    try:
        with _system(asked) as profile_path:
            profile = load(profile_path)
            campaign = _campaign(asked, profile)
            signer = _signer(asked, campaign, profile, profile_path.parent)
            wanted = _wanted(asked, campaign, signer)
            code = _attempt(asked, campaign, profile, profile_path, wanted) if wanted else 0
            return _stated(asked, campaign, signer, code)
    except (ProfileProblem, CampaignProblem, CampaignKeyProblem, NoSuchSigner) as problem:
        raise CertifyProblem(str(problem)) from None
    except (CredentialProblem, SetUpProblem) as problem:
        raise CertifyProblem(str(problem), SET_UP) from None
    except msgspec.ValidationError as flaw:
        raise CertifyProblem(
            f"Expected only what a statement may share; found: {flaw}. Shorten that name in the profile.",
            HARNESS_BROKEN,
        ) from None
    except AnnexProblem as problem:
        raise CertifyProblem(
            f"Expected the campaign's annex as it was written; {problem}. Restore it, or begin another campaign.",
            HARNESS_BROKEN,
        ) from None


@contextmanager
def _system(asked: Certification) -> Iterator[Path]:
    """The profile of the system under test; without one, that of an embedded system of the attempt's own."""
    if asked.target is not None:
        yield asked.target
        return
    folder = Path(tempfile.mkdtemp(prefix="marketsim-"))
    try:
        with EmbeddedSystem(folder, phase=asked.phase) as system:
            yield system.profile
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _campaign(asked: Certification, profile: Profile) -> Campaign:
    """The open campaign, with what an attempt left that was cut short."""
    campaign = Campaign.open(asked.out, fresh_run_id(), instant(datetime.now(UTC)))
    campaign = campaign.about_target((profile.target.name, profile.target.kind), asked.selection)
    campaign.keep()
    if asked.waivers is not None:
        shutil.copyfile(asked.waivers, asked.out / "waivers.toml")
    taken, attempts = set(runs_of(campaign)), campaign.folder / ATTEMPTS
    for path in sorted(attempts.glob(f"*/{NOTE}")) if attempts.is_dir() else ():
        if path.parent.name not in taken and not path.parent.is_symlink():
            campaign.take(msgspec.json.decode(path.read_bytes(), type=AttemptNote))
    return campaign


def _signer(asked: Certification, campaign: Campaign, profile: Profile, folder: Path) -> Signer:
    if asked.sign_with is not None:
        return participant_signer(profile, folder, asked.sign_with)
    return CampaignKey.at(campaign.key)


def _wanted(asked: Certification, campaign: Campaign, signer: Signer) -> tuple[str, ...]:
    """The ids to run: all, or with --resume those that have not passed yet or are stale."""
    if not asked.resume or not runs_of(campaign):
        return tuple(each.id for each in asked.cases)
    so_far = compose(campaign, _terms(asked), signer, datetime.now(UTC))
    return tuple(each.case.id for each in so_far.scenarios if each.verdict != "passed")


def _terms(asked: Certification) -> Terms:
    return Terms(
        contract=asked.loaded,
        features_digest=features_digest(asked.root),
        cases=asked.cases,
        waivers=asked.waived,
        versions=_versions(),
        days=asked.days,
    )


def _versions() -> dict[str, str]:
    return {"marketsim": marketsim.__version__, "python": platform.python_version()}


def _attempt(
    asked: Certification, campaign: Campaign, profile: Profile, path: Path, wanted: tuple[str, ...]
) -> int:
    """Run them and take the evidence into the annex; the code of the run."""
    contract, run_id = asked.loaded, fresh_run_id()
    try:
        embedded = reach(path, contract)
    except NotReached as problem:
        raise CertifyProblem(str(problem), problem.exit_code) from None
    out = campaign.attempt(run_id)
    scratch = Path(tempfile.mkdtemp(prefix="marketsim-"))
    plan = RunPlan(
        run_id=run_id,
        out=str(out),
        seed=secrets.randbelow(2**32) if asked.seed is None else asked.seed,
        phase=asked.phase,
        profile=str(path),
        contract=str(asked.contract) if asked.contract else None,
        schemas=str(asked.schemas) if asked.schemas else None,
        strict=asked.strict,
        intrusive=asked.intrusive,
        function=asked.function,
        topic=asked.selection.topic,
        scenarios=wanted,
        scratch=str(scratch),
        embedded=embedded,
        side="A" if asked.side == "A" else "B" if asked.side else None,
        handover=str(asked.handover) if asked.handover else None,
        partner=asked.partner,
        asked=as_given(
            "certify",
            target=asked.target,
            topic=asked.topic,
            function=asked.function,
            contract=asked.contract,
            schemas=asked.schemas,
            strict=asked.strict,
            intrusive=asked.intrusive,
            waivers=asked.waivers,
            side=asked.side,
            handover=asked.handover,
            partner=asked.partner,
            sign_with=asked.sign_with,
            out=asked.out,
        ),
    )
    note = _note(asked, plan, profile, path)
    # written first: what a killed attempt leaves is found and taken by the next
    write_file(out / NOTE, canonical(note))
    code = INTERRUPTED
    try:
        code, told = run_session(asked.root, plan, 1, scratch)
        return report_run(asked.root, plan, contract, code, told, gates=False)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        ended = msgspec.structs.replace(
            note, ended=instant(datetime.now(UTC)), phase=_phase_of(out) or note.phase, session_code=code
        )
        write_file(out / NOTE, canonical(ended))
        campaign.take(ended)


def _note(asked: Certification, plan: RunPlan, profile: Profile, path: Path) -> AttemptNote:
    target, now = profile.target, instant(datetime.now(UTC))
    return AttemptNote(
        run_id=plan.run_id,
        began=now,
        ended=now,
        phase=asked.phase,
        seed=plan.seed,
        target=TargetFact(
            name=target.name,
            kind=target.kind,
            base_url=target.base_url,
            embedded=target.kind == "embedded" or plan.embedded,
            answers=target.answers,
        ),
        contract_digest=asked.loaded.digest,
        features_digest=features_digest(asked.root),
        strict=asked.strict,
        intrusive=asked.intrusive is not None,
        versions=_versions(),
        server=server_seen(profile, path.parent),
        session_code=INTERRUPTED,
    )


def _phase_of(out: Path) -> str | None:
    """The phase that the run was in, as it said itself."""
    starts = (each for each in read_events(out / "evidence") if each["event"] == "run_started")
    return next((each["phase"] for each in starts), None)


def _stated(asked: Certification, campaign: Campaign, signer: Signer, code: int) -> int:
    """Write the statement, and say where it is and what it says."""
    statement = compose(campaign, _terms(asked), signer, datetime.now(UTC))
    statement, phases = phases_told(asked.root, campaign, statement, asked.loaded)
    folder = write(campaign, statement, signer, asked.root / "reports" / "templates")
    typer.echo(f"statement  {folder}  (may be shared)")
    typer.echo(f"annex      {campaign.annex.folder}  (private)")
    if asked.sign_with is None:
        typer.echo(f"signed by  {campaign.key.with_suffix('.pub.pem')}  (hand it out by another way)")
    for line in (*phases, *_standing_lines(statement)):
        typer.echo(line)
    return HARNESS_BROKEN if code == HARNESS_BROKEN else statement.outcome.exit_code


def _standing_lines(statement: Statement) -> Iterator[str]:
    """The sentence of the campaign, and the scenarios that are not yet told, by reason."""
    untold: dict[str, list[str]] = {}
    for each in statement.scenarios:
        if each.untold:
            untold.setdefault(each.untold, []).append(each.case.id)
    for reason, ids in untold.items():
        yield f"not yet told: {reason}: {', '.join(ids)}"
    if statement.attested:
        yield f"attested by hand, counted apart: {len(statement.attested)}"
    yield f"campaign of {counted(len(statement.attempts), 'attempt')}: {statement.outcome.sentence}"
