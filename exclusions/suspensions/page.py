"""What the page of a record shows, put together from its columns, steps, versions and duties."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exclusions.suspensions.days import Days, in_days
from exclusions.suspensions.enums import DayPart, MissedTest, ToldHow
from exclusions.suspensions.models import Step, Suspension, Version
from exclusions.suspensions.packs.reasons import labels_of_all
from exclusions.suspensions.steps import APART, STEPS, StepSpec, steps_from
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.templatetags.portal import full_date, moment, plain_date
from schools.links.standing import standing_of
from schools.pupils.codes import NO_SOCIAL_WORKER, in_words
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.models import YEAR_GROUPS

YEARS = dict(YEAR_GROUPS)
PART_WORDS = {DayPart.MORNING: "morning", DayPart.AFTERNOON: "afternoon", DayPart.LUNCHTIME: "lunchtime"}
POSITION = (
    (FactKind.SEN_PROVISION, "sen_provision"),
    (FactKind.SEN_NEED, "sen_need"),
    (FactKind.LOOKED_AFTER, "looked_after"),
    (FactKind.SOCIAL_WORKER, "social_worker"),
)
# What a correction may change, as people call it.
FIELD_WORDS = {
    "kind": "decision",
    "days": "days",
    "starts_on": "first day",
    "reason_1": "main reason",
    "reason_2": "second reason",
    "reason_3": "third reason",
    "what_happened": "what happened",
    "missed_test": "examination or test missed",
    "missed_test_on": "day of the examination or test",
    "missed_test_what": "which examination or test",
    "pupil_view": "what the pupil said",
    "no_view_because": "why the pupil was not heard",
    "decided_by": "who decided",
    "decided_on": "day of the decision",
    "home_authority": "authority where the pupil lives",
    "parents_told_at": "when the parents were told",
    "parents_told_how": "how the parents were told",
    "work_set": "work set",
}


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Event:
    """One line of the record's history."""

    step: Step
    title: str
    lines: tuple[str, ...]
    is_taken_back: bool


def days_in_words(days: Days) -> str:
    """`Monday 16 November 2026 to Tuesday 17 November 2026. Only the morning of: Monday 16 November 2026`"""
    if not days:
        return ""
    if days.first == days.last:
        part = PART_WORDS.get(days.parts[0][1])
        return f"{full_date(days.first)}, {part} only" if part else full_date(days.first)
    span = f"{full_date(days.first)} to {full_date(days.last)}"
    return ". ".join([span, *_parts_in_words(days)])


def _parts_in_words(days: Days) -> list[str]:
    """For each part of a day: on which of several days it is that part only."""
    found = []
    for part, words in PART_WORDS.items():
        of_part = [full_date(day) for day, this in days.parts if this == part]
        if len(of_part) == len(days.parts):
            found.append(f"Only the {words} of each of {len(of_part)} days: {', '.join(of_part)}")
        elif of_part:
            found.append(f"Only the {words} of: {', '.join(of_part)}")
    return found


def facts(suspension: Suspension, user: User) -> list[Fact]:
    """The decision and what was done at once, as label and words; empty ones are left out."""
    labels = labels_of_all()
    test = ""
    if suspension.missed_test:
        kind = MissedTest(suspension.missed_test).label
        what = f": {suspension.missed_test_what}" if suspension.missed_test_what else ""
        test = f"{kind} on {plain_date(suspension.missed_test_on)}{what}"
    told = ""
    if suspension.parents_told_at:
        how = ToldHow(suspension.parents_told_how).label.lower() if suspension.parents_told_how else ""
        told = ", ".join(part for part in (moment(suspension.parents_told_at), how) if part)
    said = [
        ("First day", full_date(suspension.starts_on)),
        ("Days", days_in_words(suspension.excluded)),
        ("Length", in_days(suspension.sessions) if suspension.sessions else ""),
        ("Back in school on", full_date(suspension.back_on)),
        ("Reasons", "\n".join(f"{n}. {labels.get(c, c)}" for n, c in enumerate(suspension.reasons, start=1))),
        ("What happened", suspension.what_happened),
        ("What the pupil said", suspension.pupil_view),
        ("Why the pupil was not heard", suspension.no_view_because),
        ("Examination or test missed", test),
        ("Decided by", _decided(suspension)),
        ("Parents told", told),
        ("Work set", suspension.work_set),
        ("Lives in another authority", suspension.home_authority),
        ("No Need to Exclude case", suspension.case_reference),
    ]
    return [Fact(label, value) for label, value in said if value] + _position(suspension, user)


def _decided(suspension: Suspension) -> str:
    on = f" on {plain_date(suspension.decided_on)}" if suspension.decided_on else ""
    return f"{suspension.decided_by}{on}" if suspension.decided_by else on.strip()


def _position(suspension: Suspension, user: User) -> list[Fact]:
    """Who the pupil was that day, each with its source. Who does not read concerns at the school learns that
    there was a social worker, not why (domain.md 8.5).
    """
    reads_all = suspension.school_id in standing_of(user).scope(Power.SEE_CONCERNS)
    found = []
    for kind, column in POSITION:
        if code := getattr(suspension, column):
            words = in_words(kind, code)
            if kind == FactKind.SOCIAL_WORKER and not reads_all:
                words = "No" if code == NO_SOCIAL_WORKER else "Yes"
            found.append(Fact(f"{kind.label} on that day", f"{words}{_source(suspension, kind)}"))
    return found


def _source(suspension: Suspension, kind: FactKind) -> str:
    given = suspension.position_sources.get(kind)
    if not given:
        return ""
    source, as_at = given
    return f" ({FactSource(source).label}, as at {plain_date(date.fromisoformat(as_at))})"


def history(suspension: Suspension) -> list[Event]:
    """Every step, the newest first."""
    steps = list(suspension.steps.select_related("by").order_by("number"))
    return list(reversed(events_of(steps, list(suspension.versions.order_by("number")))))


def events_of(steps: list[Step], versions: list[Version]) -> list[Event]:
    """The steps of one record in their order; a correction names what it changed and what stood."""
    taken_back = {step.takes_back_id for step in steps}
    corrected = iter(versions)
    events = []
    for step in steps:
        version = next(corrected, None) if step.verb == "correct" else None
        events.append(Event(step, _title(step, steps), _lines(step, version), step.pk in taken_back))
    return events


def _title(step: Step, steps: list[Step]) -> str:
    if step.verb == "record":
        return "Recorded"
    if step.verb == "correct":
        return "Corrected"
    if step.verb == "take_back":
        undone = next(s for s in steps if s.pk == step.takes_back_id)
        return f"Taken back: {STEPS[undone.verb].label}"
    return STEPS[step.verb].label


ASKED = {
    "at": "Time: {}",
    "how": "How: {}",
    "remote": "The parents ask to meet from a distance.",
    "expert": "The parents ask for an expert on special educational needs.",
    "costs": "The panel ordered £4,000 to be paid if the board does not offer to reinstate the pupil.",
    "tribunal": "It follows a ruling of the disability tribunal.",
}


def _lines(step: Step, version: Version | None) -> tuple[str, ...]:
    found = [ASKED[name].format(_worded(name, value)) for name, value in step.detail.items() if name in ASKED]
    if back_on := step.detail.get("back_on"):
        found.append(f"The pupil may come back on {full_date(date.fromisoformat(back_on))}.")
    if version:
        found += [f"{_field(name)} was: {_stood(name, version)}" for name in version.changed if _field(name)]
    return (*found, *([step.note] if step.note else []))


def _worded(name: str, value: Any) -> str:
    return ToldHow(value).label if name == "how" else str(value)[:5]


def _field(name: str) -> str:
    words = FIELD_WORDS.get(name, "")
    return words[:1].upper() + words[1:]


def _stood(name: str, version: Version) -> str:
    value = version.stood.get(name)
    if name == "days":
        return days_in_words(Days.from_json(value)) or "none"
    if name in ("reason_1", "reason_2", "reason_3"):
        return labels_of_all().get(value, value) or "none"
    if name.endswith("_on") and value:
        return plain_date(date.fromisoformat(value))
    return str(value or "nothing")


def next_steps(suspension: Suspension) -> tuple[list[StepSpec], list[StepSpec]]:
    """The steps that the record may take now: those of its way, and cancelling or an error apart."""
    specs = steps_from(suspension.state, suspension.kind, suspension.year_group)
    return [s for s in specs if s.verb not in APART], [s for s in specs if s.verb in APART]
