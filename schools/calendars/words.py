"""Due dates in words: the day, and how far off it is in school days."""

from datetime import date

from schools.calendars.arithmetic import Calendar


def days_left(due_on: date, today: date, calendar: Calendar) -> str:
    """`2 school days left`, `today`, `overdue 1 school day`.

    A day that has passed with no school day since, over a weekend say, is overdue all the same.
    """
    if due_on == today:
        return "today"
    days = calendar.count(today, due_on)
    if due_on < today:
        return f"overdue {counted(-days)}" if days else "overdue"
    return f"{counted(days)} left"


def counted(days: int) -> str:
    """`1 school day`, `2 school days`."""
    return f"{days} school day{'' if days == 1 else 's'}"
