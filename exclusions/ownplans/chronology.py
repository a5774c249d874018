"""What own plans tell in a pupil's chronology: that one was started, written, ended; never what it says."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from exclusions.ownplans.models import OwnPlan
from portal.accounts.models import User
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Pupil


def happenings(user: User, pupil: Pupil) -> Iterator[Happening]:
    """The plans this person may read, in two queries."""
    plans = OwnPlan.objects.visible_to(user).filter(pupil__in=pupil.records)
    for plan in plans.select_related("started_by", "ended_by").prefetch_related("versions__written_by"):
        yield _line(plan, plan.started_at, "Own plan started", plan.started_by.name)
        for version in plan.versions.all():
            who = f"With {version.written_by.name}" if version.written_by else "The young person"
            yield _line(plan, version.kept_at, f"Own plan written, version {version.number}", who)
        if plan.ended_at and plan.ended_by:
            yield _line(plan, plan.ended_at, "Own plan ended", plan.ended_by.name, plan.ended_because)


def _line(plan: OwnPlan, at: datetime, title: str, who: str, text: str = "") -> Happening:
    return Happening(
        on=timezone.localdate(at),
        at=at,
        title=title,
        text=text,
        reference=plan.reference,
        url=plan.get_absolute_url(),
        who=who,
    )


SOURCE = Source("own_plans", "Own plans", 35, happenings)
