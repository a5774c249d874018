"""Academic years, terms and closures: the authority's, and a school's own over them."""

from django.db import models

from portal.core.privacy import Retention, classify
from schools.register.models import School


@classify(Retention.REFERENCE, T1="name starts_on ends_on school")
class Term(models.Model):
    """A stretch of school days, first and last day included, without the holidays inside a half-term.

    `school` is None for the authority's own dates, which hold wherever a school has none.
    """

    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="terms")

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="term_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return self.name


@classify(Retention.REFERENCE, T1="on reason school")
class Closure(models.Model):
    """A day inside a term without a session for pupils: INSET, snow, a local holiday."""

    on = models.DateField()
    reason = models.CharField(max_length=120)
    school = models.ForeignKey(School, models.CASCADE, null=True, blank=True, related_name="closures")

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("on", "school"), name="a_school_closes_once_a_day"),
            # A null school equals nothing, and SQLite knows no other rule for nulls.
            models.UniqueConstraint(
                fields=("on",), condition=models.Q(school=None), name="the_authority_closes_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.reason}"
