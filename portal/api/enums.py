from django.db.models import TextChoices


class Scope(TextChoices):
    """What a token may read. None of it names a child or says what was written about one."""

    SCHOOLS = "schools", "Schools: the register, with exclusion regime and dates"
    PEOPLE = "people", "People who stand with schools: name, capacity, work telephone and email"
    CALENDARS = "calendars", "School days of each school"
    CONCERNS = "concerns", "Concerns: reference, school, status and dates; counts"
    CASES = "cases", "Cases: reference, school, stage and dates; counts"


class Event(TextChoices):
    """What a webhook may be told of."""

    CONCERN_SENT = "concern.sent", "A concern was sent"
    CONCERN_DECIDED = "concern.decided", "A concern was decided"
    CASE_OPENED = "case.opened", "A case was opened"
    CASE_STAGE_CHANGED = "case.stage_changed", "A case moved to another stage"
    CASE_PAUSED = "case.paused", "A case was paused"
    CASE_RESUMED = "case.resumed", "The pause of a case ended"
    CASE_REOPENED = "case.reopened", "A case was reopened"
    CASE_CLOSED = "case.closed", "A case was closed"
    LINK_CHANGED = "link.changed", "Who stands with a school has changed"
    IMPORT_APPLIED = "import.applied", "A file was imported"
    REGISTER_IMPORTED = "register.imported", "The register of schools was brought up to date"


# The verb under which the audit trail knows each: what every service already says when it has done something.
EVENT_OF_VERB = {
    "concern.send": Event.CONCERN_SENT,
    "concern.decide": Event.CONCERN_DECIDED,
    "case.open": Event.CASE_OPENED,
    "case.complete_stage": Event.CASE_STAGE_CHANGED,
    "case.pause": Event.CASE_PAUSED,
    "case.resume": Event.CASE_RESUMED,
    "case.reopen": Event.CASE_REOPENED,
    "case.close": Event.CASE_CLOSED,
    "case.mark_duplicate": Event.CASE_CLOSED,
    "link.add": Event.LINK_CHANGED,
    "link.end": Event.LINK_CHANGED,
    "link.cancel": Event.LINK_CHANGED,
    "link.carry_over": Event.LINK_CHANGED,
    "import.apply": Event.IMPORT_APPLIED,
    "school.import": Event.REGISTER_IMPORTED,
}


class WebhookState(TextChoices):
    ON = "on", "On"
    OFF = "off", "Switched off after failures"
    ENDED = "ended", "Ended"


WEBHOOK_COLOURS = {WebhookState.ON: "green", WebhookState.OFF: "red", WebhookState.ENDED: "grey"}
