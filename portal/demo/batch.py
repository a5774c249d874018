"""Rows on their way into the database: a few thousand at a time, so that memory stays small."""

from collections import Counter
from typing import Any

from django.db import models

from exclusions.concerns.models import (
    BodyMark,
    Circumstances,
    Concern,
    ConcernSubject,
    ContextNote,
    Entry,
    OtherSubject,
    Triage,
)
from exclusions.protocol.models import Case, StageRecord
from exclusions.suspensions.models import Step, Suspension
from portal.audit.models import Event, EventSubject
from portal.demo.places import Place
from portal.notices.models import Delivery, Notice
from schools.pupils.models import Enrolment, Pupil, PupilFact

# What a row points to is written before it.
ORDER: tuple[type[models.Model], ...] = (
    Pupil, Enrolment, PupilFact, Concern, ConcernSubject, OtherSubject, Circumstances, ContextNote, BodyMark,
    Entry, Triage, Case, StageRecord, Suspension, Step,
    Event, EventSubject, Notice, Delivery,
)  # fmt: skip
FLUSH_AT = 10_000


class Batch:
    """Collects rows of every table and writes them together."""

    def __init__(self) -> None:
        self.rows: dict[type[models.Model], list[Any]] = {model: [] for model in ORDER}
        self.written: Counter[str] = Counter()
        self.previous: Place | None = None

    def add(self, row: models.Model) -> None:
        self.rows[type(row)].append(row)

    @property
    def is_full(self) -> bool:
        return sum(len(rows) for rows in self.rows.values()) >= FLUSH_AT

    def flush(self) -> None:
        for model, rows in self.rows.items():
            if rows:
                model._default_manager.bulk_create(rows)
                self.written[model._meta.model_name or ""] += len(rows)
        for rows in self.rows.values():
            for row in rows:
                # Two rows that are one to one hold each other in memory: let go, whoever collects.
                row._state.fields_cache.clear()
            rows.clear()
