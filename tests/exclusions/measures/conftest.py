from tests.exclusions.suspensions.conftest import calendar, pupil

__all__ = ["calendar", "pupil"]


def on(name, day):
    """A day as its three boxes send it."""
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}
