"""What people are told about measures. The law sets times for most: none is optional."""

from collections.abc import Collection, Iterator

from exclusions.measures.kinds import KINDS
from exclusions.measures.models import Measure
from exclusions.measures.spec import KindSpec
from portal.accounts.models import User
from portal.notices.enums import Firm
from portal.notices.kinds import Group, NoticeKind, register


def readable(user: User, references: Collection[str]) -> set[str]:
    measures = Measure.objects.visible_to(user).filter(reference__in=references)
    return set(measures.values_list("reference", flat=True))


MEASURES = Group(35, "measures", "Measures: directions, moves, timetables, separations", readable=readable)
WORDS = {
    "record": "is recorded",
    "soon": "has something due within three days",
    "late": "has something overdue",
}


def _of(spec: KindSpec) -> Iterator[NoticeKind]:
    steps = {step.verb: f"moves on: {step.label.lower()}" for step in spec.steps if step.tells}
    for verb, words in {**steps, **WORDS}.items():
        yield NoticeKind(f"{spec.kind}.{verb}", f"{spec.a_noun} {words}", MEASURES, Firm.STATUTORY)


register(*(kind for spec in KINDS.values() for kind in _of(spec)))
