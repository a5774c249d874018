"""Records come before the authority's teams; somebody of a team takes note for all of it."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.models import Arrival, Suspension, Team
from exclusions.suspensions.models.arrivals import POWER_OF_TEAM, teams_of
from exclusions.suspensions.services.acting import about
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import WrongState
from portal.core.templatetags.portal import moment
from schools.links.standing import people_across_authority_with, standing_of
from schools.pupils.codes import YES
from schools.pupils.services.acting import lock

# What began longer ago and comes by file is history, and no news to the officers.
NEWS = timedelta(days=28)


def arrive(records: Iterable[Suspension], *, by: User) -> list[Arrival]:
    """Lay new records before the teams they concern: the officers what is news, the virtual school head every
    one of a looked-after pupil. Whether anybody is there to be told is written down; who records has noted
    it. Where there is no officer, older ones wait too: else telling the authority would look done.
    """
    now, since = timezone.now(), timezone.localdate() - NEWS
    is_told = {team: people_across_authority_with(power).exists() for team, power in POWER_OF_TEAM.items()}
    own, capacity = teams_of(by), standing_of(by).capacity()
    seen = {team: {"seen_at": now, "seen_by": by, "seen_as": capacity} for team in own}
    return Arrival.objects.bulk_create(
        Arrival(suspension=each, team=team, is_told=is_told[team], came_at=now, **seen.get(team, {}))
        for each in records
        for team, concerns in (
            (Team.OFFICERS, each.starts_on >= since or not is_told[Team.OFFICERS]),
            (Team.VIRTUAL_SCHOOL, each.looked_after == YES),
        )
        if concerns
    )


@transaction.atomic
def take_note(*, arrival: Arrival, by: User) -> Arrival:
    """Say that one's team has taken note of a record.

    Raises WrongState, naming who and when, where a colleague has. Where nobody was there to be told when the
    record came, the team has been told now.
    """
    lock(arrival.suspension.pupil)
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if arrival.seen_by is not None:
        seen = f"{arrival.seen_by.name} took note on {moment(arrival.seen_at)}."
        raise WrongState(f"{arrival.suspension.reference}: {seen}")
    suspension = arrival.suspension
    arrival.seen_at, arrival.seen_by = timezone.now(), by
    arrival.seen_as = standing_of(by).capacity(suspension.school_id)
    arrival.save(update_fields=["seen_at", "seen_by", "seen_as"])
    record(
        by=by,
        kind=Kind.CHANGE,
        verb="suspension.take_note",
        about=about(suspension),
        capacity=arrival.seen_as,
        detail={"team": arrival.team},
    )
    if not arrival.is_told:
        derive_pupil(suspension.pupil, why=f"{arrival.get_team_display()}: took note.", by=by)
    return arrival


@transaction.atomic
def take_note_of_all(*, arrivals: Iterable[Arrival], by: User) -> int:
    """Take note of several at once; how many nobody had. What a colleague took note of stays theirs."""
    taken = 0
    # In the order of the pupils, so that two people who do the same never wait in a circle.
    for arrival in sorted(arrivals, key=lambda each: each.suspension.pupil.child_id):
        try:
            with transaction.atomic():
                take_note(arrival=arrival, by=by)
                taken += 1
        except WrongState:
            continue
    return taken
