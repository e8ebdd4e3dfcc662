"""How the rows of a template and the messages of the API are the same data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketsim.contract.file_format import TEMPLATES
from marketsim.contract.operations import OperationKey

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Rows with the same number in ``record`` are the points of one record's curve ``member``."""

    record: str
    member: str
    members: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of records: where it stands in the message (empty: the message is the list), and of what.

    ``when`` are the words by which a row belongs to this list, ``members`` the places in a record by column.
    ``word`` names the records in messages for people.
    """

    member: str
    members: Mapping[str, Path]
    word: str = "record"
    when: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """A message that takes rows of a template.

    ``names`` are members that no column has, so that they are given apart; ``shared`` are columns that say the
    same in all rows of a message; ``constants`` are members that the template itself says; ``most`` is how many
    records a submission may hold. ``ignored`` are members of a record that older messages carry and the service
    ignores. Without ``operation`` only the market user interface takes the data, in rows that fit ``row_schema``.
    ``screen`` is the path in our MUI room that takes the CSV, where there is one.
    """

    template: str
    name: str
    operation: OperationKey | None
    lists: tuple[Listed, ...]
    names: tuple[str, ...] = ()
    shared: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    points: Points | None = None
    most: int | None = None
    ignored: frozenset[str] = frozenset()
    row_schema: Mapping[str, Any] | None = None
    screen: str = ""

    @property
    def is_list(self) -> bool:
        """Whether the message is a list rather than an object."""
        return not self.lists[0].member

    def lacks(self, listed: Listed) -> tuple[str, ...]:
        """The columns of the template that say nothing in a row of that list."""
        points = {self.points.record, *self.points.members} if self.points else set()
        known = {*listed.when, *listed.members, *self.shared, *points}
        return tuple(each.name for each in TEMPLATES[self.template].columns if each.name not in known)
