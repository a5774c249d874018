"""Where a school lies among the schools of its phase: funnel limits around their common rate (domain.md 4.4).

From what is shown alone, of pupils suspended and not of suspensions, which one pupil can make many.
"""

from math import sqrt

from portal.dashboards.models import Rate

TOO_FEW = "too few"
WITHIN = "within"
# Below this many pupils expected, limits say nothing.
FEWEST_EXPECTED = 5
# Two-sided limits that 998 and 950 of 1,000 schools lie within by chance alone.
LIMITS = ((3.09, "99.8%"), (1.96, "95%"))


def limits(rate: float, pupils: int, deviations: float) -> tuple[float, float]:
    """The lowest and the highest rate to expect of so many pupils, per 100; `rate` is that of the phase."""
    spread = deviations * sqrt(rate * (1 - rate) / pupils)
    return max(100 * (rate - spread), 0.0), 100 * (rate + spread)


def position(school: Rate, phase: Rate | None) -> str:
    """`within 1.20 to 4.30`, `above the 95% limit of 4.30`; too few where a number is hidden or small."""
    if phase is None:
        return TOO_FEW
    numbers = [each.shown(measure) for each in (school, phase) for measure in ("one_plus", "headcount")]
    if any(number is None for number in numbers):
        return TOO_FEW
    suspended, pupils, of_phase, all_pupils = (number or 0 for number in numbers)
    if not pupils or not all_pupils or pupils * of_phase / all_pupils < FEWEST_EXPECTED:
        return TOO_FEW
    # Of more pupils suspended than there are on one day there is no share: pupils come and go.
    common, own = min(of_phase / all_pupils, 1.0), 100 * suspended / pupils
    for deviations, name in LIMITS:
        low, high = limits(common, pupils, deviations)
        if own > high:
            return f"above the {name} limit of {high:.2f}"
        if own < low:
            return f"below the {name} limit of {low:.2f}"
    low, high = limits(common, pupils, LIMITS[-1][0])
    return f"{WITHIN} {low:.2f} to {high:.2f}"
