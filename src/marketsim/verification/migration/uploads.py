"""What utilities upload for a load migration, as exact figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from marketsim.verification.report import Unreadable


class Rate(NamedTuple):
    """kW that a customer of a class takes at the N hours of a season and time of use."""

    customer_class: str
    season: int
    tou: str
    year: int
    kw: Fraction


class Count(NamedTuple):
    """Customers of a class that an LSE (by its DUNS number) serves."""

    lse: str
    customer_class: str
    customers: int


class Transfer(NamedTuple):
    """Customers of a class that went from one LSE to another (by DUNS numbers)."""

    customer_class: str
    from_lse: str
    to_lse: str
    customers: int


@dataclass(frozen=True, slots=True)
class Uploads:
    """Everything that one utility uploaded for one market."""

    udc: str
    rates: tuple[Rate, ...]
    counts: tuple[Count, ...]
    transfers: tuple[Transfer, ...]

    @classmethod
    def of(
        cls,
        rates: Mapping[str, Any],
        customers: Mapping[str, Any] | None = None,
        transfers: Mapping[str, Any] | None = None,
    ) -> Uploads:
        """From the API's sets as plain JSON, posted or existing: customer rates, number of customers, DASR summary.

        A set that is not given has no records. Raises Unreadable where a member lacks or the sets are of several
        utilities.
        """
        sets = [each for each in (rates, customers, transfers) if each is not None]
        names = {str(each.get("udcName")) for each in sets}
        if len(names) != 1:
            raise Unreadable(
                "the uploads", None, "sets of one utility", ", ".join(sorted(names)), "sort them"
            )
        try:
            return cls(
                names.pop(),
                tuple(_rate(each) for each in _records(rates, "customerRateRecords")),
                tuple(_count(each) for each in _records(customers, "numberOfCustomerRecords")),
                tuple(_transfer(each) for each in _records(transfers, "dasrRecords")),
            )
        except KeyError as problem:
            raise Unreadable("the uploads", None, f"a member {problem}", "none", "read them again") from None

    def rate_of(self, customer_class: str, season: int, tou: str, year: int) -> Fraction | None:
        """kW of a customer in a year: of that year, else of the latest before it; None where there is neither."""
        fitting = [
            (each.year, each.kw)
            for each in self.rates
            if (each.customer_class, each.season, each.tou) == (customer_class, season, tou)
            and each.year <= year
        ]
        return max(fitting, key=lambda each: each[0])[1] if fitting else None


def exact(figure: float | int | str | Decimal) -> Fraction:
    """A figure as it is written, and no binary neighbour of it."""
    return Fraction(repr(figure) if isinstance(figure, float) else figure)


def _records(one: Mapping[str, Any] | None, member: str) -> Iterable[Mapping[str, Any]]:
    return () if one is None else one[member]


def _rate(each: Mapping[str, Any]) -> Rate:
    return Rate(each["class"], each["seasonNumber"], each["tou"], each["year"], exact(each["kwRate"]))


def _count(each: Mapping[str, Any]) -> Count:
    return Count(each["lse"], each["class"], each["numberOfCustomers"])


def _transfer(each: Mapping[str, Any]) -> Transfer:
    return Transfer(each["class"], each["fromLse"], each["toLse"], each["numCustomerTransfer"])
