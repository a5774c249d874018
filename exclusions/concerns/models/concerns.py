"""A worry raised by a school: what was sent, who it is about, and everything said since.

What a school has sent is never changed: the database refuses (migration 0002). Later words are
entries with author and time.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from exclusions.concerns import conditions
from exclusions.concerns.enums import (
    OPEN_STATES,
    Decision,
    Destination,
    Ending,
    EntryKind,
    Helped,
    Part,
    State,
    Wish,
)
from exclusions.concerns.models.seals import Seal
from exclusions.concerns.reading import kinds_read_at
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import standing_of
from schools.pupils.models import YEAR_GROUPS, Enrolment, Pupil, child_of
from schools.register.models import School

if TYPE_CHECKING:
    from exclusions.concerns.told import Told


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: User | AnonymousUser) -> "ConcernQuerySet":
        """Concerns of schools where this person may read concerns, sealed ones only where they are named."""
        return standing_of(user).scope(Power.SEE_CONCERNS).limit(self).not_sealed_from(user)

    def for_triage_by(self, user: User | AnonymousUser) -> "ConcernQuerySet":
        """Concerns of schools whose link worker this person is, as far as they may read them."""
        return standing_of(user).scope(Power.TRIAGE).limit(self).not_sealed_from(user)

    def not_sealed_from(self, user: User | AnonymousUser) -> "ConcernQuerySet":
        """Without those that are sealed and do not name this person, who is not to learn of them."""
        return self.exclude(pk__in=Seal.objects.that_hide_from(user).values("concern"))

    def sealed_from(self, user: User | AnonymousUser) -> "ConcernQuerySet":
        """Those this person is not to learn of: for what rests on concerns and must not name these."""
        return self.filter(pk__in=Seal.objects.that_hide_from(user).values("concern"))

    def unsealed(self) -> "ConcernQuerySet":
        """Concerns that everybody with the power reads: for what is told without asking who reads."""
        return self.exclude(pk__in=Seal.objects.live().values("concern"))

    def receipts_of(self, user: User) -> "ConcernQuerySet":
        """Concerns this person sent: they keep reference, date and status wherever they work now."""
        return self.filter(raised_by=user)

    def open(self) -> "ConcernQuerySet":
        return self.filter(conditions.OPEN)

    def waiting(self) -> "ConcernQuerySet":
        """Concerns that wait for the link worker to act."""
        return self.filter(conditions.WAITING)

    def with_school(self) -> "ConcernQuerySet":
        """Concerns that wait for the school's answer."""
        return self.filter(conditions.WITH_SCHOOL)

    def for_answer_by(self, user: User | AnonymousUser) -> "ConcernQuerySet":
        """Concerns of schools for which this person may answer, as far as they may read them."""
        return standing_of(user).scope(Power.ANSWER_FOR_SCHOOL).limit(self).not_sealed_from(user)

    def without_outcome(self) -> "ConcernQuerySet":
        """Decided concerns of which the school has not written down what came of them (KCSIE)."""
        told = Entry.objects.filter(concern=models.OuterRef("pk"), kind=EntryKind.OUTCOME)
        return self.filter(~models.Exists(told), state=State.DECIDED)

    def overdue(self, on: date) -> "ConcernQuerySet":
        """Open concerns whose day of decision has passed."""
        return self.filter(conditions.overdue(on))

    def most_urgent_first(self) -> "ConcernQuerySet":
        """Danger first, then the earliest day of decision, then the oldest."""
        return self.order_by(F("in_danger").desc(), "decide_by", "raised_at", "pk")

    def about(self, *pupils: Pupil) -> "ConcernQuerySet":
        """Concerns in which any of these pupils has a part."""
        # Begins with the pupil: asked concern by concern, every open one of the authority is looked at.
        records = [record for pupil in pupils for record in pupil.records]
        return self.filter(pk__in=ConcernSubject.objects.filter(pupil__in=records).values("concern"))

    def with_categories(self) -> "ConcernQuerySet":
        """Adds the kinds as text, to look for one: SQLite cannot look into a JSON list."""
        return self.annotate(_categories=Cast("categories", models.TextField()))

    def in_category(self, code: str) -> "ConcernQuerySet":
        """Concerns of one kind."""
        return self.with_categories().filter(Q(_categories__contains=f'"{code}"'))

    def quiet_since(self, moment: datetime) -> "ConcernQuerySet":
        """Open concerns on which nothing was said or done since; a side's own notes are no answer to it."""
        return self.open().filter(changed_at__lt=moment)

    def without_follow_up(self) -> "ConcernQuerySet":
        """Concerns of which the school has not written down what it did (KCSIE)."""
        told = Entry.objects.filter(concern=models.OuterRef("pk"), kind=EntryKind.FOLLOW_UP)
        return self.filter(~models.Exists(told), action_taken="")

    def with_clock(self) -> "ConcernQuerySet":
        """Adds `paused_until`: the last day on which a pause that has not ended lets the clock stand."""
        from exclusions.concerns.models.clock import Pause  # noqa: PLC0415 -- pauses point to concerns

        until = Pause.objects.live().filter(concern=models.OuterRef("pk")).values("until")[:1]
        return self.annotate(paused_until=models.Subquery(until))

    def for_list(self) -> "ConcernQuerySet":
        """With what a row of a list shows, in a fixed number of queries."""
        subjects = ConcernSubject.objects.with_year_group().select_related("pupil")
        return (
            self.with_clock()
            .select_related("school", "raised_by", "taken_by")
            .prefetch_related(models.Prefetch("subjects", subjects), "other_subjects")
        )


@classify(
    Retention.PUPIL_FILE,
    T1="reference state raised_at changed_at acknowledge_by decide_by deadline_estimated school version "
    "acknowledged_at",
    T2="raised_by raised_as taken_by",
    T4="categories in_danger happened_on what_happened child_words action_taken wish",
)
class Concern(models.Model):
    """One concern as the school sent it, and where it stands."""

    reference = ReferenceField("C")
    school = models.ForeignKey(School, models.PROTECT, related_name="concerns")
    state = models.CharField(max_length=20, choices=State.choices, default=State.SENT)
    # What the school sent: frozen by the database.
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="concerns_raised")
    raised_as = models.CharField("capacity of the author", max_length=60)
    raised_at = models.DateTimeField()
    categories = models.JSONField(default=list, help_text="codes of Category, in the order chosen")
    in_danger = models.BooleanField("someone was in danger when this was raised")
    happened_on = models.DateField(null=True, blank=True)
    what_happened = models.TextField()
    child_words = models.TextField("in the child's own words", blank=True)
    action_taken = models.TextField("what the school has done", blank=True)
    wish = models.CharField("what the school asks for", max_length=20, choices=Wish.choices)
    # Where it stands.
    acknowledge_by = models.DateField(help_text="1 school day after it was raised (domain.md 5.3)")
    decide_by = models.DateField(help_text="3 school days after it was raised (domain.md 5.3)")
    deadline_estimated = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, help_text="counts changes, so that nobody decides blind")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "-pk")
        indexes = (
            models.Index(fields=("school", "state", "decide_by")),
            models.Index(fields=("school", "-raised_at")),
            models.Index(fields=("raised_by", "-raised_at")),
            models.Index(fields=("changed_at",)),
            models.Index(fields=("decide_by",), name="concerns_open_by_deadline", condition=conditions.OPEN),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=State.values), name="concern_state_is_known"),
            models.CheckConstraint(
                condition=Q(decide_by__gte=F("acknowledge_by")), name="concern_is_acknowledged_before_decided"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("concerns:detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @cached_property
    def told(self) -> "Told":
        """What it says beyond the quick page."""
        # Built from models of this room.
        from exclusions.concerns.told import Told  # noqa: PLC0415

        return Told(self)

    @property
    def about_others(self) -> list[str]:
        """What it is about besides pupils: `The bus stop (a place)`."""
        return [str(other) for other in self.other_subjects.all()]

    @property
    def category_labels(self) -> list[str]:
        # The kinds read a model of this room.
        from exclusions.concerns.kinds import labels_of  # noqa: PLC0415

        return labels_of(self.categories)


class ConcernSubjectQuerySet(models.QuerySet["ConcernSubject"]):
    def with_year_group(self) -> "ConcernSubjectQuerySet":
        """Adds `year_group`: the pupil's latest at the concern's school."""
        here = Enrolment.objects.filter(pupil=child_of("pupil"), school=models.OuterRef("concern__school"))
        latest = here.order_by("-starts_on", "pk").values("year_group")[:1]
        return self.annotate(year_group=models.Subquery(latest))


@classify(Retention.PUPIL_FILE, T4="concern pupil part")
class ConcernSubject(models.Model):
    """A pupil's part in a concern."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="subjects")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="concern_parts")
    part = models.CharField(max_length=20, choices=Part.choices, default=Part.ABOUT)

    objects = ConcernSubjectQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("concern", "pupil"), name="a_pupil_has_one_part_in_a_concern"),
        )

    def __str__(self) -> str:
        return f"{self.pupil_id} in {self.concern_id}"

    @property
    def year(self) -> str:
        """`Year 8`, where the row was read `with_year_group()`."""
        return dict(YEAR_GROUPS).get(getattr(self, "year_group", None) or "", "")


class EntryQuerySet(models.QuerySet["Entry"]):
    def readable_by(self, user: User, concern: Concern) -> "EntryQuerySet":
        """The entries that this person reads of a concern which they may see (`concerns.reading`)."""
        return self.filter(concern=concern, kind__in=kinds_read_at(user, concern.school_id))


@classify(Retention.PUPIL_FILE, T1="kind at verb", T2="concern author capacity", T4="body")
class Entry(models.Model):
    """Something said or done after a concern was sent. Append-only: the database refuses changes."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    verb = models.CharField(max_length=20, blank=True, help_text="the move it records, if any")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    at = models.DateTimeField()
    body = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.concern_id}"


@classify(
    Retention.PUPIL_FILE,
    T1="concern on_concern decided_at next_on corrects ended_at ended_how",
    T2="decided_by capacity signed_by signed_as ended_by",
    T4="decision destination agency level rationale reply next_step next_who ended_because",
)
class Triage(models.Model):
    """The link social worker's decision on a concern. Its words never change (decision 50).

    One at the most stands (`concern`). What was corrected or withdrawn stays, on its concern
    (`on_concern`), with how it ended; what corrected it points back to it.
    """

    concern = models.OneToOneField(
        Concern, models.PROTECT, null=True, related_name="triage", help_text="none once it no longer stands"
    )
    on_concern = models.ForeignKey(Concern, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=20, choices=Decision.choices)
    destination = models.CharField(max_length=20, choices=Destination.choices, blank=True)
    agency = models.CharField("which agency", max_length=120, blank=True, default="", db_default="")
    level = models.CharField("level of need", max_length=80, blank=True, default="", db_default="")
    rationale = models.TextField(help_text="why, also where nothing further is done (KCSIE record keeping)")
    reply = models.TextField("reply to the school")
    next_step = models.TextField("what happens next", blank=True, default="", db_default="")
    next_who = models.CharField("who does it", max_length=200, blank=True, default="", db_default="")
    next_on = models.DateField("by when", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    decided_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="the second person"
    )
    signed_as = models.CharField(
        "capacity of the second person", max_length=60, blank=True, default="", db_default=""
    )
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="", db_default="")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField("why it no longer stands", blank=True, default="", db_default="")

    class Meta:
        ordering = ("decided_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(decision=Decision.REFER, destination__gt="")
                | ~Q(decision=Decision.REFER) & Q(destination=""),
                name="a_referral_and_only_a_referral_has_a_destination",
            ),
            models.CheckConstraint(
                condition=Q(concern=F("on_concern"), concern__isnull=False, ended_how="", ended_at=None)
                | Q(concern=None, ended_how__gt="", ended_at__isnull=False),
                name="a_decision_stands_or_has_ended",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_decision_display()} on {self.on_concern_id}"

    @property
    def label(self) -> str:
        """What was decided, in words: `Refer to another service: Front door (MASH)`."""
        where = self.agency or (self.get_destination_display() if self.destination else "")
        return f"{self.get_decision_display()}: {where}" if where else self.get_decision_display()


@classify(Retention.PUPIL_FILE, T1="triage helped given_at", T2="given_by capacity", T4="words")
class Feedback(models.Model):
    """Whether a decision helped, as the school says once. Append-only."""

    triage = models.OneToOneField(Triage, models.PROTECT, related_name="feedback")
    helped = models.CharField("did it help?", max_length=10, choices=Helped.choices)
    words = models.TextField(blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=60)
    given_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.get_helped_display()} on {self.triage_id}"
