"""The checks that need no certificate and no network: the contract, the authorities' file, announced outages."""

from __future__ import annotations

from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.tls import read_authorities
from marketsim.target.contract_versions import other_versions
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.check import Check, fault, ok, problem_of, warning
from marketsim.target.maintenance import outage_at


def examine_papers(case: Case) -> None:
    """Note the contract, the authorities' file and the maintenance windows."""
    case.chart.note(_contract(case), _authorities(case))
    if case.profile.maintenance:
        case.chart.note(_maintenance(case))


def _contract(case: Case) -> Check:
    wrong = other_versions(case.profile, case.contract)
    if not wrong:
        return ok("contract", f"{len(case.contract.documents)} services, {case.contract.provenance}")
    return fault(
        "contract",
        "other-version",
        "; ".join(f"{service} {loaded}" for service, (loaded, _) in wrong.items()),
        "; ".join(f"{service} {expected}" for service, (_, expected) in wrong.items()),
        "name the folder of the contract that is meant under [contract] folder, or correct [contract] versions",
    )


def _authorities(case: Case) -> Check:
    ca = case.profile.authorities(case.folder)
    if ca is None:
        return ok("authority-file", "none named: the authorities that this system trusts")
    try:
        found = read_authorities(ca)
    except CredentialProblem as problem:
        return problem_of("authority-file", problem)
    return ok("authority-file", "; ".join(each.subject.rfc4514_string() for each in found[:3]))


def _maintenance(case: Case) -> Check:
    outage = outage_at(case.profile.maintenance, case.now())
    if outage is None:
        return ok("maintenance", f"{len(case.profile.maintenance)} announced, none now")
    return warning(
        "maintenance",
        "maintenance",
        f"{outage}, going on now",
        "a time outside of the announced outages",
        f"try again after {outage.end:%a %Y-%m-%d %H:%M} Pacific if something fails below",
    )
