"""What a run is given beside its selection: waivers, a Market Simulation plan, one half of a two-sided scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marketsim.evidence.events import WaiverFacts
from marketsim.evidence.gate_facts import GatesFacts
from marketsim.evidence.plan_facts import PlanFacts
from marketsim.readiness.waiver_file import WaiverProblem, read_waivers
from marketsim.suite.feature_files import UnreadableFeature, read_feature
from marketsim.suite.lint.plan import plan_faults
from marketsim.suite.phase_gates import GATES, is_for, read_gates
from marketsim.suite.plan import PLAN, read_plan
from marketsim.suite.scenario_ids import SETTLEMENT, case_ids
from marketsim.suite.yaml_file import UnreadableYaml
from marketsim.target.handover import Handover, HandoverProblem
from marketsim.target.profile import Profile

SHOWN = 5  # faults of a plan


class InputProblem(Exception):
    """Something that the run was given cannot be used; the message has three parts."""


def known_ids(root: Path) -> frozenset[str]:
    """The ids of all scenarios of a suite, and of each row of their outlines. Raises InputProblem."""
    try:
        files = sorted((root / "features").rglob("*.feature"))
        return case_ids(scenario for path in files for scenario in read_feature(path, root).scenarios)
    except UnreadableFeature as flaw:
        raise InputProblem(
            f"Expected feature files that can be read; {flaw}. Run `marketsim lint`."
        ) from None


def waivers_of(root: Path, path: Path | None) -> tuple[WaiverFacts, ...]:
    """The waivers of a file, none without one. Raises InputProblem."""
    if path is None:
        return ()
    try:
        return read_waivers(path, known_ids(root))
    except WaiverProblem as flaw:
        raise InputProblem(str(flaw)) from None


def plan_of(root: Path, path: Path) -> PlanFacts:
    """The Market Simulation plan of a file, sound by the rules of lint. Raises InputProblem."""
    try:
        plan = read_plan(path)
    except UnreadableYaml as flaw:
        raise InputProblem(
            f"Expected a Market Simulation plan in {path}; line {flaw.line}: {flaw}. Mend it."
        ) from None
    faults = [
        f"{path}, line {each.line}: expected {each.expected}; found {each.found}; {each.do}"
        for each in plan_faults(plan, str(path), known_ids(root))
    ]
    if faults:
        more = [f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
        raise InputProblem("\n".join([*faults[:SHOWN], *more]))
    facts: Any = plan.facts()
    return facts  # type: ignore[no-any-return]


def plan_of_suite(root: Path) -> PlanFacts | None:
    """The suite's own plan as it is (lint judges it); None where there is none that can be read."""
    try:
        facts: Any = read_plan(root / PLAN).facts() if (root / PLAN).is_file() else None
    except UnreadableYaml:
        return None
    return facts  # type: ignore[no-any-return]


def gates_of_suite(
    root: Path, plan: PlanFacts | None = None, function: str | None = None
) -> GatesFacts | None:
    """The suite's entry and exit criteria, over the scenarios that a run of one function (None: of all) takes.

    ``plan`` is the Market Simulation plan by which phases select. None where there are none that can be read: lint
    tells.
    """
    try:
        files = sorted((root / "features").rglob("*.feature"))
        read = [read_feature(path, root) for path in files]
        # what settlement comes to opens and closes no phase, and is no gap in anyone's tracking
        scenarios = [each for one in read if one.topic != SETTLEMENT for each in one.scenarios]
        gates = read_gates(root / GATES) if (root / GATES).is_file() else None
    except (UnreadableYaml, UnreadableFeature):
        return None
    if gates is None:
        return None
    facts: Any = gates.facts([each for each in scenarios if is_for(each, function)], plan)
    return facts  # type: ignore[no-any-return]


def check_half(side: str | None, handover: Path | None, partner: str | None, profile: Profile | None) -> None:
    """Raise InputProblem unless a half can be run as asked: on a target, with a sound hand-over and a partner."""
    if side is None:
        if handover is not None or partner is not None:
            raise InputProblem(
                "Expected --side A or --side B with --handover and --partner; found neither. Add it."
            )
        return
    if side not in ("A", "B"):
        raise InputProblem(f"Expected --side A, which acts first, or B, its partner; found {side!r}.")
    if profile is None or handover is None:
        raise InputProblem(
            f"Expected --target, where the partner's half runs too, and --handover with --side {side}; found no "
            f"{'--handover' if profile else '--target'}. Add it."
        )
    if side == "A" and not partner:
        raise InputProblem("Expected --partner, the participant to hand over to, with --side A. Add it.")
    if side == "B" and partner:
        raise InputProblem("Expected no --partner with --side B: the hand-over says who it is. Leave it out.")
    try:
        Handover(handover, profile.target.base_url).entries()
    except HandoverProblem as flaw:
        raise InputProblem(str(flaw)) from None
