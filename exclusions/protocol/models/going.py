"""Documents of a case, and its way to another school."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from exclusions.protocol.enums import Audience, MoveState, Sees
from exclusions.protocol.models.cases import Case, shared_with
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField
from portal.files.models import PrivateFile
from schools.links.standing import Scope, standing_of
from schools.register.models import School


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def visible_to(self, user: User | AnonymousUser) -> "CaseFileQuerySet":
        """Of cases this person reads: what is for readers and what they added; all where they work cases."""
        standing = standing_of(user)
        mine = Q(uploaded_by=user) if isinstance(user, User) else Q(pk__in=())
        shown = [pk for pk, sees in shared_with(user).items() if sees == Sees.CASE]
        for_readers = _within(standing.scope(Power.SEE_CASES), "case__school") | Q(case__in=shown)
        for_workers = _within(standing.scope(Power.WORK_CASES), "case__school")
        return self.filter(for_readers & (Q(audience=Audience.READERS) | mine) | for_workers)


def _within(scope: Scope, path: str) -> Q:
    """Rows at schools of a scope. Never an empty condition: that would vanish beside another."""
    return Q(**{f"{path}__isnull": False}) if scope.everywhere else Q(**{f"{path}__in": scope.school_ids})


@classify(
    Retention.PUPIL_FILE,
    T1=f"{PrivateFile.T1_COLUMNS} audience withdrawn_at",
    T2="withdrawn_by",
    T3="case about withdrawn_because",
    T4=PrivateFile.T4_COLUMNS,
)
class CaseFile(PrivateFile):
    """A document of a case. It is never deleted: withdrawn, nobody opens it any more, and why is kept."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    about = models.CharField("what it is", max_length=120)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.READERS)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_because=""),
                name="a_document_is_withdrawn_with_a_reason",
            ),
        )


class CaseMoveQuerySet(models.QuerySet["CaseMove"]):
    def asked(self) -> "CaseMoveQuerySet":
        """Those that wait for an answer."""
        return self.filter(state=MoveState.ASKED)

    def for_answer_by(self, user: User | AnonymousUser) -> "CaseMoveQuerySet":
        """Those to schools for which this person answers, or whose cases they work."""
        return self.filter(_answerable(user))

    def visible_to(self, user: User | AnonymousUser) -> "CaseMoveQuerySet":
        """Those from schools whose cases this person reads, and those they may answer."""
        ours = _within(standing_of(user).scope(Power.SEE_CASES), "from_school")
        return self.filter(ours | _answerable(user))


def _answerable(user: User | AnonymousUser) -> Q:
    standing = standing_of(user)
    school = _within(standing.scope(Power.ANSWER_FOR_SCHOOL), "to_school")
    return school | _within(standing.scope(Power.WORK_CASES), "to_school")


@classify(
    Retention.PUPIL_FILE,
    T1="reference state asked_at school_at lead_at ended_at from_school to_school",
    T2="asked_by school_by lead_by ended_by",
    T3="case note because",
)
class CaseMove(models.Model):
    """A school is asked to take on the case of a pupil who changes to it.

    The case stays where it is, and goes on there, until the school (`school_by`) and who will lead it there
    (`lead_by`) have both accepted. `because` says why it was not accepted, or taken back.
    """

    reference = ReferenceField("B", length=6)
    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    from_school = models.ForeignKey(School, models.PROTECT, related_name="+")
    to_school = models.ForeignKey(School, models.PROTECT, related_name="+")
    note = models.TextField("handover note")
    state = models.CharField(max_length=10, choices=MoveState.choices, default=MoveState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    school_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    school_at = models.DateTimeField(null=True)
    lead_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lead_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    because = models.TextField(blank=True)

    objects = CaseMoveQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(state=MoveState.ASKED), name="one_move_of_a_case_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(from_school=F("to_school")), name="a_case_moves_to_another_school"
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("protocol:move", args=[self.reference])

    @property
    def waits_for(self) -> list[str]:
        """Whose yes is still missing."""
        if self.state != MoveState.ASKED:
            return []
        school = [] if self.school_by_id else [f"{self.to_school.name}’s safeguarding lead"]
        return school + ([] if self.lead_by_id else ["somebody who will lead it there"])
