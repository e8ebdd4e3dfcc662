"""The claims of a profile that no harmless read can tell: functions without a read of their own, and writing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from marketsim.contract.operations import Operation
from marketsim.target.doctor.check import Check
from marketsim.target.doctor.diagnosis import aim_role
from marketsim.target.roles import functions_of

NOT_TOLD = "not-told-by-a-read"


def function_id(function: str) -> str:
    """The id of the check of a claimed function."""
    return f"function:{function}"


def untold(
    participant: str,
    functions: Mapping[str, bool],
    answered: Collection[Operation],
    refused: Collection[Operation],
) -> Iterator[Check]:
    """A check for each claimed function (True: for writing too) that neither ``answered`` nor ``refused`` reads tell.

    An answer tells a function only where no other may ask: whether the certificate holds one that is not claimed
    cannot be seen. A refusal tells that every function which may ask is missing.
    """
    own = {functions_of(each)[0] for each in answered if len(functions_of(each)) == 1}
    missing = {function for each in refused for function in functions_of(each)}
    for function, write in functions.items():
        open_claims = [
            *([] if function in own else [f"no read that was answered is for {function} alone"]),
            *(["no read tells whether it may write"] if write else []),
        ]
        if function not in missing and open_claims:
            yield Check(
                function_id(function),
                "skipped",
                NOT_TOLD,
                "; ".join(open_claims),
                f"the function {function} for {'writing' if write else 'reading'}, as the profile claims (which "
                "function uses which service is our assumption)",
                "ask your local security administrator whether the certificate's user holds the AIM role "
                f"{aim_role(function, write=write)}"
                + (f"; else the first scenario that writes as {function} tells" if write else ""),
                participant,
            )
