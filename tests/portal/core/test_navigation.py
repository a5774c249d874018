"""The bar of every page holds what people work with; what is set up once stands on a page of its own."""

import pytest
from django.urls import reverse

from portal.core import navigation

SET_UP = ["Alert rules", "Everything", "Headcounts", "Kinds of concern", "Systems", "Term dates"]


def bar(person) -> list[str]:
    return [item.label for item in navigation.for_user(person)]


def test_several_things_to_set_up_stand_on_one_page(cast, as_person):
    page = as_person("administrator").get(reverse("core:set_up")).text

    assert bar(cast.administrator)[-1] == "Set up"
    assert [label for label in SET_UP if label in bar(cast.administrator)] == []
    for item in navigation.to_set_up(cast.administrator):
        assert f'href="{reverse(item.url_name)}"' in page
        assert item.about in page
    assert {item.label for item in navigation.to_set_up(cast.administrator)} >= set(SET_UP)


def test_one_thing_stands_in_the_bar_itself(cast):
    officer = cast.data_protection_officer

    assert [item.label for item in navigation.to_set_up(officer)] == []
    assert "Everything" in bar(officer)
    assert "Set up" not in bar(officer)


@pytest.mark.parametrize("name", ["dsl", "lead_social_worker", "board_member"])
def test_who_sets_nothing_up_is_not_led_there(cast, as_person, name):
    assert "Set up" not in bar(cast.people[name])
    assert as_person(name).get(reverse("core:set_up")).status_code == 403
