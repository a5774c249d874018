"""What risk shows on pages of others: of a pupil, of a concern's pupils, of a school."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.risk.enums import COLOURS, Harm, Level
from exclusions.risk.models import Alert, RiskView, WarningNote
from exclusions.risk.reading import tell
from portal.accounts.models import User
from portal.core.subjects import Panel, register
from schools.pupils.models import Enrolment, Pupil
from schools.pupils.tabs import Tab, register_tab
from schools.register.models import School


def pupil_risk(user: User, pupil: Pupil) -> dict[str, Any]:
    """Everything of one pupil that this person may read, the latest judgement of each harm first."""
    views = list(
        RiskView.objects.visible_to(user)
        .filter(pupil__in=pupil.records)
        .select_related("judged_by", "school")
    )
    notes = WarningNote.objects.visible_to(user).filter(pupil__in=pupil.records).select_related("written_by")
    alerts = Alert.objects.visible_to(user).open().filter(pupil__in=pupil.records)
    return {
        "pupil": pupil,
        "harms": [_harm(harm, [view for view in views if view.harm == harm]) for harm in Harm],
        "warnings": list(notes.live()),
        "ended": [note for note in notes if note.ended_at],
        "alerts": tell(user, list(alerts)),
        "may_judge": _may_judge(user, pupil),
    }


def _harm(harm: Harm, views: list[RiskView]) -> dict[str, Any]:
    """One harm: the latest view, and each with its colour and whether it rose or fell, the newest first."""
    steps = [(view, COLOURS[Level(view.level)], _step(view, before)) for view, before in _pairs(views)]
    return {
        "harm": harm,
        "latest": steps[0] if steps else None,
        "steps": steps,
        "today": timezone.localdate(),
    }


def _pairs(views: list[RiskView]) -> Iterable[tuple[RiskView, RiskView | None]]:
    return zip(views, [*views[1:], None], strict=False)


def _step(view: RiskView, before: RiskView | None) -> str:
    if before is None:
        return "first judgement"
    if view.level == before.level:
        return "unchanged"
    return f"{'up' if view.level > before.level else 'down'} from {before.get_level_display().lower()}"


def _may_judge(user: User, pupil: Pupil) -> bool:
    now = Enrolment.objects.active(timezone.localdate()).filter(pupil__in=pupil.records)
    return any(user.has_perm("risk.judge_risk", enrolment) for enrolment in now)


def concern_risk(user: User, concern: Concern) -> dict[str, Any] | None:
    """Warnings and latest judgements about a concern's pupils, in two queries."""
    pupils = [subject.pupil for subject in concern.subjects.all()]
    children = Pupil.objects.same_children([pupil.pk for pupil in pupils])
    warnings = WarningNote.objects.visible_to(user).live().filter(pupil__in=children)
    views = RiskView.objects.visible_to(user).current().filter(pupil__in=children)
    by_pupil: dict[int, dict[str, Any]] = {
        pupil.child_id: {"pupil": pupil, "warnings": [], "views": []} for pupil in pupils
    }
    for note in warnings.select_related("pupil"):
        by_pupil[note.pupil.child_id]["warnings"].append(note)
    for view in views.select_related("pupil"):
        by_pupil[view.pupil.child_id]["views"].append((view, COLOURS[Level(view.level)]))
    told = [about for about in by_pupil.values() if about["warnings"] or about["views"]]
    return {"about": told} if told else None


def school_risk(user: User, school: School) -> dict[str, Any] | None:
    """How many pupils of a school are judged at which level now, for those who may read each of them."""
    if not user.has_perm("risk.see_risk", school):
        return None
    rows = RiskView.objects.visible_to(user).current().filter(school=school).order_by()
    counts = dict(rows.filter(level__gte=Level.HIGH).values_list("level").annotate(Count("pk")))
    return {
        "levels": [(level.label, counts.get(level, 0)) for level in (Level.IMMEDIATE, Level.HIGH)],
        "alerts": Alert.objects.visible_to(user).open().filter(school=school).count(),
        "register_url": f"{reverse('risk:register')}?school={school.urn}",
        "alerts_url": f"{reverse('risk:alerts')}?school={school.urn}",
    }


def register_panels() -> None:
    register_tab(Tab(15, "risk", "Risk", "risk.see_risk"))
    register(Panel("pupil_risk", "risk", 10, "risk/_pupil_panel.html", pupil_risk))
    register(Panel("concern", "risk", 5, "risk/_concern_panel.html", concern_risk))
    register(Panel("school", "risk", 35, "risk/_school_panel.html", school_risk))
