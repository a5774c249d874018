"""Every model column states its tier and its retention (domain.md 8.4, 8.5).

    @classify(Retention.PUPIL_FILE, T2="school", T4="summary details")
    class Concern(models.Model): ...

A test fails on a column that states none; `manage.py privacy_report` writes `docs/data-protection.md`
from what is stated here.
"""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, TypeVar

from django.apps import apps
from django.db import models

ModelType = TypeVar("ModelType", bound=type[models.Model])


class Tier(Enum):
    T1 = "School directory and published content: public"
    T2 = "Pupil and staff basics: own school and linked workers"
    T3 = "Exclusion and No Need to Exclude records"
    T4 = "Safeguarding concerns and plans"
    T5 = "Restricted: exploitation detail, police intelligence, adults of concern"


class Retention(Enum):
    PUPIL_FILE = "Date of birth + 25 years; abuse records not destroyed while national advice stands"
    REGISTER = "Kept with the register: history of schools and of who stood with them"
    AUDIT = "6 years, at least 12 months at hand"
    ACCOUNT = "Disabled on the day a person leaves, removed 12 months later"
    WORKING = "Until its purpose is served, at most 30 days"
    CONTENT = "Until replaced; superseded versions 6 years"
    REFERENCE = "Kept: code lists and settings, no personal data"


class Stated(NamedTuple):
    """`but` says which rows are kept longer, and why."""

    retention: Retention
    tiers: dict[str, Tier]
    but: str = ""


STATED: dict[str, Stated] = {}
# Libraries' tables: the highest tier any of their columns may hold, for the whole app.
STATED_APPS: dict[str, tuple[Retention, Tier]] = {
    "account": (Retention.ACCOUNT, Tier.T2),
    "auth": (Retention.REFERENCE, Tier.T1),
    "contenttypes": (Retention.REFERENCE, Tier.T1),
    "mfa": (Retention.ACCOUNT, Tier.T2),
    "sessions": (Retention.WORKING, Tier.T2),
    "socialaccount": (Retention.ACCOUNT, Tier.T2),
    "taggit": (Retention.CONTENT, Tier.T1),
    "wagtailadmin": (Retention.WORKING, Tier.T1),
    "wagtailcore": (Retention.CONTENT, Tier.T1),
    "wagtaildocs": (Retention.CONTENT, Tier.T1),
    "wagtailembeds": (Retention.CONTENT, Tier.T1),
    "wagtailimages": (Retention.CONTENT, Tier.T1),
    "wagtailsearch": (Retention.CONTENT, Tier.T1),
    "wagtailusers": (Retention.ACCOUNT, Tier.T2),
}


def state(label: str, retention: Retention, *, but: str = "", **columns_by_tier: str) -> None:
    """State tier and retention of a model by its label, for models that are not ours."""
    tiers = {column: Tier[tier] for tier, columns in columns_by_tier.items() for column in columns.split()}
    STATED[label] = Stated(retention, tiers, but)


def classify(
    retention: Retention, *, but: str = "", **columns_by_tier: str
) -> Callable[[ModelType], ModelType]:
    """Class decorator: `T4="summary details"` puts these columns into tier T4; `but` says what stays longer.

    The primary key needs no statement; every other column does.
    """

    def apply(model: ModelType) -> ModelType:
        state(model._meta.label, retention, but=but, **columns_by_tier)
        return model

    return apply


def unstated_columns() -> list[str]:
    """Columns (`app.Model.column`) of installed models that state no tier, and stale statements."""
    found = []
    for model in apps.get_models(include_auto_created=False):
        if model._meta.proxy or model._meta.app_label in STATED_APPS:
            continue
        stated = STATED.get(model._meta.label)
        fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
        columns = {f.name for f in fields if not f.primary_key}
        known = set(stated.tiers) if stated else set()
        found += [f"{model._meta.label}.{name}" for name in sorted(columns - known)]
        found += [f"{model._meta.label}.{name} (no such column)" for name in sorted(known - columns)]
        if stated is None and not columns:
            found.append(model._meta.label)
    return found
