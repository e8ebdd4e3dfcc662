"""Reading the body of a 2xx answer as the contract's types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_origin

import msgspec

from marketsim.contract.decoding import construct_leniently
from marketsim.contract.messages.types import RESPONSE_TYPES
from marketsim.contract.operations import OperationKey


def reader(key: OperationKey) -> Callable[[bytes], Any]:
    """What turns the body of an operation's 2xx answer into its value; it raises ValueError when it cannot.

    Members that the contract does not know are passed over, and values outside its limits are taken as they
    are: whether an answer keeps the contract is judged elsewhere, on the raw bytes.
    """
    type_ = RESPONSE_TYPES.get(key, Any)
    if type_ is bytes:
        return bytes

    def read(body: bytes) -> Any:
        try:
            return msgspec.json.decode(body, type=type_)
        except msgspec.ValidationError:
            value = msgspec.json.decode(body)
        wanted = list if get_origin(type_) is list else dict if isinstance(type_, type) else str
        if not isinstance(value, wanted):
            raise ValueError(f"a JSON {type(value).__name__} where a {wanted.__name__} should be")
        return construct_leniently(type_, value)

    return read
