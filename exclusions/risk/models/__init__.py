"""How people judge a pupil's risk, what everybody must know of them, and alerts of the rules."""

from exclusions.risk.models.alerts import Alert, AlertConcern, AlertQuerySet, RuleVersion
from exclusions.risk.models.judgement import RiskView, RiskViewQuerySet, WarningNote

__all__ = [
    "Alert",
    "AlertConcern",
    "AlertQuerySet",
    "RiskView",
    "RiskViewQuerySet",
    "RuleVersion",
    "WarningNote",
]
