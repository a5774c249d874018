"""The packs against worked examples that were written from the law, not from the code.

`worked_calendars.csv` lists terms and closed days of three schools (three, four and six terms); bank holidays
are England's. In `worked_examples.csv` one line is one exclusion: `days` and `earlier` are days with their
part (`2026-11-02:am`), `owed` names duties with their day (`none` where there is no time limit), `not_owed`
duties that must not be there, `source` the section of the reference in which the rule stands. Empty cells of
totals and class were not worked out. `followed_by` is the first day of the pupil's next exclusion.
`written_by` says whether the author of the rules wrote the example, or a stranger to them, from the reference
alone. Whoever changes a rule changes the example with its source.
"""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from exclusions.suspensions.days import Days
from exclusions.suspensions.enums import DayPart, SuspensionKind
from exclusions.suspensions.packs import Facts, PanelOutcome, Who, pack_for
from exclusions.suspensions.packs.ages import begins_on, ends_on
from exclusions.suspensions.packs.board import review_class
from exclusions.suspensions.packs.totals import run_start, term_totals, year_totals
from schools.calendars.arithmetic import Calendar
from schools.calendars.periods import statutory_term
from schools.register.enums import Regime

HERE = Path(__file__).parent
LATER = (
    "test_on",
    "noticed_on",
    "represented_on",
    "board_meets_on",
    "board_decided_on",
    "decision_told_on",
    "waived_on",
    "applied_on",
    "panel_told_on",
    "review_ended_on",
    "reconsidered_on",
    "cancelled_on",
    "last_exam_on",
)


def _rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _calendars():
    spans = defaultdict(lambda: {"term": [], "closed": set()})
    for row in _rows("worked_calendars.csv"):
        first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        if row["what"] == "term":
            spans[row["calendar"]]["term"].append((first, last))
        else:
            days = range(first.toordinal(), last.toordinal() + 1)
            spans[row["calendar"]]["closed"] |= {date.fromordinal(day) for day in days}
    return {
        name: Calendar(tuple(sorted(given["term"])), frozenset(given["closed"]))
        for name, given in spans.items()
    }


CALENDARS = _calendars()
EXAMPLES = _rows("worked_examples.csv")


def _days(text):
    pairs = (entry.split(":") for entry in text.split())
    return Days.of((date.fromisoformat(day), DayPart(part)) for day, part in pairs)


def _compulsory_age(born_on):
    if not born_on:
        return None
    born_on = date.fromisoformat(born_on)
    return begins_on(born_on), ends_on(born_on)


def _facts(row, calendar):
    own, earlier = _days(row["days"]), _days(row["earlier"])
    first = date.fromisoformat(row["first_day"])
    totals = term_totals([earlier, own], own, calendar)
    dates = {name: date.fromisoformat(row[name]) for name in LATER if row[name]}
    return Facts(
        kind=SuspensionKind(row["kind"]),
        regime=Regime(row["regime"]),
        starts_on=first,
        days=own,
        term_sessions=max((total.sessions for total in totals), default=0),
        run_starts_on=run_start([earlier], own, calendar) if own else None,
        term_ends_on=statutory_term(calendar, first).ends_on,
        looked_after=bool(row["looked_after"]),
        has_social_worker=bool(row["social_worker"]),
        lives_elsewhere=bool(row["lives_elsewhere"]),
        of_compulsory_age=not row["past_school_age"],
        compulsory_age=_compulsory_age(row["born_on"]),
        next_starts_on=date.fromisoformat(row["followed_by"]) if row["followed_by"] else None,
        misses_test=bool(row["test_on"]),
        panel_outcome=PanelOutcome(row["panel_outcome"]) if row["panel_outcome"] else None,
        **dates,
    )


def test_there_are_enough_examples_of_each_kind():
    assert len(EXAMPLES) >= 95
    assert sum(row["written_by"] == "stranger" for row in EXAMPLES) >= 35
    for column, wanted in (
        ("calendar", {"three", "four", "six"}),
        ("kind", {"SUSP", "PERM", "LNCH"}),
        ("regime", {"maintained", "academy", "pru"}),
        ("pack", {"EXCL-2024-08", "EXCL-2026-07"}),
        ("review_class", {"A", "B", "C", "D", "D0", "E", "E0"}),
    ):
        assert {row[column] for row in EXAMPLES} >= wanted


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['id']} {row['note']}")
def test_worked_example(row):
    calendar = CALENDARS[row["calendar"]]
    facts = _facts(row, calendar)
    pack = pack_for(facts.starts_on)
    found = {due.code: due.by.isoformat() if due.by else "none" for due in pack.dues(facts, calendar)}
    expected = dict(entry.split("=") for entry in row["owed"].split())

    assert pack.code == row["pack"]
    assert {code: found.get(code) for code in expected} == expected
    assert set(row["not_owed"].split()) & set(found) == set()
    if row["review_class"]:
        assert review_class(facts) == row["review_class"]
    if row["term_sessions"]:
        assert facts.term_sessions == int(row["term_sessions"])
    if row["year_sessions"]:
        own, earlier = _days(row["days"]), _days(row["earlier"])
        assert [total.sessions for total in year_totals([earlier, own], own)] == [int(row["year_sessions"])]


def test_who_owes_what_differs_by_the_kind_of_school():
    """The panel of an academy is its trust's to arrange, every other the authority's (1.6)."""
    arrangers = {}
    for row in EXAMPLES:
        if row["applied_on"]:
            facts = _facts(row, CALENDARS[row["calendar"]])
            dues = pack_for(facts.starts_on).dues(facts, CALENDARS[row["calendar"]])
            arrangers[row["regime"]] = next(due.who for due in dues if due.code == "review_hearing")
    assert arrangers == {"maintained": Who.AUTHORITY, "academy": Who.TRUST, "pru": Who.AUTHORITY}
