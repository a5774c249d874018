"""A decision is corrected, withdrawn, or signed by a second person; nothing of it is deleted."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import Error, transaction

from exclusions.concerns import services as concerns
from exclusions.concerns.enums import State
from exclusions.concerns.models import Entry, Proposal, Triage
from exclusions.protocol.models import Case
from linkworkers.inbox import services
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.factories import ConcernFactory
from tests.linkworkers.inbox.test_pages import NAUGHTY, answers, text_of
from tests.linkworkers.inbox.test_services import deciding

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
WHY, TOLD = "The school rang: it was another child.", "I look at it again with what you told me today."


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def concern(cast, clock):
    return ConcernFactory(school=cast.own, raised_by=cast.dsl)


@pytest.fixture
def danger(cast, clock):
    return ConcernFactory(school=cast.own, raised_by=cast.dsl, in_danger=True)


def fresh(concern):
    return type(concern).objects.get(pk=concern.pk)


def withdrawn(concern, by):
    now = fresh(concern)
    return concerns.withdraw_decision(concern=now, because=WHY, told=TOLD, by=by, seen_version=now.version)


def test_a_withdrawn_decision_stays_and_the_concern_is_open_with_a_new_clock(cast, concern, clock):
    deciding(concern, cast.lead_social_worker, "close")
    clock.move_to(LATER)

    withdrawn(concern, cast.deputy_social_worker)

    now, triage = fresh(concern), Triage.objects.get()
    assert (now.state, now.decide_by) == (State.IN_TRIAGE, date(2026, 12, 3))
    assert (triage.concern, triage.on_concern, triage.ended_how) == (None, now, "withdrawn")
    assert (triage.ended_by, triage.ended_because) == (cast.deputy_social_worker, WHY)
    assert Entry.objects.get(verb="withdraw").body == TOLD
    told = {notice.user for notice in Notice.objects.filter(kind="concern.withdraw")}
    assert {cast.dsl, cast.lead_social_worker} <= told
    second = deciding(fresh(concern), cast.lead_social_worker, "advise")
    assert list(Triage.objects.filter(concern__isnull=False)) == [second]


def test_a_correction_shows_what_it_corrects_and_the_school_is_told(cast, concern, as_person):
    first = deciding(concern, cast.lead_social_worker, "advise")
    worker = as_person("deputy_social_worker")
    url = f"/inbox/{concern.reference}/correct/"
    page = worker.get(url)
    assert page.context["form"]["reply"].value() == first.reply

    sent = answers(fresh(concern), route="family_help", reply="Family help rings you.")
    assert "Write why you correct it" in text_of(worker.post(url, sent))
    worker.post(url, sent | {"because": WHY})

    second = Triage.objects.get(concern=concern)
    first.refresh_from_db()
    assert (second.corrects, second.destination, first.ended_how) == (first, "family_help", "corrected")
    assert fresh(concern).state == State.DECIDED
    school, worker = (
        text_of(as_person(name).get(concern.get_absolute_url())) for name in ("dsl", "lead_social_worker")
    )
    for page in (school, worker):
        assert "Family help rings you." in page
        assert "Earlier decision, corrected" in page
        assert first.reply in page
    assert (WHY in school, WHY in worker) == (False, True)
    assert Notice.objects.filter(kind="concern.correct", user=cast.dsl).count() == 1


def test_a_correction_opens_one_case_only(cast, concern, as_person):
    worker = as_person("lead_social_worker")
    deciding(concern, cast.lead_social_worker, "advise")
    for _ in range(2):
        sent = answers(fresh(concern), route="open_case", because=WHY)
        worker.post(f"/inbox/{concern.reference}/correct/", sent)

    assert (Case.objects.count(), Triage.objects.count()) == (1, 3)


def test_what_was_decided_is_frozen_and_cannot_stand_twice(cast, concern):
    deciding(concern, cast.lead_social_worker, "advise")
    for change in ({"reply": "x"}, {"decision": "close"}, {"ended_how": "withdrawn"}, {"concern": None}):
        with pytest.raises(Error), transaction.atomic():
            Triage.objects.update(**change)


@pytest.mark.parametrize("page", ["correct", "withdraw"])
def test_where_nothing_stands_the_page_leads_back(as_person, concern, page):
    answer = as_person("lead_social_worker").get(f"/inbox/{concern.reference}/{page}/", follow=True)

    assert "no decision stands" in text_of(answer)


def test_the_second_to_withdraw_keeps_what_they_typed(cast, concern, as_person):
    deciding(concern, cast.lead_social_worker, "advise")
    sent = {"because": NAUGHTY, "told": TOLD, "seen_version": fresh(concern).version}
    withdrawn(concern, cast.deputy_social_worker)

    page = text_of(as_person("lead_social_worker").post(f"/inbox/{concern.reference}/withdraw/", sent))

    assert "Deputy Social Worker acted on it" in page
    assert NAUGHTY in page
    assert Triage.objects.count() == 1


def test_closing_where_somebody_was_in_danger_waits_for_a_second_person(cast, danger, as_person):
    worker = as_person("lead_social_worker")
    assert "a second person signs" in text_of(worker.get(f"/inbox/{danger.reference}/"))

    page = worker.post(f"/inbox/{danger.reference}/", answers(danger, route="close"), follow=True)

    assert "Proposed. Somebody was in danger when it was raised." in text_of(page)
    assert (fresh(danger).state, Triage.objects.count()) == (State.SENT, 0)
    told = {notice.user for notice in Notice.objects.filter(kind="concern.propose")}
    assert told == {cast.deputy_social_worker, cast.head_of_service}
    school = text_of(as_person("dsl").get(danger.get_absolute_url()))
    assert "Waits for a second person" not in school
    assert "Thank you." not in school

    head = as_person("head_of_service")
    assert "Read it and sign" in text_of(head.get(danger.get_absolute_url()))
    url = f"/inbox/{danger.reference}/sign/"
    assert "Known to me." in text_of(head.get(url))
    own = worker.post(url, {"seen_version": fresh(danger).version})
    assert "Somebody else signs" in text_of(own)
    head.post(url, {"seen_version": fresh(danger).version})

    triage = Triage.objects.get()
    assert (triage.decided_by, triage.signed_by) == (cast.lead_social_worker, cast.head_of_service)
    assert fresh(danger).state == State.DECIDED
    assert "Thank you." in text_of(as_person("dsl").get(danger.get_absolute_url()))


def test_what_is_not_signed_stays_open_with_the_reason_for_link_workers(cast, danger, as_person):
    deciding(danger, cast.lead_social_worker, "close")

    url = f"/inbox/{danger.reference}/sign/"
    head = as_person("head_of_service")
    assert "Write why" in text_of(head.post(url, {"refuse": "1", "refuse-because": " "}))
    head.post(url, {"refuse": "1", "refuse-because": "Ring his aunt first."})

    assert Proposal.objects.get().ended_how == "refused"
    assert Entry.objects.get(verb="refuse").kind == "internal"
    with pytest.raises(WrongState, match="nothing waits"):
        concerns.sign_decision(
            concern=danger, by=cast.deputy_social_worker, seen_version=fresh(danger).version
        )
    # They may propose again, or decide otherwise.
    deciding(fresh(danger), cast.lead_social_worker, "close")
    deciding(fresh(danger), cast.deputy_social_worker, "advise")
    assert list(Proposal.objects.values_list("ended_how", flat=True)) == ["refused", "overtaken"]


def test_who_signs_has_read_what_came_since(cast, danger):
    deciding(danger, cast.lead_social_worker, "close")
    seen = fresh(danger).version
    concerns.add_to_record(concern=danger, body="He is missing again.", by=cast.dsl)

    with pytest.raises(WrongState, match="has changed since you opened it"):
        concerns.sign_decision(concern=danger, by=cast.head_of_service, seen_version=seen)


def test_a_sealed_concern_is_signed_by_those_it_names_or_not_at_all(cast, concern):
    def sealed(*readers):
        people = [cast.lead_social_worker, *readers]
        concerns.seal_concern(
            concern=concern, readers=people, because="Her aunt works there.", by=cast.lead_social_worker
        )

    sealed()
    with pytest.raises(Refused, match="there is nobody who could"):
        deciding(fresh(concern), cast.lead_social_worker, "close")
    sealed(cast.head_of_service)
    proposal = deciding(fresh(concern), cast.lead_social_worker, "close")
    assert proposal.why == "It is sealed."
    told = {notice.user for notice in Notice.objects.filter(kind="concern.propose")}
    assert told == {cast.head_of_service}


def test_a_correction_does_not_go_around_the_second_person(cast, danger):
    deciding(danger, cast.lead_social_worker, "advise")
    now = fresh(danger)
    close = services.Decided("close", "Because.", "Thank you.")

    with pytest.raises(Refused, match="a second person signs it"):
        services.correct(
            concern=now,
            decided=close,
            new_case=None,
            because=WHY,
            by=cast.lead_social_worker,
            seen_version=now.version,
        )

    assert Triage.objects.get().ended_how == ""
