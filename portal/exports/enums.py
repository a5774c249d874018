from django.db.models import TextChoices


class State(TextChoices):
    PREPARING = "preparing", "Being prepared"
    READY = "ready", "Ready"
    FAILED = "failed", "Not made"
    GONE = "gone", "No longer kept"


STATE_COLOURS = {
    State.PREPARING: "blue",
    State.READY: "green",
    State.FAILED: "red",
    State.GONE: "grey",
}


class Format(TextChoices):
    XLSX = "xlsx", "Workbook (XLSX)"
    CSV = "csv", "CSV"
