"""Messages from JSON that breaks the contract, for a system whose contract rules are switched off."""

from __future__ import annotations

from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec


def construct_leniently(type_: Any, value: Any) -> Any:
    """The Struct or list of Structs of a plain JSON value, without any check.

    Known members are taken as they are, date-times read where they can be, whole numbers made floats where
    the member is one; unknown members are dropped. A missing member is UNSET, even a required one. Where an
    object was expected and something else found, no member is set; a list is then empty.
    """
    bare = _bare(type_)
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return _struct(bare, value if isinstance(value, dict) else {})
    if get_origin(bare) is list:
        (item,) = get_args(bare)
        return [construct_leniently(item, each) for each in value] if isinstance(value, list) else []
    if bare is datetime and isinstance(value, str):
        return _instant(value)
    if bare is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _struct(type_: type[msgspec.Struct], members: dict[str, Any]) -> msgspec.Struct:
    hints = get_type_hints(type_, include_extras=True)
    names = zip(type_.__struct_fields__, type_.__struct_encode_fields__, strict=True)
    values = {
        attribute: construct_leniently(hints[attribute], members[name])
        for attribute, name in names
        if name in members
    }
    return type_(**dict.fromkeys(type_.__struct_fields__, msgspec.UNSET) | values)


def _bare(type_: Any) -> Any:
    """The type without its constraints and without the possibility to be absent."""
    while True:
        if get_origin(type_) is Annotated:
            type_ = get_args(type_)[0]
        elif get_origin(type_) in (Union, UnionType):
            (type_,) = (each for each in get_args(type_) if each is not msgspec.UnsetType)
        else:
            return type_


def _instant(text: str) -> Any:
    try:
        return msgspec.convert(text, datetime)
    except msgspec.ValidationError:
        return text
