"""Term dates as people read and change them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from portal.audit.models import Event
from schools.calendars.models import Closure, Term
from schools.calendars.services import is_school_day
from tests.schools.calendars.test_arithmetic import year

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAMES = ("Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def terms(db):
    return [
        Term.objects.create(name=name, starts_on=first, ends_on=last)
        for name, (first, last) in zip(NAMES, year(2026), strict=True)
    ]


def text(response) -> str:
    assert response.status_code == 200
    page = response.content.decode()
    return " ".join(page[page.index("<main") : page.index("</main>")].split())


def day(name: str, value: date) -> dict:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def term_data(name="Extra", starts_on=date(2027, 9, 2), ends_on=date(2027, 10, 22)) -> dict:
    return {"name": name, **day("starts_on", starts_on), **day("ends_on", ends_on)}


def at(school, name="dates", *more) -> str:
    return reverse(f"calendars:{name}", args=[school.urn, *more])


def spans(**which) -> list[tuple[str, date, date]]:
    return list(Term.objects.filter(**which).values_list("name", "starts_on", "ends_on"))


def test_the_year_shows_terms_holidays_and_where_today_stands(cast, as_person, terms):
    Closure.objects.create(on=date(2026, 11, 24), reason="INSET day")

    page = text(as_person("dsl").get(at(cast.own)))

    assert "<strong>Autumn 2</strong> until 18 December 2026: 18 school days left after today." in page
    assert "The next school day is Wednesday 25 November 2026." in page
    assert "The school follows the authority in this year." in page
    assert "Sat 24 Oct 2026" in page  # the holiday begins the day after the term
    assert "Tuesday 24 November 2026" in page
    assert "193 school days." in page


def test_a_year_without_dates_says_what_that_means(cast, as_person, terms):
    page = text(as_person("school_staff").get(at(cast.own) + "?year=2027"))

    assert "No term dates are known for this year." in page
    assert "Add" not in page
    assert "<strong>Autumn 2</strong>" not in page


@pytest.mark.parametrize("typed", ["99999", "-1", "x", "1850", "%00", "²026", "2099"])
def test_a_year_that_makes_no_sense_is_this_year(cast, as_person, terms, typed):
    assert '<h2 class="govuk-heading-m">2026 to 2027</h2>' in text(
        as_person("dsl").get(f"{at(cast.own)}?year={typed}")
    )


@pytest.mark.parametrize("number", [0, 1999, 2099, 99999])
def test_own_dates_of_a_year_that_cannot_be_are_not_found(cast, as_person, number):
    assert as_person("dsl").get(at(cast.own, "own_dates", number)).status_code == 404


def test_gaps_and_overlaps_are_pointed_out(as_person, terms):
    terms[2].delete()
    Term.objects.filter(pk=terms[5].pk).update(starts_on=date(2027, 5, 20))

    page = text(as_person("administrator").get(reverse("calendars:authority_dates")))

    assert "No term lies between 19 December 2026 and 21 February 2027. Add the missing term" in page
    assert "Summer 2 begins on 20 May 2027, before the term before it ends." in page


def test_a_year_that_ends_too_early_is_pointed_out(as_person, terms):
    terms[5].delete()

    page = text(as_person("administrator").get(reverse("calendars:authority_dates")))

    assert "No term lies between 29 May 2027 and 31 July 2027." in page


def test_adding_a_term(cast, as_person, terms):
    response = as_person("administrator").post(reverse("calendars:add_authority_term"), term_data())

    assert response["Location"] == reverse("calendars:authority_dates") + "?year=2027"
    assert spans(starts_on__year=2027, starts_on__month=9) == [
        ("Extra", date(2027, 9, 2), date(2027, 10, 22))
    ]
    event = Event.objects.get(verb="calendar.add_term")
    assert event.actor == cast.administrator
    assert event.detail == {"name": "Extra", "first_day": "2027-09-02", "last_day": "2027-10-22"}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "reason"),
    [
        (
            date(2026, 10, 23),
            date(2026, 10, 28),
            "overlap with Autumn 1, 2 September 2026 to 23",
        ),
        (date(2026, 9, 1), date(2026, 12, 25), "overlap with Autumn 1"),
        (date(2027, 7, 22), date(2027, 8, 2), "cannot reach over 31 July"),
        (date(2027, 9, 2), date(2027, 9, 1), "on or after the first day"),
        (date(1999, 9, 2), date(1999, 10, 1), "between 2000 and 2099"),
    ],
)
def test_a_term_that_does_not_fit_is_refused(as_person, terms, starts_on, ends_on, reason):
    before = spans()

    page = text(
        as_person("administrator").post(
            reverse("calendars:add_authority_term"), term_data(starts_on=starts_on, ends_on=ends_on)
        )
    )

    assert reason in page
    assert 'value="Extra"' in page
    assert spans() == before


def test_changing_a_term_changes_which_days_are_school_days(as_person, terms):
    address = reverse("calendars:change_term", args=[terms[0].pk])
    administrator = as_person("administrator")
    assert is_school_day(date(2026, 10, 22))

    page = text(administrator.get(address))
    assert "Due dates that were counted before stay as they are" in page
    administrator.post(address, term_data("Autumn 1", terms[0].starts_on, date(2026, 10, 21)))

    assert not is_school_day(date(2026, 10, 22))
    assert Event.objects.get(verb="calendar.change_term").detail["after"]["last_day"] == "2026-10-21"


def test_a_term_to_come_changes_without_a_warning(as_person, terms):
    page = text(as_person("administrator").get(reverse("calendars:change_term", args=[terms[3].pk])))

    assert "Due dates that were counted before" not in page


def test_removing_a_term(as_person, terms):
    address = reverse("calendars:remove_term", args=[terms[1].pk])
    administrator = as_person("administrator")

    assert "Due dates that were counted before" in text(administrator.get(address))
    assert administrator.post(address).status_code == 302
    assert administrator.post(address).status_code == 404
    assert not Term.objects.filter(pk=terms[1].pk).exists()


@pytest.mark.parametrize("name", ["change_term", "remove_term"])
def test_a_school_does_not_change_the_authoritys_dates(as_person, terms, name):
    assert as_person("headteacher").get(reverse(f"calendars:{name}", args=[terms[0].pk])).status_code == 403


def test_closing_a_run_of_days_leaves_out_weekends_and_days_closed_already(cast, as_person, terms):
    cast.own.closures.create(on=date(2026, 11, 30), reason="INSET day")
    data = {**day("first", date(2026, 11, 27)), **day("last", date(2026, 12, 1)), "reason": "Boiler"}

    as_person("headteacher").post(at(cast.own, "add_closure"), data)

    assert list(cast.own.closures.values_list("on", "reason")) == [
        (date(2026, 11, 27), "Boiler"),
        (date(2026, 11, 30), "INSET day"),
        (date(2026, 12, 1), "Boiler"),
    ]
    assert not is_school_day(date(2026, 12, 1), cast.own.pk)
    assert is_school_day(date(2026, 12, 1), cast.other.pk)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2026, 11, 28), date(2026, 11, 29), "These are weekends."),
        (date(2026, 11, 28), date(2026, 11, 27), "on or after the first day"),
        (date(2026, 11, 28), date(2027, 11, 27), "at most 60 days"),
        (date(2126, 11, 27), None, "between 2000 and 2099"),
    ],
)
def test_a_run_that_makes_no_sense_is_refused(cast, as_person, terms, first, last, reason):
    data = {**day("first", first), **(day("last", last) if last else {}), "reason": "Boiler"}

    assert reason in text(as_person("headteacher").post(at(cast.own, "add_closure"), data))
    assert not Closure.objects.exists()


def test_removing_a_closure(cast, as_person, terms):
    closure = cast.own.closures.create(on=date(2026, 11, 24), reason="INSET day")

    as_person("dsl").post(reverse("calendars:remove_closure", args=[closure.pk]))

    assert is_school_day(date(2026, 11, 24), cast.own.pk)
    assert Event.objects.get(verb="calendar.remove_closure").detail["day"] == "2026-11-24"


def test_own_dates_are_copied_then_changed_then_given_up(cast, as_person, terms):
    dsl, copy = as_person("dsl"), at(cast.own, "own_dates", 2026)
    authority = spans(school=None)

    dsl.post(copy)
    assert spans(school=cast.own) == authority
    assert "The school has its own terms in this year." in text(dsl.get(at(cast.own)))
    own = cast.own.terms.get(name="Autumn 2")
    dsl.post(
        reverse("calendars:change_term", args=[own.pk]),
        term_data("Autumn 2", date(2026, 11, 2), date(2026, 12, 11)),
    )
    assert [is_school_day(date(2026, 12, 14), pk) for pk in (cast.own.pk, cast.other.pk)] == [False, True]

    dsl.post(copy)
    assert spans(school=cast.own) == []
    assert is_school_day(date(2026, 12, 14), cast.own.pk)
    assert spans(school=None) == authority


def test_a_single_own_term_does_not_put_the_authoritys_out_of_force(cast, as_person, terms):
    data = term_data("Extra", date(2027, 7, 22), date(2027, 7, 23))

    page = text(as_person("dsl").post(at(cast.own, "add_term"), data))

    assert "Use own dates first" in page
    assert not cast.own.terms.exists()


def test_where_the_authority_has_no_dates_a_school_adds_its_own(cast, as_person, terms):
    dsl = as_person("dsl")

    assert "nothing" not in text(dsl.get(at(cast.own, "own_dates", 2027)))
    response = dsl.post(at(cast.own, "own_dates", 2027), follow=True)
    assert "The authority has no dates for this year yet." in response.content.decode()
    dsl.post(at(cast.own, "add_term"), term_data())
    assert [name for name, *_ in spans(school=cast.own)] == ["Extra"]


def test_the_schools_page_shows_the_term_and_the_next_closure(cast, as_person, terms):
    cast.own.closures.create(on=date(2026, 12, 4), reason="INSET day")

    page = text(as_person("nobody").get(cast.own.get_absolute_url()))

    assert "Autumn 2 until 18 December 2026, 18 school days left." in page
    assert "Next closure: Friday 4 December 2026, INSET day." in page
    assert at(cast.own) in page


def test_in_a_holiday_the_next_term_is_named(cast, as_person, terms, clock):
    clock.move_to(datetime(2026, 12, 27, 9, tzinfo=UTC))

    page = text(as_person("dsl").get(at(cast.own)))

    assert "Holiday. <strong>Spring 1</strong> begins on Monday 4 January 2027." in page


def test_only_administrators_find_term_dates_among_what_they_set_up(as_person, terms):
    seen = {who: ">Term dates<" in as_person(who).get("/set-up/").content.decode().replace(" ", " ")
            for who in ("administrator", "headteacher", "dsl", "nobody")}  # fmt: skip

    assert seen == {"administrator": True, "headteacher": False, "dsl": False, "nobody": False}


@pytest.mark.parametrize("who", ["dsl", "nobody"])
def test_a_page_costs_the_same_with_more_dates(cast, as_person, terms, django_assert_num_queries, who):
    browser, counts = as_person(who), []
    browser.get(at(cast.own))
    for round_ in range(2):
        cast.own.closures.create(on=date(2026, 12, 7 + round_), reason="INSET day")
        browser.get(at(cast.own))
        with django_assert_num_queries(99, exact=False) as seen:
            browser.get(at(cast.own))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_closure_moves_to_another_day(as_person, cast, terms):
    closure = Closure.objects.create(school=cast.own, on=date(2026, 11, 30), reason="INSET")
    browser, url = as_person("headteacher"), reverse("calendars:change_closure", args=[closure.pk])
    assert 'value="INSET"' in text(browser.get(url))

    answer = browser.post(url, day("on", date(2026, 12, 4)) | {"reason": "INSET day"})

    assert answer.status_code == 302
    assert list(Closure.objects.values_list("on", "reason")) == [(date(2026, 12, 4), "INSET day")]
    assert is_school_day(date(2026, 11, 30), cast.own.pk)
    assert not is_school_day(date(2026, 12, 4), cast.own.pk)
    assert Event.objects.get(verb="calendar.change_closure").detail == {
        "before": {"day": "2026-11-30", "reason": "INSET"},
        "after": {"day": "2026-12-04", "reason": "INSET day"},
    }


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 12, 1), "1 December 2026 is a closure already"),
        (date(2026, 12, 5), "This is a weekend"),
        (date(1926, 12, 1), "Check the year"),
    ],
)
def test_a_closure_that_cannot_move_so_stays_and_keeps_what_was_typed(as_person, cast, on, words):
    closure = Closure.objects.create(school=cast.own, on=date(2026, 11, 30), reason="INSET")
    Closure.objects.create(school=cast.own, on=date(2026, 12, 1), reason="Election")
    url = reverse("calendars:change_closure", args=[closure.pk])

    page = text(as_person("dsl").post(url, day("on", on) | {"reason": "Polling station"}))

    closure.refresh_from_db()
    assert words in page
    assert 'value="Polling station"' in page
    assert (closure.on, closure.reason) == (date(2026, 11, 30), "INSET")
