"""How people at Northmere judge risk, what they warn of, and which alerts wait."""

from datetime import date, timedelta
from typing import Any

from exclusions.protocol.enums import CaseState
from exclusions.protocol.models import Case
from exclusions.risk.alerting import RULES
from exclusions.risk.enums import REVIEW_DAYS, AlertState, Harm, Level
from exclusions.risk.factors import FACTORS, STRENGTHS
from exclusions.risk.models import Alert, AlertConcern, RiskView, RuleVersion, WarningNote
from portal.demo.places import Place
from portal.demo.references import References
from portal.demo.words import pick, weighted, words
from portal.demo.world import FOR_THE_SCHOOL, World

BEFORE = {Level.MEDIUM: 55, Level.HIGH: 45}
SINCE = {Level.LOW: 25, Level.MEDIUM: 35, Level.HIGH: 30, Level.IMMEDIATE: 10}
# How many alerts of the known school still wait for somebody.
OPEN_ALERTS = 4


class Risks:
    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.views, self.alerts = References("R", 6, world.rng), References("A", 6, world.rng)
        self.said = words("risk")

    def judge(self, places: list[Place]) -> None:
        """Pupils with an open case: judged when it opened, and by most again since."""
        by_school = {place.school.pk: place for place in places}
        rows = []
        for case in Case.objects.filter(state=CaseState.OPEN).order_by("pk").iterator():
            place, opened = by_school[case.school_id], case.opened_at.date()
            rows.append(self._view(place, case.pupil_id, opened, weighted(self.rng, BEFORE)))
            later = self.world.days_of(place).between(opened + timedelta(days=7), self.world.last_day)
            if later and self.world.chance(0.7):
                rows.append(
                    self._view(place, case.pupil_id, pick(self.rng, later), weighted(self.rng, SINCE))
                )
        RiskView.objects.bulk_create(sorted(rows, key=lambda view: view.at), batch_size=2_000)

    def _view(self, place: Place, pupil_id: int, on: date, level: Any) -> RiskView:
        harm = weighted(self.rng, {Harm.EXCLUSION: 7, Harm.OUTSIDE_HOME: 3})
        actor = self.world.somebody(place, FOR_THE_SCHOOL, on)
        return RiskView(
            reference=next(self.views),
            pupil_id=pupil_id,
            school=place.school,
            harm=harm,
            level=int(level),
            factors=self._some([code for _, group in FACTORS[Harm(harm)] for code, _ in group], 3),
            strengths=self._some([code for _, group in STRENGTHS[Harm(harm)] for code, _ in group], 2),
            rationale=pick(self.rng, self.said["rationales"][harm]),
            review_on=self.world.days_of(place).add(on, REVIEW_DAYS[Level(int(level))]),
            judged_by_id=actor.user_id,
            capacity=actor.role.label,
            at=self.world.moment(on),
        )

    def _some(self, codes: list[str], most: int) -> list[str]:
        chosen = self.rng.sample(codes, 1 + int(self.rng.random() * most))
        return [code for code in codes if code in chosen]

    def warn(self, place: Place) -> None:
        """Two of the known school's pupils: one warning holds, one is to be looked at again."""
        references = References("W", 6, self.rng)
        views = RiskView.objects.filter(school=place.school).order_by("pk")
        pupils = list(dict.fromkeys(views.values_list("pupil", flat=True)))[:2]
        for pupil, text, days_ago, days_left in zip(
            pupils, self.said["warnings"], (20, 60), (40, -3), strict=False
        ):
            on = self.world.days_of(place).back(self.world.today, days_ago)
            actor = self.world.somebody(place, FOR_THE_SCHOOL, on)
            WarningNote.objects.create(
                reference=next(references),
                pupil_id=pupil,
                school=place.school,
                text=text,
                review_on=self.world.today + timedelta(days=days_left),
                written_by_id=actor.user_id,
                capacity=actor.role.label,
                written_at=self.world.moment(on),
            )

    def alert(self, place: Place) -> None:
        """What the rules find at the known school: the newest wait, the rest is settled."""
        found = [
            (version, finding)
            for version in RuleVersion.objects.newest().order_by("rule")
            for finding in RULES[version.rule].find(version, self.world.today)
            if finding.school_id == place.school.pk
        ]
        found.sort(key=lambda pair: (pair[1].newest_at, pair[0].rule, pair[1].pupil_id))
        settled = max(0, len(found) - OPEN_ALERTS)
        alerts = Alert.objects.bulk_create(
            self._alert(place, version, finding, is_settled=number < settled)
            for number, (version, finding) in enumerate(found)
        )
        AlertConcern.objects.bulk_create(
            AlertConcern(alert=alert, concern_id=key)
            for alert, (_, finding) in zip(alerts, found, strict=True)
            for key in finding.concerns
        )

    def _alert(self, place: Place, version: RuleVersion, finding: Any, *, is_settled: bool) -> Alert:
        alert = Alert(
            reference=next(self.alerts),
            pupil_id=finding.pupil_id,
            school=place.school,
            rule=version.rule,
            version=version.number,
            reasons=list(finding.reasons),
            evidence=[] if finding.concerns else list(finding.evidence),
            newest_evidence_at=finding.newest_at,
            raised_at=finding.newest_at + timedelta(minutes=20),
        )
        if is_settled:
            acted = self.world.chance(0.7)
            alert.state = AlertState.ACTED_ON if acted else AlertState.DISMISSED
            alert.settled_because = pick(self.rng, self.said["acted" if acted else "dismissed"])
            alert.settled_at = alert.raised_at + timedelta(hours=3)
            alert.settled_by_id = self.world.somebody(place, FOR_THE_SCHOOL, alert.raised_at.date()).user_id
        return alert


def judge_risk(world: World, places: list[Place]) -> None:
    risks = Risks(world)
    risks.judge(places)
    risks.warn(places[0])
    risks.alert(places[0])
