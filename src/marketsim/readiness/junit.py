"""The verdicts as JUnit XML: failed is a failure, broken an error, skipped, omitted and waived are skipped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import junitparser

from marketsim.readiness.wording import waiver_words

_junit: Any = junitparser  # its annotations cover half of it
# Everything XML 1.0 has no place for; ElementTree would write it and no reader would take it.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RESULTS = {
    "failed": junitparser.Failure,
    "broken": junitparser.Error,
    "skipped": junitparser.Skipped,
    "omitted": junitparser.Skipped,
    "waived": junitparser.Skipped,
}
APART = "not part of CRR readiness"
_PROPERTIES = ("verdict", "cause", "provenance", "responsible", "operation", "request_id", "until", "kind")


def junit(summary: Mapping[str, Any]) -> bytes:
    """The XML of a summary (see summary.py): one suite a topic, problems of the run in a suite of their own.

    The suite of settlement says by its name that it is no part of CRR readiness.
    """
    xml = _junit.JUnitXml("marketsim")
    suites: dict[str, Any] = {}
    settled = (summary["settlement"] or {"scenarios": ()})["scenarios"]
    for scenario in (*summary["scenarios"], *settled):
        apart = f" ({APART})" if "kind" in scenario else ""
        suite = suites.setdefault(scenario["topic"], _junit.TestSuite(_clean(scenario["topic"] + apart)))
        # not add_testcase, which counts the whole suite again for every case
        suite.append(_case(scenario))
    if summary["problems"]:
        suites["run"] = _junit.TestSuite("run")
        for number, problem in enumerate(summary["problems"], start=1):
            case = _junit.TestCase(f"the run itself, problem {number}", "run")
            case.result = [_result(junitparser.Error, problem["cause"], problem["found"], problem["advice"])]
            suites["run"].append(case)
    for suite in suites.values():
        suite.update_statistics()
        xml.append(suite)
    xml.update_statistics()
    return bytes(xml.tostring())


def _case(scenario: Mapping[str, Any]) -> Any:
    name, group = f"{scenario['id']} {scenario['name']}", scenario["feature_path"].replace("/", ".")
    case = _junit.TestCase(_clean(name), _clean(group), float(scenario["seconds"]))
    properties = _junit.Properties()
    for each in _PROPERTIES:
        if scenario.get(each):
            properties.add_property(_junit.Property(each, _clean(str(scenario[each]))))
    for row in scenario["plan"]:
        properties.add_property(_junit.Property("plan", _clean(row["number"])))
    for requirement in scenario["requirements"]:
        properties.add_property(_junit.Property("requirement", _clean(requirement)))
    case.append(properties)
    kind = _RESULTS.get(scenario["verdict"])
    if kind is not None:
        head = f"{scenario['verdict']}, {scenario['cause']}: {_told(scenario)}"
        case.result = [_result(kind, str(scenario["cause"]), head, _text(scenario))]
    return case


def _told(scenario: Mapping[str, Any]) -> str:
    if scenario["verdict"] in {"skipped", "omitted"}:
        return str(scenario["found"])
    waived = f"{waiver_words(scenario['waiver'])}; " if scenario["verdict"] == "waived" else ""
    return f"{waived}{scenario['what']}: expected {scenario['expected']}, found {scenario['found']}"


def _text(scenario: Mapping[str, Any]) -> str:
    names = ("step", "what", "expected", "found", "advice", "operation", "request_id")
    return "\n".join(f"{name}: {scenario[name]}" for name in names if scenario[name])


def _result(kind: Any, cause: str, message: str, text: str) -> Any:
    result = kind(_clean(message)[:2000], _clean(cause))
    result.text = _clean(text)
    return result


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
