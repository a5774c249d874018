"""The key pages of docs/architecture.md, each as the person it is for opens it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from exclusions.concerns.enums import State
from exclusions.concerns.models import Concern
from exclusions.meetings.models import Meeting
from exclusions.ownplans.models import OwnPlan
from exclusions.protocol.models import Case
from exclusions.suspensions.models import Suspension
from portal.accounts.enums import Role
from portal.demo.accounts import ACCOUNTS, SCHOOL
from schools.register.models import School

BARE = "core:cookies"
# Decision 7: pages of 25 rows with filters may cost more; 27 and 56: what is put together from many rooms;
# 54: the file of one child, on which ten rooms and more say what they hold; 56: such a file with a form of
# six routes.
TIMES_BARE, DENSE_TIMES, ROOMS_TIMES, FILE_TIMES, DECIDE_TIMES = 3.0, 5.0, 6.5, 8.0, 12.0
# Their homes are put together from the blocks of eight rooms.
MANY_ROOMS = (
    Role.DSL,
    Role.DEPUTY_DSL,
    Role.INCLUSION_LEAD,
    Role.LEAD_SOCIAL_WORKER,
    Role.DEPUTY_SOCIAL_WORKER,
    Role.ON_SITE_SOCIAL_WORKER,
    Role.HEAD_OF_SERVICE,
    Role.VIRTUAL_SCHOOL_HEAD,
)
GROWTH, BOARD_GROWTH = 1.5, 2.0


@dataclass(frozen=True)
class Sample:
    """Records at the demo's own school, of much the same size at every scale."""

    urn: int
    waiting: str
    decided: str
    case: str
    pupil: str
    suspension: str
    meeting: str
    own_plan: str

    @classmethod
    def take(cls) -> "Sample":
        school = School.objects.get(name=SCHOOL)
        concerns = Concern.objects.filter(school=school)
        waiting = concerns.open().order_by("raised_at", "pk")[0]
        decided = concerns.filter(state=State.DECIDED).order_by("-raised_at", "pk")[0]
        case = Case.objects.filter(school=school).open().order_by("opened_at", "pk")[0]
        suspension = Suspension.objects.filter(school=school).order_by("-starts_on", "-pk")[0]
        meeting = Meeting.objects.filter(school=school).open().order_by("arranged_at", "pk")[0]
        own_plan = OwnPlan.objects.filter(school=school).current().order_by("started_at", "pk")[0]
        records = (waiting, decided, case, case.pupil, suspension, meeting, own_plan)
        return cls(school.urn, *(record.reference for record in records))


@dataclass(frozen=True)
class Page:
    """A page, who opens it, what it may cost, and how much slower it may be at 100 times the data."""

    name: str
    role: Role
    path: Callable[[Sample], str]
    growth: float = GROWTH
    times: float = TIMES_BARE

    @property
    def title(self) -> str:
        return f"{self.name}: {self.role.label}"


def _at(url_name: str, query: str = "") -> Callable[[Sample], str]:
    return lambda sample: reverse(url_name) + query


def _of(url_name: str, record: str) -> Callable[[Sample], str]:
    """The page of one of the sample's records."""
    return lambda sample: reverse(url_name, args=[getattr(sample, record)])


def _about(url_name: str) -> Callable[[Sample], str]:
    return lambda sample: f"{reverse(url_name)}?about={sample.decided}"


def _home_times(role: Role) -> float:
    return ROOMS_TIMES if role in MANY_ROOMS else TIMES_BARE


PAGES = (
    *(Page("Home", account.role, _at("home"), times=_home_times(account.role)) for account in ACCOUNTS),
    Page("Inbox", Role.LEAD_SOCIAL_WORKER, _at("inbox:queue"), times=ROOMS_TIMES),
    Page("Inbox", Role.DEPUTY_SOCIAL_WORKER, _at("inbox:queue"), times=ROOMS_TIMES),
    Page("Concern to decide", Role.LEAD_SOCIAL_WORKER, _of("inbox:concern", "waiting"), times=DECIDE_TIMES),
    Page("Concern", Role.DSL, _of("concerns:detail", "decided"), times=FILE_TIMES),
    Page("Concerns", Role.DSL, _at("concerns:list"), times=ROOMS_TIMES),
    Page("Concerns", Role.HEAD_OF_SERVICE, _at("concerns:list"), times=ROOMS_TIMES),
    Page("Case", Role.LEAD_SOCIAL_WORKER, _of("protocol:case", "case"), times=FILE_TIMES),
    Page("Case", Role.INCLUSION_OFFICER, _of("protocol:case", "case"), times=FILE_TIMES),
    Page("Cases", Role.LEAD_SOCIAL_WORKER, _at("protocol:list"), times=DENSE_TIMES),
    Page("Cases", Role.INCLUSION_OFFICER, _at("protocol:list"), times=DENSE_TIMES),
    Page("Cases, board", Role.INCLUSION_OFFICER, _at("protocol:list", "?view=board"), times=DENSE_TIMES),
    Page("Work to do", Role.LEAD_SOCIAL_WORKER, _at("protocol:work"), times=ROOMS_TIMES),
    Page("Work to do", Role.DSL, _at("protocol:work"), times=ROOMS_TIMES),
    Page("Work to do", Role.INCLUSION_OFFICER, _at("protocol:work", "?whose=&due=week"), times=ROOMS_TIMES),
    Page("Meeting", Role.LEAD_SOCIAL_WORKER, _of("meetings:meeting", "meeting"), times=DENSE_TIMES),
    Page("Minutes", Role.LEAD_SOCIAL_WORKER, _of("meetings:minutes", "meeting"), times=FILE_TIMES),
    Page("Plan", Role.DSL, _of("plans:plan", "case"), times=DENSE_TIMES),
    Page("Own plan", Role.LEAD_SOCIAL_WORKER, _of("ownplans:plan", "own_plan"), times=DENSE_TIMES),
    Page("Suspension", Role.DSL, _of("suspensions:detail", "suspension")),
    Page("Suspensions", Role.DSL, _at("suspensions:list"), times=DENSE_TIMES),
    Page("Suspensions", Role.INCLUSION_OFFICER, _at("suspensions:list"), times=DENSE_TIMES),
    Page("Suspensions", Role.VIRTUAL_SCHOOL_HEAD, _at("suspensions:list"), times=DENSE_TIMES),
    Page("Duties", Role.DSL, _at("suspensions:desk"), times=DENSE_TIMES),
    Page("Duties", Role.INCLUSION_OFFICER, _at("suspensions:desk"), times=DENSE_TIMES),
    Page("Pupil", Role.DSL, _of("pupils:pupil", "pupil"), times=FILE_TIMES),
    Page("Pupil", Role.LEAD_SOCIAL_WORKER, _of("pupils:pupil", "pupil"), times=FILE_TIMES),
    Page("School", Role.DSL, _of("register:school", "urn"), times=ROOMS_TIMES),
    Page("School", Role.HEAD_OF_SERVICE, _of("register:school", "urn"), times=ROOMS_TIMES),
    Page("Schools", Role.DSL, _at("register:directory"), times=DENSE_TIMES),
    Page("Board", Role.BOARD_MEMBER, _at("dashboards:board"), BOARD_GROWTH),
    Page("Board, by school", Role.BOARD_MEMBER, _at("dashboards:schools"), BOARD_GROWTH, DENSE_TIMES),
    Page("Rates", Role.BOARD_MEMBER, _at("dashboards:rates"), BOARD_GROWTH, DENSE_TIMES),
    Page("Rates, by school", Role.BOARD_MEMBER, _at("dashboards:rates_schools"), BOARD_GROWTH, DENSE_TIMES),
    Page("Diary", Role.LEAD_SOCIAL_WORKER, _at("diary:mine")),
    Page("Diary of a school", Role.LEAD_SOCIAL_WORKER, _of("diary:school", "urn"), times=DENSE_TIMES),
    Page("Guidance search", Role.DSL, _at("guidance:search", "?q=knife")),
    Page("Notices", Role.LEAD_SOCIAL_WORKER, _at("notices:list")),
    Page("Audit search", Role.DATA_PROTECTION_OFFICER, _about("audit:trail"), times=DENSE_TIMES),
    Page("Audit trail", Role.DATA_PROTECTION_OFFICER, _at("audit:trail"), times=DENSE_TIMES),
)
