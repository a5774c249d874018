"""What must be seen to when a school closes: links of people, and the open work that rooms above register."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Count
from django.utils import timezone

from schools.links.models import Link
from schools.links.work import kinds
from schools.register.dependents import Counts


def stands_at(schools: Collection[int]) -> Counts:
    """Links that are not over and open work, held by somebody or by nobody yet; one query for each kind.

    What a kind of work leaves out, a sealed concern say, is not counted either.
    """
    links = Link.objects.not_over(timezone.localdate()).filter(user__is_active=True)
    found: Counts = {}
    for noun, rows in [("link", links), *((kind.noun, kind.open()) for kind in kinds())]:
        counted = rows.filter(school__in=schools).order_by().values("school").annotate(count=Count("pk"))
        for school, count in counted.values_list("school", "count"):
            found.setdefault(school, Counter())[noun] += count
    return found
