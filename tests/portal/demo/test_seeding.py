from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.enums import Decision, EntryKind, State
from exclusions.concerns.models import Concern, Draft, Entry, Triage
from exclusions.protocol.enums import CaseState
from exclusions.protocol.models import Case, StageRecord
from exclusions.protocol.records import check_recorded
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.audit.models import Event
from portal.bulk.models import Import
from portal.demo.accounts import ACCOUNTS, PASSWORD, SCHOOL
from portal.demo.calendar import SchoolDays
from portal.demo.people import demo_people
from portal.notices.models import Acknowledgement, Delivery, Notice
from resources.guidance.models import GuidancePage
from schools.calendars.services import add_school_days
from schools.links.models import EXPECTED, Link
from schools.links.standing import standing_of
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.upn import validate_upn
from schools.register.enums import Refreshed, Status
from schools.register.models import Refresh, School, SchoolSuccession
from tests.portal.demo.conftest import SCALE

pytestmark = pytest.mark.usefixtures("seeded", "db")


def test_it_is_as_large_as_its_scale():
    assert School.objects.live().count() == 3 + 1 + 1 + 1 + 1 + 1
    assert Pupil.objects.count() == pytest.approx(35_000 * SCALE, rel=0.01)
    assert Concern.objects.count() == pytest.approx(3_000 * SCALE, rel=0.15)


def test_rows_are_written_many_at_a_time(seeded):
    written, statements = seeded

    inserts = [sql for sql in statements if sql.startswith("INSERT") and "wagtail" not in sql]

    assert sum(written.values()) > 5_000
    # What people do beside one another goes through the services, row by row.
    assert len(inserts) < 750


def test_the_register_has_what_real_ones_have():
    assert SchoolSuccession.objects.exclude(predecessor__status=Status.CLOSED).count() == 0
    assert SchoolSuccession.objects.count() == School.objects.filter(status=Status.CLOSED).count() == 3
    assert School.objects.values("establishment_number").distinct().count() == School.objects.count()
    assert School.objects.get(name=SCHOOL).status == Status.OPEN


def test_every_upn_is_valid_and_of_the_invented_authority():
    for upn in Pupil.objects.exclude(upn=None).values_list("upn", flat=True):
        validate_upn(upn)
        assert upn[1:4] == "999"


def test_pupils_are_in_the_year_of_their_age():
    entry = {code: n for n, code in enumerate(["N1", "N2", "R", *map(str, range(1, 15))], start=-2)}
    today = timezone.localdate()
    year = today.year - (today.month < 9)
    for enrolment in Enrolment.objects.filter(ends_on=None).select_related("pupil"):
        turned_five = enrolment.pupil.born_on.year + (enrolment.pupil.born_on.month >= 9) + 4
        assert entry[enrolment.year_group] == year - turned_five


def test_one_school_has_no_lead_social_worker_and_every_other_has_everybody():
    today = timezone.localdate()
    missing = {
        (school.pk, role)
        for school in School.objects.live()
        for role in (*EXPECTED, Role.HEADTEACHER, Role.DSL, Role.DEPUTY_DSL)
        if not Link.objects.active(today).filter(school=school, capacity=role).exists()
    }

    assert [role for _, role in missing] == [Role.LEAD_SOCIAL_WORKER]


def test_links_of_a_sole_capacity_never_overlap():
    sole = Link.objects.filter(capacity__in=[Role.LEAD_SOCIAL_WORKER, Role.HEADTEACHER, Role.DSL])
    for link in sole.exclude(ends_on=None):
        later = sole.filter(school=link.school, capacity=link.capacity, starts_on__gt=link.starts_on)
        assert not later.filter(starts_on__lte=link.ends_on).exists()
    assert sole.exclude(ends_on=None).exists()


def test_every_concern_is_about_a_pupil_of_its_school_by_someone_who_may():
    today = timezone.localdate()
    for concern in Concern.objects.prefetch_related("subjects__pupil__enrolments"):
        subjects = concern.subjects.all()
        assert subjects
        for subject in subjects:
            assert concern.school_id in {e.school_id for e in subject.pupil.enrolments.all()}
        day = timezone.localdate(concern.raised_at)
        assert Link.objects.active(day).filter(user=concern.raised_by, school=concern.school).exists()
        assert day < today


def test_deadlines_are_those_of_the_portal():
    for concern in Concern.objects.open():
        day = timezone.localdate(concern.raised_at)
        assert concern.acknowledge_by == add_school_days(day, 1, concern.school_id).on
        assert concern.decide_by == add_school_days(day, 3, concern.school_id).on


def test_states_and_their_records_agree():
    standing = Triage.objects.filter(ended_how="")
    assert Concern.objects.filter(state=State.DECIDED).count() == standing.count()
    assert not standing.exclude(concern__state=State.DECIDED).exists()
    assert not Triage.objects.filter(decided_at__lte=F("on_concern__raised_at")).exists()
    assert not Entry.objects.filter(at__lte=F("concern__raised_at")).exists()
    deciding = Entry.objects.filter(verb__in=["decide", "correct"])
    # What came of a referral is written after the decision.
    before_decision = Entry.objects.exclude(pk__in=deciding.values("pk")).filter(concern__referrals=None)
    assert not before_decision.filter(at__gte=F("concern__triage__decided_at")).exists()
    assert deciding.filter(at=F("concern__triage__decided_at")).count() == standing.count()
    waiting = Concern.objects.filter(state=State.WITH_SCHOOL)
    assert waiting.exists()
    assert not waiting.exclude(entries__kind=EntryKind.QUESTION).exists()
    assert not Entry.objects.filter(at__gte=timezone.now()).exists()


def test_the_desk_of_the_known_school_has_something_of_everything():
    school = School.objects.get(name=SCHOOL)
    today = timezone.localdate()
    concerns, cases = Concern.objects.filter(school=school), Case.objects.filter(school=school)

    assert {c.state for c in concerns.open()} == {State.SENT, State.IN_TRIAGE, State.WITH_SCHOOL}
    assert concerns.overdue(today).exists()
    assert concerns.open().filter(in_danger=True).exists()
    assert {"meeting", "plan", "review", "sustain"} <= {c.stage.code for c in cases.open()}
    assert cases.overdue(today).exists()
    assert Draft.objects.of(demo_people()[Role.DSL]).unsent().get().pupils.exists()


def test_cases_come_from_triage_and_stand_where_their_records_say():
    assert Case.objects.count() == Triage.objects.filter(decision=Decision.OPEN_CASE).count()
    for case in Case.objects.open().select_related("stage"):
        current = case.stage_records.current().get()
        assert (current.stage, current.due_on) == (case.stage, case.due_on)
    assert not Case.objects.filter(state=CaseState.CLOSED, closed_at__gte=timezone.now()).exists()
    pupils = Case.objects.values("pupil").annotate(cases=Count("pk")).filter(cases__gt=1)
    assert not pupils.exists()


def test_every_stage_recorded_is_as_the_protocol_asks():
    today = timezone.localdate()
    done = StageRecord.objects.exclude(completed_at=None).exclude(recorded={}).select_related("stage")
    assert done.exists()
    for stage_record in done:
        typed = {
            name: timezone.datetime.fromisoformat(value).date() if name.endswith("_on") else value
            for name, value in stage_record.recorded.items()
        }
        assert check_recorded(stage_record.stage, typed, today) == stage_record.recorded


def test_the_trail_and_the_notices_show_life():
    assert Event.objects.count() > 50
    assert Notice.objects.unread().exists()
    # Emails in every state; none is to be sent now.
    assert not Delivery.objects.waiting().filter(next_attempt_at__lte=timezone.now()).exists()
    assert Delivery.objects.waiting().filter(attempts=0).exists()
    assert Delivery.objects.in_trouble().filter(given_up_at=None).exists()
    assert Delivery.objects.exclude(given_up_at=None).exists()
    assert Delivery.objects.exclude(digest=None).exclude(sent_at=None).exists()
    assert Acknowledgement.objects.owed().exists()
    assert Acknowledgement.objects.exclude(acknowledged_at=None).exists()
    assert GuidancePage.objects.live().exists()


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.address)
def test_every_account_signs_in_and_opens_home(account):
    browser = Client()

    answer = browser.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("home"))
    assert browser.get(reverse("home")).status_code == 200
    standing = standing_of(User.objects.get(email=account.email))
    assert account.role in standing.authority_roles | {role for role, _ in standing.school_roles}


def test_known_people_stand_with_the_known_school():
    school = School.objects.get(name=SCHOOL)
    here = {role: user for role, user in demo_people().items() if role in dict(Link.capacity.field.choices)}

    assert all(
        Link.objects.active(timezone.localdate()).filter(user=user, school=school, capacity=role).exists()
        for role, user in here.items()
    )
    assert len(here) == 11


def test_the_editor_may_edit():
    assert demo_people()[Role.CONTENT_EDITOR].groups.filter(name="content_editor").exists()


def test_loading_it_twice_is_refused(capsys):
    before = Pupil.objects.count()

    with pytest.raises(CommandError, match="already here"):
        call_command("seed_demo", "--scale", str(SCALE))
    call_command("seed_demo", "--scale", str(SCALE), "--if-empty")

    assert Pupil.objects.count() == before


def test_accounts_are_printed_with_their_password(capsys):
    call_command("demo_accounts")

    printed = capsys.readouterr().out

    assert PASSWORD in printed
    assert [line.split()[0] for line in printed.splitlines() if "@" in line] == [a.email for a in ACCOUNTS]


@pytest.mark.parametrize("command", [["seed_demo"], ["demo_accounts"]])
def test_nothing_of_it_exists_outside_the_demo(settings, command):
    settings.DEMO = False

    with pytest.raises(CommandError, match=r"settings\.DEMO is off"):
        call_command(*command)


def test_counting_school_days_agrees_with_the_calendar():
    today = timezone.localdate()
    days = SchoolDays(today)

    for back in range(0, 700, 13):
        for count in (0, 1, 3, 20):
            start = today - timedelta(days=back)
            assert days.add(start, count) == add_school_days(start, count).on


def test_a_checked_import_waits_for_the_safeguarding_lead():
    item = Import.objects.get(kind="pupils")

    assert (item.owner.email, item.state) == ("dsl@northmere.example", "ready")
    assert (item.new, item.rejected) == (1, 2)
    assert item.changed + item.unchanged == 6


def test_a_newer_register_waits_for_the_administrator():
    waiting, taken = Refresh.objects.all()

    assert [waiting.outcome, taken.outcome] == [Refreshed.WAITING, Refreshed.APPLIED]
    assert "3 schools of Northmere Council would close" in waiting.problem
    assert [meant["count"] for meant in waiting.item.consequences] == [3, 3]
    assert "pupils on roll" in waiting.item.consequences[0]["examples"][0][1]
