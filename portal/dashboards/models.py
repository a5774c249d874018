"""Figures kept up to date for the board, so that its pages cost the same however many records there are."""

from django.db import models

from portal.core.privacy import Retention, classify
from portal.dashboards.suppression import SYMBOL
from schools.register.enums import Phase
from schools.register.models import School

# Special schools and units have no phase in the register.
PHASES: dict[int, str] = {**dict(Phase.choices), Phase.NOT_APPLICABLE: "Special and other"}
# The counts of a school, in the order in which pages show them.
MEASURES = (
    "open_concerns",
    "overdue_concerns",
    "decided",
    "decided_in_time",
    "open_cases",
    "overdue_cases",
    "cases_opened",
    "cases_closed",
    "stages_completed",
    "stages_in_time",
)


@classify(
    Retention.REFERENCE,
    T1="school counted_at",
    T3="open_concerns overdue_concerns decided decided_in_time open_cases overdue_cases cases_opened "
    "cases_closed stages_completed stages_in_time cases_by_stage outcomes hidden",
)
class SchoolFigures(models.Model):
    """Counts of one school; those of a year are of the current academic year.

    `hidden` names the measures that may not be shown for this school, small in themselves or hidden so
    that no small number can be worked out from the totals (`hiding`).
    """

    school = models.OneToOneField(School, models.CASCADE, related_name="figures")
    open_concerns = models.PositiveIntegerField(default=0)
    overdue_concerns = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0, help_text="concerns, this academic year")
    decided_in_time = models.PositiveIntegerField(default=0)
    open_cases = models.PositiveIntegerField(default=0)
    overdue_cases = models.PositiveIntegerField(default=0)
    cases_opened = models.PositiveIntegerField(default=0, help_text="this academic year")
    cases_closed = models.PositiveIntegerField(default=0, help_text="this academic year")
    stages_completed = models.PositiveIntegerField(default=0, help_text="with a day they were due, this year")
    stages_in_time = models.PositiveIntegerField(default=0)
    cases_by_stage = models.JSONField(default=dict, help_text="stage code: open cases")
    outcomes = models.JSONField(default=dict, help_text="outcome code: cases closed this academic year")
    hidden = models.JSONField(default=list)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Figures of {self.school_id}"


@classify(Retention.REFERENCE, T1="counted_at", T3="figures")
class Snapshot(models.Model):
    """The authority's totals, by phase, stage and outcome, as at one moment. The newest is shown.

    Every change up to `counted_at` is counted in it. `figures["hidden"]` names what may not be shown.
    """

    counted_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        ordering = ("-counted_at", "-pk")

    def __str__(self) -> str:
        return f"{self.counted_at:%Y-%m-%d %H:%M}"


@classify(Retention.REFERENCE, T1="year counted_at census_on", T3="around reasons")
class RateYear(models.Model):
    """One academic year as it was counted last: by which census, and what happened beside suspensions.

    `around` holds counts of measures by name, `reasons` by decision and period how often each reason was
    given; None where hidden (`rates.around`, `rates.reasons`).
    """

    year = models.PositiveSmallIntegerField("year in which it begins", unique=True)
    counted_at = models.DateTimeField()
    census_on = models.DateField(null=True)
    around = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"Rates of {self.year}"


@classify(Retention.REFERENCE, T1="year school", T3="counts")
class SchoolMeasures(models.Model):
    """What one school did beside suspension in a year: counts by name, None where hidden (`rates.around`)."""

    year = models.ForeignKey(RateYear, models.CASCADE, related_name="measures")
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("year", "school"), name="measures_once_a_year"),)

    def __str__(self) -> str:
        return f"Measures of {self.school_id}, {self.year_id}"

    @property
    def shown(self) -> dict[str, int | str]:
        """The counts as they stand in a table: `c` where hidden."""
        return {name: SYMBOL if number is None else number for name, number in self.counts.items()}


@classify(
    Retention.REFERENCE,
    T1="year period school phase group value",
    T3="headcount suspension perm_excl one_plus hidden",
)
class Rate(models.Model):
    """Counts of one term or year: of a school, or of pupils of a phase who share one characteristic.

    `hidden` names the counts that may not be shown; `headcount` is empty where no census knows it. A rate is
    never stored: it is hidden where one of its two numbers is.
    """

    year = models.ForeignKey(RateYear, models.CASCADE, related_name="rates")
    period = models.CharField(max_length=10, help_text="a term, or year for all terms so far")
    school = models.ForeignKey(School, models.CASCADE, null=True, related_name="+")
    phase = models.CharField(max_length=10)
    group = models.CharField(max_length=10)
    value = models.CharField(max_length=10, blank=True)
    headcount = models.PositiveIntegerField(null=True)
    suspension = models.PositiveIntegerField(default=0)
    perm_excl = models.PositiveIntegerField(default=0)
    one_plus = models.PositiveIntegerField(default=0)
    hidden = models.JSONField(default=list)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("year", "period", "group"), name="rates_of_a_period"),)

    def __str__(self) -> str:
        return f"{self.year_id} {self.period} {self.phase} {self.group} {self.value}"

    def shown(self, measure: str) -> int | None:
        """A count, None where it is hidden or not known."""
        number: int | None = getattr(self, measure)
        return None if measure in self.hidden else number

    def rate(self, measure: str) -> float | None:
        """Per 100 pupils of the census, two decimal places; None where one of the numbers is hidden."""
        part, whole = self.shown(measure), self.shown("headcount")
        return None if part is None or not whole else round(100 * part / whole, 2)
