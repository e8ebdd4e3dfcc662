"""One run with something of everything, as the reports would meet it after an eventful day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marketsim.contract.catalogue import Contract

from .rehearsal import LIVE, MARKET_STATUS, Rehearsal, deviation

REQUIREMENTS: list[dict[str, Any]] = [
    {"id": "DECK-001", "text": "a", "scenarios": ["MS-CON-01"]},
    {"id": "DECK-002", "text": "b", "scenarios": ["MS-AUC-03", "MS-CON-01"]},
    {"id": "DECK-003", "text": "c", "scenarios": ["MS-AUC-99"]},
    {"id": "DECK-004", "text": "d", "planned": "settlement"},
    {"id": "DECK-005", "text": "e", "attested": "a person signs up"},
    {"id": "DECK-006", "text": "f", "untestable": "an agenda item"},
]


def record_run(folder: Path, *, live: bool = False, **more: Any) -> None:
    """Write the evidence of the run into a folder."""
    rehearsal = Rehearsal(folder)
    rehearsal.run(**({"target": LIVE, "observable": None} if live else {}), **more)
    _what_passed(rehearsal)
    _what_failed(rehearsal)
    _what_broke(rehearsal)
    _what_was_left(rehearsal)
    rehearsal.end()


def _what_passed(rehearsal: Rehearsal) -> None:
    number = 0
    for operation in Contract.load().operations.values():
        functions = ("CRRH", "CLSE", "NDA") if operation.access == "read" else ("CRRH",)
        for function in functions:
            number += 1
            rehearsal.passes(
                f"MS-CON-01#{number}",
                f"{operation.key} answers {function}",
                operation.service,
                operation.operation_id,
                function,
                requirements=["DECK-001"],
                phases=["connectivity-week-1"],
                seconds=0.05 + number * 0.013,
            )
    with rehearsal.scenario("MS-CON-30", "A foreign certificate is refused in the handshake"):
        request_id = rehearsal.call(
            None, None, status=None, response_headers=None, response_body=None, function=None, participant=None,
            transport_error=("tls", "the server closed the connection"), intended_breach="a foreign certificate",
        )  # fmt: skip
        rehearsal.asserts(
            request_id, subject="transport", expected="refused", found="tls", cause="authorisation"
        )
    with rehearsal.scenario(
        "MS-AUC-01", "A portfolio is created and deleted", topic="auction", functions=["CRRH"]
    ):
        made = rehearsal.call(operation="portfolioCreation")
        rehearsal.recorder.trace(
            request_id=made,
            rules_evaluated=["portfolio-name-taken"],
            rules_fired=[],
            transitions=[{"table": "portfolio", "from": "-", "event": "create", "to": "VALID"}],
        )
        rehearsal.asserts(made, provenance="seed")
    with rehearsal.scenario(
        "MS-AUC-02", "A name that is taken is refused", topic="auction", functions=["CRRH"]
    ):
        refused = rehearsal.call(operation="portfolioCreation", status=400, codes=["POR0101"])
        rehearsal.recorder.trace(
            request_id=refused,
            rules_evaluated=["portfolio-name-taken"],
            rules_fired=[{"id": "portfolio-name-taken", "code": "POR0101"}],
            transitions=[],
        )
        busy = rehearsal.call(operation="portfolioCreation", status=400, codes=["GEN0003"])
        rehearsal.recorder.trace(
            request_id=busy,
            rules_evaluated=[],
            rules_fired=[{"id": "busy", "code": "GEN0003"}],
            transitions=[],
            induced=True,
        )
        rehearsal.asserts(
            refused, subject="code", expected="POR0101", found="400 POR0101", provenance="assumed"
        )


def _what_failed(rehearsal: Rehearsal) -> None:
    with rehearsal.scenario(
        "MS-AUC-03#above-cap", "A bid above the credit limit is invalid", topic="auction", functions=["CRRH"],
        step_text="the portfolio is submitted to the market", status="failed",
    ):  # fmt: skip
        rehearsal.call(*MARKET_STATUS)
        answered = rehearsal.call(operation="getPortfolioStatus", service_version="1.2.1")
        rehearsal.asserts(
            answered,
            held=False,
            expected="INVALID, naming the credit limit",
            found="SUBMITTED",
            provenance="seed",
        )
    with rehearsal.scenario(
        "MS-AUC-04", "The status of a portfolio keeps the contract", topic="auction", status="failed"
    ):
        rehearsal.call(
            operation="getPortfolioStatus",
            deviations=[deviation(), deviation(path="errorMessage", found="42")],
        )
    for number, name in enumerate(
        ("postTorConversionRequest", "getTorConversionRequestList", "getTorConversionWindowPaths"), start=1
    ):
        with rehearsal.scenario(
            f"MS-CON-12#{name}", f"TOR may call {name}", functions=["TOR"], status="failed"
        ):
            answered = rehearsal.call(
                "tor_conversion", name, function="TOR", participant="TORA", status=403, codes=["SEC0001"]
            )
            rehearsal.asserts(
                answered,
                held=False,
                what=f"answer {number}",
                expected="200, or 400 with a code of the application",
                found="403 SEC0001",
                subject="status",
                provenance="assumed",
            )


def _what_broke(rehearsal: Rehearsal) -> None:
    no_answer = {"status": None, "response_headers": None, "response_body": None}
    with rehearsal.scenario(
        "MS-INF-02", "The load metric is published", topic="market_information", status="broken"
    ):
        rehearsal.call("market_data", "getPublicGeneralData", status=503)
        rehearsal.call(
            "market_data",
            "getPublicGeneralData",
            transport_error=("timeout", "no answer in 30 s"),
            attempt=2,
            **no_answer,
        )
    with rehearsal.scenario("MS-CON-13", "NDA readers get in", functions=["NDA"], status=None):
        rehearsal.recorder.problem(
            cause="set-up",
            message="ndax.pfx: the pass-phrase does not open the file",
            detail="expected PKCS#12",
        )
    with rehearsal.scenario(
        "MS-LOAD-01", "A year of load is accepted", topic="load_data", functions=["CLSE"], status="broken"
    ):
        rehearsal.recorder.problem(
            cause="harness", message="KeyError: 'sink'", detail="Traceback (most recent call last): ..."
        )


def _what_was_left(rehearsal: Rehearsal) -> None:
    for number in range(1, 4):
        with rehearsal.scenario(
            f"MS-ALC-0{number}",
            "A nomination within the cap",
            topic="allocation",
            functions=["CLSE"],
            status="skipped",
        ):
            rehearsal.call(*MARKET_STATUS, function="CLSE", participant="NVLY")
            rehearsal.recorder.halted(
                verdict="skipped",
                cause="timing",
                reason="no annual allocation is OPEN",
                waits_for="ISO",
                until="2026-12-01T08:00:00Z",
            )
    with rehearsal.scenario(
        "MS-SMT-04",
        "An offer to one partner is answered",
        topic="secondary_market",
        functions=["CRRH"],
        status="skipped",
    ):
        rehearsal.recorder.halted(
            verdict="skipped", cause="data", reason="no private offer names us", waits_for="partner"
        )
    with rehearsal.scenario(
        "MS-SMT-05", "A CRR is offered", topic="secondary_market", functions=["CRRH"], status="skipped"
    ):
        rehearsal.recorder.halted(verdict="skipped", cause="data", reason="we hold no CRR of at least 5 MW")
    for number in range(1, 6):
        with rehearsal.scenario(
            f"MS-LMG-0{number}",
            "Customers move",
            topic="load_migration",
            functions=["CUDC"],
            status="skipped",
        ):
            rehearsal.recorder.halted(
                verdict="omitted", cause="phase", reason="load migration is not due in week 2"
            )
    with rehearsal.scenario("MS-CON-31", "A body of 11 MB is refused", status="skipped"):
        rehearsal.recorder.halted(
            verdict="omitted", cause="permission", reason="an intrusive scenario needs --intrusive"
        )
    for found in ("INVALID", "VALID"):
        with rehearsal.scenario(
            "MS-AUC-05", "A scenario attempted twice", topic="auction", functions=["CRRH"]
        ):
            rehearsal.asserts(
                rehearsal.call(deviations=[deviation(undocumented=True, path="extra")]),
                held=found == "VALID",
                found=found,
            )
