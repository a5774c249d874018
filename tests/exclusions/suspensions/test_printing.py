"""The document of all of a pupil's suspensions and permanent exclusions, and how letters are laid out."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from exclusions.suspensions import printing, services
from exclusions.suspensions.enums import DayPart, State
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.templatetags.suspensions import items
from tests.factories import SuspensionFactory

pytestmark = pytest.mark.usefixtures("calendar")
DAY, AM = DayPart.DAY, DayPart.MORNING


@pytest.fixture
def records(cast, pupil):
    """Two suspensions of one autumn, one of the year before, a cancelled one and one recorded in error."""

    def recorded(parts, **more):
        first = min(parts)
        return SuspensionFactory(school=cast.own, pupil=pupil, starts_on=first, parts=parts, **more)

    before = recorded({date(2025, 11, 17): DAY})
    one = recorded({date(2026, 9, 14): DAY, date(2026, 9, 15): AM})
    two = recorded({date(2026, 11, 16): DAY, date(2026, 11, 17): DAY})
    back = recorded(
        {date(2027, 1, 11): DAY, date(2027, 1, 12): DAY}, state=State.CANCELLED, back_on=date(2027, 1, 12)
    )
    recorded({date(2026, 10, 5): DAY}, state=State.VOID)
    return before, one, two, back


def content_for(pupil, user):
    return printing.content(printing.records_of(pupil, user), user)


def test_totals_add_up_the_days_that_count_by_year_and_term(cast, pupil, records):
    lines = content_for(pupil, cast.dsl)["totals"]

    assert [(line.name, line.sessions, line.terms) for line in lines] == [
        ("2025/26", 2, (("Autumn term 2025", 2),)),
        ("2026/27", 9, (("Autumn term 2026", 7), ("Spring term 2027", 2))),
    ]


def test_each_record_says_what_followed_and_none_in_error_is_there(cast, pupil, records):
    services.take_step(
        suspension=Suspension.objects.get(pk=records[1].pk),
        verb="represent",
        on=date(2026, 9, 20),
        note="They say that it was self-defence.",
        detail={},
        by=cast.dsl,
        seen_revision=records[1].revision,
    )

    found = content_for(pupil, cast.dsl)["records"]
    html = render_to_string("suspensions/history_pdf.html", content_for(pupil, cast.dsl) | {"pupil": pupil})

    assert [record.reference for record, _, _ in found] == [record.reference for record in records]
    assert [[event.title for event in followed] for _, _, followed in found] == [
        [],
        ["Parents made representations"],
        [],
        [],
    ]
    assert "They say that it was self-defence." in html
    assert "Autumn term 2026: 3.5 days; Spring term 2027: 1 day" in html


def test_only_what_one_may_read_is_printed_and_counted(cast, pupil, records):
    assert content_for(pupil, cast.other_dsl) == {"totals": [], "records": []}


def test_the_document_costs_the_same_however_many_records(cast, pupil, django_assert_num_queries):
    def cost():
        with django_assert_num_queries(3):
            content_for(pupil, cast.dsl)

    SuspensionFactory(school=cast.own, pupil=pupil, starts_on=date(2026, 9, 14))
    content_for(pupil, cast.dsl)
    cost()
    for day in (15, 16, 17):
        SuspensionFactory(school=cast.own, pupil=pupil, starts_on=date(2026, 9, day))
    cost()


@pytest.mark.parametrize(
    ("paragraph", "listed"),
    [("- One\n- Two", ["One", "Two"]), ("- One\nand more", []), ("Just words - with a dash", []), ("", [])],
)
def test_reasons_are_a_list_to_whoever_hears_the_letter(paragraph, listed):
    assert items(paragraph) == listed
