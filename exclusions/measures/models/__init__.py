"""Measures beside suspension and permanent exclusion, and what happened about each."""

from exclusions.measures.models.directions import Direction, MeasureLetter
from exclusions.measures.models.measures import Measure, MeasureQuerySet, MeasureStep, MeasureStepQuerySet

__all__ = ["Direction", "Measure", "MeasureLetter", "MeasureQuerySet", "MeasureStep", "MeasureStepQuerySet"]
