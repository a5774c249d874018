"""Rooms above whose records repeat the school of their case: they follow it to another school.

followers.register(Action)
"""

from django.db import models

from exclusions.protocol.models import Case
from schools.register.models import School

_followers: list[type[models.Model]] = []


def register(*tables: type[models.Model]) -> None:
    """Add tables with a `case` and a `school`. Called once at start-up by each room."""
    _followers.extend(table for table in tables if table not in _followers)


def followers() -> tuple[type[models.Model], ...]:
    return tuple(_followers)


def follow(case: Case, school: School) -> None:
    """What belongs to the case goes with it, in the caller's transaction."""
    for table in _followers:
        table._default_manager.filter(case=case).update(school=school)
