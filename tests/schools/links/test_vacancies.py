"""The count of schools without a lead: right after every change of a link, cheap in between."""

from datetime import timedelta

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.people.services import end_access
from schools.links.models import Link
from schools.links.services import add_link, end_link
from schools.links.vacancies import count_without_lead
from schools.register.enums import Status
from schools.register.models import School
from tests.factories import LinkFactory, SchoolFactory, UserFactory


def test_schools_without_a_lead_today_are_counted(cast):
    today = timezone.localdate()
    for more in (
        {"ends_on": today - timedelta(days=1)},
        {"starts_on": today + timedelta(days=1)},
        {"user__is_active": False},
        {"capacity": Role.DEPUTY_SOCIAL_WORKER},
    ):
        LinkFactory(**{"capacity": Role.LEAD_SOCIAL_WORKER, **more})
    SchoolFactory(status=Status.CLOSED)

    assert count_without_lead() == 4


def test_it_is_counted_once_until_a_link_changes(
    cast, django_assert_num_queries, django_capture_on_commit_callbacks
):
    assert count_without_lead() == 0
    with django_assert_num_queries(0):
        count_without_lead()

    link = Link.objects.get(user=cast.lead_social_worker)
    with django_capture_on_commit_callbacks(execute=True):
        end_link(link=link, ends_on=timezone.localdate() - timedelta(days=1), by=cast.administrator)
    assert count_without_lead() == 1

    with django_capture_on_commit_callbacks(execute=True):
        add_link(
            user=UserFactory(),
            school=cast.own,
            capacity=Role.LEAD_SOCIAL_WORKER,
            starts_on=timezone.localdate(),
            by=cast.administrator,
        )
    assert count_without_lead() == 0

    with django_capture_on_commit_callbacks(execute=True):
        end_access(user=cast.other_social_worker, reason="has left", by=cast.administrator)
    assert count_without_lead() == 1


def test_the_home_page_leads_to_exactly_these_schools(cast, as_person):
    SchoolFactory(name="Without Anybody")
    admin = as_person("administrator")
    home = admin.get(reverse("home")).content.decode()
    url = f"{reverse('allocation:coverage')}?state=none"

    assert f'href="{url}">1 school without a lead social worker' in home
    assert "<strong>1</strong> school" in admin.get(url).content.decode()


def test_home_does_not_count_schools_each_time(cast, as_person, django_assert_max_num_queries):
    admin = as_person("administrator")
    cache.clear()
    admin.get(reverse("home"))
    School.objects.filter(pk=cast.own.pk).update(status=Status.CLOSED)
    with django_assert_max_num_queries(12) as queries:
        admin.get(reverse("home"))
    assert not [q for q in queries.captured_queries if "register_school" in q["sql"] and "COUNT" in q["sql"]]
