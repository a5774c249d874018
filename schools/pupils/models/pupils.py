"""Pupils and where they are on roll."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from schools.links.standing import Scope, standing_of
from schools.pupils.enums import LeavingReason
from schools.pupils.upn import SHAPE, validate_upn
from schools.pupils.words import fold, sought
from schools.register.models import School

if TYPE_CHECKING:
    from schools.pupils.models.facts import PupilFact
    from schools.pupils.models.transfers import SafeguardingTransfer

YEAR_GROUPS = [
    ("N1", "Nursery first year"),
    ("N2", "Nursery second year"),
    ("R", "Reception"),
    *[(str(year), f"Year {year}") for year in range(1, 15)],
    ("X", "Not following the national curriculum"),
]


def child_of(outer: str) -> Coalesce:
    """In a subquery: the record that is kept of the pupil to whom the outer row's `outer` points."""
    return Coalesce(models.OuterRef(f"{outer}__merged_into"), models.OuterRef(outer))


class PupilQuerySet(models.QuerySet["Pupil"]):
    def visible_to(self, user: User | AnonymousUser) -> "PupilQuerySet":
        """Pupils on roll today at a school where this person may find pupils."""
        return self.on_roll_within(standing_of(user).scope(Power.FIND_PUPIL))

    def nameable_by(self, user: User | AnonymousUser) -> "PupilQuerySet":
        """Pupils whom this person may name: whom they may find, or at whose school they may raise a concern.

        Naming shows name, year group and date of birth, and opens no page.
        """
        return self._within_any(user, Power.FIND_PUPIL, Power.RAISE_CONCERN)

    def openable_by(self, user: User | AnonymousUser) -> "PupilQuerySet":
        """Pupils whose own page this person may open: whom they may find, or whose details they keep."""
        return self._within_any(user, Power.FIND_PUPIL, Power.MANAGE_PUPILS)

    def _within_any(self, user: User | AnonymousUser, *powers: Power) -> "PupilQuerySet":
        """Pupils on roll today at a school where one of the powers holds."""
        scopes = [standing_of(user).scope(power) for power in powers]
        return self.on_roll_within(
            Scope(
                everywhere=any(scope.everywhere for scope in scopes),
                school_ids=frozenset().union(*(scope.school_ids for scope in scopes)),
            )
        )

    def manageable_by(self, user: User | AnonymousUser) -> "PupilQuerySet":
        """Pupils on roll today at a school where this person keeps pupils' details."""
        return self.on_roll_within(standing_of(user).scope(Power.MANAGE_PUPILS))

    def on_roll_within(self, scope: Scope) -> "PupilQuerySet":
        """Pupils with a live enrolment at a school of the scope, each once; a record that was merged into
        another is found by that one.
        """
        live = scope.limit(Enrolment.objects.active(timezone.localdate())).order_by()
        if scope.everywhere:
            here = Q(models.Exists(live.filter(pupil=models.OuterRef("pk"))))
        else:  # begins with the rolls of the schools, not with every pupil there is
            here = Q(pk__in=live.values("pupil"))
        return self.filter(here, merged_into=None)

    def same_children(self, pupils: "models.QuerySet[Any] | Iterable[int]") -> "PupilQuerySet":
        """Every record of the children of whom these are records (rows or keys), merged ones among them."""
        kept = Pupil.objects.filter(pk__in=pupils).values(kept=Coalesce("merged_into", "pk"))
        return self.filter(Q(pk__in=kept) | Q(merged_into__in=kept))

    def matching(self, typed: str) -> "PupilQuerySet":
        """Pupils who fit everything typed: the beginning of any part of a name, a date of birth, a UPN (also
        one they had before) or a reference. Capitals, accents and apostrophes do not matter; nothing typed
        finds nobody. What fits a record that was merged finds the one that is kept.
        """
        wanted = sought(typed)
        if wanted.is_impossible or not (wanted.words or wanted.born_on):
            return self.none()
        found = self.filter(born_on=wanted.born_on) if wanted.born_on else self
        for word in wanted.words:
            fits = _fits(word)
            merged = Pupil.objects.filter(fits, merged_into__isnull=False)
            found = found.filter(fits | Q(pk__in=merged.values("merged_into")))
        return found

    def with_year_group(self, school: School) -> "PupilQuerySet":
        """Adds `year_group`: the pupil's latest at this school, None where never on its roll."""
        here = Enrolment.objects.filter(pupil=models.OuterRef("pk"), school=school)
        latest = here.order_by("-starts_on", "pk").values("year_group")[:1]
        return self.annotate(year_group=models.Subquery(latest))


def _fits(word: str) -> Q:
    """Records that a typed word fits: by a part of a name, a reference, or a UPN of today or before."""
    fits = Q(upn=word.upper()) | Q(reference=word.upper())
    if SHAPE.fullmatch(word.upper()):
        fits |= Q(pk__in=PupilUpn.objects.filter(upn=word.upper()).values("pupil"))
    parts = fold(word)
    return fits | Q(search_name__contains=parts) if parts else fits


class SearchName(models.CharField):
    """The pupil's names folded for searching; written whenever the row is, bulk_create included.

    The databases' own case-blind search knows no accents (SQLite not even capital É).
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        names = (getattr(model_instance, name) for name in ("forename", "surname", "preferred_name"))
        setattr(model_instance, self.attname, folded := fold(" ".join(names))[: self.max_length])
        return folded


@classify(
    Retention.PUPIL_FILE,
    T1="reference",
    T2="upn forename surname preferred_name search_name born_on sex created_at merged_into",
)
class Pupil(models.Model):
    """One child. Quoted by reference everywhere; the UPN is never put into an address or a log."""

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"

    reference = ReferenceField("P", length=6)
    upn = models.CharField(
        "UPN", max_length=13, unique=True, null=True, blank=True, validators=[validate_upn]
    )
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    preferred_name = models.CharField(max_length=100, blank=True)
    search_name = SearchName(max_length=320, editable=False)
    born_on = models.DateField("date of birth")
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Of a record that is known to be a second one of the same child: the one that is kept. Never a chain.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ("surname", "forename", "pk")
        indexes = (
            models.Index(
                fields=("merged_into",), name="merged_records", condition=Q(merged_into__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="not_merged_into_itself"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Also forgets what was read of all records of the child."""
        for read_once in ("records", "whole_roll", "whole_facts", "received_files"):
            self.__dict__.pop(read_once, None)
        super().refresh_from_db(*args, **kwargs)

    @cached_property
    def records(self) -> list[int]:
        """Keys of every record of this child: what was recorded with a merged one belongs to the child.

        Rooms above ask `pupil__in=pupil.records` wherever they show what there is about a pupil; a dozen of
        them on one page, so the keys are read once.
        """
        return [self.child_id, *Pupil.objects.filter(merged_into=self.child_id).values_list("pk", flat=True)]

    @cached_property
    def whole_roll(self) -> list["Enrolment"]:
        """Every time the child was on a roll, by all records; read once for all that one page shows."""
        rows = Enrolment.objects.filter(pupil__in=self.records)
        return list(rows.select_related("school", "destination"))

    @cached_property
    def whole_facts(self) -> list["PupilFact"]:
        """What was ever entered about the child in all records, the newest first; read once likewise."""
        rows = self.facts.model.objects.filter(pupil__in=self.records)
        return list(rows.select_related("entered_by"))

    @cached_property
    def received_files(self) -> list["SafeguardingTransfer"]:
        """Handovers of the child's files that arrived, the latest first; read once likewise."""
        rows = self.transfers.model.objects.filter(pupil__in=self.records, received_at__isnull=False)
        return list(rows.order_by("-received_at"))

    @property
    def child_id(self) -> int:
        """The key of the record that stands for the child."""
        return self.merged_into_id or self.pk

    @property
    def full_name(self) -> str:
        return f"{self.forename} {self.surname}"

    @property
    def short_name(self) -> str:
        """`Sam R.`: for lists, where the reader knows the school."""
        return f"{self.preferred_name or self.forename} {self.surname[:1]}."

    def get_absolute_url(self) -> str:
        return reverse("pupils:pupil", args=[self.reference])

    @property
    def age(self) -> int:
        """Age today in whole years."""
        today = timezone.localdate()
        had_birthday = (today.month, today.day) >= (self.born_on.month, self.born_on.day)
        return today.year - self.born_on.year - (not had_birthday)


@classify(Retention.PUPIL_FILE, T2="pupil upn reason ended_on entered_by entered_at")
class PupilUpn(models.Model):
    """A UPN a pupil no longer has: a temporary one, one given in error. Kept for matching (domain.md 2.8)."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="former_upns")
    upn = models.CharField("UPN", max_length=13, db_index=True, validators=[validate_upn])
    reason = models.CharField(max_length=200)
    ended_on = models.DateField()
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-ended_on", "-pk")
        constraints = (models.UniqueConstraint(fields=("pupil", "upn"), name="a_former_upn_is_kept_once"),)

    def __str__(self) -> str:
        return f"former UPN of {self.pupil_id}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self, on: date) -> "EnrolmentQuerySet":
        """Enrolments that hold on a day; the last day counts."""
        return self.not_over(on).filter(starts_on__lte=on)

    def not_over(self, on: date) -> "EnrolmentQuerySet":
        """Enrolments that hold on a day or will hold later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))


@classify(
    Retention.PUPIL_FILE,
    T2="pupil school year_group year_since status starts_on ends_on leaving_reason destination "
    "destination_note",
)
class Enrolment(models.Model):
    """A pupil is on a school's roll between two days (statuses: domain.md 2.7).

    `year_since` is the first day in the year group, empty where that is the first day on roll.
    `destination` is the next school where the register knows it, `destination_note` where it does not.
    """

    class Status(models.TextChoices):
        SINGLE = "C", "Single registration"
        MAIN = "M", "Main, dual registration"
        SUBSIDIARY = "S", "Subsidiary, dual registration"
        GUEST = "G", "Guest"
        FURTHER_EDUCATION = "F", "Further education college"
        OTHER_PROVIDER = "O", "Other provider"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="enrolments")
    school = models.ForeignKey(School, models.PROTECT, related_name="enrolments")
    year_group = models.CharField(max_length=2, choices=YEAR_GROUPS)
    year_since = models.DateField("in this year group since", null=True, blank=True)
    status = models.CharField(max_length=1, choices=Status.choices, default=Status.SINGLE)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    leaving_reason = models.CharField(max_length=20, choices=LeavingReason.choices, blank=True)
    destination = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="arrivals")
    destination_note = models.CharField(max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "pk")
        indexes = (
            models.Index(fields=("school", "ends_on", "year_group")),
            models.Index(fields=("pupil", "school")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="enrolment_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=("pupil", "school"), condition=Q(ends_on=None), name="one_open_enrolment_at_a_school"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pupil} at {self.school_id}"
