"""One harmless read of each service that a participant's functions cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta

from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.client.credential_problem import CredentialProblem
from marketsim.client.credentials import Credentials
from marketsim.client.transport_failure import TransportFailure
from marketsim.contract.operations import Operation, OperationKey
from marketsim.target.doctor.asking import client_for
from marketsim.target.doctor.case import Case
from marketsim.target.doctor.check import Check, fault, ok, problem_of
from marketsim.target.doctor.diagnosis import WRONG_NAME, Asked, diagnose, unanswered
from marketsim.target.doctor.untold import function_id, untold
from marketsim.target.guard import Guard
from marketsim.target.roles import functions_of

READS: tuple[OperationKey, ...] = (
    OperationKey("app_status", "get-status"),
    OperationKey("market_status", "getActiveAuctionMarkets"),
    OperationKey("messages", "publicMessages"),
    OperationKey("market_data", "getPublicGeneralData"),
    OperationKey("auction", "getPortfolioList"),
    OperationKey("nomination", "portfolioList"),
    OperationKey("historical_forecasted_load", "getOpenHistoricalLoadSubmissionWindowList"),
    OperationKey("secondary_market", "getMySmOffersByStatus"),
    OperationKey("load_migration", "getActiveLoadMigrationMarketList"),
    OperationKey("tor_conversion", "getNewConversionWindowForRequest"),
)
"""A read of each service that needs little and answers little; those that name a market name none there is."""

_WORDS = {
    "marketName": "NO SUCH MARKET",
    "publicGeneralDownloadType": "SOURCE_SINK_REPLACEMENT",
    "fileFormat": "CSV",
    "OfferStatusType": "POSTED",
}


@dataclass(frozen=True, slots=True)
class Claimant:
    """A participant with the functions it claims (True: for writing too), by one certificate."""

    name: str
    credentials: Credentials | None
    certificate: str
    functions: dict[str, bool]


def claimants(case: Case) -> list[Claimant]:
    """Every participant of the profile once for each of its certificates."""
    subjects = case.certificates()
    found: dict[tuple[str, Credentials | None], Claimant] = {}
    for party in case.parties:
        key = (party.name, party.credentials)
        one = found.setdefault(key, Claimant(party.name, party.credentials, subjects[party.credentials], {}))
        one.functions[party.function] = one.functions.get(party.function, False) or party.write
    return list(found.values())


def examine_services(case: Case) -> None:
    """Note for every participant whether the name is its own and its services answer."""
    guard = Guard("structured", (), case.profile.limits.requests_per_second)
    for claimant in claimants(case):
        covered, others = _split(case, claimant)
        ids = [f"service:{each.service}" for each in covered]
        after = case.chart.obstacle(
            "certificate-asked", "certificate-accepted", "answer", subject=claimant.certificate
        )
        if after:
            functions = map(function_id, claimant.functions)
            case.chart.skip(after, "participant", *ids, *functions, subject=claimant.name)
            continue
        for each in others:
            case.chart.note(_unclaimed(each, claimant))
        try:
            with client_for(case, claimant.credentials, claimant.name) as client:
                _examine(case, client, guard, claimant, covered)
        except CredentialProblem as problem:  # a file that was there a moment ago
            case.chart.note(problem_of("certificate-file", problem, claimant.name))


def _split(case: Case, claimant: Claimant) -> tuple[list[Operation], list[Operation]]:
    """The reads that the claimed functions cover, and the others."""
    covered: list[Operation] = []
    others: list[Operation] = []
    for key in READS:
        operation = case.contract.operations.get(key)
        if operation is not None:
            mine = claimant.functions.keys() & set(functions_of(operation))
            (covered if mine else others).append(operation)
    return covered, others


def _unclaimed(operation: Operation, claimant: Claimant) -> Check:
    found = f"not asked: no function that {claimant.name} claims uses it"
    return Check(f"service:{operation.service}", "skipped", "not-claimed", found, subject=claimant.name)


def _examine(
    case: Case, client: CrrClient, guard: Guard, claimant: Claimant, covered: list[Operation]
) -> None:
    checks = list(_services(case, client, guard, claimant, covered))
    wrong = next((each for each in checks if each.id == "participant"), None)
    named = [each for each in checks if each.id not in ("participant", "service:app_status")]
    told = [
        each
        for each in named
        if each.status == "ok" or each.cause in ("function-missing", "contract-mismatch")
    ]
    if wrong is None and told:
        case.chart.note(ok("participant", claimant.name, claimant.name))
    elif wrong is None:
        after = next((each.id for each in named if each.status == "fault"), "time")
        case.chart.skip(after, "participant", subject=claimant.name)
    case.chart.note(*checks)
    asked = {each.id for each in checks}
    rest = [name for each in covered if (name := f"service:{each.service}") not in asked]
    case.chart.skip("participant" if wrong else "time", *rest, subject=claimant.name)
    if wrong:
        case.chart.skip("participant", *map(function_id, claimant.functions), subject=claimant.name)
    else:
        case.chart.note(*_open(claimant, covered, checks))


def _open(claimant: Claimant, covered: list[Operation], checks: list[Check]) -> Iterator[Check]:
    """What the reads leave open of the claim."""
    answered = {each.id for each in checks if each.status == "ok"}
    refused = {each.id for each in checks if each.cause == "function-missing"}
    yield from untold(
        claimant.name,
        claimant.functions,
        [each for each in covered if f"service:{each.service}" in answered],
        [each for each in covered if f"service:{each.service}" in refused],
    )


def _services(
    case: Case, client: CrrClient, guard: Guard, claimant: Claimant, covered: list[Operation]
) -> Iterator[Check]:
    """A check for each service asked; the participant's instead, and no more, once its name is refused."""
    for operation in covered:
        if case.chart.budget.left <= 0:
            return
        case.tell(f"asking {operation.service} as {claimant.name}")
        guard.pace()
        asked = Asked(operation, claimant.name, claimant.functions)
        try:
            answer: Answer[object] = client.call(operation, _query(case, operation, claimant.name))
        except TransportFailure as failure:
            yield unanswered(asked, failure)
            continue
        if WRONG_NAME & set(answer.codes):
            yield _wrong_name(asked, answer, claimant)
            return
        yield diagnose(case, asked, answer)


def _query(case: Case, operation: Operation, participant: str) -> dict[str, object]:
    yesterday = (case.now() - timedelta(days=1)).astimezone(UTC).replace(microsecond=0)
    known = {**_WORDS, "participantName": participant, "fromDate": yesterday}
    return {
        each.name: known[each.name]
        for each in operation.parameters
        if each.location == "query" and each.required
    }


def _wrong_name(asked: Asked, answer: Answer[object], claimant: Claimant) -> Check:
    malformed = "SER0002" in answer.codes
    code = "SER0002" if malformed else "SEC0002"
    name = claimant.name if claimant.name.isascii() else f"{claimant.name} (spelt {claimant.name!a})"
    small = "; such names are in capitals" if claimant.name != claimant.name.upper() else ""
    return fault(
        "participant",
        "malformed-name" if malformed else "not-your-participant",
        f"{code} from {asked.operation.service} for the name {name}",
        f"a participant name that {claimant.certificate.rpartition('(')[2].rstrip(')')} may act for",
        f"correct the name in the profile, letter by letter{small}; if it is right, ask your user access administrator "
        "to link this certificate's user with it",
        claimant.name,
    )
