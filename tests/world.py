"""Records of the own school that the rows of the access matrix name."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exclusions.concerns.enums import Category, State, Wish
from exclusions.concerns.models import ConcernFile
from exclusions.concerns.services import begin_referral, relate
from exclusions.measures.letters import OURS
from exclusions.measures.letters import write_letter as write_measure_letter
from exclusions.measures.models import MeasureDraft
from exclusions.ownplans.enums import Holder
from exclusions.ownplans.services import give_key, keep_version, write_part
from exclusions.protocol.authoring.services import start_draft
from exclusions.protocol.enums import Agency
from exclusions.risk.enums import Harm
from exclusions.suspensions.desk.papers import add_paper
from exclusions.suspensions.duties.feed import open_feed
from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.letters.kinds import KINDS
from exclusions.suspensions.letters.services import write_letter
from exclusions.suspensions.services.arriving import arrive
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.api.services import make_token
from portal.api.webhooks import register_webhook
from portal.bulk.services import start_import
from portal.dashboards.services import refresh_figures
from portal.exports.copying import order_copy
from portal.exports.enums import Format
from portal.exports.lists import Asked
from portal.exports.services import ask_for_export
from portal.exports.work import prepare_export
from portal.files.services import keep_file
from portal.notices.models import Delivery
from portal.notices.services import notify
from portal.saved.services import save_view
from schools.links.models import Handover
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.services import merge, set_fact
from schools.register.models import School, SchoolSuccession, Trust
from tests.access import World
from tests.cast import Cast
from tests.factories import (
    AlertFactory,
    CaseFactory,
    ConcernFactory,
    CoverFactory,
    DiaryEntryFactory,
    DirectionFactory,
    DraftFactory,
    EnrolmentFactory,
    LookFactory,
    MoveFactory,
    OwnPlanFactory,
    PromiseFactory,
    ReturnMeetingFactory,
    SchoolFactory,
    SeparationFactory,
    SuspensionDraftFactory,
    SuspensionFactory,
    TimetableFactory,
    TrainingFactory,
    TransferFactory,
    UserFactory,
    WarningNoteFactory,
)
from tests.world_cases import going
from tests.world_meetings import met
from tests.world_outcomes import ended

COMPLETE = {
    "in_danger": "no",
    "categories": [Category.EXPLOITATION],
    "what_happened": "Came in with a new phone and would not say from whom.",
    "wish": Wish.ADVICE,
}


SUSPENDED = {
    "kind": "SUSP",
    "first_0": "16",
    "first_1": "11",
    "first_2": "2026",
    "starts": "am",
    "length": "2",
    "reason_1": "PP",
    "what_happened": "Hit another pupil in the dinner queue.",
    "misses_test": "no",
    "heard": "no",
    "no_view_because": "Had run off.",
    "decided_by": "Ms Ann Doe",
    "decided_on_0": "16",
    "decided_on_1": "11",
    "decided_on_2": "2026",
    "parents_told": "no",
}


def suspended(own: School, dsl: User) -> dict[str, tuple[str, ...]]:
    suspension = SuspensionFactory(school=own)
    derive_pupil(suspension.pupil, why="Recorded")
    arrive([suspension], by=UserFactory())
    excluded = SuspensionFactory(school=own, permanent=True)
    derive_pupil(excluded.pupil, why="Recorded")
    upload = SimpleUploadedFile("papers.txt", b"Minutes of the meeting")
    paper = add_paper(suspension=suspension, occasion="board", upload=upload, by=dsl)
    said = {"address": "The clerk", "write_to": "", "more": ""}
    letter = write_letter(suspension=suspension, kind=KINDS["board"], by=dsl, **said)
    draft = SuspensionDraftFactory(school=own, author=dsl)
    complete = SuspensionDraftFactory(school=own, author=dsl, content=SUSPENDED)
    return {
        "suspension": (suspension.reference,),
        "duty": (suspension.reference, "set_work"),
        "permanent_exclusion": (excluded.reference,),
        "paper": (paper.reference,),
        "duty_feed": (open_feed(dsl),),
        "letter": (letter.reference,),
        "letter_kind": ("board",),
        "suspension_letter_kind": (suspension.reference, "board"),
        "suspension_step": (suspension.reference, "represent"),
        "suspension_draft": (draft.reference,),
        "complete_suspension_draft": (complete.reference,),
    }


def measured(own: School, dsl: User) -> dict[str, tuple[object, ...]]:
    direction = DirectionFactory(school=own)
    typed_measure = MeasureDraft.objects.create(
        author=dsl, kind="direction", school=own, pupil=EnrolmentFactory(school=own).pupil
    )
    said = {"address": "The parents", "write_to": "", "more": ""}
    notice = OURS["direction_parents"]
    letter = write_measure_letter(measure=direction, kind=notice, by=dsl, **said)
    others = {
        "move": (MoveFactory(school=own), "moves", "complain"),
        "timetable": (TimetableFactory(school=own), "timetables", "review"),
        "return_meeting": (ReturnMeetingFactory(school=own), "meetings", "review"),
        "separation": (SeparationFactory(school=own), "separations", "review"),
    }
    named: dict[str, tuple[object, ...]] = {}
    for kind, (measure, slug, verb) in others.items():
        named |= {
            f"{kind}s": (slug,),
            f"new_{kind}": (slug, EnrolmentFactory(school=own).pupil.reference, own.urn),
            kind: (measure.reference,),
            f"{kind}_step": (measure.reference, verb),
        }
    return named | {
        "directions": ("directions",),
        "look": (LookFactory(school=own).reference,),
        "measure_draft": (typed_measure.reference,),
        "new_direction": ("directions", EnrolmentFactory(school=own).pupil.reference, own.urn),
        "direction": (direction.reference,),
        "direction_step": (direction.reference, "demand"),
        "direction_letter_kind": (direction.reference, "direction_parents"),
        "measure_letter": (letter.reference,),
    }


def own_planned(own: School, worker: User) -> dict[str, tuple[object, ...]]:
    plan = OwnPlanFactory(school=own)
    write_part(plan=plan, code="words", content={"know": "I cook."}, revision=0, by=worker)
    keep_version(plan)
    until = timezone.localdate() + timedelta(days=10)
    given = give_key(plan=plan, holder=Holder.YOUNG_PERSON, expires_on=until, by=worker)
    return {
        "own_plan": (plan.reference,),
        "own_plan_part": (plan.reference, "words"),
        "own_plan_version": (plan.reference, 1),
        "own_plan_holder": (plan.reference, Holder.YOUNG_PERSON),
        "own_plan_promise": (plan.reference, PromiseFactory(plan=plan).pk),
        "own_plan_link": (given.token,),
        "own_plan_link_part": (given.token, "words"),
    }


def saved_view(user: User) -> str:
    view = save_view(listed="Concerns", name="Open", query="state=open", is_default=False, by=user)
    return view.reference


def build_world(cast: Cast) -> World:
    own, dsl = cast.own, cast.dsl
    concern = ConcernFactory(school=own, raised_by=dsl)
    asked = ConcernFactory(school=own, raised_by=dsl, state=State.WITH_SCHOOL)
    draft = DraftFactory(school=own, author=dsl)
    complete = DraftFactory(school=own, author=dsl, content=COMPLETE)
    for pupils in (draft.pupils, complete.pupils):
        pupils.add(EnrolmentFactory(school=own).pupil)
    case = CaseFactory(school=own)
    pupil = EnrolmentFactory(school=own).pupil
    moving = TransferFactory(pupil=pupil, from_school=own, to_school=cast.other)
    # By somebody outside the cast, so that nobody's standing changes.
    cover = CoverFactory(link=own.links.get(user=cast.lead_social_worker))
    refresh_figures()
    return World(
        cast,
        {
            "school": (own.urn,),
            "trust": (Trust.objects.create(uid=5001, name="Invented Trust").uid,),
            "saved_view": (saved_view(dsl),),
            "contact": (own.links.get(user=cast.senco).pk,),
            "alert": (AlertFactory(school=own).reference,),
            "warning": (WarningNoteFactory(school=own).reference,),
            "pupil_and_harm": (pupil.reference, Harm.EXCLUSION.value),
            "alert_rule": ("missing",),
            "search": ("unknown-key",),
            "link": (own.links.get(user=dsl).pk,),
            "succession": (own.urn, followed_by(own).predecessor.urn),
            "link_worker": (cast.lead_social_worker.reference,),
            "cover": (cover.pk,),
            "handover": (handed_over(cast).reference,),
            "work_of_worker": (own.urn, cast.lead_social_worker.reference),
            "person": (dsl.reference,),
            "invited": (UserFactory(password=None).reference,),
            "spent_invitation": ("spent",),
            "reset_key": ("1", "spent"),
            "passkey": (1,),
            "no_provider": ("sso",),
            "role_of_person": (cast.board_member.reference, Role.BOARD_MEMBER),
            "concern": (concern.reference,),
            "asked_concern": (asked.reference,),
            "two_concerns": linked(concern, asked, by=dsl),
            "draft": (draft.reference,),
            "draft_place": (draft.reference, "place"),
            "draft_concern": (draft.reference, concern.reference),
            "reply_route": ("advise",),
            "referral": (
                begin_referral(
                    concern=concern, pupil=concern.subjects.get().pupil, by=cast.lead_social_worker
                ).reference,
            ),
            "kind_of_concern": ("online",),
            "complete_draft": (complete.reference,),
            "file": (kept(concern=concern, by=dsl).reference,),
            "draft_file": (draft.reference, kept(draft=draft, by=dsl).reference),
            "case": (case.reference,),
            **around(case),
            **written(cast.inclusion_officer),
            "case_part": (case.reference, "timeline"),
            **going(case, cast),
            "charter": (1,),
            **met(cast),
            **ended(cast),
            **suspended(own, dsl),
            **measured(own, dsl),
            **own_planned(own, cast.lead_social_worker),
            "diary_entry": (DiaryEntryFactory(school=own, worker=cast.lead_social_worker).reference,),
            "planned_day": (
                DiaryEntryFactory(school=own, worker=cast.lead_social_worker, planned=True).reference,
            ),
            "training": (TrainingFactory(person=dsl, school=own).reference,),
            "school_week": (own.urn, 2025, 3),
            "pupil": (pupil.reference,),
            "two_pupils": (pupil.reference, case.pupil.reference),
            "pupil_merge": one_of_two(own, dsl),
            "pupil_concerns": (pupil.reference, "concerns"),
            "pupil_fact": (pupil.reference, known(pupil).pk),
            "pupil_school": (pupil.reference, own.urn),
            "transfer": (moving.reference,),
            "transfer_sent": (moving.reference, "send"),
            **dates(own),
            "import_kind": ("schools",),
            "import_template": ("schools", "csv"),
            "import": (handed_in(cast.administrator).reference,),
            "notice": (told(dsl).reference,),
            "owed_notice": (owed(dsl, asker=cast.head_of_service).reference,),
            "failed_email": (failed(dsl).reference,),
            "copy": (order_copy(reason="To leave", by=cast.administrator).reference,),
            "webhook": (told_of_events(cast.administrator).reference,),
            "token": (let_in(cast.administrator).reference,),
            "export": (prepared(dsl).reference,),
            "chart": ("stages",),
            "published_file": ("exc_characteristics",),
        },
    )


def around(case):
    """A stage that was recorded, somebody of the team, a linked case."""
    worker = case.opened_by
    done = case.stage_records.create(
        stage=case.version.stages.get(kind="alert"),
        number=9,
        started_on=timezone.localdate(),
        completed_at=timezone.now(),
        completed_by=worker,
        recorded={"reason": "Sent out of lessons"},
    )
    member = case.members.create(name="Ann Doe", agency=Agency.HEALTH, added_by=worker)
    other = CaseFactory(school=case.school)
    link = case.links_from.create(second=other, kind="peers", because="Friends", made_by=worker)
    return {
        "case_act": (case.reference, "pause"),
        "case_record": (case.reference, done.number),
        "case_member": (case.reference, member.pk),
        "case_link": (case.reference, link.pk),
    }


def written(officer):
    """A draft of the protocol, and parts of it."""
    reference = start_draft(by=officer).reference
    return {
        "version": (1,),
        "case_counts": ("school",),
        "protocol_draft": (reference,),
        "protocol_form": (reference, "plan"),
        "protocol_item": (reference, "stages", 1),
        "protocol_arranged": (reference, "stages", 3, "down"),
    }


def one_of_two(school, by):
    kept, second = (EnrolmentFactory(school=school).pupil for _ in range(2))
    made = merge(kept=kept, merged=second, because="Known to us", by=by)
    return kept.reference, made.pk


def linked(concern, other, by):
    relate(concern=concern, other=other, because="The same group", by=by)
    return concern.reference, other.reference


def known(pupil):
    return set_fact(
        pupil=pupil,
        kind=FactKind.SEN_PROVISION,
        value="K",
        starts_on=date(2025, 9, 1),
        source=FactSource.HAND,
        as_at=date(2025, 9, 1),
        by=None,
    )


def kept(**owner):
    return keep_file(ConcernFile, upload=SimpleUploadedFile("note.txt", b"Seen at the gate"), **owner)


def dates(school):
    """A term and a closure of the school's own, in a year far from every other record."""
    days = {"starts_on": date(2040, 9, 3), "ends_on": date(2040, 12, 20)}
    return {
        "school_year": (school.urn, 2040),
        "own_term": (school.terms.create(name="Autumn", **days).pk,),
        "own_closure": (school.closures.create(on=date(2040, 10, 1), reason="INSET day").pk,),
    }


def handed_in(person):
    upload = SimpleUploadedFile("register.csv", b"URN,Town\n1,Northmere")
    return start_import(kind="schools", upload=upload, options={"whose": "every"}, by=person)


def told_of_events(person):
    return register_webhook(
        system="Records", address="https://records.example/hook", events=["concern.sent"], by=person
    )


def let_in(person):
    token, _ = make_token(
        system="Records", contact="IT", scopes=["schools"], expires_on=timezone.localdate(), by=person
    )
    return token


def prepared(person):
    asked = Asked("/schools/", "", Format.CSV)
    export = ask_for_export(asked=asked, by=person)
    prepare_export(export.pk)
    return export


def followed_by(school):
    return SchoolSuccession.objects.create(predecessor=SchoolFactory(), successor=school)


def handed_over(cast):
    return Handover.objects.create(
        school=cast.own,
        from_user=cast.lead_social_worker,
        to_user=cast.deputy_social_worker,
        by=cast.administrator,
    )


def told(person, **more):
    (notice,) = notify(
        people=[person], kind="concern.ask", text="C-AAAAA", about="C-AAAAA", leads_to="/", **more
    )
    return notice


def owed(person, asker):
    return told(person, must_acknowledge=True, asker=asker)


def failed(person):
    notice = told(person)
    Delivery.objects.filter(notice=notice).update(attempts=1, error="ConnectionRefusedError", sent_at=None)
    return notice
