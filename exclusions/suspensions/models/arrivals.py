"""Records as they come to a team of the authority: who was there to be told, who took note and when."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone

from exclusions.suspensions.models.records import Suspension, of_readable
from portal.accounts.authority import may
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.privacy import Retention, classify


class Team(TextChoices):
    """People of the authority who are told of a record: one of them takes note for all."""

    OFFICERS = "officers", "Inclusion officers"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual school head"


# By this power somebody belongs to a team, where an authority role gives it.
POWER_OF_TEAM = {
    Team.OFFICERS: Power.RECORD_SUSPENSIONS,
    Team.VIRTUAL_SCHOOL: Power.SEE_SUSPENSIONS_IN_CARE,
}


def teams_of(user: User | AnonymousUser) -> list[Team]:
    return [team for team, power in POWER_OF_TEAM.items() if may(user, power)]


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def visible_to(self, user: User | AnonymousUser) -> "ArrivalQuerySet":
        """Those of one's own teams, of records that one may read."""
        return of_readable(self.filter(team__in=teams_of(user)), user)

    def unseen(self) -> "ArrivalQuerySet":
        return self.filter(seen_at=None)


@classify(Retention.PUPIL_FILE, T1="team came_at is_told seen_at", T2="seen_by seen_as", T3="suspension")
class Arrival(models.Model):
    """One record before one team. `is_told`: somebody of the team had an account when it came, and the
    portal told them; where nobody had, telling the team stays the school's duty until somebody takes note.
    """

    suspension = models.ForeignKey(Suspension, models.PROTECT, related_name="arrivals", db_index=False)
    team = models.CharField(max_length=20, choices=Team.choices)
    came_at = models.DateTimeField(default=timezone.now)
    is_told = models.BooleanField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_as = models.CharField(max_length=60, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ("-came_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("suspension", "team"), name="comes_to_a_team_once"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="somebody_took_note_at_a_moment",
            ),
        )
        indexes = (
            models.Index(fields=("team", "-came_at"), name="new_to_a_team", condition=Q(seen_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.suspension_id} before {self.team}"

    @property
    def reference(self) -> str:
        """What lists and the audit trail call it by."""
        return self.suspension.reference

    @property
    def school_id(self) -> int:
        return self.suspension.school_id
