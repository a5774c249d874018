"""Pages for those who work with the young person, and for whoever has a private link."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exclusions.ownplans.enums import Holder
from exclusions.ownplans.models import OwnPlan, OwnPlanKey, Promise
from exclusions.ownplans.panels import whom_to_tell
from exclusions.ownplans.services import agree_family, give_key, write_part
from exclusions.ownplans.views.holder import IDLE_SECONDS
from exclusions.protocol.models import Case
from exclusions.protocol.services import accept_move, ask_to_move
from portal.audit.models import Event
from portal.people.services import end_access
from tests.factories import CaseFactory, OwnPlanFactory, PromiseFactory

NAUGHTY = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% now 'Y' %}",
    "'; DROP TABLE ownplans_ownplan; --",
    "=cmd|'/c calc'!A1",
    "ｚａｌｇｏ T̶͓̑ẽ̷x̷t̴ 👩‍👩‍👧 ‮right to left",
    "null\x00byte",
)


@pytest.fixture
def plan(cast) -> OwnPlan:
    plan = OwnPlanFactory(school=cast.own, started_by=cast.lead_social_worker)
    write_part(plan=plan, code="words", content={"know": "I want catering."}, revision=0, by=None)
    write_part(
        plan=plan,
        code="places",
        content={"rows": [{"place": "Bus stop", "feeling": "unsafe"}]},
        revision=0,
        by=None,
    )
    return plan


def given_to(plan, holder=Holder.YOUNG_PERSON):
    until = timezone.localdate() + timedelta(days=5)
    return give_key(plan=plan, holder=holder, expires_on=until, by=plan.started_by)


def opened(given) -> tuple[Client, str]:
    """A phone on which the code was entered, and the address of the plan on it."""
    phone = Client()
    answer = phone.post(reverse("my_plan:open", args=[given.token]), {"code": given.code})
    assert answer.status_code == 302, answer.text
    return phone, answer["Location"]


# --- The young person ---


def test_nothing_is_told_before_the_code(plan):
    given, phone = given_to(plan), Client()
    page = phone.get(reverse("my_plan:open", args=[given.token]))

    assert plan.pupil.forename not in page.text
    assert plan.pupil.surname not in page.text
    assert plan.school.name not in page.text
    assert phone.get(reverse("my_plan:home", args=[given.token]))["Location"] == page.request["PATH_INFO"]
    assert "no-store" in page["Cache-Control"]


def test_a_wrong_code_says_how_many_tries_are_left_and_the_last_one_locks(plan):
    given, phone = given_to(plan), Client()
    address = reverse("my_plan:open", args=[given.token])
    answers = [phone.post(address, {"code": "nope"}).text for _ in range(5)]

    assert "You have 4 more tries" in answers[0]
    assert "You have 1 more try" in answers[3]
    assert "it was the last try" in answers[4]
    assert phone.post(address, {"code": given.code}).status_code == 410


def test_links_that_open_nothing_all_answer_the_same(plan, cast):
    ended, locked = given_to(plan), None
    locked = given_to(plan)  # ends the one before
    OwnPlanKey.objects.filter(pk=locked.key.pk).update(tries=5)
    texts = set()
    for token in (ended.token, locked.token, "a" * 43, "kurz", "ü%00"):
        page = Client().get(reverse("my_plan:open", args=[token]))
        texts.add((page.status_code, re.sub(r"csrf\w+\"[^>]+>", "", page.text)))

    assert len(texts) == 1
    assert texts.pop()[0] == 410


def test_the_young_person_writes_page_by_page_on_their_phone(plan):
    phone, home = opened(given_to(plan))
    page = phone.get(home)
    assert "I want catering." in page.text
    assert "Bus stop" in page.text

    token = home.split("/")[2]
    people = reverse("my_plan:part", args=[token, "people"])
    answer = phone.post(people, {"revision": "0", "0-who": "My nan", "0-about": "Everything", "do": "more"})
    assert answer["Location"] == f"{people}#more"
    form = phone.get(people).context["form"]
    assert (form["0-who"].value(), form["1-who"].value()) == ("My nan", None)
    answer = phone.post(
        people, {"revision": "1", "0-who": "My nan", "1-who": "Mr Bell", "2-who": "", "do": "next"}
    )

    assert answer["Location"] == reverse("my_plan:part", args=[token, "places"])
    rows = plan.parts.get(code="people").content["rows"]
    assert [row["who"] for row in rows] == ["My nan", "Mr Bell"]
    assert Event.objects.filter(verb="own_plan.write", actor=None).latest("pk").capacity == "The young person"


def test_typing_is_saved_and_a_second_device_is_told(plan):
    phone, home = opened(given_to(plan))
    address = f"{home}words/"
    saved = phone.post(address, {"revision": "1", "know": "I want catering, and Fridays off.", "do": "typed"})
    stale = phone.post(address, {"revision": "1", "know": "From another phone.", "do": "typed"})
    long = phone.post(address, {"revision": "2", "know": "x" * 5001, "do": "typed"})

    assert saved.json()["revision"] == 2
    assert (stale.status_code, long.status_code) == (409, 400)
    assert "use 5,000 characters or fewer" in long.json()["message"]
    assert plan.voice() == "I want catering, and Fridays off."


def test_of_two_devices_both_are_shown_and_the_person_chooses(plan):
    phone, home = opened(given_to(plan))
    address = f"{home}words/"
    write_part(plan=plan, code="words", content={"know": "From the laptop."}, revision=1, by=plan.started_by)

    page = phone.post(address, {"revision": "1", "know": "From my phone."})

    assert page.status_code == 409
    assert "From the laptop." in page.text
    assert "From my phone." in page.text
    phone.post(address, {"revision": page.context["revision"], "know": "From my phone."})
    assert plan.voice() == "From my phone."


def test_the_code_is_asked_for_again_after_a_while_and_when_they_are_done(plan, time_machine):
    phone, home = opened(given_to(plan))
    time_machine.move_to(timezone.now() + timedelta(seconds=IDLE_SECONDS + 1))
    assert phone.get(home).status_code == 302

    phone, home = opened(given_to(plan))
    assert "Saved" in phone.post(home.replace("plan/", "done/", 2).replace("my-done", "my-plan")).text
    assert phone.get(home).status_code == 302


def test_family_reads_what_is_agreed_and_writes_nothing(plan):
    agree_family(plan=plan, parts=["words"], by=None)
    PromiseFactory(plan=plan, what="Stand at the stop.")
    phone, home = opened(given_to(plan, Holder.FAMILY))
    page = phone.get(home)

    assert "I want catering." in page.text
    assert "Bus stop" not in page.text
    assert "Stand at the stop." not in page.text
    for address in (
        f"{home}words/",
        home.removesuffix("plan/") + "family/",
        home.removesuffix("plan/") + "done/",
    ):
        assert phone.post(address, {"know": "x"}).status_code == 403
    assert phone.post(home.removesuffix("plan/") + "leave/").status_code == 302
    assert phone.get(home).status_code == 302


def test_one_link_opens_no_other_plan(plan, cast):
    other = given_to(OwnPlanFactory(school=cast.own))
    phone, _ = opened(given_to(plan))

    assert phone.get(reverse("my_plan:home", args=[other.token])).status_code == 302


@pytest.mark.parametrize("code", ["words", "people", "places", "signs", "helps", "goals", "safe"])
@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_typed_is_kept_and_shown_as_text(plan, code, text):
    phone, home = opened(given_to(plan))
    address = f"{home}{code}/"
    form = phone.get(address).context["form"]
    written = [name for name, field in form.fields.items() if not hasattr(field, "choices")]
    first = {name: field.choices[1][0] for name, field in form.fields.items() if hasattr(field, "choices")}
    revision = phone.get(address).context["revision"]

    answer = phone.post(address, {"revision": revision, **dict.fromkeys(written, text), **first})

    if "\x00" in text:
        assert answer.status_code == 422
        return
    assert answer.status_code == 302
    part = plan.parts.get(code=code).content
    kept = [part[name] for name in part if name != "rows"] + [
        value for row in part.get("rows", []) for name, value in row.items() if value == text
    ]
    assert set(kept) == {text}
    assert "<script>alert" not in phone.get(home).text


def test_a_page_that_is_none_is_not_found(plan):
    phone, home = opened(given_to(plan))

    assert phone.get(f"{home}diagnosis/").status_code == 404


# --- Those who work with them ---


def test_whoever_leads_the_case_reads_and_writes_whatever_their_role(plan, as_person, cast):
    address = plan.get_absolute_url()
    assert as_person("welfare_officer").get(address).status_code == 404
    plan.case.lead = cast.welfare_officer
    plan.case.save()

    officer = as_person("welfare_officer")
    assert "I want catering." in officer.get(address).text
    answer = officer.post(f"{address}parts/signs/", {"revision": "0", "me": "I go quiet."})

    assert answer.status_code == 302
    assert plan.parts.get(code="signs").written_by == cast.welfare_officer


def test_the_link_and_its_code_are_shown_once(plan, as_person):
    worker, address = as_person("lead_social_worker"), reverse("ownplans:give_key", args=[plan.reference])
    until = timezone.localdate() + timedelta(days=20)
    data = {
        "key-holder": "young_person",
        "key-expires_on_0": until.day,
        "key-expires_on_1": until.month,
        "key-expires_on_2": until.year,
        "once_token": "one",
    }
    first, again = worker.post(address, data), worker.post(address, data)

    link = re.search(r"http://testserver(/my-plan/[\w-]{43}/)", first.text)
    assert link
    assert Client().get(link.group(1)).status_code == 200
    assert again["Location"] == plan.get_absolute_url()
    assert OwnPlanKey.objects.count() == 1


def test_a_promise_is_made_once_kept_and_read_by_the_young_person(plan, as_person):
    worker = as_person("dsl")
    address = reverse("ownplans:promise", args=[plan.reference])
    day = timezone.localdate() + timedelta(days=3)
    data = {
        "promise-what": "Stand in the corridor.",
        "promise-who": "Mr Bell",
        "promise-due_on_0": day.day,
        "promise-due_on_1": day.month,
        "promise-due_on_2": day.year,
        "once_token": "one",
    }
    for _ in range(2):
        worker.post(address, data)
    made = Promise.objects.get()
    phone, home = opened(given_to(plan))
    assert "Stand in the corridor." in phone.get(home).text

    worker.post(reverse("ownplans:keep_promise", args=[plan.reference, made.pk]))
    again = worker.post(reverse("ownplans:keep_promise", args=[plan.reference, made.pk]), follow=True)

    assert "Somebody has marked this already." in again.text
    assert "Done" in phone.get(home).text


def test_a_promise_of_another_plan_is_not_found(plan, as_person, cast):
    other = PromiseFactory(plan=OwnPlanFactory(school=cast.own))

    answer = as_person("dsl").post(reverse("ownplans:keep_promise", args=[plan.reference, other.pk]))

    assert answer.status_code == 404


def test_their_words_stand_first_on_the_case_for_those_who_may_read_them(plan, as_person):
    case = plan.case.get_absolute_url()

    assert "I want catering." in as_person("lead_social_worker").get(case).text
    for name in ("welfare_officer", "senco", "inclusion_officer"):
        page, tab = as_person(name).get(case), as_person(name).get(f"{case}own_plan/")
        assert page.status_code == tab.status_code == 200
        assert "I want catering." not in page.text + tab.text
        assert plan.reference not in page.text + tab.text


def test_it_stands_on_the_pupils_page_and_in_the_chronology(plan, as_person):
    tab = as_person("dsl").get(reverse("pupils:tab", args=[plan.pupil.reference, "own_plan"]))
    chronology = as_person("dsl").get(plan.pupil.get_absolute_url())

    assert "I want catering." in tab.text
    assert "Own plan started" in chronology.text


def test_every_view_is_written_down(plan, as_person, cast):
    as_person("headteacher").get(plan.get_absolute_url())

    event = Event.objects.filter(verb="own_plan.view").get()
    assert (event.actor, event.kind) == (cast.headteacher, "view")
    assert {subject.reference for subject in event.subjects.all()} == {plan.reference, plan.pupil.reference}


def test_it_is_printed_as_a_pdf(plan, as_person):
    page = as_person("dsl").get(reverse("ownplans:print", args=[plan.reference]))
    phone, home = opened(given_to(plan))
    own = phone.get(home.removesuffix("plan/") + "print/")

    assert page.content.startswith(b"%PDF")
    assert own.content.startswith(b"%PDF")
    assert "my-plan.pdf" in own["Content-Disposition"]


def test_the_page_costs_the_same_however_much_there_is(plan, as_person, django_assert_num_queries, cast):
    worker = as_person("dsl")
    worker.get(plan.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        worker.get(plan.get_absolute_url())
    for _ in range(3):
        PromiseFactory(plan=plan)
        given_to(plan)
        stands = plan.parts.get(code="words")
        write_part(
            plan=plan,
            code="words",
            content={"know": f"{stands.revision}"},
            revision=stands.revision,
            by=cast.dsl,
        )
        write_part(plan=plan, code="words", content={"know": "x"}, revision=stands.revision + 1, by=None)
    with django_assert_num_queries(len(few)):
        worker.get(plan.get_absolute_url())


# --- After the case has moved to another school: the plan stays with the young person (decision 47) ---


@pytest.fixture
def promised(cast):
    """A late promise of the old school's safeguarding lead, in the plan of a case that has moved."""
    case = CaseFactory(school=cast.own, lead=cast.lead_social_worker)
    plan = OwnPlanFactory(school=cast.own, pupil=case.pupil, case=case, started_by=cast.lead_social_worker)
    made = PromiseFactory(plan=plan, owner=cast.dsl, what="Stand in the corridor.")
    move = ask_to_move(case=case, to_school=cast.other, note="Art.", by=cast.lead_social_worker)
    accept_move(move=move, by=cast.other_dsl)
    accept_move(move=move, by=cast.other_social_worker)
    return made


def test_every_link_to_a_promise_opens_something_for_whoever_is_shown_it(cast, as_person, promised):
    plan, case = promised.plan, Case.objects.get()
    url = reverse("ownplans:see_promise", args=[plan.reference, promised.pk])
    part = reverse("protocol:part", args=[case.reference, "own_plan"])
    lists = ["/cases/work/?whose=", case.get_absolute_url()]

    for name in ("other_dsl", "other_social_worker", "inclusion_officer"):
        browser = as_person(name)
        assert [url in browser.get(one).content.decode() for one in lists] == [True, True], name
        shown = browser.get(url, follow=True)
        assert [one for one, _ in shown.redirect_chain] == [part], name
        page = shown.content.decode()
        assert cast.dsl.name in page
        assert "It stayed at Northgate High School" in page
        assert "Stand in the corridor." not in page
        assert plan.get_absolute_url() not in page.replace(url, "")
    # Whoever reads the plan reads the promise there, and is offered no case that they may not open.
    there = as_person("dsl").get(url, follow=True)
    assert "Stand in the corridor." in there.content.decode()
    assert case.get_absolute_url() not in there.content.decode()
    assert as_person("school_staff").get(url).status_code == 404


def test_who_is_told_of_a_promise_may_read_it(cast, promised):
    assert whom_to_tell(promised) == [cast.dsl]

    end_access(user=cast.dsl, reason="has left", by=cast.administrator)

    told = whom_to_tell(Promise.objects.get())
    assert told
    assert all(OwnPlan.objects.visible_to(person).exists() for person in told)
    assert cast.dsl not in told
    assert cast.other_social_worker not in told
