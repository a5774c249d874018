"""Compulsory school age (Education Act 1996 s.8): pure."""

from datetime import date, timedelta

# Children begin school at the start of the term that follows one of these days after their fifth birthday.
PRESCRIBED = ((3, 31), (8, 31), (12, 31))
FRIDAY, SEPTEMBER = 4, 9


def begins_on(born_on: date) -> date:
    """The day after the prescribed day on or after which a child has turned five."""
    fifth = _birthday(born_on, 5)
    days = [date(year, *day) for year in (fifth.year, fifth.year + 1) for day in PRESCRIBED]
    return next(day for day in days if day >= fifth) + timedelta(days=1)


def ends_on(born_on: date) -> date:
    """The last Friday of June in the year, from September to August, in which somebody turns sixteen."""
    sixteenth = _birthday(born_on, 16)
    june = date(sixteenth.year + (sixteenth.month >= SEPTEMBER), 6, 30)
    return june - timedelta(days=(june.weekday() - FRIDAY) % 7)


def is_of_compulsory_age(born_on: date, on: date) -> bool:
    return begins_on(born_on) <= on <= ends_on(born_on)


def _birthday(born_on: date, age: int) -> date:
    """Somebody born on 29 February has their birthday on 1 March where there is none."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
