"""Notices that must be acknowledged: who owes it, reminders, and who sees who has and has not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import Event
from portal.core.errors import Refused
from portal.core.privacy import STATED, Retention
from portal.notices import acknowledging, tasks
from portal.notices.models import Acknowledgement, Notice
from portal.notices.services import mark_read, notify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def alert(*people, asker=None, by=None, about="C-7K3Q9"):
    return notify(
        people=people,
        kind="concern.ask",
        text=f"{about}: please look at once.",
        about=about,
        leads_to=f"/concerns/{about}/",
        must_acknowledge=True,
        asker=asker,
        acknowledge_by=by,
    )


def texts(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", "text"))


def test_a_notice_owes_nothing_unless_asked():
    notify(people=[UserFactory()], kind="concern.ask", text="C", about="C-7K3Q9", leads_to="/")

    assert not Acknowledgement.objects.exists()


def test_who_was_to_acknowledge_stays_with_the_record():
    """Whoever clears notices of weeks ago takes none that belongs to a child's record."""
    alert(UserFactory())
    notify(people=[UserFactory()], kind="concern.ask", text="C", about="C-7K3Q9", leads_to="/")

    with pytest.raises(ProtectedError):
        Notice.objects.all().delete()
    assert STATED["notices.Acknowledgement"].retention is Retention.PUPIL_FILE
    Notice.objects.filter(acknowledgement=None).delete()
    assert (Notice.objects.count(), Acknowledgement.objects.count()) == (1, 1)


def test_reading_is_not_acknowledging():
    person = UserFactory()
    alert(person)

    mark_read(by=person)

    assert Acknowledgement.objects.owed_by(person).count() == 1


def test_acknowledging_reads_it_is_written_down_and_done_once():
    person = UserFactory()
    (notice,) = alert(person)

    assert acknowledging.acknowledge(reference=notice.reference, by=person)
    assert not acknowledging.acknowledge(reference=notice.reference, by=person)

    notice.refresh_from_db()
    assert (notice.read_at, Acknowledgement.objects.owed().exists()) == (
        notice.acknowledgement.acknowledged_at,
        False,
    )
    event = Event.objects.get(verb="notice.acknowledge")
    about = {subject.reference for subject in event.subjects.all()}
    assert (event.actor, about) == (person, {"C-7K3Q9", notice.reference})


def test_nobody_acknowledges_for_another():
    (notice,) = alert(UserFactory())

    assert not acknowledging.acknowledge(reference=notice.reference, by=UserFactory())
    assert Acknowledgement.objects.owed().count() == 1


def test_who_is_late_is_reminded_a_day_apart_three_times_and_the_asker_told(time_machine):
    time_machine.move_to("2026-11-23 10:00+00:00", tick=False)
    asker, late, prompt = UserFactory(), UserFactory(name="Amara Osei"), UserFactory()
    by = timezone.now() + timedelta(hours=2)
    _, second = alert(late, prompt, asker=asker, by=by)
    acknowledging.acknowledge(reference=second.reference, by=prompt)

    reminded = []
    for hours in (1, 1, 0, 24, 24, 24, 24):
        time_machine.shift(timedelta(hours=hours))
        reminded.append(acknowledging.chase(timezone.now()))

    assert reminded == [0, 1, 0, 1, 1, 0, 0]
    first = ("concern.ask", "C-7K3Q9: please look at once.")
    again = ("notice.chase", "C-7K3Q9: please acknowledge that you have seen this.")
    told = ("notice.unanswered", "C-7K3Q9: Amara Osei has not acknowledged it yet and was reminded.")
    assert (texts(late), texts(prompt), texts(asker)) == ([first, again, again, again], [first], [told] * 3)


def test_nobody_is_chased_whose_access_has_ended():
    person = UserFactory()
    alert(person, by=timezone.now())
    person.is_active = False
    person.save()

    assert acknowledging.chase(timezone.now()) == 0


def test_reminders_are_read_with_what_they_are_about():
    person = UserFactory()
    (notice,) = alert(person, by=timezone.now())
    tasks.chase()

    acknowledging.acknowledge(reference=notice.reference, by=person)

    assert not Notice.objects.filter(user=person).unread().exists()


def test_the_list_asks_for_it_and_takes_it(cast, as_person):
    (notice,) = alert(cast.dsl, asker=cast.lead_social_worker)
    client = as_person("dsl")

    page = client.get(reverse("notices:list")).text
    assert "Say that you have seen these" in page
    assert "Lead Social Worker asks you to, by" in page
    response = client.post(reverse("notices:acknowledge", args=[notice.reference]), {"next": "/concerns/"})

    assert response["Location"] == "/concerns/"
    assert "Say that you have seen these" not in client.get(reverse("notices:list")).text


def test_acknowledging_never_leads_off_the_portal(cast, as_person):
    (notice,) = alert(cast.dsl)
    address = reverse("notices:acknowledge", args=[notice.reference])

    response = as_person("dsl").post(address, {"next": "https://elsewhere.example/"})

    assert response["Location"] == "/notices/"


def test_the_asker_sees_who_has_and_reminds_who_has_not(cast, as_person):
    has, has_not = alert(cast.dsl, cast.headteacher, asker=cast.lead_social_worker)
    acknowledging.acknowledge(reference=has.reference, by=cast.dsl)
    client = as_person("lead_social_worker")

    page = client.get(reverse("notices:asked")).text
    assert "acknowledged " in page
    assert page.count("Not acknowledged") == 1
    assert page.count("Remind now") == 1
    page = client.post(reverse("notices:remind", args=[has_not.reference]), follow=True).text
    assert "Headteacher is being reminded." in page
    assert "reminded 1 time" in page
    page = client.post(reverse("notices:remind", args=[has.reference]), follow=True).text
    assert "They have acknowledged it meanwhile" in page
    with pytest.raises(Refused):
        acknowledging.remind(acknowledgement=has.acknowledgement, by=cast.lead_social_worker)


def test_another_asker_reminds_nobody(cast, as_person):
    (notice,) = alert(cast.dsl, asker=cast.lead_social_worker)

    address = reverse("notices:remind", args=[notice.reference])
    assert as_person("head_of_service").post(address).status_code == 404
    assert "C-7K3Q9" not in as_person("head_of_service").get(reverse("notices:asked")).text


def test_a_records_page_shows_who_has_and_my_button(cast, django_assert_num_queries):
    alert(cast.dsl, cast.headteacher)
    alert(cast.dsl, about="C-9K3Q9")
    request = RequestFactory().get("/concerns/C-7K3Q9/")
    request.user = cast.dsl
    page = Template("{% load notices %}{% acknowledgements_about 'C-7K3Q9' %}")

    with django_assert_num_queries(1):
        shown = page.render(Context({"request": request, "csrf_token": "t"}))

    assert shown.count("I have seen this") == 1
    assert shown.count("Not acknowledged") == 2
    assert 'value="/concerns/C-7K3Q9/"' in shown


@pytest.mark.parametrize("page", ["list", "asked"])
def test_pages_cost_the_same_however_much_is_owed(cast, as_person, page):
    client, costs = as_person("dsl"), []
    for _ in range(3):
        alert(cast.dsl, asker=cast.dsl)
        alert(cast.dsl, asker=cast.headteacher)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"notices:{page}"))
        costs.append(len(queries))

    assert costs[0] == costs[2]
