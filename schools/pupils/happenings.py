"""What this room tells in a pupil's chronology: coming, leaving, and what became known."""

from collections.abc import Iterator

from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date
from schools.pupils.chronology import Happening, Source
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.reading import readable, tiers_of


def enrolments(user: User, pupil: Pupil) -> Iterator[Happening]:
    for enrolment in pupil.whole_roll:
        status = "" if enrolment.status == Enrolment.Status.SINGLE else f" ({enrolment.get_status_display()})"
        yield Happening(enrolment.starts_on, f"On roll at {enrolment.school.name}{status}")
        if enrolment.ends_on is not None:
            yield Happening(enrolment.ends_on, f"Left {enrolment.school.name}", text=_leaving(enrolment))


def _leaving(enrolment: Enrolment) -> str:
    where = enrolment.destination.name if enrolment.destination else enrolment.destination_note
    return ": ".join(part for part in (enrolment.get_leaving_reason_display(), where) if part)


def facts(user: User, pupil: Pupil) -> Iterator[Happening]:
    rows = [fact for fact in pupil.whole_facts if fact.withdrawn_at is None]
    for shown in readable(rows, tiers_of(user, pupil)):
        fact = shown.fact
        until = f" until {plain_date(fact.ends_on)}" if fact.ends_on else ""
        source = f"{fact.get_source_display()}, as at {plain_date(fact.as_at)}"
        who = fact.entered_by.name if fact.entered_by else ""
        yield Happening(fact.starts_on, f"{shown.label}: {shown.words}{until}", text=source, who=who)


SOURCES = (
    Source("roll", "School roll", 80, enrolments),
    Source("facts", "Details of the pupil", 90, facts),
)
