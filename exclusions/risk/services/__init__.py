"""Verbs of risk. The view has checked the permission; the state is checked here."""

from exclusions.risk.services.alerts import find_alerts, set_rule, settle_alert
from exclusions.risk.services.judging import Judged, end_warning, judge, keep_warning, warn

__all__ = [
    "Judged",
    "end_warning",
    "find_alerts",
    "judge",
    "keep_warning",
    "set_rule",
    "settle_alert",
    "warn",
]
