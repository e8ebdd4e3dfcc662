"""The answer of ``marketsim settle``: real-time neutrality or CRRs, by the name of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING

from marketsim.cli.settle_out import replacing
from marketsim.settlement.comparison.checking import Question, Sink, checked
from marketsim.settlement.comparison.rerunning import Rerun
from marketsim.settlement.comparison.ruling import earlier_rules, rules_of
from marketsim.settlement.comparison.statement import Statement
from marketsim.settlement.files.given import read_inputs
from marketsim.settlement.files.reader import STATEMENT, read_table
from marketsim.settlement.files.writer import write_heading, write_values
from marketsim.settlement.policies import Policies

if TYPE_CHECKING:
    from marketsim.cli.settle_asked import Answer, Asked
    from marketsim.settlement.results import Results

CRR = "crr-"


def listed(asked: Asked) -> Answer:
    """The columns and determinants; those of the CRR settlement where its rules are named."""
    from marketsim.cli.settle_listed import Listed, ListedCrr

    return ListedCrr() if (asked.rules or "").startswith(CRR) else Listed()


def answer(asked: Asked, tell: Callable[[str], None]) -> Answer:
    """Settle, compare, write. Raises Unreadable, Refusal, NotModelled and OSError."""
    rules, inputs = asked.needed()
    if rules.startswith(CRR):
        from marketsim.cli.settle_crr import answer_crr

        return answer_crr(asked, tell)
    from marketsim.cli.settle_rerun import ToldRerun
    from marketsim.cli.settle_told import Told

    ruling, policies = rules_of(rules, asked.day), Policies.of(asked.choices())
    earlier = None if asked.rerun_of is None else earlier_rules(asked.rerun_of, rules, asked.day)
    statement = None
    if asked.statement is not None:
        statement = Statement(read_table(asked.statement, STATEMENT, tell), asked.places)
    question = Question(read_inputs(inputs, tell), ruling, policies, statement, asked.most)
    rerun = None if earlier is None else Rerun(question.inputs, earlier, policies, asked.most)
    with _sink(asked) as sink:
        told = Told(asked, checked(question, tell, _each(sink, None if rerun is None else rerun.take)))
    return told if rerun is None else ToldRerun(told, rerun)


def _each(*sinks: Sink | None) -> Sink:
    """All that are there, one after the other."""

    def take(results: Results[Fraction]) -> None:
        for sink in filter(None, sinks):
            sink(results)

    return take


@contextmanager
def _sink(asked: Asked) -> Iterator[Sink | None]:
    if asked.out is None:
        yield None
        return
    with replacing(asked.out) as file:
        write_heading(file)

        def write(results: Results[Fraction]) -> None:
            write_values(file, results.values(), asked.places)

        yield write
