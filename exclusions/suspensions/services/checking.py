"""What the law and the records refuse: days suspended twice, and more than 45 days in a year."""

from collections.abc import Iterable

from exclusions.suspensions.days import Days, in_days
from exclusions.suspensions.enums import STANDING, SuspensionKind
from exclusions.suspensions.errors import Overlaps, Unlawful
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.packs.thresholds import YEAR_LIMIT
from exclusions.suspensions.totals import tally
from portal.core.templatetags.portal import full_date
from schools.pupils.models import Pupil


def check_days(
    pupil: Pupil, school_id: int, kind: str, first: object, days: Days, *, without: Iterable[int] = ()
) -> None:
    """Raises Overlaps or Unlawful, naming the other record or the figure.

    A permanent exclusion is only refused where the very same decision stands already: nothing else may
    come between a headteacher and a lawful decision.
    """
    without = list(without)
    _check_permanent(pupil, school_id, kind, first, without)
    if kind == SuspensionKind.PERMANENT:
        return
    _check_overlap(pupil, days, without)
    _check_year(pupil, school_id, days, without)


def _check_permanent(pupil: Pupil, school_id: int, kind: str, first: object, without: list[int]) -> None:
    permanent = Suspension.objects.filter(
        pupil__in=pupil.records, school_id=school_id, kind=SuspensionKind.PERMANENT, state__in=STANDING
    ).exclude(pk__in=without)
    if kind != SuspensionKind.PERMANENT:
        permanent = permanent.filter(starts_on__lte=first)
    if found := permanent.first():
        since = full_date(found.starts_on)
        raise Overlaps(
            f"This pupil has been permanently excluded since {since} ({found.reference}). "
            "Cancel or correct that record first, if it is wrong."
        )


def _check_overlap(pupil: Pupil, days: Days, without: list[int]) -> None:
    rows = Suspension.objects.counted().filter(pupil__in=pupil.records).touching(days.first, days.last)
    for other in rows.exclude(kind=SuspensionKind.PERMANENT).exclude(pk__in=without):
        if on := other.served.clash(days):
            raise Overlaps(
                f"This pupil is suspended on {full_date(on)} already ({other.reference}). "
                "Choose other days, or correct that record if it is wrong. A suspension cannot be extended: "
                "a further one begins when it ends."
            )


def _check_year(pupil: Pupil, school_id: int, days: Days, without: list[int]) -> None:
    year = tally(pupil, school_id, days, without=without).worst_year
    if year.total > YEAR_LIMIT:
        left = max(YEAR_LIMIT - year.before, 0)
        raise Unlawful(
            f"{year.name}: with this suspension the pupil would have been suspended for "
            f"{in_days(year.total)}. The law allows 45 school days in an academic year, across all schools; "
            f"{in_days(left)} can still be given. Shorten it."
        )
