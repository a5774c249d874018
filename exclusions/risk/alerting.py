"""The rules that raise alerts (domain.md 5.4). Each looks at what people have recorded and says why in words.

Who a child is never plays a part: a rule sees what was recorded about them, no name, sex, ethnicity, free
meals or postcode. Rooms above register rules of their own at start-up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from exclusions.concerns.enums import Category, Part
from exclusions.concerns.models import Concern, ConcernQuerySet, ConcernSubject
from exclusions.risk.enums import Harm, Level
from exclusions.risk.models import RiskView, RuleVersion
from portal.core.templatetags.portal import plain_date


@dataclass(frozen=True)
class Finding:
    """What a rule found about one pupil at one school: why, on which records, and how new the newest is.

    `concerns` by key: what an alert says of them is read when it is shown, since any may be sealed later.
    """

    pupil_id: int
    school_id: int
    reasons: tuple[str, ...]
    evidence: tuple[str, ...]
    newest_at: datetime
    concerns: tuple[int, ...] = ()


@dataclass(frozen=True)
class AlertRule:
    """`find(version, on)` looks back from a day, as the authority has set it; `asks_for`: what it counts.

    `says(count, version)` puts into words how many concerns it found, where it looks at concerns.
    """

    code: str
    label: str
    explains: str
    source: str
    asks_for: str
    find: Callable[[RuleVersion, date], Iterable[Finding]]
    says: "Callable[[int, RuleVersion], str] | None" = None


RULES: dict[str, AlertRule] = {}


def register(*rules: AlertRule) -> None:
    """Add rules. Called once at start-up by each room."""
    RULES.update({rule.code: rule for rule in rules})


# A witness is not who a worry is about; who may have harmed needs help, and other rules see that.
AFFECTED = (Part.ABOUT, Part.INVOLVED, Part.HARMED)


def _parts(concerns: ConcernQuerySet, version: RuleVersion, on: date) -> "QuerySet[ConcernSubject]":
    """Parts of pupils in these concerns within the days the rule looks back, at schools of its phases.

    Sealed concerns are left out: an alert would tell those who may not know that there is one.
    """
    since = timezone.make_aware(datetime.combine(on - timedelta(days=version.days), datetime.min.time()))
    recent = concerns.filter(raised_at__gte=since)
    if version.phases:
        recent = recent.filter(school__phase__in=version.phases)
    return ConcernSubject.objects.filter(concern__in=recent).order_by("concern__raised_at", "concern_id")


def _findings(parts: "QuerySet[ConcernSubject]", version: RuleVersion) -> Iterator[Finding]:
    """One for each pupil and school with at least as many concerns as the rule asks for."""
    found: dict[tuple[int, int], list[tuple[int, str, datetime]]] = defaultdict(list)
    columns = ("pupil_id", "concern__school_id", "concern_id", "concern__reference", "concern__raised_at")
    for pupil, school, *concern in parts.values_list(*columns).iterator():
        found[pupil, school].append(tuple(concern))
    for (pupil, school), concerns in found.items():
        if len(concerns) >= version.at_least:
            keys, references, moments = zip(*concerns, strict=True)
            yield Finding(pupil, school, (), references, moments[-1], keys)


def _saying(noun: str, before: str = "") -> Callable[[int, RuleVersion], str]:
    def says(count: int, version: RuleVersion) -> str:
        return f"{before}{count} {noun.format(s='' if count == 1 else 's')} within {version.days} days"

    return says


def _repeated(version: RuleVersion, on: date) -> Iterator[Finding]:
    return _findings(_parts(Concern.objects.unsealed(), version, on).filter(part__in=AFFECTED), version)


def _harmed_again(version: RuleVersion, on: date) -> Iterator[Finding]:
    return _findings(_parts(Concern.objects.unsealed(), version, on).filter(part=Part.HARMED), version)


def _of_category(category: Category) -> Callable[[RuleVersion, date], Iterator[Finding]]:
    def find(version: RuleVersion, on: date) -> Iterator[Finding]:
        parts = _parts(Concern.objects.unsealed().in_category(category), version, on)
        return _findings(parts.filter(part__in=AFFECTED), version)

    return find


def _of_kind(category: Category) -> Callable[[int, RuleVersion], str]:
    return _saying(f"concern{{s}} of the kind “{category.label}”")


def _judged_high(version: RuleVersion, on: date) -> Iterator[Finding]:
    """The latest judgement of the risk of exclusion is high or immediate."""
    rows = RiskView.objects.current().filter(harm=Harm.EXCLUSION, level__gte=Level.HIGH)
    rows = rows.filter(at__date__gte=on - timedelta(days=version.days))
    if version.phases:
        rows = rows.filter(school__phase__in=version.phases)
    for view in rows.iterator():
        level, day = view.get_level_display().lower(), plain_date(timezone.localdate(view.at))
        why = f"Risk of exclusion judged {level} on {day}"
        yield Finding(view.pupil_id, view.school_id, (why,), (view.reference,), view.at)


OWN = "No Need to Exclude, starting rules"
register(
    AlertRule(
        "repeated_concerns",
        "Concerns again and again",
        "Several concerns about the same pupil may say more together than each alone.",
        "KCSIE 2024: a record shows patterns",
        "concerns",
        _repeated,
        _saying("concern{s}"),
    ),
    AlertRule(
        "harmed_again",
        "Harmed again",
        "A pupil has been harmed by other children more than once.",
        f"{OWN}, rule 12",
        "concerns in which they were harmed",
        _harmed_again,
        _saying("concern{s}", "Harmed in "),
    ),
    AlertRule(
        "missing",
        "Missing",
        "A pupil has been missing. Being missing is often the first sign of harm outside the home.",
        f"{OWN}, rule 10",
        "concerns of this kind",
        _of_category(Category.MISSING),
        _of_kind(Category.MISSING),
    ),
    AlertRule(
        "exploitation",
        "Exploitation",
        "There is a worry that a pupil is exploited.",
        f"{OWN}, rule 10",
        "concerns of this kind",
        _of_category(Category.EXPLOITATION),
        _of_kind(Category.EXPLOITATION),
    ),
    AlertRule(
        "exclusion_named",
        "Exclusion named as a worry",
        "The school worries that it may have to exclude: the time to ask for help under No Need to Exclude.",
        f"{OWN}, rule 1",
        "concerns of this kind",
        _of_category(Category.EXCLUSION_RISK),
        _of_kind(Category.EXCLUSION_RISK),
    ),
    AlertRule(
        "judged_high",
        "Risk of exclusion judged high",
        "Somebody has judged that exclusion is likely. Has the pupil got help under No Need to Exclude?",
        f"{OWN}: risk is judged by people",
        "judgements",
        _judged_high,
    ),
)
