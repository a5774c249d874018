"""Random moves of a case by everybody, legal and not, over terms and holidays, against a table of their own.

The table, the days and the calendar are written out here from domain.md 5.3 and share no code with the
portal: no illegal change, no lost record, no wrong day.
"""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from exclusions.protocol import services
from exclusions.protocol.models import Case, CaseLink, Correction
from portal.accounts.models import User
from portal.core.errors import Refused
from schools.calendars.services import forget_calendars
from tests.cast import EVERYONE
from tests.exclusions.protocol.filled import filled
from tests.factories import CaseFactory, EnrolmentFactory, UserFactory

# --- The table ---

LEADS_TO = {
    "triage": {"meeting", "closed"},
    "meeting": {"plan", "decision", "outcome"},
    "plan": {"review", "decision", "outcome"},
    "review": {"review", "plan", "decision", "outcome"},
    "decision": {"plan", "review", "outcome"},
    "outcome": {"sustain", "closed"},
    "sustain": {"sustain", "meeting", "closed"},
}
# School days: ordinary, fast track, when it comes again.
DAYS = {
    "triage": (3, None, None),
    "meeting": (10, 5, 10),
    "plan": (3, None, 3),
    "review": (15, None, 30),
    "decision": (5, None, 5),
    "outcome": (0, None, 0),
    "sustain": (20, None, 40),
}
FROM_ALERT = {"triage", "meeting"}
MAY_CLOSE = {"triage", "outcome", "sustain"}
EARLY = {"PEX_ISSUED", "MOVED_OUT", "EHE", "REFERRED_MASH", "CLOSED_NO_ENGAGEMENT"}
OUTCOMES = [*sorted(EARLY), "AVERTED_SAME", "MANAGED_MOVE", "DUPLICATE", "NO_SUCH"]
WORKERS = {
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
    "inclusion_officer",
}
ALERTERS = WORKERS | {"dsl", "deputy_dsl", "inclusion_lead", "headteacher"}
PAUSE = 10
# Mostly those who may, so that much happens in few steps.
ANYBODY = st.sampled_from([*sorted(WORKERS) * 6, *EVERYONE])
SELDOM = st.sampled_from([False, False, False, True])

# --- The calendar ---

TERMS = [
    (date(2026, 9, 2), date(2026, 10, 23)),
    (date(2026, 11, 2), date(2026, 12, 18)),
    (date(2027, 1, 4), date(2027, 2, 12)),
    (date(2027, 2, 22), date(2027, 3, 25)),
    (date(2027, 4, 12), date(2027, 5, 28)),
    (date(2027, 6, 7), date(2027, 7, 21)),
    (date(2027, 9, 2), date(2027, 12, 17)),
    (date(2028, 1, 4), date(2028, 7, 20)),
    (date(2028, 9, 4), date(2030, 7, 19)),
]
BANK_HOLIDAY = date(2027, 5, 3)
DAY = timedelta(days=1)


def in_school(day: date) -> bool:
    return day.weekday() < 5 and day != BANK_HOLIDAY and any(a <= day <= b for a, b in TERMS)


def on_or_after(day: date) -> date:
    while not in_school(day):
        day += DAY
    return day


def add(day: date, days: int) -> date:
    if days == 0:
        return on_or_after(day)
    while days:
        day += DAY
        days -= in_school(day)
    return day


def between(start: date, end: date) -> int:
    return sum(in_school(start + DAY * n) for n in range(1, (end - start).days + 1))


class Ways(RuleBasedStateMachine):
    """One child's case, as the portal keeps it and as the table says it must be."""

    cast = None  # set for a run

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False)
        self.travel = self.clock.start()
        self.pupil = EnrolmentFactory(school=self.cast.own).pupil
        self.case = None
        self.log = []  # what was recorded: stage, words
        self.corrections = 0
        self.other = CaseFactory(school=self.cast.own)
        self.guest = UserFactory()
        self.is_linked = False
        self.team: dict[str, str] = {}  # who is in it, what the case shows them

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- What the table expects ---

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def days(self, stage: str, *, again: bool) -> int:
        ordinary, fast, repeat = DAYS[stage]
        if (self.urgent or self.head) and fast is not None:
            return fast
        return repeat if again and repeat is not None else ordinary

    def enter(self, stage: str, *, again: bool) -> None:
        start = self.alerted if stage in FROM_ALERT and not again else self.today
        self.stage, self.due, self.started = stage, add(start, self.days(stage, again=again)), self.today
        self.been.append(stage)

    def hurry(self) -> None:
        fast = DAYS[self.stage][1]
        if fast is None or self.been.count(self.stage) > 1:
            return
        start = self.alerted if self.stage in FROM_ALERT else self.started
        if self.pause is None:
            self.due = min(self.due, max(add(start, fast), on_or_after(self.today)))
            return
        began, before, ends = self.pause  # as if it had been so when the pause began
        if before >= began:
            before = min(before, max(add(start, fast), on_or_after(began)))
            self.pause, self.due = (began, before, ends), self.moved(before, began, ends)

    @property
    def is_paused(self) -> bool:
        return self.open and self.pause is not None and self.pause[2] > self.today

    def end_pause(self) -> None:
        if self.pause:
            start, before, ends = self.pause
            self.due, self.pause = self.moved(before, start, min(self.today, ends)), None

    def moved(self, due: date, start: date, end: date) -> date:
        return due if due < start else max(add(due, between(start, end)), on_or_after(end))

    def attempt(self, name: str, allowed: bool, act, may: set[str] = WORKERS) -> bool:
        """Try it as the pages do; the portal must do it exactly when the table allows it."""
        person = User.objects.get(pk=self.cast.people[name].pk)
        permission = "protocol.alert_case" if may is ALERTERS else "protocol.work_case"
        record = self.case or self.pupil.enrolments.get()
        may_do = person.has_perm(permission, record)
        assert may_do == (name in may), f"{name} and {permission}"
        if not may_do:
            return False
        try:
            with transaction.atomic():
                act(person)
        except Refused:
            done = False
        else:
            done = True
        assert done == allowed, f"done {done}, allowed {allowed}"
        if self.case:
            self.case = Case.objects.get(pk=self.case.pk)
        return done

    def seen(self, fresh: bool) -> int:
        return self.case.revision if fresh else self.case.revision + 1

    # --- Moves ---

    # At the start of every run: hypothesis leaves some rules out of each, and without a case nothing happens.
    @initialize(first=st.sampled_from(EVERYONE), urgent=SELDOM, head=SELDOM)
    def ask_for_help(self, first, urgent, head):
        for name in (first, "dsl"):
            if self.case is None:
                self.asked_by(name, urgent, head)

    def asked_by(self, name, urgent, head):
        version = services.ship_default_protocol()
        said = filled(version.stages.get(code="alert"))
        opened = []

        def act(by):
            opened.append(
                services.alert_case(
                    pupil=self.pupil,
                    school=self.cast.own,
                    recorded=said,
                    is_urgent=urgent,
                    head_considering_exclusion=head,
                    by=by,
                )
            )

        if self.attempt(name, True, act, ALERTERS):
            self.case = Case.objects.get(pk=opened[0].pk)
            self.urgent, self.head, self.open, self.pause, self.outcome = urgent, head, True, None, ""
            self.alerted, self.been, self.recorded_outcome = self.today, [], ""
            self.log.append(("alert", said["reason"]))
            self.enter("triage", again=False)

    @precondition(lambda self: self.open)
    @rule(name=st.sampled_from(sorted(WORKERS)), way=st.sampled_from([0, 1, 2]))
    def go_on(self, name, way):
        """Straight on, as cases do: else most of a run would be refusals at the first stage."""
        further = sorted(LEADS_TO[self.stage] - {"closed"})
        self.recorded(name, further[way % len(further)])

    @rule(
        name=ANYBODY,
        to=st.sampled_from([*DAYS, "alert", "closed", "nowhere"]),
        fresh=st.booleans(),
        complete=st.booleans(),
    )
    def record(self, name, to, fresh, complete):
        self.recorded(name, to, fresh=fresh, complete=complete)

    def recorded(self, name, to, *, fresh=True, complete=True):
        said = filled(self.case.stage, **{f["name"]: f"Words {len(self.log)}" for f in self.texts()})
        if not complete:
            said[next(f["name"] for f in self.case.stage.record if f.get("required"))] = ""
        outcome = said.get("outcome") or self.recorded_outcome
        legal = self.open and fresh and complete and to in LEADS_TO[self.stage]
        legal = legal and (to != "closed" or bool(outcome))

        def act(by):
            services.complete_stage(
                case=self.case, recorded=said, next_stage=to, by=by, seen_revision=self.seen(fresh)
            )

        if self.attempt(name, legal, act):
            self.end_pause()
            self.log.append((self.stage, said[self.texts()[0]["name"]] if self.texts() else ""))
            self.recorded_outcome = outcome
            if to == "closed":
                self.open, self.outcome, self.due = False, outcome, None
            else:
                self.enter(to, again=to in self.been)
            self.case = Case.objects.select_related("stage").get(pk=self.case.pk)

    def texts(self):
        return [
            field for field in self.case.version.stages.get(code=self.stage).record if field["kind"] == "text"
        ]

    @rule(
        name=ANYBODY, why=st.sampled_from(["Away"] * 4 + [" "]), fresh=st.sampled_from([True] * 4 + [False])
    )
    def stop_the_clock(self, name, why, fresh):
        legal = self.open and fresh and bool(why.strip()) and not self.is_paused

        def act(by):
            services.pause_case(case=self.case, because=why, by=by, seen_revision=self.seen(fresh))

        if self.attempt(name, legal, act):
            self.end_pause()
            ends = add(self.today, PAUSE)
            self.pause = (self.today, self.due, ends)
            self.due = self.moved(self.due, self.today, ends)

    @rule(name=ANYBODY)
    def start_the_clock(self, name):
        def act(by):
            services.resume_case(case=self.case, because="Back", by=by, seen_revision=self.case.revision)

        if self.attempt(name, self.is_paused, act):
            self.end_pause()

    @rule(name=ANYBODY, outcome=st.sampled_from(OUTCOMES), why=st.sampled_from(["", "", "Why"]))
    def close(self, name, outcome, why):
        known = outcome not in ("DUPLICATE", "NO_SUCH")
        legal = self.open and bool(why) and known and (self.stage in MAY_CLOSE or outcome in EARLY)

        def act(by):
            services.close_case(
                case=self.case, outcome_code=outcome, note=why, by=by, seen_revision=self.case.revision
            )

        if self.attempt(name, legal, act):
            if self.stage in MAY_CLOSE:
                self.log.append((self.stage, ""))
            self.open, self.outcome, self.due, self.pause = False, outcome, None, None

    @rule(
        name=ANYBODY,
        at=st.sampled_from([*DAYS, "alert", "x"]),
        why=st.sampled_from(["Again", "Again", ""]),
    )
    def reopen(self, name, at, why):
        def act(by):
            services.reopen_case(case=self.case, stage=at, because=why, by=by)

        if self.attempt(name, not self.open and bool(why) and at in DAYS, act):
            self.open, self.outcome, self.pause = True, "", None
            self.enter(at, again=True)

    @rule(name=ANYBODY)
    def head_considers(self, name):
        def act(by):
            services.mark_head_considering(case=self.case, by=by)

        if self.attempt(name, self.open, act) and not self.head:
            self.end_pause()
            self.head = True
            self.hurry()

    @rule(name=ANYBODY)
    def head_no_longer(self, name):
        def act(by):
            services.unmark_head_considering(case=self.case, because="Helped", by=by)

        if self.attempt(name, self.open, act):
            self.head = False

    @rule(name=ANYBODY, lead=st.sampled_from(EVERYONE))
    def set_lead(self, name, lead):
        def act(by):
            services.set_lead(case=self.case, lead=self.cast.people[lead], by=by)

        self.attempt(name, self.open and lead in WORKERS, act)

    @rule(name=ANYBODY, urgent=st.booleans(), why=st.sampled_from(["Worse"] * 4 + [" "]))
    def set_urgent(self, name, urgent, why):
        def act(by):
            services.set_urgent(case=self.case, is_urgent=urgent, because=why, by=by)

        if self.attempt(name, self.open and bool(why.strip()), act) and self.urgent != urgent:
            self.urgent = urgent
            if urgent:
                if not self.is_paused:
                    self.end_pause()
                self.hurry()

    @rule(
        name=ANYBODY, itself=st.booleans(), kind=st.sampled_from(["sibling", "peers"]),
        why=st.sampled_from(["Friends", "Friends", ""]), turned=st.booleans(),
    )  # fmt: skip
    def link(self, name, itself, kind, why, turned):
        pair = [self.case, self.case if itself else self.other]
        first, second = reversed(pair) if turned else pair

        def act(by):
            services.link_cases(case=first, other=second, kind=kind, because=why, by=by)

        if self.attempt(name, bool(why) and not itself and not self.is_linked, act):
            self.is_linked = True

    @precondition(lambda self: self.is_linked)
    @rule(name=ANYBODY)
    def unlink(self, name):
        link = CaseLink.objects.filter(ended_at=None).get()

        def act(by):
            services.unlink_cases(link=link, by=by)

        if self.attempt(name, True, act):
            self.is_linked = False

    @rule(
        name=ANYBODY, who=st.sampled_from(["guest", "guest", "Kim", " "]),
        sees=st.sampled_from(["nothing", "summary", "case"]), why=st.sampled_from(["Nurse", "Nurse", ""]),
    )  # fmt: skip
    def join(self, name, who, sees, why):
        user = self.guest if who == "guest" else None
        legal = self.open and bool(who.strip()) and (sees == "nothing" or (user is not None and bool(why)))

        def act(by):
            somebody = services.Somebody(agency="health", user=user, name="" if user else who)
            services.add_member(case=self.case, who=somebody, sees=sees, because=why, by=by)

        if self.attempt(name, legal and not (user and "guest" in self.team), act):
            self.team[who if user else f"Kim {len(self.team)} {self.now}"] = sees

    @precondition(lambda self: "guest" in self.team)
    @rule(name=ANYBODY)
    def leave(self, name):
        member = self.case.members.live().get(user=self.guest)

        def act(by):
            services.end_member(member=member, by=by)

        if self.attempt(name, self.open, act):
            del self.team["guest"]

    @rule(name=ANYBODY, words=st.sampled_from(["Other words", ""]))
    def correct(self, name, words):
        done = self.case.stage_records.get(number=1)

        def act(by):
            services.correct_record(
                stage_record=done,
                recorded={**done.recorded, "reason": words},
                because="Mixed up",
                by=by,
                seen=self.corrections,
            )

        if self.attempt(name, bool(words), act) and self.log[0][1] != words:
            self.log[0] = ("alert", words)
            self.corrections += 1

    @rule(name=ANYBODY)
    def point_to_itself(self, name):
        def act(by):
            services.mark_duplicate(
                case=self.case, kept=self.case, because="Twice", by=by, seen_revision=self.case.revision
            )

        self.attempt(name, False, act)

    @rule(days=st.sampled_from([1, 1, 2, 2, 5, 9, 25]), job=st.booleans())
    def time_passes(self, days, job):
        self.travel.shift(timedelta(days=days))
        if job:  # it writes down what has run out already; no day changes by it
            services.end_pauses_that_ran_out(self.today)

    # --- What must hold after every move ---

    @invariant()
    def the_case_is_as_the_table_says(self):
        if self.case is None:
            assert not Case.objects.filter(pupil=self.pupil).exists()
            return
        case = Case.objects.select_related("stage", "outcome").get(pk=self.case.pk)
        told = (
            case.is_open,
            case.stage.code,
            case.due_on,
            case.is_paused,
            case.outcome and case.outcome.code,
        )
        assert told == (self.open, self.stage, self.due, self.is_paused, self.outcome or None)
        current = list(case.stage_records.current())
        assert [(r.stage_id, r.due_on) for r in current] == (
            [(case.stage_id, case.due_on)] if self.open else []
        )

    @invariant()
    def around_it_stands_what_was_said(self):
        if self.case is None:
            return
        assert CaseLink.objects.filter(ended_at=None).count() == self.is_linked
        assert sorted(self.case.members.live().values_list("sees", flat=True)) == sorted(self.team.values())
        guest = User.objects.get(pk=self.guest.pk)
        seen = Case.objects.visible_to(guest).filter(pk=self.case.pk).exists()
        assert seen == (self.open and self.team.get("guest", "nothing") != "nothing")
        assert guest.has_perm("protocol.see_case", self.case) == (seen and self.team["guest"] == "case")

    @invariant()
    def nothing_recorded_is_lost(self):
        if self.case is None:
            return
        done = self.case.stage_records.exclude(completed_at=None).select_related("stage").order_by("number")
        kept = [(r.stage.code, r.recorded) for r in done]
        assert [code for code, _ in kept] == [code for code, _ in self.log]
        for (_, recorded), (_, words) in zip(kept, self.log, strict=True):
            assert not words or words in recorded.values()
        assert Correction.objects.filter(stage_record__case=self.case).count() == self.corrections


@pytest.mark.django_db
def test_no_way_through_the_protocol_breaks_its_rules(cast):
    for starts_on, ends_on in TERMS:
        cast.own.terms.create(name="Term", starts_on=starts_on, ends_on=ends_on)
    forget_calendars()
    Ways.cast = cast
    run_state_machine_as_test(
        Ways,
        settings=settings(
            max_examples=int(os.environ.get("WAYS", "8")),
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
