"""What an assertion says that did not hold in a settlement scenario: never that the ISO is wrong.

Without a statement such a scenario is about our reference model alone. With one it is about the statement and the
model under named policies, and says of neither that it is wrong.
"""

from __future__ import annotations

from marketsim.readiness.finding import Finding
from marketsim.readiness.record import Attempt, Event, RunRecord
from marketsim.readiness.wording import as_text

MODEL, DIFFERENCE = "model", "difference"
"""The causes of a failure in settlement."""
CAUSES = frozenset({MODEL, DIFFERENCE})
COMPARES = "statement"
"""The tag of scenarios that hold the model against a statement that was supplied."""
ADVICE = {
    MODEL: "A mistake of our reference model, not of the ISO: report it with the evidence folder.",
    DIFFERENCE: "The statement and the reference model differ under the model's default policies; neither is called "
    "wrong. `marketsim settle` names these policies and the differences by interval, with a likely cause where one "
    "is known.",
}
ON_PURPOSE = (
    "The model was made to err on purpose in this run: that the scenario failed shows that it notices."
)
_OF_THE_TARGET = frozenset({"status", "code", "transport"})


def is_of_the_model(attempt: Attempt, assertion: Event) -> bool:
    """Whether an assertion of a settlement scenario is about amounts, and not about how the target answered."""
    return attempt.of_settlement and assertion["subject"] not in _OF_THE_TARGET


def model_finding(attempt: Attempt, assertion: Event, run: RunRecord) -> Finding:
    """The finding of one that did not hold; it is for us to look at, whichever it is."""
    cause = DIFFERENCE if COMPARES in attempt.started["tags"] else MODEL
    return Finding(
        "failed",
        cause,
        assertion["what"],
        as_text(assertion["expected"]),
        as_text(assertion["found"]),
        "us",
        ON_PURPOSE if run.mistakes else ADVICE[cause],
        assertion["provenance"],
        assertion,
    )
