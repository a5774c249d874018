"""What a concern says beyond the quick page: other subjects, circumstances, contexts, marks on a body.

Sent with the concern and append-only like it (migration 0003). Kinds of concern are the exception: the
authority edits their words, and a concern keeps the codes it was sent with.
"""

from django.db import models
from django.db.models import Q

from exclusions.concerns.bodies import AREAS, SIDES
from exclusions.concerns.enums import Context, Injury, OtherKind, PlaceKind, TimeOfDay, YesNo
from exclusions.concerns.models.concerns import Concern
from portal.core.privacy import Retention, classify
from schools.pupils.models import Pupil


@classify(Retention.PUPIL_FILE, T4="concern kind name words")
class OtherSubject(models.Model):
    """What a concern is about that is no pupil: a group, a place, an online space, the school itself."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="other_subjects")
    kind = models.CharField(max_length=20, choices=OtherKind.choices)
    name = models.CharField(max_length=200)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("kind", "name")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=OtherKind.values), name="other_subject_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display().lower()})"


@classify(
    Retention.PUPIL_FILE,
    T1="concern",
    T4="opinion time_of_day time_words place_kind place_words others_involved weighs_most parents_told "
    "parents_words child_asked child_view",
)
class Circumstances(models.Model):
    """The answers of "Add more detail" that are one each (KCSIE record keeping, domain.md 8.2)."""

    concern = models.OneToOneField(Concern, models.PROTECT, related_name="circumstances")
    opinion = models.TextField("what the author makes of it, apart from the facts", blank=True)
    time_of_day = models.CharField(max_length=20, choices=TimeOfDay.choices, blank=True)
    time_words = models.CharField(max_length=100, blank=True)
    place_kind = models.CharField(max_length=20, choices=PlaceKind.choices, blank=True)
    place_words = models.CharField(max_length=200, blank=True)
    others_involved = models.TextField("others involved who are no pupils of the school", blank=True)
    weighs_most = models.CharField(max_length=20, choices=Context.choices, blank=True)
    parents_told = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    parents_words = models.TextField("what parents say, or why they were not told", blank=True)
    child_asked = models.CharField(max_length=3, choices=YesNo.choices, blank=True)
    child_view = models.TextField("what the child wants, or why they were not asked", blank=True)

    def __str__(self) -> str:
        return f"Circumstances of {self.concern_id}"


@classify(Retention.PUPIL_FILE, T4="concern context words")
class ContextNote(models.Model):
    """What one context, home or online say, has to do with it (domain.md 6.1)."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="context_notes")
    context = models.CharField(max_length=20, choices=Context.choices)
    words = models.TextField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("concern", "context"), name="a_context_is_described_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_context_display()} of {self.concern_id}"


@classify(Retention.PUPIL_FILE, T4="concern pupil area side injury words seen")
class BodyMark(models.Model):
    """An injury that was seen: on whom, where, of what kind, in whose words, when."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="body_marks")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    area = models.CharField(max_length=30, choices=[(area.code, area.label) for area in AREAS.values()])
    side = models.CharField(max_length=5, choices=list(SIDES.items()))
    injury = models.CharField(max_length=20, choices=Injury.choices)
    words = models.TextField()
    seen = models.CharField("seen when, and by whom", max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Mark on {self.concern_id}"

    @property
    def place(self) -> str:
        """`Left hand, back`."""
        return f"{self.get_area_display()}, {self.get_side_display().lower()}"


@classify(Retention.REFERENCE, T1="code label hint group position is_retired")
class KindOfConcern(models.Model):
    """A kind of concern as the authority names it. Concerns hold its code, so it is never deleted.

    Those without a group are the quick ones, at most twelve; the others stand under their group.
    """

    code = models.SlugField(max_length=30, unique=True)
    label = models.CharField(max_length=60)
    hint = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "pk")
        verbose_name_plural = "kinds of concern"

    def __str__(self) -> str:
        return self.label
