"""The kinds of concern as the authority words them: read once a request, whoever asks.

Concerns hold codes. A retired kind is offered no more, but its label stays on what was sent.
"""

from dataclasses import dataclass
from itertools import groupby
from time import monotonic

from django.core.signals import request_started

from exclusions.concerns.enums import Category
from exclusions.concerns.models.details import KindOfConcern

MOST_QUICK = 12
# A worker's process has no requests: it reads anew after so many seconds.
REMEMBERED_SECONDS = 60


@dataclass
class _Memory:
    kinds: tuple[KindOfConcern, ...] = ()
    until: float = 0


_memory = _Memory()


def every_kind() -> tuple[KindOfConcern, ...]:
    """All of them, retired ones too, in the authority's order."""
    if monotonic() >= _memory.until:
        _memory.kinds = tuple(KindOfConcern.objects.all())
        _memory.until = monotonic() + REMEMBERED_SECONDS
    return _memory.kinds


def forget_kinds(**signal: object) -> None:
    """Read them anew: they have changed, or a new request begins."""
    _memory.until = 0


request_started.connect(forget_kinds, dispatch_uid="concerns.forget_kinds")


def labels_of(codes: list[str]) -> list[str]:
    """What people read for these codes; a code that nobody knows is left out."""
    known = {kind.code: kind.label for kind in every_kind()}
    shipped = {str(code): str(label) for code, label in Category.choices}
    labels = (known.get(code) or shipped.get(code, "") for code in codes)
    return [label for label in labels if label]


def filter_choices() -> list[tuple[str, str]]:
    """For filters of lists: also the retired ones, which old concerns have."""
    return [
        (kind.code, f"{kind.label} (no longer used)" if kind.is_retired else kind.label)
        for kind in every_kind()
    ]


def choices_for(chosen: list[str]) -> list[tuple[str, str]]:
    """What a new concern may choose: those in use, the quick ones first, and those chosen already."""
    offered = [kind for kind in every_kind() if not kind.is_retired or kind.code in chosen]
    return [(kind.code, kind.label) for kind in sorted(offered, key=lambda kind: bool(kind.group))]


def groups() -> list[tuple[str, list[KindOfConcern]]]:
    """The second level: the kinds in use that stand under a heading, by heading."""
    inside = [kind for kind in every_kind() if kind.group and not kind.is_retired]
    by_group = groupby(sorted(inside, key=lambda kind: kind.group), key=lambda kind: kind.group)
    return [(group, list(kinds)) for group, kinds in by_group]
