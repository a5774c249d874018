"""What an address of the API is: said once, for the addresses, the answers and the OpenAPI description."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from portal.api.enums import Scope

LARGEST = 2**31 - 1


class Mistake(Exception):
    """A parameter cannot be used; `str()` says why, and how to mend it."""

    def __init__(self, parameter: str, words: str) -> None:
        super().__init__(words)
        self.parameter = parameter


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query. `parse` gives its value or raises ValueError."""

    name: str
    description: str
    schema: Mapping[str, Any]
    parse: Callable[[str], Any]
    wanted: str

    def read(self, given: str | None) -> Any:
        if not given:
            return None
        try:
            return self.parse(given)
        except ValueError:
            raise Mistake(self.name, f"{self.name} must be {self.wanted}.") from None


def day(name: str, description: str) -> Parameter:
    return Parameter(
        name, description, {"type": "string", "format": "date"}, _day, "a day such as 2026-11-23"
    )


def number(name: str, description: str) -> Parameter:
    schema = {"type": "integer", "minimum": 1}
    return Parameter(name, description, schema, _number, "a whole number from 1")


def one_of(name: str, description: str, codes: list[str]) -> Parameter:
    def parse(given: str) -> str:
        if given not in codes:
            raise ValueError
        return given

    return Parameter(
        name, description, {"type": "string", "enum": codes}, parse, f"one of {', '.join(codes)}"
    )


def _day(given: str) -> date:
    found = parse_date(given)
    if found is None:
        raise ValueError
    return found


def _number(given: str) -> int:
    if not (given.isascii() and given.isdigit() and 0 < int(given[:12]) <= LARGEST) or len(given) > 10:
        raise ValueError
    return int(given)


PAGE = number("page", "Which page; each has at most 100 rows")


@dataclass(frozen=True)
class Answer:
    """What goes out, and the references of the records it speaks about."""

    body: dict[str, Any]
    about: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Call:
    """One call: the record that the address names, and the values of the parameters."""

    given: Mapping[str, Any]
    urn: int | None = None
    # The address of a page of the same list.
    page_address: Callable[[int], str] = str


@dataclass(frozen=True)
class Endpoint:
    """`fields` are name: (JSON type, description), of one row where it is a list."""

    name: str
    path: str
    scope: Scope
    summary: str
    fields: Mapping[str, tuple[str, str]]
    answer: Callable[[Call], Answer]
    parameters: tuple[Parameter, ...] = ()
    is_list: bool = False

    @property
    def has_urn(self) -> bool:
        return "<int:urn>" in self.path
