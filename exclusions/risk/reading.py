"""What an alert says to one reader: from the evidence they may read, which is asked each time it is shown."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.risk.alerting import RULES
from exclusions.risk.models import Alert, AlertConcern, RuleVersion
from portal.accounts.models import User
from portal.core.templatetags.portal import plain_date


@dataclass(frozen=True)
class Told:
    """An alert as one person reads it: sentences, the first of which sums up, and the concerns behind."""

    alert: Alert
    version: RuleVersion | None
    reasons: list[str]
    concerns: list[Concern]


def tell(user: User, alerts: Sequence[Alert]) -> list[Told]:
    """Alerts that this person sees (`Alert.objects.visible_to`), in their words, in two queries."""
    rows = AlertConcern.objects.filter(alert__in=alerts, concern__in=Concern.objects.visible_to(user))
    behind: dict[int, list[Concern]] = defaultdict(list)
    for row in rows.select_related("concern"):
        behind[row.alert_id].append(row.concern)
    used = RuleVersion.objects.filter(rule__in={alert.rule for alert in alerts})
    versions = {(version.rule, version.number): version for version in used}
    return [_told(alert, versions.get((alert.rule, alert.version)), behind[alert.pk]) for alert in alerts]


def _told(alert: Alert, version: RuleVersion | None, concerns: list[Concern]) -> Told:
    rule = RULES.get(alert.rule)
    reasons = list(alert.reasons)
    if concerns:
        sums_up = rule.says(len(concerns), version) if rule and rule.says and version else alert.rule
        dates = [f"{each.reference}, {plain_date(timezone.localdate(each.raised_at))}" for each in concerns]
        reasons = [sums_up, *dates]
    return Told(alert, version, reasons, concerns)
