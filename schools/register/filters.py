"""Finding rows by their school: a field to type in, since there may be thousands of them."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet


def at_school(typed: str, path: str = "school") -> Q:
    """Rows at schools by URN or part of a name; `path` leads from a row to its school."""
    if typed.isdigit() and typed.isascii():
        # Longer than any URN is no school, and more than a database's integer holds.
        return Q(**{f"{path}__urn": int(typed)}) if len(typed) < 9 else Q(pk__in=())
    return Q(**{f"{path}__name__icontains": typed})


class SchoolFilter(django_filters.CharFilter):
    """Rows whose school, reached by `field_name`, has the URN or the name that was typed."""

    def __init__(self, field_name: str = "school", **kwargs: Any) -> None:
        asked = {"label": "School", "help_text": "Name or URN", "max_length": 100}
        super().__init__(field_name=field_name, **{**asked, **kwargs})

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(at_school(value, self.field_name)) if value else qs
