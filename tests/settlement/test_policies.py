"""Every open point of the settlement is a policy with a name, choices, a default and where it comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from marketsim import settlement
from marketsim.settlement.policies import POLICIES, SETTINGS, Policies

PROVENANCES = {"quoted", "inferred", "ours"}
ROOM = Path(settlement.__file__).parent


def test_the_record_and_the_data_list_the_same_policies_and_choices() -> None:
    """A choice that the code does not know, or that the data does not explain, is impossible."""
    written = {name: tuple(policy.choices) for name, policy in POLICIES.items()}
    assert {name: get_args(hint) for name, hint in get_type_hints(Policies).items()} == written


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_says_what_it_decides_and_where_its_default_comes_from(name: str) -> None:
    """Its default is one of its choices, and every choice says what it means."""
    policy = POLICIES[name]
    assert policy.default in policy.choices
    assert policy.provenance in PROVENANCES
    assert all((policy.decides, policy.source, *policy.choices.values()))


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_without_an_alternative_says_so(name: str) -> None:
    """One with several choices does not."""
    policy = POLICIES[name]
    assert policy.source.endswith("; no alternative is modelled") == (len(policy.choices) == 1)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_says_where_it_is_held(name: str) -> None:
    """The file that it names lies in this room."""
    setting = SETTINGS[name]
    assert setting.provenance in PROVENANCES
    assert all((setting.decides, setting.source))
    assert (ROOM / setting.held_in).is_file()


def test_the_default_is_every_policy_s_default() -> None:
    """Nothing is chosen anywhere else."""
    assert Policies.default().chosen() == {name: policy.default for name, policy in POLICIES.items()}


def test_choices_are_given_by_name_beside_the_defaults() -> None:
    """What is not named stays as it was."""
    chosen = Policies.of({"zero_dispatch": "fmm", "quantity_decimals": "3"})
    assert chosen == replace(Policies.default(), zero_dispatch="fmm", quantity_decimals="3")


def test_decimals_are_a_number_or_none_when_nothing_is_rounded() -> None:
    """Quantities stay exact by default, amounts are cents."""
    assert Policies.default().decimals_of_quantities is None
    assert Policies.of({"quantity_decimals": "0"}).decimals_of_quantities == 0
    assert Policies.default().decimals_of_amounts == 2


def test_a_name_that_is_nearly_a_policy_s_is_answered_with_that_policy() -> None:
    """The name is refused all the same."""
    with pytest.raises(ValueError, match=r"found 'zero-dispatch'; did you mean zero_dispatch\?"):
        Policies.of({"zero-dispatch": "flat"})


def test_a_name_like_none_of_them_is_answered_with_all() -> None:
    """So that the next try can be right."""
    with pytest.raises(
        ValueError, match=r"expected the name of a policy; found 'Q'; the policies are zero_tag, "
    ):
        Policies.of({"Q": "flat"})


@pytest.mark.parametrize("name", POLICIES)
def test_a_choice_that_a_policy_does_not_have_is_refused(name: str) -> None:
    """Also when it is put into the record itself."""
    with pytest.raises(ValueError, match=rf"policy {name}: expected one of .*; found 'maybe'; it decides "):
        Policies.of({name: "maybe"})
    with pytest.raises(ValueError, match=f"policy {name}: "):
        replace(Policies.default(), **{name: "maybe"})  # type: ignore[arg-type]
