"""What people do to cases besides recording stages: one of each, at the school that the README names.

Done by the services themselves, today: what the pages then show is what they would show anybody.
"""

from copy import deepcopy
from datetime import timedelta
from itertools import pairwise

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exclusions.protocol import services
from exclusions.protocol.authoring.services import change_draft, start_draft
from exclusions.protocol.enums import Agency, Audience, LinkKind, Sees
from exclusions.protocol.models import Case
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.errors import Refused
from schools.calendars.services import add_school_days
from schools.register.models import School

LETTER = "We met four times. Sam comes on time and wants to go on."
NOTE = (
    "The family moves after Christmas. What works: a calm start with a named adult, and art on Wednesdays. "
    "The mentor can go on for a term. Please meet the family before the first day."
)


def steer_cases(school: School, people: dict[Role, User]) -> None:
    """A case paused, two linked, a team, one taken up again, what is late, and a draft of the protocol."""
    worker, officer = people[Role.LEAD_SOCIAL_WORKER], people[Role.INCLUSION_OFFICER]
    # Nobody is chased on a Sunday: what would have been chased on the last school day was.
    last = add_school_days(timezone.localdate() + timedelta(days=1), -1, school.pk).on
    services.chase_overdue(last, among=Case.objects.filter(school=school))
    _draft(officer)
    open_cases = list(Case.objects.open().filter(school=school).order_by("-opened_at", "pk")[:4])
    for first, second in list(pairwise(open_cases))[:1]:
        services.link_cases(
            case=first,
            other=second,
            kind=LinkKind.PEERS,
            because="Both go about with the same older boys.",
            by=worker,
        )
    for case in open_cases[:1]:
        _team(case, worker)
    for case in open_cases[-1:]:
        case.refresh_from_db()
        services.pause_case(
            case=case,
            because="The family is abroad for a funeral; the school keeps in touch by telephone.",
            by=worker,
            seen_revision=case.revision,
        )
    for case in open_cases[1:2]:
        _document(case, worker)
        _ask_to_move(case, worker)
    _take_up_again(school, worker)


def _document(case: Case, by: User) -> None:
    """A letter for everybody who reads the case, and one that was put in by mistake."""
    for about, text in (("Letter of the mentor", LETTER), ("Timetable of another pupil", "Monday: art.")):
        upload = SimpleUploadedFile("letter.txt", text.encode())
        kept = services.add_file(case=case, upload=upload, about=about, audience=Audience.READERS, by=by)
    services.withdraw_file(file=kept, because="It belongs to another child.", by=by)


def _ask_to_move(case: Case, by: User) -> None:
    """The next school is asked to take a case on, and has not answered yet."""
    others = School.objects.live().filter(links__capacity=Role.DSL).exclude(pk=case.school_id)
    other = others.order_by("pk").first()
    if other:
        services.ask_to_move(case=case, to_school=other, note=NOTE, by=by)


def _team(case: Case, by: User) -> None:
    who = [
        services.Somebody(
            agency=Agency.MENTAL_HEALTH, name="Kim Ferrer", role="School mental health practitioner"
        ),
        services.Somebody(agency=Agency.YOUTH_JUSTICE, name="Ola Brandt", role="Prevention worker"),
    ]
    for somebody in who:
        services.add_member(case=case, who=somebody, sees=Sees.NOTHING, by=by)


def _take_up_again(school: School, by: User) -> None:
    """The case that was closed last and whose child has no other."""
    for case in Case.objects.filter(school=school, state="closed").order_by("-closed_at", "pk")[:5]:
        try:
            services.reopen_case(
                case=case, stage="plan", because="The same difficulties have come back since.", by=by
            )
        except Refused:
            continue
        return


def _draft(officer: User) -> None:
    draft = start_draft(by=officer)
    document = deepcopy(draft.document)
    for stage in document["stages"]:
        if stage["kind"] == "plan":
            stage["days"] = 5
    document["evidence"].append({"code": "transition", "label": "Support when changing school was looked at"})
    change_draft(draft=draft, document=document, by=officer, seen_revision=draft.revision)
