"""Preferences, quiet hours and digests: what comes when, and to whom it does not come."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.services import seal_concern
from portal.audit.models import Event
from portal.notices import digests, sending, tasks
from portal.notices.enums import Way
from portal.notices.models import Delivery, Digest, Notice, Preference
from portal.notices.preferences import set_preferences
from portal.notices.services import mark_read, notify, withdraw
from tests.factories import ConcernFactory, LinkFactory, UserFactory

pytestmark = pytest.mark.django_db
# A Tuesday in term.
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DEAD = "tests.portal.notices.dead.DeadMailServer"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(TUESDAY, tick=False)
    return time_machine


def prefer(person, **changed):
    Preference.objects.update_or_create(user=person, defaults=changed)
    return person


def tell(*people, kind="link.add", about="C-7K3Q9", text=None):
    return notify(people=people, kind=kind, text=text or f"{about}: something.", about=about, leads_to="/x/")


def run(clock, hours=0, **span):
    """Let time pass, and do what the worker does; gives back what was sent to whom."""
    clock.shift(timedelta(hours=hours, **span))
    digests.make_digests(timezone.now())
    sending.send_waiting()
    sent = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return sent


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 24, 18, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 24, 19, 0, tzinfo=UTC), datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 6, 59, tzinfo=UTC), datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 7, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 27, 20, 0, tzinfo=UTC), datetime(2026, 11, 30, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), datetime(2026, 11, 30, 7, 0, tzinfo=UTC)),
    ],
)
def test_an_email_waits_for_the_end_of_quiet_hours_and_days_off(clock, at, expected):
    clock.move_to(at, tick=False)
    tell(UserFactory())

    sending.send_waiting()

    delivery = Delivery.objects.get()
    waits = None if delivery.sent_at else delivery.next_attempt_at
    assert (waits, len(mail.outbox), delivery.attempts) == (
        expected,
        int(expected is None),
        int(expected is None),
    )


def test_quiet_hours_that_are_none_and_quiet_hours_of_a_day(clock):
    never = prefer(UserFactory(), quiet_from=time(7), quiet_to=time(7), quiet_days=False)
    midday = prefer(UserFactory(), quiet_from=time(9), quiet_to=time(12))
    clock.move_to(datetime(2026, 11, 28, 11, 0, tzinfo=UTC), tick=False)
    tell(never, midday)

    assert run(clock) == [(never.email, "C-7K3Q9: something.")]
    assert run(clock, days=2) == []
    assert run(clock, hours=1) == [(midday.email, "C-7K3Q9: something.")]


def test_what_is_urgent_comes_at_night(clock):
    clock.move_to(datetime(2026, 11, 28, 23, 0, tzinfo=UTC), tick=False)
    person = UserFactory()
    tell(person, kind="concern.danger", about="")

    assert run(clock) == [(person.email, ": something.")]


def test_school_people_are_left_alone_in_the_holidays_and_link_workers_are_not(cast, clock):
    clock.move_to(datetime(2026, 8, 12, 10, 0, tzinfo=UTC), tick=False)
    tell(cast.dsl, cast.lead_social_worker)

    assert run(clock) == [(cast.lead_social_worker.email, "C-7K3Q9: something.")]


def test_a_day_of_notices_comes_as_one_email_the_next_morning(clock):
    person = prefer(UserFactory(), ways={"links": "daily"})
    tell(person, about="C-AAAAA")
    tell(person, about="C-CCCCC", kind="cover.arrange")
    (read,) = tell(person, about="C-DDDDD")

    assert run(clock, hours=8) == []
    mark_read(by=person, reference=read.reference)
    assert run(clock, hours=12, minutes=59) == []
    clock.shift(timedelta(minutes=1))
    digests.make_digests(timezone.now())
    tasks.make_digests()
    sending.send_waiting()
    sending.send_waiting()

    (message,) = mail.outbox
    assert message.subject == "2 notices for you"
    assert "Your schools, cover and handovers (2)" in message.body
    assert [
        part in message.body for part in ("C-AAAAA", "C-CCCCC", "C-DDDDD", "http://127.0.0.1:8000/x/")
    ] == [
        True,
        True,
        False,
        True,
    ]
    assert message.message()["Message-ID"].startswith(f"<{Digest.objects.get().reference}@")


def test_a_week_of_notices_comes_on_the_chosen_day(clock):
    person = prefer(UserFactory(), ways={"links": "weekly"}, weekly_on=3)
    tell(person)

    sent = [run(clock, days=1) for _ in range(9)]

    assert [bool(some) for some in sent] == [False, True, False, False, False, False, False, False, False]


def test_a_digest_waits_over_a_day_off(clock):
    person = prefer(UserFactory(), ways={"links": "daily"})
    clock.move_to(datetime(2026, 11, 27, 10, 0, tzinfo=UTC), tick=False)
    tell(person)

    assert [run(clock, days=1) for _ in range(3)] == [[], [], [(person.email, "One notice for you")]]


def test_none_goes_by_email_to_who_wants_none(clock):
    person = prefer(UserFactory(), ways={"links": "portal"})
    tell(person)

    assert run(clock, days=8) == []
    assert (Notice.objects.get().way, Delivery.objects.exists()) == (Way.PORTAL, False)


def test_a_dead_mail_server_loses_no_digest(clock, settings):
    person = prefer(UserFactory(), ways={"links": "daily"})
    tell(person)
    settings.EMAIL_BACKEND = DEAD
    assert run(clock, days=1) == []

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(clock, hours=1) == [(person.email, "One notice for you")]


def test_what_was_read_after_the_digest_was_made_is_left_out_too(clock, settings):
    person = prefer(UserFactory(), ways={"links": "daily"})
    tell(person)
    settings.EMAIL_BACKEND = DEAD
    run(clock, days=1)
    mark_read(by=person)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run(clock, hours=1) == []
    assert Delivery.objects.get().error == sending.NO_NEWS


def test_who_has_no_access_any_more_gets_no_digest(clock):
    person = prefer(UserFactory(), ways={"links": "daily"})
    tell(person)
    person.is_active = False
    person.save()

    assert run(clock, days=1) == []
    assert not Digest.objects.exists()


def test_a_digest_goes_to_who_stood_there_at_the_event_as_far_as_they_still_do(cast, clock):
    """peers.md 27 and 28: whoever comes later is not credited, whoever has gone is told nothing more."""
    concern, follower = ConcernFactory(school=cast.own), UserFactory()
    stayed, gone = cast.lead_social_worker, cast.deputy_social_worker
    for person in (stayed, gone, follower):
        prefer(person, ways={"concerns": "daily"})
    tell(stayed, gone, kind="concern.send", about=concern.reference)
    cast.own.links.filter(user=gone).update(ends_on=timezone.localdate())
    LinkFactory(user=follower, school=cast.own, capacity="deputy_social_worker")

    assert run(clock, days=1) == [(stayed.email, "One notice for you")]


def test_one_email_about_what_they_may_not_read_any_more_is_not_sent(cast, clock):
    concern = ConcernFactory(school=cast.own)
    tell(cast.dsl, kind="concern.send", about=concern.reference)
    cast.own.links.filter(user=cast.dsl).delete()

    assert run(clock) == []
    assert Delivery.objects.get().error == sending.NOT_THEIRS


def test_a_seal_takes_back_what_others_were_told(cast, as_person, clock):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    tell(cast.dsl, cast.lead_social_worker, cast.headteacher, kind="concern.send", about=concern.reference)

    seal_concern(
        concern=concern, readers=[cast.dsl, cast.lead_social_worker], because="Her aunt.", by=cast.dsl
    )

    assert concern.reference not in as_person("headteacher").get("/notices/").text
    assert concern.reference in as_person("lead_social_worker").get("/notices/").text
    assert '<span class="portal-badge">' not in as_person("headteacher").get("/notices/").text
    assert cast.headteacher.email not in {to for to, _ in run(clock)}


def test_taking_back_says_how_many(clock):
    one, two = UserFactory(), UserFactory()
    tell(one, two)

    assert withdraw(about="C-7K3Q9", unless=lambda person: person == one) == 1
    assert withdraw(about="C-7K3Q9", unless=lambda person: person == one) == 0


def test_a_choice_holds_for_what_still_waits_and_is_written_down(clock):
    person = prefer(UserFactory(), ways={"links": "weekly"})
    tell(person)
    as_usual = {"quiet_from": time(19), "quiet_to": time(7), "quiet_days": True, "weekly_on": 0}

    set_preferences(by=person, ways={"links": "portal"}, **as_usual)
    assert Notice.objects.get().way == Way.PORTAL
    tell(person)
    Notice.objects.update(way=Way.WEEKLY)
    set_preferences(by=person, ways={"links": "once"}, **as_usual)

    assert set(Notice.objects.values_list("way", flat=True)) == {Way.DAILY}
    assert Event.objects.filter(verb="notice.set_preferences", actor=person).count() == 2


def test_choosing_on_the_page(cast, as_person):
    client = as_person("dsl")
    page = client.get(reverse("notices:preferences")).text
    assert "a duty of yours is overdue (always by an email of its own, outside quiet hours)" in page
    assert [name in page for name in ("way_exclusions", "way_running", "way_week")] == [False] * 3
    once_a_day = (
        "concerns",
        "cases",
        "own_plans",
        "meetings",
        "actions",
        "risk",
        "pupils",
        "links",
        "training",
    )
    typed = {f"way_{code}": "daily" for code in once_a_day}
    typed |= {"way_files": "portal", "way_acknowledging": "once"}
    typed |= {"quiet_from": "20", "quiet_to": "8", "weekly_on": "4"}

    assert "Error" in client.post(reverse("notices:preferences"), typed | {"weekly_on": "6"}).text
    response = client.post(reverse("notices:preferences"), typed, follow=True)

    assert "From now on you are told this way." in response.text
    wishes = Preference.objects.get(user=cast.dsl)
    assert (wishes.ways["concerns"], wishes.ways["files"]) == ("daily", "portal")
    assert (wishes.quiet_from, wishes.quiet_to, wishes.quiet_days, wishes.weekly_on) == (
        time(20),
        time(8),
        False,
        4,
    )


def test_the_list_is_narrowed_to_unread_and_to_a_group(cast, as_person):
    (read,) = tell(cast.dsl, about="C-AAAAA")
    mark_read(by=cast.dsl, reference=read.reference)
    tell(cast.dsl, about="C-CCCCC")
    tell(cast.dsl, kind="training.ending", about="T-DDDDD")
    client = as_person("dsl")

    def shown(query):
        page = client.get(f"/notices/?{query}").text
        return [about in page for about in ("C-AAAAA", "C-CCCCC", "T-DDDDD")]

    assert shown("") == [True, True, True]
    assert shown("show=unread") == [False, True, True]
    assert shown("group=links") == [True, True, False]
    assert shown("show=unread&group=training") == [False, False, True]
    assert "No notice matches." in client.get("/notices/?group=nonsense").text
