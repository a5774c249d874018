"""What changes a plan: nobody overwrites anybody, every sitting is kept, and links open only for so long."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.ownplans.enums import Holder
from exclusions.ownplans.errors import StalePart
from exclusions.ownplans.models import OwnPlan, OwnPlanKey, OwnPlanPart
from exclusions.ownplans.services import (
    agree_family,
    drop_promise,
    end_key,
    end_plan,
    finish_sitting,
    give_key,
    keep_promise,
    key_of,
    promise,
    start_plan,
    try_code,
    write_part,
)
from exclusions.ownplans.services.keys import MOST_DAYS, MOST_TRIES
from exclusions.ownplans.services.writing import SITTING
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.factories import CaseFactory, OwnPlanFactory, PromiseFactory, UserFactory

TODAY = timezone.localdate


@pytest.fixture
def plan(cast) -> OwnPlan:
    return OwnPlanFactory(school=cast.own, started_by=cast.lead_social_worker)


def write(plan, know, *, revision=0, by=None, code="words"):
    return write_part(plan=plan, code=code, content={"know": know}, revision=revision, by=by)


def versions(plan) -> list[tuple[int, str, int | None]]:
    kept = plan.versions.order_by("number")
    return [(version.number, version.content["words"]["know"], version.written_by_id) for version in kept]


# --- Starting ---


def test_a_case_has_one_current_plan(cast):
    case = CaseFactory(school=cast.own)

    first = start_plan(case=case, by=cast.dsl)
    second = start_plan(case=case, by=cast.lead_social_worker)

    assert second == first
    assert (first.pupil, first.school, first.started_by) == (case.pupil, cast.own, cast.dsl)
    assert Event.objects.filter(verb="own_plan.start").count() == 1


def test_a_pupil_never_has_two_current_plans(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnPlanFactory(school=plan.school, pupil=plan.pupil, case=plan.case)


# --- Writing ---


def test_what_was_typed_is_kept_as_it_was_typed(plan):
    part = write(plan, "  I cook.\n\n“Really.” <b>")

    assert OwnPlanPart.objects.get(pk=part.pk).content == {"know": "  I cook.\n\n“Really.” <b>"}
    assert (part.revision, part.written_by) == (1, None)


def test_the_same_words_twice_change_nothing(plan):
    write(plan, "I cook.")
    again = write(plan, "I cook.")

    assert again.revision == 1
    assert Event.objects.filter(verb="own_plan.write").count() == 1


def test_another_device_is_not_overwritten(plan, cast):
    write(plan, "From my phone.")

    with pytest.raises(StalePart) as stale:
        write(plan, "From the school’s laptop.", revision=0, by=cast.dsl)

    assert stale.value.newer.content == {"know": "From my phone."}
    assert plan.voice() == "From my phone."


def test_a_page_that_is_none_is_refused(plan):
    with pytest.raises(Refused):
        write(plan, "x", code="diagnosis")


def test_every_sitting_is_kept(plan, cast, time_machine):
    time_machine.move_to(timezone.now().replace(hour=10), tick=False)
    write(plan, "Together.", by=cast.dsl)
    write(plan, "Together, more.", revision=1, by=cast.dsl)
    write(plan, "Alone.", revision=2)
    time_machine.shift(SITTING + timedelta(minutes=1))
    write(plan, "Alone, later.", revision=3)
    finish_sitting(plan=plan)

    assert versions(plan) == [
        (1, "Together, more.", cast.dsl.pk),
        (2, "Alone.", None),
        (3, "Alone, later.", None),
    ]


def test_a_version_cannot_be_changed(plan):
    write(plan, "I cook.")
    finish_sitting(plan=plan)

    with pytest.raises(IntegrityError), transaction.atomic():
        plan.versions.update(content={})


def test_the_worker_hears_once_that_it_changed_and_not_what(plan, cast):
    plan.case.lead = cast.welfare_officer
    plan.case.save()
    write(plan, "Something private.")
    finish_sitting(plan=plan)
    finish_sitting(plan=plan)

    told = Notice.objects.filter(kind="own_plan.changed")
    assert {notice.user for notice in told} == {cast.lead_social_worker, cast.welfare_officer}
    assert told.count() == 2
    assert not any("private" in notice.text for notice in told)


# --- Ending ---


def test_nothing_is_written_once_it_has_ended_and_its_links_end_with_it(plan, cast):
    write(plan, "I cook.")
    given = give_key(plan=plan, holder=Holder.YOUNG_PERSON, expires_on=TODAY(), by=cast.dsl)

    end_plan(plan=plan, because="He wanted to stop.", by=cast.dsl)

    assert versions(plan) == [(1, "I cook.", None)]
    assert key_of(given.token) is None
    with pytest.raises(WrongState):
        write(plan, "More.", revision=1)
    with pytest.raises(WrongState):
        end_plan(plan=plan, because="Again.", by=cast.dsl)


# --- Private links ---


def test_a_link_opens_with_its_code_and_is_kept_only_as_digests(plan, cast):
    given = give_key(plan=plan, holder=Holder.YOUNG_PERSON, expires_on=TODAY(), by=cast.dsl)

    key = key_of(given.token)

    assert key == given.key
    assert try_code(key=key, code=f" {given.code[:3]} {given.code[3:]} ")
    stored = OwnPlanKey.objects.values_list("digest", "code").get()
    assert not any(given.token in kept or given.code == kept for kept in stored)


def test_five_wrong_codes_lock_a_link_even_for_the_right_one(plan, cast):
    given = give_key(plan=plan, holder=Holder.YOUNG_PERSON, expires_on=TODAY(), by=cast.dsl)
    wrong = "000000" if given.code != "000000" else "111111"

    assert not any(try_code(key=given.key, code=wrong) for _ in range(MOST_TRIES))

    assert not try_code(key=given.key, code=given.code)
    assert key_of(given.token) is None


def test_the_right_code_forgets_the_wrong_ones(plan, cast):
    given = give_key(plan=plan, holder=Holder.YOUNG_PERSON, expires_on=TODAY(), by=cast.dsl)
    for _ in range(MOST_TRIES - 1):
        try_code(key=given.key, code="x")

    assert try_code(key=given.key, code=given.code)
    given.key.refresh_from_db()
    assert given.key.tries == 0


def test_a_link_opens_nothing_after_its_day_once_ended_or_replaced(plan, cast, time_machine):
    until = TODAY() + timedelta(days=3)
    lost, newer = (
        give_key(plan=plan, holder=Holder.YOUNG_PERSON, expires_on=until, by=cast.dsl) for _ in range(2)
    )
    assert (key_of(lost.token), key_of(newer.token)) == (None, newer.key)

    time_machine.move_to(timezone.now() + timedelta(days=4))
    assert key_of(newer.token) is None
    time_machine.move_to(timezone.now() - timedelta(days=4))
    end_key(key=newer.key, by=cast.dsl)
    assert key_of(newer.token) is None
    assert key_of("x" * 43) is None


@pytest.mark.parametrize("days", [-1, MOST_DAYS + 1])
def test_a_link_for_too_long_or_for_days_gone_is_refused(plan, cast, days):
    with pytest.raises(Refused, match=f"{MOST_DAYS} days"):
        give_key(
            plan=plan, holder=Holder.YOUNG_PERSON, expires_on=TODAY() + timedelta(days=days), by=cast.dsl
        )


def test_family_gets_a_link_only_once_the_young_person_has_agreed(plan, cast):
    with pytest.raises(Refused):
        give_key(plan=plan, holder=Holder.FAMILY, expires_on=TODAY(), by=cast.dsl)

    agreed = agree_family(plan=plan, parts=["goals", "words", "no such page"], by=None)

    assert agreed.family_parts == ["words", "goals"]
    assert give_key(plan=agreed, holder=Holder.FAMILY, expires_on=TODAY(), by=cast.dsl).key.holder == "family"


# --- Promises ---


def test_a_promise_is_kept_or_taken_back_once(plan, cast):
    made = promise(plan=plan, what="Stand there.", who="Mr Bell", owner=cast.dsl, due_on=TODAY(), by=cast.dsl)
    other = PromiseFactory(plan=plan)

    keep_promise(promise=made, by=cast.dsl)
    drop_promise(promise=other, because="Not our stop.", by=cast.dsl)

    for settled in (made, other):
        with pytest.raises(WrongState):
            keep_promise(promise=settled, by=UserFactory())
    with pytest.raises(Refused):
        drop_promise(promise=PromiseFactory(plan=plan), because=" ", by=cast.dsl)
    with pytest.raises(Refused):
        promise(
            plan=plan,
            what="x",
            who="y",
            owner=cast.dsl,
            due_on=TODAY() - timedelta(days=1),
            by=cast.dsl,
        )
