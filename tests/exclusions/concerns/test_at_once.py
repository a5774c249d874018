"""Two people at the same moment: needs a database that locks rows."""

import threading
from datetime import date

import pytest
from django.db import connection

from exclusions.concerns import services
from exclusions.concerns.content import MEANING, QUICK
from exclusions.concerns.kinds import MOST_QUICK, forget_kinds
from exclusions.concerns.models import Concern, Draft, Entry, KindOfConcern, Triage
from portal.audit.models import Event
from portal.core.drafts import StaleDraft
from portal.core.errors import Refused, WrongState
from schools.pupils.models import Pupil
from schools.pupils.services import add_pupil
from tests.exclusions.concerns.conftest import COMPLETE
from tests.factories import ConcernFactory, EnrolmentFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _kinds(transactional_db):
    """Tests that commit leave empty tables behind, also of what the migrations shipped."""
    for code in COMPLETE["categories"]:
        KindOfConcern.objects.get_or_create(code=code, defaults={"label": code})
    forget_kinds()
    yield
    forget_kinds()


def at_once(*actions):
    """What each action gave or raised, all begun in the same moment."""
    barrier, outcomes = threading.Barrier(len(actions)), [None] * len(actions)

    def run(place, action):
        barrier.wait()
        try:
            outcomes[place] = action()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_decisions_one_wins_and_the_other_is_told(cast, attempt):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)

    def decide(by, decision):
        return lambda: services.decide_concern(
            concern=Concern.objects.get(pk=concern.pk),
            decision=decision,
            destination="",
            rationale="Why",
            reply="So",
            by=by,
            seen_version=1,
        )

    outcomes = at_once(decide(cast.lead_social_worker, "advise"), decide(cast.deputy_social_worker, "close"))

    [won] = [outcome for outcome in outcomes if isinstance(outcome, Triage)]
    [lost] = [outcome for outcome in outcomes if isinstance(outcome, WrongState)]
    assert f"{won.decided_by.name} decided this on" in str(lost)
    assert won.get_decision_display() in str(lost)
    assert (Triage.objects.count(), Entry.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="concern.decide").count() == 1


def test_a_decision_and_an_addition_never_pass_each_other_unseen(cast):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)

    decided, added = at_once(
        lambda: services.decide_concern(
            concern=concern,
            decision="close",
            destination="",
            rationale="Why",
            reply="So",
            by=cast.lead_social_worker,
            seen_version=1,
        ),
        lambda: services.add_to_record(concern=concern, body="New", by=cast.dsl),
    )

    assert isinstance(added, Concern)
    first = Entry.objects.first().verb
    assert isinstance(decided, WrongState if first == "add" else Triage)


def test_one_draft_sent_from_two_windows_is_one_concern(cast):
    pupil = EnrolmentFactory(school=cast.own).pupil
    draft = services.start_draft(by=cast.dsl, school=cast.own, pupils=[pupil])
    services.save_draft(draft=draft, content=COMPLETE, version=1, by=cast.dsl)

    first, second = at_once(*[lambda: services.send_concern(draft=draft, by=cast.dsl)] * 2)

    assert first == second == Concern.objects.get()
    assert Event.objects.filter(verb="concern.send").count() == 1


def test_of_two_saves_of_one_version_one_is_stale(cast):
    draft = services.start_draft(by=cast.dsl, school=cast.own)

    def save(words):
        return lambda: services.save_draft(
            draft=draft, content={"child_words": words}, version=1, by=cast.dsl
        )

    outcomes = at_once(save("one"), save("two"))

    kinds = {type(outcome) for outcome in outcomes}
    assert kinds == {Draft, StaleDraft}
    assert Draft.objects.get().version == 2


def test_one_upn_added_twice_is_one_pupil(cast):
    def add():
        return add_pupil(
            school=cast.own,
            forename="Ada",
            surname="Okafor",
            born_on=date(2013, 4, 5),
            year_group="8",
            upn="T999400126001",
            by=cast.dsl,
        )

    first, second = at_once(add, add)

    assert first == second == Pupil.objects.get()


def test_two_people_add_the_twelfth_kind_and_one_is_refused(cast):
    for number in range(MOST_QUICK - 1 - KindOfConcern.objects.filter(group="").count()):
        KindOfConcern.objects.create(code=f"kind_{number}", label=f"Kind {number}")

    def add(label):
        return lambda: services.set_kind(
            kind=None, label=label, hint="", group="", position=1, is_retired=False, by=cast.administrator
        )

    outcomes = at_once(add("One"), add("Two"))

    assert {type(outcome) for outcome in outcomes} == {KindOfConcern, Refused}
    assert KindOfConcern.objects.filter(group="").count() == MOST_QUICK


def test_of_two_pages_of_a_draft_saved_at_once_one_is_stale_and_neither_wipes_the_other(cast):
    draft = services.start_draft(by=cast.dsl, school=cast.own)

    def save(fields, content):
        return lambda: services.save_draft(
            draft=draft, content=content, version=1, by=cast.dsl, fields=fields
        )

    outcomes = at_once(save(QUICK, {"wish": "talk"}), save(MEANING, {"opinion": "Mine"}))

    assert {type(outcome) for outcome in outcomes} == {Draft, StaleDraft}
    assert Draft.objects.get().version == 2
