"""Which training people of schools have done, until when it lasts, and how much of the staff has done it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.register.models import School


@classify(Retention.REFERENCE, T1="code name months whole_staff needed_as source")
class Course(models.Model):
    """A kind of training: for whom, and for how many months it counts (None: it does not end)."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    whole_staff = models.BooleanField(default=False, help_text="the school counts all its staff")
    needed_as = models.JSONField(default=list, help_text="codes of the roles that need it")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class TrainingQuerySet(models.QuerySet["Training"]):
    def standing(self) -> "TrainingQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def in_date(self, on: date) -> "TrainingQuerySet":
        """Those that count on a day, which they do on their last day too."""
        return self.standing().filter(Q(lasts_until=None) | Q(lasts_until__gte=on), done_on__lte=on)


@classify(
    Retention.REGISTER,
    T1="course",
    T2="reference person school done_on lasts_until provider entered_by entered_as entered_at "
    "withdrawn_at withdrawn_by withdrawn_because reminded_at",
)
class Training(models.Model):
    """A person did a course on a day. Withdrawn where it was a mistake, never deleted.

    `school` is where it was entered; it counts wherever the person stands.
    """

    reference = ReferenceField("T")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainings")
    school = models.ForeignKey(School, models.PROTECT, related_name="trainings")
    course = models.ForeignKey(Course, models.PROTECT, related_name="trainings")
    done_on = models.DateField()
    lasts_until = models.DateField(null=True, blank=True)
    provider = models.CharField(max_length=120, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_as = models.CharField(max_length=60, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_because = models.CharField(max_length=250, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ("-done_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "course", "done_on"),
                condition=Q(withdrawn_at=None),
                name="a_course_is_done_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(lasts_until=None) | Q(lasts_until__gte=F("done_on")), name="training_lasts"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="withdrawn_training_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.reference


@classify(Retention.REGISTER, T1="school course", T2="as_at staff trained entered_by entered_as entered_at")
class StaffCount(models.Model):
    """How many of a school's staff a whole-staff course counts for, as the school counted on a day.

    Numbers only: most of a school's staff are not in the portal. The latest count of a course stands.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="staff_counts")
    course = models.ForeignKey(Course, models.PROTECT, related_name="staff_counts")
    as_at = models.DateField()
    staff = models.PositiveSmallIntegerField()
    trained = models.PositiveSmallIntegerField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_as = models.CharField(max_length=60, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-as_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(staff__gte=1, trained__lte=F("staff")), name="no_more_trained_than_staff"
            ),
        )
        indexes = (models.Index(fields=("school", "course", "-as_at"), name="latest_count_of_staff"),)

    def __str__(self) -> str:
        return f"{self.trained} of {self.staff}"
