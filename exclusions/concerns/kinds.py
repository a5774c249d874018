"""The kinds of concern as the authority words them: read once a request, whoever asks.

Concerns hold codes. A retired kind is offered no more, but its label stays on what was sent.
"""

from dataclasses import dataclass
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
    """What a new concern may choose: those in use, and those chosen already."""
    return [(kind.code, kind.label) for kind in _offered(chosen)]


def quick_kinds(chosen: list[str]) -> list[KindOfConcern]:
    """Those that are offered at once."""
    return [kind for kind in _offered(chosen) if not kind.group]


def grouped_kinds(chosen: list[str]) -> list[tuple[str, list[KindOfConcern]]]:
    """The second level, by heading; headings in the order of their first kind."""
    inside: dict[str, list[KindOfConcern]] = {}
    for kind in _offered(chosen):
        if kind.group:
            inside.setdefault(kind.group, []).append(kind)
    return list(inside.items())


def _offered(chosen: list[str]) -> list[KindOfConcern]:
    return [kind for kind in every_kind() if not kind.is_retired or kind.code in chosen]
