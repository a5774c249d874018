"""Work lists: what is owed over all cases, the board, the counts, and reminding people."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from openpyxl import load_workbook

from exclusions.meetings.enums import MeetingState
from exclusions.outcomes.services.followups import plan_follow_ups
from exclusions.protocol import dues
from exclusions.protocol.authoring.services import publish_draft, start_draft
from exclusions.protocol.enums import Owner, Sees
from exclusions.protocol.models import Case, Chase, Stage
from exclusions.protocol.people import owners_of
from exclusions.protocol.services import Somebody, accept_move, add_member, ask_to_move, close_case
from exclusions.protocol.work.rows import WorkRows, kinds, stages_of
from portal.audit.models import Event
from portal.notices.models import Notice
from portal.people.services import end_access
from tests.cast import EVERYONE
from tests.exclusions.protocol.filled import put_at
from tests.exclusions.protocol.test_visibility import SEE_ALL, SEE_OTHER, SEE_OWN
from tests.factories import (
    ActionFactory,
    CaseFactory,
    MeetingFactory,
    OwnPlanFactory,
    PromiseFactory,
    SchoolFactory,
    UserFactory,
)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def at(case: Case, due_on: date) -> Case:
    case.stage_records.update(due_on=due_on)
    case.due_on = due_on
    case.save(update_fields=["due_on"])
    return case


@pytest.fixture
def work(cast):
    """One of each kind at the own school, and one case at another."""
    case = at(CaseFactory(school=cast.own, lead=cast.welfare_officer), date(2026, 11, 25))
    return {
        "case": case,
        "action": ActionFactory(case=case, owner=cast.dsl, due_on=date(2026, 11, 20)),
        "nobodys": ActionFactory(case=case, owner_name="Kim", due_on=date(2026, 12, 8)),
        "meeting": MeetingFactory(case=case, chair=cast.lead_social_worker, fixed=True),
        "other": at(CaseFactory(school=cast.other), date(2026, 11, 24)),
    }


def case_ended(case: Case, code: str, *, by) -> None:
    """Closed with an outcome: two checks and a debrief are owed."""
    close_case(case=case, outcome_code="MOVED_OUT", note="Moved.", by=by, seen_revision=1)
    case.refresh_from_db()
    case.outcome = case.version.outcomes.get(code=code)
    case.save()
    plan_follow_ups(case, case.outcome.kind, is_new=True)


def listed(browser, query: str = "?whose=") -> list[str]:
    response = browser.get(f"/cases/work/{query}")
    assert response.status_code == 200
    return [row.record.id for row in response.context["table"].page.object_list]


def ids(work, names: str) -> list[str]:
    kind = {"case": "stage", "other": "stage", "meeting": "minutes"}
    return [f"{kind.get(name, 'actions')}:{work[name].pk}" for name in names.split()]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "case nobodys"),  # what a lead has to do: the stage, and what somebody outside has taken on
        ("?whose=mine", "case nobodys"),
        ("?whose=", "action meeting case nobodys"),
        ("?whose=&due=late", "action"),
        ("?whose=&due=today", "action meeting"),
        ("?whose=&due=week", "action meeting case"),
        ("?whose=&due=later", "nobodys"),
        ("?whose=&kind=actions", "action nobodys"),
        ("?whose=&stage=meeting", "action meeting case nobodys"),
        ("?whose=&stage=plan", ""),
        ("?whose=&led_by=welfare", "action meeting case nobodys"),
        ("?whose=&led_by=someone%20else", ""),
        ("?whose=&school=990001", "action meeting case nobodys"),
        ("?whose=&school=99999999999999999999", ""),
        ("?whose=&per_page=x&page=999", "action meeting case nobodys"),
        ("?whose=nonsense", ""),
        ("?whose=&school=%00", ""),
        ("?whose=&kind=nonsense", ""),
    ],
)
def test_filters(as_person, work, query, names):
    assert listed(as_person("welfare_officer"), query) == ids(work, names)


@pytest.mark.parametrize("name", EVERYONE)
def test_everybody_is_shown_the_work_of_cases_they_may_see(as_person, work, name):
    if name in SEE_ALL:
        assert listed(as_person(name)) == ids(work, "action meeting other case nobodys")
    elif name in SEE_OWN:
        assert listed(as_person(name)) == ids(work, "action meeting case nobodys")
    elif name in SEE_OTHER:
        assert listed(as_person(name)) == ids(work, "other")
    else:
        assert as_person(name).get("/cases/work/").status_code == 403


@pytest.mark.parametrize("owner", Owner.values)
@pytest.mark.parametrize("has_lead", [True, False])
def test_my_stages_are_those_of_which_i_would_be_told(cast, owner, has_lead):
    case = CaseFactory(school=cast.own, lead=cast.welfare_officer if has_lead else None)
    Stage.objects.filter(pk=case.stage_id).update(owner=owner)
    case = Case.objects.get(pk=case.pk)

    mine = {p.pk for p in cast.people.values() if Case.objects.filter(stages_of(p)).filter(pk=case.pk)}

    assert mine == {person.pk for person in owners_of(case, case.stage)}
    assert mine


def test_everything_that_a_case_owes_can_stand_in_the_lists():
    assert [source.name for source in dues.sources() if source.listed is None] == []
    assert {"stage", "actions", "minutes", "promises"} <= set(kinds())


def test_what_is_done_or_belongs_to_a_closed_case_is_gone(cast, as_person, work):
    work["action"].state = "done"
    work["action"].save()
    work["meeting"].state = MeetingState.CANCELLED
    work["meeting"].save()
    assert listed(as_person("dsl")) == ids(work, "case nobodys")

    Case.objects.filter(pk=work["case"].pk).update(
        state="closed", closed_at=MONDAY, due_on=None, outcome=work["case"].version.outcomes.first()
    )
    assert listed(as_person("dsl")) == []


def test_a_paused_case_is_not_late(as_person, work):
    Case.objects.filter(pk=work["case"].pk).update(paused_until=date(2026, 12, 1))

    assert listed(as_person("dsl"), "?whose=&due=late") == []
    assert "case paused" in as_person("dsl").get("/cases/work/?whose=").content.decode()


def test_it_asks_the_database_as_often_for_thirty_rows_as_for_one(
    cast, as_person, work, django_assert_max_num_queries
):
    browser = as_person("inclusion_officer")
    counts = []

    def look() -> None:
        listed(browser)
        with django_assert_max_num_queries(99) as seen:
            counts.append(len(listed(browser, "?whose=&per_page=100")))
        counts.append(len(seen))

    look()
    for _ in range(10):
        case = CaseFactory(school=SchoolFactory(), lead=cast.inclusion_officer)
        ActionFactory(case=case, owner=cast.dsl)
        MeetingFactory(case=case, chair=cast.lead_social_worker, fixed=True)
    look()

    assert counts[0] == 5
    assert counts[2] == 35
    assert counts[1] == counts[3]


def test_the_board_asks_as_often_for_many_as_for_one(cast, as_person, work, django_assert_max_num_queries):
    browser, counts = as_person("inclusion_officer"), []
    for more in (0, 20):
        for _ in range(more):
            CaseFactory(school=SchoolFactory(), lead=cast.inclusion_officer)
        browser.get("/cases/?view=board")
        with django_assert_max_num_queries(99) as seen:
            browser.get("/cases/?view=board")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_board_has_a_column_a_stage_and_shows_one_on_a_phone(cast, as_person, work):
    put_at(CaseFactory(school=cast.own), "plan")

    context = as_person("dsl").get("/cases/?view=board").context
    shown = {column.code: [card.case.pk for card in column.cards] for column in context["columns"]}
    chosen = [column.code for column in context["columns"] if column.is_chosen]
    asked = as_person("dsl").get("/cases/?view=board&column=plan").content.decode()

    assert list(shown) == [
        "alert", "triage", "meeting", "plan", "review", "decision", "outcome", "sustain"
    ]  # fmt: skip
    assert shown["meeting"] == [work["case"].pk]
    assert len(shown["plan"]) == 1
    assert chosen == ["meeting"]
    assert 'protocol-board__column--chosen" id="column-plan"' in asked


def test_a_full_column_leads_to_all_of_its_cases(cast, as_person):
    for _ in range(10):
        CaseFactory(school=cast.own)

    page = as_person("dsl").get("/cases/?view=board&lead=nobody&column=nonsense")

    assert len(page.context["columns"][2].cards) == 8
    link = (
        page.content.decode().split('">All 10 in this stage')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    )
    assert as_person("dsl").get(f"/cases/{link}").context["total"] == 10


def test_the_file_of_a_board_is_the_lists(as_person, work):
    answer = as_person("dsl").get("/cases/?view=board&export=csv")

    assert work["case"].reference in b"".join(answer.streaming_content).decode()


def test_a_board_of_two_versions_has_one_column_for_a_stage_of_both(cast, as_person):
    put_at(CaseFactory(school=cast.own), "plan")
    draft = start_draft(by=cast.administrator)
    newer = publish_draft(
        draft=draft, name="Ours", reason="Agreed.", by=cast.administrator, seen_revision=draft.revision
    )
    put_at(CaseFactory(school=cast.own, version=newer, stage=newer.stages.get(code="meeting")), "plan")

    columns = as_person("dsl").get("/cases/?view=board").context["columns"]

    assert [(c.count, len(c.cards)) for c in columns if c.code == "plan"] == [(2, 2)]


def test_the_board_is_written_down(as_person, work):
    as_person("dsl").get("/cases/?view=board")

    shown = Event.objects.get(verb="case.list")
    assert [s.reference for s in shown.subjects.all()] == [work["case"].reference]


@pytest.mark.parametrize("by", ["school", "lead", "stage"])
def test_every_count_leads_to_exactly_the_cases_it_counts(cast, as_person, work, by):
    at(CaseFactory(school=cast.own), date(2026, 11, 20))
    browser = as_person("inclusion_officer")

    response = browser.get(f"/cases/by/{by}/")
    table = response.context["table"]

    for row in table.page.object_list:
        counted = row.record
        for name in ("open", "late", "week"):
            url = getattr(table, f"link_{name}")(counted)
            assert browser.get(url).context["total"] == counted[name], url
    assert sum(row.record["open"] for row in table.page.object_list) == 3


def test_an_unknown_count_is_not_there(as_person):
    assert as_person("dsl").get("/cases/by/nonsense/").status_code == 404


def test_a_file_holds_the_same_rows_and_is_written_down(as_person, work):
    export = as_person("dsl").get("/cases/work/?whose=&kind=actions&export=xlsx")

    rows = list(load_workbook(BytesIO(b"".join(export.streaming_content))).active.values)
    assert rows[0] == ("Due", "What", "Kind", "Whose", "Case", "Pupil", "School", "Stage", "Lead")
    assert [row[4] for row in rows[1:]] == [work["case"].reference] * 2
    assert rows[1][0].date() == date(2026, 11, 20)
    exported = Event.objects.get(verb="work.export")
    assert exported.detail == {"format": "xlsx", "filters": ["kind", "whose"], "rows": 2}


# --- Reminding ---


def remind(browser, rows, **more):
    return browser.post("/cases/work/remind/", {"row": rows, **more})


def test_who_would_be_reminded_stands_there_before_anything_is_sent(cast, as_person, work):
    page = remind(as_person("lead_social_worker"), ids(work, "action case meeting nobodys"))

    told = page.context["plan"].told
    assert {person: [row.id for row in owed] for person, owed in told.items()} == {
        cast.dsl: ids(work, "action"),
        cast.welfare_officer: ids(work, "case nobodys"),
    }
    assert [row.id for row in page.context["plan"].own] == ids(work, "meeting")
    assert not Notice.objects.filter(kind="case.remind").exists()
    assert not Chase.objects.exists()


def test_each_gets_one_notice_without_a_detail_of_the_child(
    cast, as_person, work, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        remind(as_person("lead_social_worker"), ids(work, "action case nobodys"), send="yes")

    reference = work["case"].reference
    sent = {notice.user: notice.text for notice in Notice.objects.filter(kind="case.remind")}
    assert sent == {
        cast.dsl: f"Lead Social Worker reminds you: {reference}, an action due Fri 20 Nov.",
        cast.welfare_officer: f"Lead Social Worker reminds you: {reference}, the inclusion meeting due "
        f"Wed 25 Nov; {reference}, an action due Tue 8 Dec.",
    }
    written = " ".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert reference in written
    for detail in (work["case"].pupil.surname, work["action"].what, work["action"].need):
        assert detail not in written
    assert Event.objects.filter(verb="case.remind").count() == 3


def test_nobody_is_reminded_of_a_thing_twice_a_day_by_whomever(as_person, work):
    remind(as_person("lead_social_worker"), ids(work, "action"), send="yes")
    again = remind(as_person("head_of_service"), ids(work, "action"))
    remind(as_person("head_of_service"), ids(work, "action"), send="yes")

    assert [row.id for row in again.context["plan"].already] == ids(work, "action")
    assert Notice.objects.filter(kind="case.remind").count() == 1
    assert "reminded today" in as_person("dsl").get("/cases/work/").content.decode()

    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        remind(as_person("head_of_service"), ids(work, "action"), send="yes")
    assert Notice.objects.filter(kind="case.remind").count() == 2


def test_a_double_click_reminds_once(as_person, work):
    browser = as_person("lead_social_worker")
    for _ in range(2):
        answer = remind(browser, ids(work, "action"), send="yes", once_token="t" * 20)
        assert answer.status_code == 302

    assert Notice.objects.filter(kind="case.remind").count() == 1


@pytest.mark.parametrize(
    "rows", [[], ["actions:"], ["nonsense"], ["actions:99999999999999999999"], ["\0"], ["x:1"]]
)
def test_whatever_is_sent_instead_of_rows_reminds_nobody(as_person, work, rows):
    answer = remind(as_person("lead_social_worker"), rows, send="yes")

    assert answer.status_code == 302
    assert not Notice.objects.filter(kind="case.remind").exists()


def test_rows_of_other_schools_are_left_out(as_person, work):
    page = remind(as_person("lead_social_worker"), ids(work, "other"))

    assert page.context["rows"] == []
    assert "1 of the rows you chose is left out" in page.content.decode()


def test_schools_read_the_list_and_remind_nobody(as_person, work):
    page = as_person("dsl").get("/cases/work/?whose=").content.decode()

    assert 'name="row"' not in page
    assert remind(as_person("dsl"), ids(work, "action")).status_code == 403


def test_a_lot_of_things_are_named_in_part(cast, work):
    for _ in range(6):
        ActionFactory(case=work["case"], owner=cast.dsl)
    from exclusions.protocol.work.reminding import words  # noqa: PLC0415

    rows = [row for row in WorkRows(cast.dsl) if row.due.owner.startswith(cast.dsl.name)]

    assert words(rows, cast.head_of_service).endswith("; and 2 more.")


@pytest.mark.parametrize("name", sorted(SEE_OWN))
def test_every_row_opens_for_whoever_is_shown_it(cast, as_person, work, name):
    closed = CaseFactory(school=cast.own)
    case_ended(closed, "PEX_ISSUED", by=cast.lead_social_worker)
    plan = OwnPlanFactory(school=cast.own, pupil=work["case"].pupil, case=work["case"])
    PromiseFactory(plan=plan, owner=cast.dsl)
    browser = as_person(name)

    rows = browser.get("/cases/work/?whose=&per_page=100").context["table"].page.object_list
    pages = {row.record.due.url: browser.get(row.record.due.url, follow=True) for row in rows}

    assert {row.record.id.split(":")[0] for row in rows} == set(kinds())
    assert {url: page.status_code for url, page in pages.items()} == dict.fromkeys(pages, 200)
    for url, page in pages.items():
        anchor = url.partition("#")[2]
        assert not anchor or f'id="{anchor}"' in page.content.decode(), url


# --- What needs a new owner ---


@pytest.fixture
def moved(cast, work):
    """The case has moved to the other school; who had something to do stands with the old one only."""
    case = work["case"]
    move = ask_to_move(case=case, to_school=cast.other, note="Art.", by=cast.lead_social_worker)
    accept_move(move=move, by=cast.other_dsl)
    accept_move(move=move, by=cast.other_social_worker)
    return work


def test_what_the_old_school_had_to_do_is_the_new_leads_to_give_away(cast, as_person, moved):
    left = ids(moved, "action meeting")
    assert listed(as_person("other_social_worker"), "?whose=left") == left
    assert [row for row in listed(as_person("other_social_worker"), "") if row in left] == left

    pages = {
        name: as_person(name).get("/cases/work/?whose=").content.decode()
        for name in ("other_social_worker", "other_dsl")
    }
    assert {name: page.count("needs a new owner") for name, page in pages.items()} == {
        "other_social_worker": 2, "other_dsl": 2,
    }  # fmt: skip
    give, change = (
        reverse("plans:give_action", args=[moved["action"].reference]),
        reverse("meetings:change", args=[moved["meeting"].reference]),
    )
    offered = {name: [url in page for url in (give, change)] for name, page in pages.items()}
    assert offered == {"other_social_worker": [True, True], "other_dsl": [False, False]}
    assert (
        "needs a new owner" in as_person("other_dsl").get(moved["case"].get_absolute_url()).content.decode()
    )


def test_an_action_is_given_away_in_one_step_and_its_new_owner_is_told(cast, as_person, moved):
    action, browser = moved["action"], as_person("other_social_worker")
    url = reverse("plans:give_action", args=[action.reference])
    assert "needs a new owner" in browser.get(f"/plans/{moved['case'].reference}/").content.decode()
    assert "may not read this case any more" in browser.get(action.get_absolute_url()).content.decode()
    token = browser.get(url).context["form"]["owner"].html_name

    answers = [
        browser.post(url, {token: who, "seen_number": "1"})
        for who in (cast.dsl.reference, "", cast.other_dsl.reference, cast.other_dsl.reference)
    ]

    # Not to somebody of the old school, not to nobody, once to one of the new, and not over an older page.
    assert [answer.status_code for answer in answers] == [200, 200, 302, 200]
    action.refresh_from_db()
    assert (action.owner, action.due_on, action.revision) == (cast.other_dsl, date(2026, 11, 20), 2)
    assert list(Notice.objects.filter(kind="action.agree").values_list("user__email", flat=True)) == [
        cast.other_dsl.email
    ]
    assert listed(browser, "?whose=left") == ids(moved, "meeting")
    assert listed(as_person("other_dsl"), "") == ids(moved, "action")


@pytest.mark.parametrize("has_lead", [True, False])
def test_what_nobody_can_do_is_its_leads_or_else_the_link_workers(cast, as_person, work, has_lead):
    end_access(user=cast.dsl, reason="has left", by=cast.administrator)
    if not has_lead:
        Case.objects.filter(pk=work["case"].pk).update(lead=None)

    seen = {
        name: ids(work, "action")[0] in listed(as_person(name), "")
        for name in ("welfare_officer", "lead_social_worker", "deputy_dsl")
    }

    assert seen == {
        "welfare_officer": has_lead, "lead_social_worker": not has_lead, "deputy_dsl": False
    }  # fmt: skip


def test_a_case_whose_lead_has_gone_needs_a_new_one(cast, as_person, work):
    end_access(user=cast.welfare_officer, reason="has left", by=cast.administrator)

    browser = as_person("lead_social_worker")

    assert listed(browser, "?whose=left") == ids(work, "case")
    lead = reverse("protocol:lead", args=[work["case"].reference])
    assert lead in browser.get("/cases/work/?whose=left").content.decode()
    assert browser.get(lead).status_code == 200


def test_people_of_the_team_read_what_is_due_without_links_that_open_nothing(cast, client, work):
    person = UserFactory()
    add_member(
        case=work["case"], sees=Sees.SUMMARY, because="Works with them.", by=cast.lead_social_worker,
        who=Somebody(agency="youth_justice", name=person.name, role="Worker", user=person),
    )  # fmt: skip
    client.force_login(person)

    page = client.get(work["case"].get_absolute_url()).content.decode()

    assert work["action"].what in page
    assert work["action"].get_absolute_url() not in page
