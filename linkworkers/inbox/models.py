"""What the inbox keeps of its own: who was told that a concern is late."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exclusions.concerns.models import Concern, ConcernQuerySet
from linkworkers.inbox.enums import Clock, Rung
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from schools.links.standing import standing_of


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def of(self, concern: Concern) -> "EscalationQuerySet":
        """Every step of one concern, the first first, with those who were told."""
        return self.filter(concern=concern).prefetch_related("told").order_by("on", "pk")


@classify(Retention.PUPIL_FILE, T1="concern clock rung due_on on days_late at", T2="told")
class Escalation(models.Model):
    """One step up the ladder for one day that was missed. Append-only: the database refuses changes."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="escalations")
    clock = models.CharField(max_length=20, choices=Clock.choices)
    rung = models.CharField(max_length=10, choices=Rung.choices)
    due_on = models.DateField("the day that was missed")
    on = models.DateField("the day of the step")
    days_late = models.PositiveSmallIntegerField(help_text="school days of the concern's school")
    told = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("concern", "clock", "due_on", "rung"), name="a_missed_day_takes_each_step_once"
            ),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="rung_is_known"),
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="clock_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.get_rung_display()} of {self.concern_id}"


def with_rungs(rows: ConcernQuerySet) -> ConcernQuerySet:
    """Adds `rung`: the highest step that was taken because of the day of decision that holds now."""
    steps = Escalation.objects.filter(
        concern=models.OuterRef("pk"), clock=Clock.DECIDE, due_on=models.OuterRef("decide_by")
    )
    height = models.Case(*[models.When(rung=rung, then=place) for place, rung in enumerate(Rung)])
    steps = steps.order_by(height.desc())
    return rows.annotate(rung=models.Subquery(steps.values("rung")[:1]))


def on_the_boards_list(user: User | AnonymousUser) -> ConcernQuerySet:
    """Open concerns late for so long that they stand on the inclusion board's list, at schools where this
    person sees what is late; sealed ones only where they are named.
    """
    listed = Escalation.objects.filter(rung=Rung.BOARD, due_on=models.F("concern__decide_by"))
    rows = Concern.objects.open().filter(pk__in=listed.values("concern"))
    return standing_of(user).scope(Power.SEE_LATE_CASES).limit(rows).not_sealed_from(user)
