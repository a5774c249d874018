"""Learning from cases: exact for who answers for a school's cases, without small numbers for the board."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from exclusions.outcomes.models import Debrief
from exclusions.protocol.models import Case
from portal.audit.models import Event
from portal.dashboards.board import headlines
from portal.dashboards.learning.counting import Chosen, Counted, newest_debriefs, of_board, since
from portal.dashboards.services import refresh_figures
from portal.dashboards.suppression import in_words
from tests.factories import CaseFactory, SuspensionFactory

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
URL = "dashboards:learning"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def ended(school, code, number, closed=date(2026, 3, 2)):
    for _ in range(number):
        opened = datetime(2026, 1, 12, 9, tzinfo=UTC)
        case = CaseFactory(school=school, head_considered_on=opened.date(), opened_at=opened)
        case.stage_records.update(was_left=True)
        case.state, case.closed_at = "closed", datetime(closed.year, closed.month, closed.day, 9, tzinfo=UTC)
        case.outcome = case.version.outcomes.get(code=code)
        case.save()
    return case


def debrief(case, by, *themes, number=1, held_on=date(2026, 4, 1)):
    return Debrief.objects.create(
        case=case, number=number, held_on=held_on, took_part="All", learnt="Secret words.",
        themes=list(themes), by=by,
    )  # fmt: skip


def rows_of(table):
    return {label: list(figures) for label, figures in table.rows}


def test_cases_are_counted_by_school_and_by_what_became_of_them(cast):
    ended(cast.own, "AVERTED_SAME", 2)
    ended(cast.own, "PEX_ISSUED", 1)
    ended(cast.own, "AVERTED_SAME", 1, closed=date(2026, 11, 2))
    ended(cast.other, "MOVED_OUT", 1).pupil.enrolments.update(ends_on=date(2026, 3, 5))
    ended(cast.own, "AVERTED_SAME", 1, closed=date(2025, 7, 1))
    CaseFactory(school=cast.own)

    table = Counted.of(Case.objects.all()).table()

    assert rows_of(table) == {
        "Total": [2, 1, 1, 1],
        "Northgate High School": [2, 1, 1, 0],
        "St Oswin's Primary School": [0, 0, 0, 1],
    }
    assert since() == date(2025, 8, 1)


def test_the_board_reads_no_small_number_and_cannot_work_one_out(cast):
    ended(cast.own, "AVERTED_SAME", 6)
    ended(cast.own, "PEX_ISSUED", 7)
    ended(cast.other, "AVERTED_SAME", 3)
    ended(cast.other, "PEX_ISSUED", 8)

    averted, _ = of_board(refresh_figures())

    shown = rows_of(averted)
    assert shown["St Oswin's Primary School"][0] is None
    # Its column's total and its neighbour would give it away together, and so would its row's.
    assert shown["Northgate High School"][0] is None
    assert not any(figure in range(1, 5) for figures in shown.values() for figure in figures)


def test_of_very_many_schools_the_board_reads_the_totals_alone(cast, monkeypatch):
    monkeypatch.setattr("portal.dashboards.learning.counting.MOST_SCHOOLS", 1)
    ended(cast.own, "AVERTED_SAME", 6)
    ended(cast.other, "AVERTED_SAME", 7)
    ended(cast.other, "PEX_ISSUED", 3)

    total, *schools = rows_of(of_board(refresh_figures())[0]).values()

    assert {figure for row in schools for figure in row} == {None}
    # Another is hidden beside the small one, or it could be worked out from what all add up to.
    assert (total.count(None), total.count(3)) == (2, 0)


@pytest.mark.parametrize(("number", "shown"), [(7, "7"), (3, "c")])
def test_the_boards_first_page_says_how_many_were_averted(as_person, cast, number, shown):
    """The total of *Learning from cases*, also in the workbook's summary, and hidden where that is."""
    ended(cast.own, "AVERTED_SAME", number)
    ended(cast.own, "PEX_ISSUED", 8)
    ended(cast.own, "AVERTED_SAME", 1, closed=date(2025, 7, 1))
    snapshot = refresh_figures()

    said = [one for one in headlines(snapshot) if one.label == "Permanent exclusions averted"]
    page = as_person("board_member").get(reverse("dashboards:board")).content.decode()

    assert [one.value for one in said] == [shown]
    assert in_words(rows_of(of_board(snapshot)[0])["Total"][0]) == shown
    assert f'portal-figure__value">{shown} <span class="portal-figure__note">{said[0].note}' in page


def test_an_exclusion_undoes_what_was_averted_at_the_next_count(cast):
    """Nothing of the case itself changes: it is counted again all the same."""
    case = ended(cast.own, "AVERTED_SAME", 6)
    before = refresh_figures()
    SuspensionFactory(school=cast.own, pupil=case.pupil, permanent=True, starts_on=date(2026, 2, 2))

    after = refresh_figures()

    counted = [rows_of(of_board(snapshot)[0])["Total"][0] for snapshot in (before, after)]
    kept = [snapshot.figures["learning"]["averted"] for snapshot in (before, after)]
    assert counted == [6, None]
    assert kept[1] == [[cast.own.pk, "averted", 5], [cast.own.pk, "excluded", 1]]


def test_an_exclusion_counts_where_nobody_wrote_down_that_it_was_considered(cast):
    ended(cast.own, "PEX_ISSUED", 1)
    recorded = ended(cast.own, "MOVED_OUT", 1)
    SuspensionFactory(school=cast.own, pupil=recorded.pupil, permanent=True, starts_on=date(2026, 2, 2))
    ended(cast.own, "AVERTED_SAME", 1)
    Case.objects.update(head_considered_on=None)

    table = Counted.of(Case.objects.all()).table()

    assert rows_of(table)["Total"] == [0, 0, 2, 0]


def test_before_the_first_count_the_board_is_told_and_own_numbers_stand(as_person, cast):
    case = ended(cast.own, "PEX_ISSUED", 1)
    debrief(case, cast.inclusion_officer, "voice")

    page = as_person("inclusion_officer").get(reverse(URL)).content.decode()

    assert "being counted for the first time" in page
    assert case.reference in page
    assert "The schools you answer for: themes of debriefs" in page


def test_themes_count_the_debrief_that_stands(cast):
    by = cast.inclusion_officer
    first = ended(cast.own, "PEX_ISSUED", 1)
    debrief(first, by, "needs")
    debrief(first, by, "transition", "voice", number=2)
    debrief(ended(cast.other, "PEX_ISSUED", 1), by, "voice")
    debrief(ended(cast.other, "PEX_ISSUED", 1), by, "voice", held_on=date(2025, 7, 1))

    table = Chosen.of(newest_debriefs(Case.objects.all())).table(for_board=False)

    assert [figures for _, figures in table.rows] == [[2], [2], [1]]


def test_the_board_sees_a_theme_only_where_it_and_the_rest_are_many(cast):
    by = cast.inclusion_officer
    for n in range(12):
        themes = ["voice"] + ["needs"] * (n < 6) + ["transition"] * (n < 3) + ["early"] * (n < 9)
        debrief(ended(cast.own, "PEX_ISSUED", 1), by, *themes)

    _, themes = of_board(refresh_figures())

    counts = sorted((figures[0] for _, figures in themes.rows), key=lambda one: (one is None, one))
    # All 12, of which 12 and 6 are shown; 3, and 9 whose rest is 3, are not.
    assert counts == [6, 12, 12, None, None]


def test_people_see_their_schools_exactly_the_board_never_a_case(as_person, cast):
    own, other = ended(cast.own, "PEX_ISSUED", 1), ended(cast.other, "PEX_ISSUED", 1)
    for case in (own, other):
        debrief(case, cast.inclusion_officer, "voice")
    refresh_figures()

    pages = {
        name: as_person(name).get(reverse(URL)).content.decode()
        for name in ("board_member", "head_of_service", "inclusion_officer")
    }

    seen = {name: (own.reference in page, other.reference in page) for name, page in pages.items()}
    assert seen == {
        "board_member": (False, False), "head_of_service": (True, False), "inclusion_officer": (True, True),
    }  # fmt: skip
    assert "Official-Sensitive: exact" not in pages["board_member"]
    assert not any("Secret words." in page for page in pages.values())
    assert reverse("outcomes:themes") in pages["inclusion_officer"]
    assert reverse("outcomes:themes") not in pages["head_of_service"]
    assert Event.objects.filter(verb="board.learning").count() == 2


def test_it_costs_the_same_however_many_cases_there_are(
    as_person, cast, django_assert_num_queries, django_assert_max_num_queries
):
    person = as_person("inclusion_officer")
    debrief(ended(cast.own, "PEX_ISSUED", 1), cast.dsl, "voice")
    person.get(reverse(URL))
    with django_assert_max_num_queries(40) as first:
        person.get(reverse(URL))
    for _ in range(2):
        debrief(ended(cast.own, "PEX_ISSUED", 1), cast.dsl, "needs")
    with django_assert_num_queries(len(first)):
        person.get(reverse(URL))
