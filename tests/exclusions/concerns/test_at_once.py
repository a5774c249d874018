"""Two people at the same moment: needs a database that locks rows."""

import threading
from datetime import date

import pytest
from django.db import connection

from exclusions.concerns import services
from exclusions.concerns.errors import StaleDraft
from exclusions.concerns.models import Concern, Draft, Entry, Triage
from portal.audit.models import Event
from portal.core.errors import WrongState
from schools.pupils.models import Pupil
from schools.pupils.services import add_pupil
from tests.exclusions.concerns.conftest import COMPLETE
from tests.factories import ConcernFactory, EnrolmentFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


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
