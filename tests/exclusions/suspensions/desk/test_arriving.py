"""New records before the authority's teams: who was told, who took note, what that carries out."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exclusions.suspensions.duties.services import derive_pupil
from exclusions.suspensions.letters.kinds import kinds_for
from exclusions.suspensions.models import Arrival, Duty, Team
from exclusions.suspensions.services import take_note, take_note_of_all
from portal.accounts.models import RoleGrant
from portal.audit.models import Event
from portal.core.errors import WrongState
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.services import set_fact
from tests.exclusions.suspensions.desk.conftest import came_in, results, text_of
from tests.factories import EnrolmentFactory
from tests.factories.suspensions import SuspensionFactory

LIST = "suspensions:arrivals"


def test_a_record_comes_before_the_teams_it_concerns(cast):
    plain = came_in(cast.own, cast.dsl)
    in_care = came_in(cast.own, cast.dsl, looked_after="Y")
    history = came_in(cast.own, cast.dsl, starts_on=timezone.localdate() - timedelta(days=29))

    teams = {
        each: set(Arrival.objects.filter(suspension=each).values_list("team", flat=True))
        for each in (plain, in_care, history)
    }

    assert teams == {plain: {Team.OFFICERS}, in_care: {Team.OFFICERS, Team.VIRTUAL_SCHOOL}, history: set()}
    assert not Arrival.objects.exclude(seen_at=None).exists()


def test_who_records_as_an_officer_has_taken_note(cast):
    made = came_in(cast.own, cast.inclusion_officer)
    assert Arrival.objects.get(suspension=made).seen_by == cast.inclusion_officer


def test_the_list_shows_what_is_new_to_ones_own_team_only(cast, as_person):
    plain, in_care = came_in(cast.own, cast.dsl), came_in(cast.other, cast.dsl, looked_after="Y")
    seen = came_in(cast.own, cast.dsl)
    take_note(arrival=seen.arrivals.get(), by=cast.inclusion_officer)

    officer = results(as_person("inclusion_officer").get(reverse(LIST)))
    head = results(as_person("virtual_school_head").get(reverse(LIST)))
    noted = results(as_person("inclusion_officer").get(reverse(LIST), {"seen": "yes"}))

    assert [ref.reference in officer for ref in (plain, in_care, seen)] == [True, True, False]
    assert [ref.reference in head for ref in (plain, in_care, seen)] == [False, True, False]
    assert [ref.reference in noted for ref in (plain, in_care, seen)] == [False, False, True]
    assert cast.inclusion_officer.name in noted
    assert plain.pupil.surname not in officer


def test_a_record_is_taken_note_of_once(cast, as_person):
    made = came_in(cast.own, cast.dsl)
    address, browser = reverse("suspensions:take_note", args=[made.reference]), as_person("inclusion_officer")
    assert "I have taken note of it" in text_of(browser.get(made.get_absolute_url()))

    for _ in range(2):
        assert browser.post(address, {"once_token": "n"}).status_code == 302
    again = browser.post(address, follow=True)

    assert "took note on" in text_of(again)
    assert "I have taken note of it" not in text_of(again)
    assert Event.objects.filter(verb="suspension.take_note").count() == 1
    with pytest.raises(WrongState, match="took note on"):
        take_note(arrival=made.arrivals.get(), by=cast.virtual_school_head)


def test_all_that_a_page_shows_are_noted_and_no_other(cast, as_person):
    shown, elsewhere = came_in(cast.own, cast.dsl), came_in(cast.own, cast.dsl, looked_after="Y")
    own = shown.arrivals.get(team=Team.OFFICERS)
    other_team = elsewhere.arrivals.get(team=Team.VIRTUAL_SCHOOL)
    odd = ["", "x", "-1", "9" * 40, "²"]

    browser = as_person("inclusion_officer")
    sent = {"shown": [own.pk, other_team.pk, *odd]}
    answer = browser.post(reverse("suspensions:take_note_of_shown"), sent, follow=True)

    assert "You have taken note of 1 record." in text_of(answer)
    own.refresh_from_db()
    other_team.refresh_from_db()
    assert (own.seen_by, other_team.seen_by) == (cast.inclusion_officer, None)
    assert take_note_of_all(arrivals=[own], by=cast.inclusion_officer) == 0


def test_without_a_virtual_school_head_recording_tells_nobody(cast, as_person):
    RoleGrant.objects.filter(user=cast.virtual_school_head).delete()
    made = came_in(cast.own, cast.dsl, looked_after="Y")
    duty = Duty.objects.get(suspension=made, code="tell_virtual_school")
    assert duty.is_open
    assert "nobody had an account here" in text_of(as_person("dsl").get(made.get_absolute_url()))

    # Somebody gets the role later: what was not told stays so until they take note.
    RoleGrant.objects.create(user=cast.virtual_school_head, role="virtual_school_head")
    derive_pupil(made.pupil, why="Again")
    duty.refresh_from_db()
    assert duty.is_open

    take_note(arrival=made.arrivals.get(team=Team.VIRTUAL_SCHOOL), by=cast.virtual_school_head)
    duty.refresh_from_db()
    assert duty.done_on == timezone.localdate()


def test_with_a_virtual_school_head_recording_tells_them(cast):
    made = came_in(cast.own, cast.dsl, looked_after="Y")
    assert Duty.objects.get(suspension=made, code="tell_virtual_school").done_on == timezone.localdate()


@pytest.mark.parametrize("days_ago", [0, 60])
def test_without_an_officer_no_record_tells_the_authority_however_old(cast, days_ago):
    RoleGrant.objects.filter(user=cast.inclusion_officer).delete()
    made = came_in(cast.own, cast.dsl, starts_on=timezone.localdate() - timedelta(days=days_ago))
    assert Duty.objects.get(suspension=made, code="tell_authority").is_open


def test_with_an_officer_history_is_no_news_and_known(cast):
    began = timezone.localdate() - timedelta(days=60)
    made = came_in(cast.own, cast.dsl, starts_on=began)
    assert Duty.objects.get(suspension=made, code="tell_authority").done_on == timezone.localdate()
    assert not Arrival.objects.exists()


def test_of_a_pupil_who_left_care_nobody_is_owed_and_nobody_said_to_be_told(cast):
    pupil = EnrolmentFactory(school=cast.own).pupil
    said = {"value": "A", "source": FactSource.SOCIAL_CARE, "by": cast.dsl, "as_at": timezone.localdate()}
    set_fact(pupil=pupil, kind=FactKind.PREVIOUSLY_LOOKED_AFTER, starts_on=date(2025, 1, 1), **said)

    made = came_in(cast.own, cast.dsl, pupil=pupil)

    assert not Arrival.objects.filter(suspension=made, team=Team.VIRTUAL_SCHOOL).exists()
    assert not Duty.objects.filter(suspension=made, code="tell_virtual_school").exists()
    assert "virtual_school" not in {kind.code for kind in kinds_for(made)}


def test_the_list_asks_the_same_however_many_came(cast, as_person):
    browser, counts = as_person("inclusion_officer"), []
    came_in(cast.own, cast.dsl)
    for _ in range(2):
        browser.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(LIST))
        counts.append(len(queries))
        for _ in range(2):
            came_in(SuspensionFactory().school, cast.dsl)
    assert counts[0] == counts[1]


def test_the_database_keeps_what_came_when(cast):
    arrival = came_in(cast.own, cast.dsl).arrivals.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Arrival.objects.filter(pk=arrival.pk).update(is_told=False)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        arrival.delete()
