"""Measures beside suspension and permanent exclusion, and what happened about each."""

from exclusions.measures.models.directions import Direction, MeasureLetter
from exclusions.measures.models.drafts import DRAFTS_KEPT, MeasureDraft, MeasureDraftQuerySet
from exclusions.measures.models.looks import Look, LookNote, LookQuerySet, LookState
from exclusions.measures.models.measures import Measure, MeasureQuerySet, MeasureStep, MeasureStepQuerySet
from exclusions.measures.models.meetings import Meeting
from exclusions.measures.models.moves import Move
from exclusions.measures.models.separations import Separation
from exclusions.measures.models.timetables import Timetable

__all__ = [
    "DRAFTS_KEPT",
    "Direction",
    "Look",
    "LookNote",
    "LookQuerySet",
    "LookState",
    "Measure",
    "MeasureDraft",
    "MeasureDraftQuerySet",
    "MeasureLetter",
    "MeasureQuerySet",
    "MeasureStep",
    "MeasureStepQuerySet",
    "Meeting",
    "Move",
    "Separation",
    "Timetable",
]
