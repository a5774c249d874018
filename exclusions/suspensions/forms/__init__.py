"""Forms of this room."""

from exclusions.suspensions.forms.finding import WhoForm
from exclusions.suspensions.forms.recording import SuspensionForm
from exclusions.suspensions.forms.steps import BecauseForm, CorrectionForm, StepForm

__all__ = ["BecauseForm", "CorrectionForm", "StepForm", "SuspensionForm", "WhoForm"]
