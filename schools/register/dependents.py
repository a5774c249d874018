"""What stands at schools and must be seen to when one closes: rooms above count it.

    register(count_links)

in an app's `ready()`. Nothing here knows a link, a pupil or a concern.
"""

from collections import Counter
from collections.abc import Callable, Collection

# Primary keys of schools become, by school, how much of what: {7: {"link": 3, "open concern": 12}}.
Counts = dict[int, Counter[str]]
Counting = Callable[[Collection[int]], Counts]

_countings: list[Counting] = []


def register(counting: Counting) -> None:
    """Add a way of counting, with a fixed number of queries. Called once at start-up by each room."""
    if counting not in _countings:
        _countings.append(counting)


def dependents(schools: Collection[int]) -> Counts:
    """What stands at each of these schools, by noun; a school at which nothing stands is left out."""
    found: Counts = {}
    for counting in _countings if schools else ():
        for school, counts in counting(schools).items():
            found.setdefault(school, Counter()).update(counts)
    return found


def in_words(counts: Counter[str]) -> str:
    """`3 links, 12 open concerns, 240 pupils on roll`; empty where nothing stands there.

    A noun of several words takes its plural where `|` stands: `pupil| on roll`.
    """
    return ", ".join(_counted(noun, count) for noun, count in counts.items() if count)


def _counted(noun: str, count: int) -> str:
    head, bar, rest = noun.partition("|")
    ending = "" if count == 1 else "s"
    return f"{count:,} {head}{ending}{rest}" if bar else f"{count:,} {noun}{ending}"
