"""Asking every room at once."""

from dataclasses import dataclass

from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.search.sources import Found, Source, all_sources

# How many hits of a kind stand on the page of all kinds, and on the page of one.
FEW, MANY = 5, 50


@dataclass(frozen=True)
class Hits:
    """The hits of one kind; `is_more` says that there are others that did not fit."""

    source: Source
    found: list[Found]
    is_more: bool


def search(*, typed: str, by: User, only: str = "") -> list[Hits]:
    """What this person may see and fits what they typed, kind by kind; kinds without a hit are left out.

    `only` is the code of one kind, of which more is shown. The search is written down with the records it
    brought up and without the words: they may be a child's name.
    """
    most = MANY if only else FEW
    asked = [source for source in all_sources() if only in ("", source.code)]
    hits = [_hits(source, by, typed, most) for source in asked]
    found = [hit.reference for hits_of_kind in hits for hit in hits_of_kind.found if hit.reference]
    record(
        by=by,
        kind=Kind.SEARCH,
        verb="portal.search",
        about=found,
        detail={hits_of_kind.source.code: len(hits_of_kind.found) for hits_of_kind in hits},
    )
    return [hits_of_kind for hits_of_kind in hits if hits_of_kind.found]


def _hits(source: Source, by: User, typed: str, most: int) -> Hits:
    found = source.find(by, typed, most + 1)
    return Hits(source, found[:most], len(found) > most)
