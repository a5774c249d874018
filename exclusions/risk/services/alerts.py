"""Finding what the rules ask people to look at, settling it, and setting the rules."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.risk.alerting import RULES, Finding
from exclusions.risk.enums import AlertState
from exclusions.risk.models import Alert, AlertConcern, RuleVersion
from exclusions.risk.workflow import ALERT
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.templatetags.portal import moment
from portal.notices.services import notify, withdraw
from schools.links.standing import people_with, standing_of
from schools.register.enums import Phase

RAISED = "risk.alert"
MOST_DAYS, MOST_TIMES = 730, 20
# Older evidence raises alerts too, for instance where a rule is new, but rings nobody up.
TOLD_WITHIN = timedelta(days=7)


def find_alerts(on: date) -> list[Alert]:
    """Raise what the rules find and nobody has looked at yet. Safe to run twice and by two at once.

    What was settled comes back only when something newer has been recorded. Only what rests on something of
    the last week is told to people at once; the rest waits in the list.
    """
    raised = []
    for version in RuleVersion.objects.newest().filter(is_on=True, rule__in=RULES):
        seen = _newest_seen(version.rule)
        for finding in RULES[version.rule].find(version, on):
            known = seen.get((finding.pupil_id, finding.school_id))
            if known is None or finding.newest_at > known:
                raised += _raise(version, finding)
    return raised


def _newest_seen(rule: str) -> dict[tuple[int, int], datetime | None]:
    """The newest evidence of the last alert by pupil and school."""
    rows = Alert.objects.filter(rule=rule).order_by("newest_evidence_at")
    columns = ("pupil_id", "school_id", "newest_evidence_at")
    return {(pupil, school): at for pupil, school, at in rows.values_list(*columns)}


def _raise(version: RuleVersion, finding: Finding) -> list[Alert]:
    """The alert, told to those who judge risk at the school; none where one of the rule is still open."""
    try:
        with transaction.atomic():
            return [_write(version, finding)]
    except IntegrityError:  # open already: by another worker, or since before the newest evidence
        _add_to_open(version.rule, finding)
        return []


@transaction.atomic
def _add_to_open(rule: str, finding: Finding) -> None:
    """The open alert rests on the newer concerns too, for those who may not read the older ones."""
    rows = Alert.objects.select_for_update().open().filter(rule=rule)
    alert = rows.filter(pupil=finding.pupil_id, school=finding.school_id).first()
    if alert is not None and finding.concerns:
        _rest_on(alert, finding)
        alert.newest_evidence_at = max(alert.newest_evidence_at, finding.newest_at)
        alert.save(update_fields=["newest_evidence_at"])


def _rest_on(alert: Alert, finding: Finding) -> None:
    rows = [AlertConcern(alert=alert, concern_id=key) for key in finding.concerns]
    AlertConcern.objects.bulk_create(rows, ignore_conflicts=True)


def _write(version: RuleVersion, finding: Finding) -> Alert:
    alert = Alert.objects.create(
        pupil_id=finding.pupil_id,
        school_id=finding.school_id,
        rule=version.rule,
        version=version.number,
        reasons=list(finding.reasons),
        evidence=[] if finding.concerns else list(finding.evidence),
        newest_evidence_at=finding.newest_at,
    )
    _rest_on(alert, finding)
    record(
        by=None,
        kind=Kind.CHANGE,
        verb="risk.alert",
        about=[alert.reference, alert.pupil.reference, *finding.evidence],
        detail={"rule": version.rule, "version": version.number},
    )
    is_news = finding.newest_at > timezone.now() - TOLD_WITHIN
    notify(
        people=people_with(Power.JUDGE_RISK, alert.school_id) if is_news else [],
        kind=RAISED,
        text=f"{alert.reference}: {RULES[version.rule].label.lower()}. Please look.",
        about=alert.reference,
        leads_to=alert.get_absolute_url(),
    )
    return alert


def take_back_notices(concern: Concern) -> None:
    """Of alerts that rest on a concern that is sealed now, from those for whom they are there no more."""
    for alert in Alert.objects.filter(rests_on__concern=concern):
        withdraw(about=alert.reference, unless=partial(_is_there_for, alert))


def _is_there_for(alert: Alert, person: User) -> bool:
    return Alert.objects.visible_to(person).filter(pk=alert.pk).exists()


@transaction.atomic
def settle_alert(*, alert: Alert, verb: str, because: str, by: User) -> Alert:
    """Say what was done about an alert (`act`), or why there is nothing to do (`dismiss`).

    Raises WrongState where somebody has settled it, Refused without words.
    """
    alert = Alert.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=alert.pk)
    if not ALERT.allows(verb, alert.state):
        when = moment(alert.settled_at) if alert.settled_at else "before"
        raise WrongState(f"{alert.settled_by} settled this on {when}: {alert.get_state_display().lower()}.")
    if not because.strip():
        raise Refused("Write what you did, or why there is nothing to do.")
    alert.state = ALERT.move(verb).target or AlertState.OPEN
    alert.settled_at, alert.settled_by, alert.settled_because = timezone.now(), by, because.strip()
    alert.save(update_fields=["state", "settled_at", "settled_by", "settled_because"])
    record(
        by=by,
        kind=Kind.CHANGE,
        verb=f"risk.{verb}",
        about=[alert.reference, alert.pupil.reference],
        capacity=standing_of(by).capacity(alert.school_id),
        detail={"rule": alert.rule},
    )
    return alert


@transaction.atomic
def set_rule(
    *, rule: str, is_on: bool, days: int, at_least: int, phases: Collection[int], by: User, seen: int
) -> RuleVersion:
    """Set a rule anew: the next version of it. `seen` is the version whose settings the person saw.

    The same settings again change nothing. Raises WrongState where somebody else has set it since, Refused
    for numbers out of bounds or a phase that is none.
    """
    newest = RuleVersion.objects.select_for_update().filter(rule=rule).order_by("-number").first()
    if newest is None or rule not in RULES:
        raise Refused("There is no such rule.")
    if newest.number != seen:
        raise WrongState(f"{newest.set_by} has set this rule since you opened it. Look again.")
    if not (1 <= days <= MOST_DAYS and 1 <= at_least <= MOST_TIMES) or set(phases) - set(Phase.values):
        raise Refused(f"Choose 1 to {MOST_DAYS} days and 1 to {MOST_TIMES} times.")
    wanted = {"is_on": is_on, "days": days, "at_least": at_least, "phases": sorted(phases)}
    if all(getattr(newest, name) == value for name, value in wanted.items()):
        return newest
    version = RuleVersion.objects.create(rule=rule, number=newest.number + 1, set_by=by, **wanted)
    record(by=by, kind=Kind.CHANGE, verb="risk.set_rule", about=[], detail={"rule": rule, **wanted})
    return version
