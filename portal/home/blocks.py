"""The home page, block by block: what each asks is a permission, never a role.

A block's `load(user)` answers its template's context, or None where it has nothing for this person.
Counts come from the very querysets of the lists they link to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.clock import read_clock
from exclusions.concerns.models import Concern
from exclusions.protocol.commitment.models import year_words
from exclusions.protocol.commitment.services import this_year, unsigned
from exclusions.protocol.enums import Owner
from exclusions.protocol.models import Case
from exclusions.risk.models import Alert, RiskView
from exclusions.suspensions.desk.counts import duty_cards, new_cards
from linkworkers.diary.page import day_at_a_glance
from linkworkers.inbox.queries import TABS, tab_counts, tab_rows
from portal.accounts.enums import Power, Role
from portal.accounts.models import User
from portal.core.counting import first_of, tally
from portal.dashboards import board
from portal.dashboards.models import Snapshot
from portal.notices.models import Delivery, Notice
from resources.guidance.models import GuidancePage
from schools.calendars.services import prepare_calendars
from schools.calendars.words import days_left
from schools.links.covering import covers_around
from schools.links.models import AT_SCHOOL, EXPECTED, FROM_THE_AUTHORITY, Link
from schools.links.standing import standing_of
from schools.links.vacancies import count_without_lead
from schools.pupils.models import SafeguardingTransfer
from schools.register.models import School

# A list on the home page shows so many; the count says how many there are.
MOST = 5
SCHOOLS_SHOWN = 3
INBOX_CARDS = ("waiting", "overdue", "school")
# Stages that wait for the school, alone or together with the authority.
SCHOOL_STAGES = (Owner.SCHOOL, Owner.SCHOOL_AND_AUTHORITY)
# Roles that stand on the school's side: these people look for their link workers.
SCHOOL_SIDE = (*AT_SCHOOL, Role.SCHOOL_STAFF)


@dataclass(frozen=True)
class Block:
    name: str
    permission: str | None
    load: Callable[[User], dict[str, Any] | None]

    @property
    def template(self) -> str:
        return f"home/{self.name}.html"


def _raise(user: User) -> dict[str, Any]:
    return {"drafts": user.concern_drafts.unsent().count()}


def _link_workers(user: User) -> dict[str, Any] | None:
    """Who stands with my schools on the authority's side, and which of them are missing."""
    mine = {school for role, school in standing_of(user).school_roles if role in SCHOOL_SIDE}
    if not mine:
        return None
    live = Link.objects.active(timezone.localdate()).filter(capacity__in=EXPECTED, user__is_active=True)
    first = School.objects.filter(pk__in=mine).order_by("name", "pk")[:SCHOOLS_SHOWN]
    schools = {school.pk: school for school in first}
    links = live.filter(school__in=schools).select_related("user").order_by("user__name")
    by_school = {pk: [link for link in links if link.school_id == pk] for pk in schools}
    return {"schools": [_cards(schools[pk], found) for pk, found in by_school.items()]}


def _cards(school: School, links: list[Link]) -> dict[str, Any]:
    order = {role.value: place for place, role in enumerate(EXPECTED)}
    held = {link.capacity for link in links}
    return {
        "school": school,
        "links": sorted(links, key=lambda link: order[link.capacity]),
        "missing": [role.label for role in EXPECTED if role not in held],
    }


def _covering(user: User) -> dict[str, Any] | None:
    """Whom I stand in for today and who stands in for me, with how many schools, until when."""
    if not any(role in FROM_THE_AUTHORITY for role, _ in standing_of(user).school_roles):
        return None
    covers = covers_around(user)
    return {"covers": covers} if covers else None


def _waiting(user: User) -> dict[str, Any] | None:
    """What waits for the school: questions to answer, and stages of cases that are the school's."""
    mine = standing_of(user).scope(Power.ANSWER_FOR_SCHOOL)
    if not mine:
        return None
    asked = Concern.objects.for_answer_by(user).with_school().order_by("decide_by", "pk")
    stages = mine.limit(Case.objects.open().filter(stage__owner__in=SCHOOL_STAGES))
    questions, asked_in_all = first_of(asked, MOST)
    due, due_in_all = first_of(stages.select_related("stage").order_by("due_on", "pk"), MOST)
    return {"questions": questions, "due": _with_days_left(due), "count": asked_in_all + due_in_all}


def _alerts(user: User) -> dict[str, Any] | None:
    newest, count = first_of(Notice.objects.filter(user=user).unread(), MOST)
    return {"notices": newest, "count": count} if newest else None


def _school_counts(user: User) -> dict[str, Any] | None:
    standing = standing_of(user)
    if standing.scope(Power.TRIAGE) or not standing.scope(Power.SEE_CONCERNS).school_ids:
        return None
    concerns = Concern.objects.visible_to(user).open().count()
    cases = Case.objects.visible_to(user).open().count()
    return {
        "cards": [
            (concerns, _plural("open concern", concerns), f"{reverse('concerns:list')}?state=open"),
            (cases, _plural("open case", cases), f"{reverse('protocol:list')}?state=open"),
        ]
    }


def _inbox(user: User) -> dict[str, Any]:
    counts = tab_counts(user, only=INBOX_CARDS)
    queue = reverse("inbox:queue")
    first = list(tab_rows("waiting", user).with_clock().select_related("school")[:MOST])
    calendars = prepare_calendars(concern.school_id for concern in first)
    return {
        "cards": [(counts[code], TABS[code].label, f"{queue}?tab={code}") for code in INBOX_CARDS],
        "first": [
            (c, str(reading), reading.is_overdue)
            for c in first
            if (reading := read_clock(c, timezone.now(), calendars[c.school_id]))
        ],
    }


def _cases(user: User) -> dict[str, Any]:
    today = timezone.localdate()
    soon = today + timedelta(days=7)
    first, total, overdue = Case.objects.visible_to(user).first_due(MOST, today)
    due = [case for case in first if case.due_on and case.due_on <= soon]
    listed = reverse("protocol:list")
    return {
        "cards": [
            (tally(overdue), _plural("overdue case", overdue), f"{listed}?state=open&overdue=yes"),
            (tally(total), _plural("open case", total), f"{listed}?state=open"),
        ],
        "due": _with_days_left(due),
    }


def _risk(user: User) -> dict[str, Any] | None:
    """What the rules ask this person to look at, and judgements that are to be looked at again."""
    alerts = Alert.objects.visible_to(user).open().count()
    due = RiskView.objects.visible_to(user).current().due(timezone.localdate()).count()
    if not alerts and not due:
        return None
    again = _plural("judgement", due) + " to look at again"
    return {
        "cards": [
            (alerts, _plural("open rule alert", alerts), reverse("risk:alerts")),
            (due, again, f"{reverse('risk:register')}?review=due"),
        ]
    }


def _suspensions(user: User) -> dict[str, Any]:
    """Duties after suspensions and exclusions, what is new, and education that is to be found."""
    today = timezone.localdate()
    *due, education = duty_cards(user, today)
    cards = [*due[:3], *new_cards(user), education]
    return {"cards": [(card.shown, card.label, card.url) for card in cards]}


def _diary(user: User) -> dict[str, Any]:
    """On-site days of today and what is to be followed up."""
    return day_at_a_glance(user, most=MOST)


def _commitment(user: User) -> dict[str, Any] | None:
    """Schools for which this person may sign and has not, this academic year."""
    mine = standing_of(user).scope(Power.SIGN_COMMITMENT).limit(School.objects.live(), "pk")
    schools = list(unsigned(mine).order_by("name", "pk")[:SCHOOLS_SHOWN])
    return {"schools": schools, "year": year_words(this_year())} if schools else None


def _with_days_left(cases: list[Case]) -> list[tuple[Case, str, bool]]:
    """Cases with the days left in words and whether they are overdue."""
    today = timezone.localdate()
    calendars = prepare_calendars(case.school_id for case in cases)
    return [
        (c, days_left(c.due_on, today, calendars[c.school_id]), c.due_on < today) for c in cases if c.due_on
    ]


def _files(user: User) -> dict[str, Any] | None:
    """Safeguarding files on their way from or to my schools, the earliest day first."""
    under_way = SafeguardingTransfer.objects.visible_to(user).under_way()
    first, count = first_of(under_way.select_related("pupil", "from_school", "to_school"), MOST)
    return {"transfers": first, "count": count} if first else None


def _board(user: User) -> dict[str, Any]:
    snapshot = Snapshot.objects.first()
    return {"snapshot": snapshot, "headlines": board.headlines(snapshot) if snapshot else []}


def _editing(user: User) -> dict[str, Any]:
    due = GuidancePage.objects.live().filter(review_on__lte=timezone.localdate()).order_by("review_on", "pk")
    first, count = first_of(due, MOST)
    return {"due": first, "due_count": count}


def _administration(user: User) -> dict[str, Any]:
    return {
        "without_lead_count": count_without_lead(),
        "without_lead_url": f"{reverse('allocation:coverage')}?state=none",
        "unreachable_since": Delivery.objects.unreachable_since(),
        "failed_emails": Delivery.objects.in_trouble().count(),
    }


def _no_access(user: User) -> dict[str, Any] | None:
    """How to get access, for somebody who has no link and no role."""
    standing = standing_of(user)
    return None if standing.school_roles or standing.authority_roles else {}


def _nothing(user: User) -> dict[str, Any]:
    return {}


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"


# In the order of the page.
BLOCKS = (
    Block("raise", "concerns.raise_concern", _raise),
    Block("inbox", "inbox.see_queue", _inbox),
    Block("link_workers", None, _link_workers),
    Block("covering", None, _covering),
    Block("waiting", None, _waiting),
    Block("alerts", None, _alerts),
    Block("school_counts", "concerns.see_concerns", _school_counts),
    Block("risk", "risk.judge_risk", _risk),
    Block("suspensions", "suspensions.work_duties", _suspensions),
    Block("cases", "protocol.work_case", _cases),
    Block("files", "pupils.see_transfers", _files),
    Block("diary", "diary.keep_diary", _diary),
    Block("commitment", "protocol.sign_commitment", _commitment),
    Block("board", "dashboards.see_board", _board),
    Block("audit", "audit.see_audit", _nothing),
    Block("administration", "links.manage_links", _administration),
    Block("editing", "guidance.edit_guidance", _editing),
    Block("no_access", None, _no_access),
    Block("guidance", None, _nothing),
)


def blocks_for(user: User) -> list[tuple[str, dict[str, Any]]]:
    """The blocks this person sees, as (template, context)."""
    found = []
    for block in BLOCKS:
        if block.permission is None or user.has_perm(block.permission):
            context = block.load(user)
            if context is not None:
                found.append((block.template, context))
    return found
