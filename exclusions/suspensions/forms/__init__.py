"""Forms of this room."""

from exclusions.suspensions.forms.finding import WhoForm
from exclusions.suspensions.forms.recording import SuspensionForm
from exclusions.suspensions.forms.steps import BecauseForm, CorrectionForm, HistoryForm, StepForm

__all__ = ["BecauseForm", "CorrectionForm", "HistoryForm", "StepForm", "SuspensionForm", "WhoForm"]
