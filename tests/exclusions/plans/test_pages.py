"""Plan and action pages: who does what, bad input kept and named, prints, constant queries."""

import pytest
from django.urls import reverse

from exclusions.plans.models import ActionStep, Plan, Provision
from portal.audit.models import Event
from tests.factories import ActionFactory

NAUGHTY = "<script>alert(1)</script> =1+1 ‮ ÅΩ ' OR 1=1; --"


def test_an_owner_says_how_far_their_action_is_and_nobody_else_of_the_school(as_person, action):
    sent = {"state": "going", "note": NAUGHTY, "seen_number": "1"}

    refused = as_person("headteacher").post(action.get_absolute_url(), sent)
    done = as_person("dsl").post(action.get_absolute_url(), sent)

    assert (refused.status_code, done.status_code) == (403, 302)
    assert list(ActionStep.objects.values_list("state", "note")) == [("going", NAUGHTY)]
    page = as_person("headteacher").get(action.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "How far is it?" not in page


def test_a_double_click_says_it_once(as_person, action):
    sent = {"state": "going", "note": "Begun", "seen_number": "1", "once_token": "same"}

    answers = [as_person("dsl").post(action.get_absolute_url(), sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert ActionStep.objects.count() == 1


def test_bad_input_is_named_and_kept(as_person, case):
    url = reverse("plans:add_provision", args=[case.reference])
    sent = {"provider": "Farm school", "sessions": "11", "starts_on_0": "31", "starts_on_1": "2"}

    page = as_person("lead_social_worker").post(url, sent).content.decode()

    assert "There is a problem" in page
    assert "less than or equal to 10" in page
    assert 'value="Farm school"' in page
    assert Provision.objects.count() == 0


def test_words_typed_over_newer_ones_are_kept_on_the_page(as_person, case):
    url = reverse("plans:write", args=[case.reference])
    person = as_person("lead_social_worker")
    person.post(url, {"safety": "One", "seen_number": "0"})

    page = person.post(url, {"safety": "Two", "seen_number": "0"}).content.decode()

    assert "changed the words of the plan" in page
    assert "Two</textarea>" in page
    assert Plan.objects.get().safety == "One"


def test_plan_and_the_childs_page_print_and_are_written_down(as_person, case, action):
    person = as_person("lead_social_worker")
    person.post(
        reverse("plans:write", args=[case.reference]), {"child_summary": "Yours.", "seen_number": "0"}
    )

    prints = [person.get(reverse(f"plans:{name}", args=[case.reference])) for name in ("pdf", "summary")]

    assert [one.content[:5] for one in prints] == [b"%PDF-"] * 2
    assert [one["Content-Disposition"] for one in prints] == [
        f'attachment; filename="{case.reference}-{name}.pdf"' for name in ("plan", "summary")
    ]
    assert Event.objects.filter(verb="case.print").count() == 2


def test_a_plan_costs_the_same_however_many_actions_it_has(
    as_person, cast, case, action, django_assert_num_queries, django_assert_max_num_queries
):
    person, url = as_person("dsl"), reverse("plans:plan", args=[case.reference])
    person.get(url)
    with django_assert_max_num_queries(40) as first:
        person.get(url)
    ActionFactory.create_batch(2, case=case, owner=cast.headteacher)

    with django_assert_num_queries(len(first)):
        person.get(url)


@pytest.mark.parametrize("number", [0, 7])
def test_a_version_that_is_not_there_is_no_page(as_person, case, number):
    assert as_person("dsl").get(reverse("plans:version", args=[case.reference, number])).status_code == 404
