"""How many school days one calendar adds and counts in a second, once it is worked out."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import process_time

from portal.demo.bench.report import Figure
from portal.demo.calendar import half_terms
from schools.calendars.arithmetic import Calendar

FEWEST_A_SECOND = 100_000
YEARS = range(2024, 2028)
# Deadlines of the protocol and of the law, and the way back.
DAYS = (1, 3, 5, 15, 50, -15)
STARTS = [date(2025, 9, 1) + timedelta(days=n) for n in range(0, 600, 7)]


def rates(times: int = 50_000) -> dict[str, float]:
    """Additions and counts a second of processor time, over about `times` of each."""
    terms = tuple((first, last) for year in YEARS for _, first, last in half_terms(year))
    calendar = Calendar(terms, frozenset(first for first, _ in terms))
    rounds = max(1, times // (len(STARTS) * len(DAYS)))

    def add() -> None:
        for start in STARTS:
            for days in DAYS:
                calendar.add(start, days)

    def count() -> None:
        for start in STARTS:
            for days in DAYS:
                calendar.count(start, start + timedelta(days=days))

    return {"additions": _a_second(add, rounds), "counts": _a_second(count, rounds)}


def _a_second(work: Callable[[], None], rounds: int) -> float:
    work()  # the years are worked out
    began = process_time()
    for _ in range(rounds):
        work()
    return rounds * len(STARTS) * len(DAYS) / (process_time() - began)


def figures(measured: dict[str, float]) -> Iterator[Figure]:
    """Microseconds each, as limits are upper ones; the calendar is the same at every scale."""
    for what, rate in measured.items():
        limit = 1e6 / FEWEST_A_SECOND
        yield Figure(f"School-day {what}", 1.0, round(1e6 / rate, 2), limit, "microseconds each")


def line(measured: dict[str, float]) -> str:
    slow = [what for what, rate in measured.items() if rate < FEWEST_A_SECOND]
    over = f"   OVER: {', '.join(slow)}" if slow else ""
    return (
        f"School-day additions a second: {measured['additions']:,.0f}, counts {measured['counts']:,.0f}. "
        f"Limit: at least {FEWEST_A_SECOND:,}.{over}"
    )
