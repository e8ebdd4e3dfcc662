"""The benchmark of the settlement: what it tells of a small size is what it promises of a month."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from benchmarks.settlement import Error, main, system
from marketsim.settlement.determinants import REGISTER
from marketsim.settlement.model import settle
from marketsim.settlement.results import Value
from marketsim.settlement.rulesets import RULE_SETS

NUMBER = r"[0-9][0-9.e-]*"


def test_two_hours_tell_times_side_by_side_and_the_error_of_every_determinant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With its unit and the value that has it; cents apart from what is not rounded."""
    main(2)
    told = capsys.readouterr().out
    assert told.startswith("2 hours, 5 areas, 30 ETSRs, 20 coordinators: 5,496 values\n")
    assert re.search(
        rf"^settled exactly {NUMBER} s, in floats {NUMBER} s of the processor, median ratio {NUMBER}$",
        told,
        re.M,
    )
    assert re.search(rf"^identities N1 to N9 checked exactly in {NUMBER} s: all hold$", told, re.M)
    unrounded, cents = told.split("largest error of floats, unrounded values")[1].split("amounts in cents")
    listed = {
        line.split()[0]: line.split()[2] for line in (unrounded + cents).splitlines() if line[:2] == "  "
    }
    expected = {each.determinant for each in settle(system(2), RULE_SETS["prr-1185"]).values()}
    assert listed == {name: REGISTER[name].unit for name in expected}
    assert re.search(
        rf"^  area_rtieo +{NUMBER} \$ +[A-Z]+, 2019-08-01 hour [12] interval \d+: -?{NUMBER}$",
        unrounded,
        re.M,
    )
    assert re.search(r"^  cc_64770_amount .* \d+ of 96 values off by a cent or more; \w+, ", cents, re.M)
    assert "cc_6477" not in unrounded


def test_the_largest_error_is_the_exact_distance_and_keeps_its_value() -> None:
    """A third as a float is off by what its binary fraction is off, a cent by a cent."""
    hour = system(1).hours()[0]
    third, cent = (
        Value("cc_6477_amount", "", "", "SC01", hour, k, value)
        for k, value in enumerate((Fraction(1, 3), Fraction(1, 4)), 1)
    )
    error = Error()
    error.take(third, 1 / 3)
    assert (error.largest, error.off) == (Fraction(1, 3 * 2**54), 0)
    error.take(cent, 0.25 + 0.0078125)
    assert (error.largest, error.at, error.off, error.values) == (Fraction(1, 128), cent, 1, 2)
    error.take(third, 1 / 3)
    assert error.at == cent
