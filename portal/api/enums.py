from django.db.models import TextChoices


class Scope(TextChoices):
    """What a token may read. None of it names a child or says what was written about one."""

    SCHOOLS = "schools", "Schools: the register, with exclusion regime and dates"
    PEOPLE = "people", "People who stand with schools: name, capacity, work telephone and email"
    CALENDARS = "calendars", "School days of each school"
    CONCERNS = "concerns", "Concerns: reference, school, status and dates; counts"
    CASES = "cases", "Cases: reference, school, stage and dates; counts"
