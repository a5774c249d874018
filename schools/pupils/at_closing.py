"""What must be seen to when a school closes: the pupils on its roll."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Count
from django.utils import timezone

from schools.pupils.models import Enrolment
from schools.register.dependents import Counts


def on_roll_at(schools: Collection[int]) -> Counts:
    """Pupils who are on these rolls today or will be; one query."""
    rows = Enrolment.objects.not_over(timezone.localdate()).filter(school__in=schools)
    counted = rows.order_by().values("school").annotate(count=Count("pupil", distinct=True))
    return {
        school: Counter({"pupil| on roll": count}) for school, count in counted.values_list("school", "count")
    }
