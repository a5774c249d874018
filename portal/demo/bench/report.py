"""From timings at several scales to the figures that have limits, as a table and as data."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from portal.demo.bench.pages import BARE, DENSE_TIMES, PAGES, TIMES_BARE, Page

Timings = dict[str, dict[str, Any]]


class Figure(NamedTuple):
    name: str
    scale: float
    value: float
    limit: float | None
    unit: str

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.value > self.limit


def figures(by_scale: dict[str, Timings]) -> Iterator[Figure]:
    """Milliseconds, times the bare page and queries at each scale; growth from the first to the others.

    Growth compares times-the-bare-page: the two scales are measured in different minutes, and the bare
    page cancels what else the machine was doing. That the bare page itself does not grow is a figure too.
    """
    first = next(iter(by_scale))
    for page in PAGES:
        for scale, timings in by_scale.items():
            timing = timings[page.title]
            if timing["problem"]:
                continue
            yield Figure(page.title, float(scale), round(timing["middle"], 2), None, "ms")
            limit = page.times if scale == first else None
            yield Figure(
                page.title, float(scale), round(_times_bare(timing), 2), limit, "times the bare page"
            )
            yield Figure(page.title, float(scale), timing["queries"], None, "queries")
            start = by_scale[first][page.title]
            if scale != first and not start["problem"]:
                grown = round(_times_bare(timing) / _times_bare(start), 2)
                yield Figure(page.title, float(scale), grown, page.growth, f"times scale {first}")
    for scale in list(by_scale)[1:]:
        grown = round(_bare(by_scale[scale]) / _bare(by_scale[first]), 2)
        yield Figure(f"Bare page ({BARE})", float(scale), grown, None, f"times scale {first}")


def _times_bare(timing: dict[str, Any]) -> float:
    return timing["middle"] / timing["bare"]


def _bare(timings: Timings) -> float:
    return min(timing["bare"] for timing in timings.values() if not timing["problem"])


def table(by_scale: dict[str, Timings]) -> Iterator[str]:
    """Lines to read in a terminal."""
    over = {(f.name, f.scale, f.unit) for f in figures(by_scale) if f.is_over}
    first = next(iter(by_scale))
    heads = "".join(f" | scale {scale:>4}:   ms (least) x bare queries" for scale in by_scale)
    yield f"{'':44}{heads}{' | growth' if len(by_scale) > 1 else ''}"
    for page in PAGES:
        marks = [f"{unit} at {scale:g}" for name, scale, unit in sorted(over) if name == page.title]
        cells = "".join(_cell(timings[page.title]) for timings in by_scale.values())
        growth = _growth(page, by_scale, first)
        yield f"{page.title:44}{cells}{growth}{'   OVER: ' + ', '.join(marks) if marks else ''}"
    bare = ", ".join(f"{_bare(timings):.1f} ms at {scale}" for scale, timings in by_scale.items())
    limits = f"{TIMES_BARE:g} times the bare page at {first}, {DENSE_TIMES:g} for lists"
    yield f"Bare page: {bare}. Limits: {limits}; growth by page."


def _cell(timing: dict[str, Any]) -> str:
    if timing["problem"]:
        return f" | {timing['problem']:>39}"
    times = f"{timing['middle']:16.1f} ({timing['least']:5.1f}) {_times_bare(timing):6.2f}"
    return f" | {times} {timing['queries']:7}"


def _growth(page: Page, by_scale: dict[str, Timings], first: str) -> str:
    start, end = by_scale[first][page.title], by_scale[list(by_scale)[-1]][page.title]
    if len(by_scale) == 1 or start["problem"] or end["problem"]:
        return ""
    return f" | {_times_bare(end) / _times_bare(start):6.2f}"
