"""Forms of measures: what every kind's form shares, and the form of a step."""

from exclusions.measures.forms.recording import MeasureForm, because_field, school_field
from exclusions.measures.forms.steps import StepForm

__all__ = ["MeasureForm", "StepForm", "because_field", "school_field"]
