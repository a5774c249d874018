"""What of each table belongs to one school that leaves: its own records, and nothing of any other's.

Every table is named once below; a test finds one that is not. Rows that others refer to (people, schools,
trusts) are given as far as they are referred to, people with their names alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern
from exclusions.measures.models import Measure
from exclusions.risk.models import Alert, AlertConcern
from portal.accounts.models import User
from portal.exports.everything import (
    Package,
    columns_of,
    every_model,
    finish,
    label_of,
    one_moment,
)
from schools.pupils.models import Enrolment, Pupil, PupilFact, PupilUpn
from schools.register.models import School, Trust

# The way from a row to its school; of several, any. A transfer is both schools' record.
AT_SCHOOL: dict[str, tuple[str, ...]] = {
    "calendars.Closure": ("school",),
    "calendars.Term": ("school",),
    "dashboards.SchoolFigures": ("school",),
    "diary.DiaryEntry": ("school",),
    "diary.DiaryLine": ("entry__school",),
    "diary.WeeklyReturn": ("school",),
    "headcounts.Census": ("school",),
    "headcounts.CensusCount": ("census__school",),
    "links.ContactCheck": ("school",),
    "links.Cover": ("link__school",),
    "links.Handover": ("school",),
    "links.Link": ("school",),
    "meetings.AgendaItem": ("meeting__school",),
    "meetings.Correction": ("minutes__meeting__school",),
    "meetings.DateAnswer": ("date__meeting__school",),
    "meetings.Invitee": ("meeting__school",),
    "meetings.Meeting": ("school",),
    "meetings.Meeting_agreed": ("meeting__school",),
    "meetings.Minutes": ("meeting__school",),
    "meetings.Paper": ("meeting__school",),
    "meetings.Part": ("meeting__school",),
    "meetings.ProposedDate": ("meeting__school",),
    "outcomes.Check": ("follow_up__case__school",),
    "outcomes.Debrief": ("case__school",),
    "outcomes.Decision": ("case__school",),
    "outcomes.EvidenceAnswer": ("case__school",),
    "outcomes.EvidenceFile": ("case__school",),
    "outcomes.FollowUp": ("case__school",),
    "ownplans.OwnPlan": ("school",),
    "ownplans.OwnPlanPart": ("plan__school",),
    "ownplans.OwnPlanVersion": ("plan__school",),
    "ownplans.Promise": ("plan__school",),
    "plans.Action": ("school",),
    "plans.ActionStep": ("action__school",),
    "plans.Agreement": ("plan__case__school",),
    "plans.Plan": ("case__school",),
    "plans.PlanFile": ("plan__case__school",),
    "plans.PlanVersion": ("plan__case__school",),
    "plans.Provision": ("plan__case__school",),
    "protocol.Case": ("school",),
    "protocol.CaseEntry": ("case__school",),
    "protocol.CaseFile": ("case__school",),
    "protocol.CaseMember": ("case__school",),
    "protocol.CaseMove": ("from_school", "to_school"),
    "protocol.CasePause": ("case__school",),
    "protocol.Commitment": ("school",),
    "protocol.Correction": ("stage_record__case__school",),
    "protocol.StageRecord": ("case__school",),
    "pupils.Enrolment": ("school",),
    "pupils.SafeguardingTransfer": ("from_school", "to_school"),
    "register.SchoolSuccession": ("predecessor", "successor"),
    "risk.Alert": ("school",),
    "risk.RiskView": ("school",),
    "risk.WarningNote": ("school",),
    "suspensions.Duty": ("school",),
    "suspensions.DutyChange": ("duty__school",),
    "suspensions.Letter": ("suspension__school",),
    "suspensions.Paper": ("suspension__school",),
    "suspensions.Provision": ("suspension__school",),
    "suspensions.Step": ("suspension__school",),
    "suspensions.Suspension": ("school",),
    "suspensions.Version": ("suspension__school",),
    "training.StaffCount": ("school",),
    "training.Training": ("school",),
}
# The way to a concern, of which sealed ones stay.
OF_CONCERN = {
    "concerns.BodyMark": "concern",
    "concerns.Circumstances": "concern",
    "concerns.Concern": "pk",
    "concerns.ConcernFile": "concern",
    "concerns.ConcernSubject": "concern",
    "concerns.ContextNote": "concern",
    "concerns.Entry": "concern",
    "concerns.Mention": "entry__concern",
    "concerns.Feedback": "triage__on_concern",
    "concerns.OtherSubject": "concern",
    "concerns.Pause": "concern",
    "concerns.Relation": "first",
    "inbox.Escalation": "concern",
    "inbox.Escalation_told": "escalation__concern",
    "concerns.Triage": "on_concern",
    "risk.AlertConcern": "concern",
}
# What link social workers note among themselves is not the school's, nor who was named in it.
NOT_THE_SCHOOLS = {
    "concerns.Entry": {"kind": EntryKind.INTERNAL},
    "concerns.Mention": {"entry__kind": EntryKind.INTERNAL},
}
# Columns that only those who decide read, of whom the school has the reply; and one that follows what became
# known after the pupil had left.
NOT_FOR_THE_SCHOOL = {
    "concerns.Triage": ("level", "rationale", "ended_because"),
    "suspensions.Duty": ("for_virtual_school",),
    "suspensions.Suspension": ("for_virtual_school",),
}
# The way to a measure; those that rest on a sealed concern stay.
OF_MEASURE = {
    "measures.Direction": "pk",
    "measures.Measure": "pk",
    "measures.MeasureLetter": "measure",
    "measures.MeasureStep": "measure",
    "measures.Meeting": "pk",
    "measures.Move": "pk",
    "measures.Separation": "pk",
    "measures.Timetable": "pk",
}
# Lists of words and editions that rows refer to; the same for every school.
SHARED = {
    "concerns.KindOfConcern",
    "concerns.ReplyText",
    "outcomes.Theme",
    "protocol.Charter",
    "protocol.OutcomeCode",
    "protocol.ProtocolVersion",
    "protocol.Stage",
    "risk.RuleVersion",
    "suspensions.LetterText",
    "training.Course",
}
# Given as far as rows refer to them: after everything else, trusts after schools.
REFERRED_TO: tuple[type[models.Model], ...] = (User, School, Trust)
OF_PUPILS: tuple[type[models.Model], ...] = (Pupil, PupilFact, PupilUpn)
PEOPLE = ("id", "reference", "name")
# Not the school's: drafts are their authors', seals name who may know, looks and referrals are officers'; the
# rest is the portal's own.
STAYS = {
    "accounts.RoleGrant",
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "api.Delivery",
    "api.Token",
    "api.Webhook",
    "audit.Event",
    "audit.EventSubject",
    "audit.Seal",
    "bulk.Import",
    "bulk.ImportRow",
    "concerns.Draft",
    "concerns.Draft_pupils",
    "concerns.Look",
    "concerns.Proposal",
    "concerns.Referral",
    "concerns.ReferralEvent",
    "concerns.Seal",
    "concerns.Seal_readers",
    "core.Submission",
    "dashboards.Rate",
    "dashboards.RateYear",
    "dashboards.SchoolMeasures",
    "dashboards.Snapshot",
    "exports.Copy",
    "exports.Export",
    "files.HeldFile",
    "guidance.GuidanceDocument",
    "guidance.GuidanceHome",
    "guidance.GuidancePage",
    "guidance.GuidancePage_topics",
    "guidance.GuidanceSection",
    "guidance.PageDownload",
    "guidance.Topic",
    "measures.Look",
    "measures.LookNote",
    "measures.MeasureDraft",
    "notices.Acknowledgement",
    "notices.Delivery",
    "notices.Digest",
    "notices.Notice",
    "notices.Preference",
    "ownplans.OwnPlanKey",
    "protocol.CaseLink",
    "protocol.Chase",
    "protocol.ProtocolDraft",
    "pupils.PupilMerge",
    "pupils.Resemblance",
    "register.Refresh",
    "saved.SavedView",
    "suspensions.Arrival",
    "suspensions.DerivedPupil",
    "suspensions.DerivedSchool",
    "suspensions.DutyFeed",
    "suspensions.SuspensionDraft",
}
README = """What {service} of {authority} held about {school} (URN {urn}) on {at}.

tables/         One file for each table with the rows of this school alone, UTF-8, comma-separated; the first
                line names the columns. Dates are 2026-11-24, moments ISO 8601 with offset, lists and objects
                JSON; an empty cell is an empty text or none. Import them as text into a spreadsheet.
files/          What people handed in, by table, key and column; its name is in the table.
dictionary.csv  Each column: type, what it means, its tier and how long it is kept.
manifest.json   Each file with rows, size and SHA-256, and the state of the database's schema; files of which
                nothing was found in the store ("missing"), and files that are not given out because the virus
                scanner has not looked at them yet or found something harmful ("held").

Of a pupil it holds who they are and what was known while they were on this school's roll. People and other
schools are named where a row refers to them. Not in it: sealed concerns, which those whom they name hand over
themselves; drafts, which are their authors'; notes and reasons that link social workers keep to themselves;
the trail of who saw what, which the authority keeps. A key that leads to no row leads to what is another
school's. Marking: OFFICIAL-SENSITIVE. Delete it when its purpose is served.
"""


def write_school(target: IO[bytes], school: School, at: datetime, say: Callable[[int], None]) -> Package:
    """Write the ZIP of one school; `say` hears how many rows are done."""
    package, seen = Package(target, say), ReferredTo()
    with package.zip, one_moment():
        for model in every_model():
            rows = rows_of(model, school)
            if rows is not None:
                left_out = NOT_FOR_THE_SCHOOL.get(label_of(model), ())
                only = [field.attname for field in columns_of(model) if field.name not in left_out]
                package.write_table(model, rows=rows, only=only, passing=seen.passing)
                package.write_files(model, rows=rows)
        seen.keys[School].add(school.pk)
        for model in REFERRED_TO:
            given = model._base_manager.filter(pk__in=seen.keys[model])
            package.write_table(
                model, rows=given, only=PEOPLE if model is User else None, passing=seen.passing
            )
        names = settings.AUTHORITY
        readme = README.format(
            service=names["service_name"],
            authority=names["name"],
            school=school.name,
            urn=school.urn,
            at=at.isoformat(" ", "minutes"),
        )
        finish(package, readme, at, school=school.urn)
    return package


def rows_of(model: type[models.Model], school: School) -> models.QuerySet[Any] | None:
    """The rows of a table that go with this school; None where the table stays, or comes last."""
    label, every = label_of(model), model._base_manager.all()
    if label in SHARED:
        return every
    if label in AT_SCHOOL:
        ways = [Q(**{way: school}) for way in AT_SCHOOL[label]]
        rows = every.filter(Q(*ways, _connector=Q.OR))
        return rows.exclude(pk__in=_on_sealed_concerns()) if model is Alert else rows
    if label in OF_CONCERN:
        open_to_all = Concern.objects.unsealed().filter(school=school)
        rows = every.filter(**{f"{OF_CONCERN[label]}__in": open_to_all.values("pk")})
        if label == "concerns.Relation":
            rows = rows.filter(second__in=open_to_all.values("pk"))
        return rows.exclude(**NOT_THE_SCHOOLS[label]) if label in NOT_THE_SCHOOLS else rows
        return every.filter(**{f"{OF_CONCERN[label]}__in": open_to_all.values("pk")})
    if label in OF_MEASURE:
        own = Measure.objects.unsealed().filter(school=school)
        return every.filter(**{f"{OF_MEASURE[label]}__in": own.values("pk")})
    return _of_pupils(model, school) if model in OF_PUPILS else None


def _on_sealed_concerns() -> models.QuerySet[Any, Any]:
    """Alerts that would tell of a sealed concern, whatever else they rest on."""
    return AlertConcern.objects.exclude(concern__in=Concern.objects.unsealed()).values("alert")


def _of_pupils(model: type[models.Model], school: School) -> models.QuerySet[Any]:
    """Pupils who are or were on the roll; facts that held while they were."""
    pupil = "pk" if model is Pupil else "pupil"
    stays = Enrolment.objects.filter(school=school, pupil=OuterRef(pupil))
    if model is PupilFact:
        not_over = stays.filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef("starts_on")))
        begun = not_over.filter(starts_on__lte=OuterRef("ends_on"))
        return model._base_manager.filter(Q(Exists(not_over), ends_on=None) | Q(Exists(begun)))
    return model._base_manager.filter(Exists(stays))


class ReferredTo:
    """Which people, schools and trusts the rows refer to that have passed; none names a sealed concern."""

    def __init__(self) -> None:
        self.keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        sealed = Concern.objects.exclude(pk__in=Concern.objects.unsealed().values("pk"))
        self.sealed = frozenset(sealed.values_list("pk", flat=True))

    def passing(
        self, model: type[models.Model], heads: list[str], rows: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[Any, ...]]:
        given = [field for field in columns_of(model) if field.attname in heads]
        related = [(heads.index(field.attname), field.related_model) for field in given]
        places = [(place, to) for place, to in related if to in REFERRED_TO]
        to_concerns = [place for place, to in related if to is Concern]
        for row in rows:
            for place, to in places:
                if row[place] is not None:
                    self.keys[to].add(row[place])
            yield self._without_sealed(row, to_concerns)

    def _without_sealed(self, row: tuple[Any, ...], places: list[int]) -> tuple[Any, ...]:
        """A case goes without its origin where that is sealed: its key alone would tell of it."""
        if not any(row[place] in self.sealed for place in places):
            return row
        return tuple(
            None if place in places and cell in self.sealed else cell for place, cell in enumerate(row)
        )
