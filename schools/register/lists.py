"""Short lists for the directory's filters, remembered for a while: they change with imports only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from schools.register.models import Refresh, School, Trust

CACHE_SECONDS = 300
AUTHORITIES, TRUSTS, CURRENCY = "register:authorities", "register:trusts", "register:currency"
# A longer list is no list to choose from: the filter becomes a box to type in.
MOST_TO_CHOOSE_FROM = 200


def authorities() -> list[tuple[int, str]]:
    """Code and name of every authority that has a school here, by name."""

    def read() -> list[tuple[int, str]]:
        rows = School.objects.order_by("la_code").values_list("la_code", "la_name").distinct()
        names: dict[int, str] = {}
        for code, name in rows:
            names[code] = max(names.get(code, ""), name or f"Authority {code}")
        return sorted(names.items(), key=lambda pair: pair[1])

    return _remembered(AUTHORITIES, read)


def trusts() -> list[tuple[int, str]]:
    """Group number and name of every trust, by name; empty where there are too many to choose from."""

    def read() -> list[tuple[int, str]]:
        named = Trust.objects.order_by("name", "pk").values_list("uid", "name")
        rows = list(named[: MOST_TO_CHOOSE_FROM + 1])
        return rows if len(rows) <= MOST_TO_CHOOSE_FROM else []

    return _remembered(TRUSTS, read)


def trust_named(uid: str) -> list[tuple[int, str]]:
    """The one trust with this group number, as a list to choose from."""
    if not (uid.isascii() and uid.isdecimal() and len(uid) < 10):
        return []
    return list(Trust.objects.filter(uid=uid).values_list("uid", "name"))


@dataclass(frozen=True)
class Currency:
    """How current the schools are: the day their file speaks for, and when that was taken in."""

    dated: date
    taken: datetime

    @property
    def is_old(self) -> bool:
        return (timezone.localdate() - self.dated).days > settings.REGISTER_DAYS_CURRENT


def currency() -> Currency | None:
    """None where no file of the register was ever taken in."""

    def read() -> tuple[Currency | None]:
        last = Refresh.objects.up_to_date().exclude(dated=None).first()
        return (Currency(last.dated, last.at) if last and last.dated else None,)

    found: Currency | None = _remembered(CURRENCY, read)[0]
    return found


def forget_lists() -> None:
    """The register has changed. Again after the commit: somebody may have read the old one meanwhile."""
    cache.delete_many([AUTHORITIES, TRUSTS, CURRENCY])
    transaction.on_commit(lambda: cache.delete_many([AUTHORITIES, TRUSTS, CURRENCY]))


def _remembered(key: str, read: Callable[[], Any]) -> Any:
    known = cache.get(key)
    if known is None:
        known = read()
        cache.set(key, known, CACHE_SECONDS)
    return known
