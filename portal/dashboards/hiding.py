"""What the board's pages show, as networks of counts with their totals: which of them must be hidden.

Everything that stands on any page of the board in one measure is in one network, since two tables give away
together what neither gives away alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from portal.dashboards.models import SchoolFigures
from portal.dashboards.protection import Shown, hidden_keys, one_way, total_of
from portal.dashboards.suppression import is_small

# Counts within others of the same school: shown, they would bound the hidden whole from below.
PARTS_OF = {"overdue_concerns": "open_concerns", "overdue_cases": "open_cases"}


def hidden_figures(totals: dict[str, Any], schools: Sequence[SchoolFigures]) -> dict[str, set[str]]:
    """Keys of the counts to hide by measure: `total`, `phase:4`, `stage:plan`, `cell:plan:4`, `school:17`."""
    return {
        "open_concerns": hidden_keys(_concerns(totals, schools)),
        "open_cases": hidden_keys(_cases(totals, schools)),
        "cases_opened": hidden_keys(
            one_way((f"phase:{p['phase']}", p["cases_opened"]) for p in totals["phases"])
        ),
        "outcomes": hidden_keys(one_way((f"outcome:{code}", n) for code, n in totals["outcomes"].items())),
    }


def hidden_of_school(figures: SchoolFigures, hidden: dict[str, set[str]]) -> list[str]:
    """The measures hidden in the row of one school."""
    found = [m for m in PARTS_OF.values() if f"school:{figures.school_id}" in hidden[m]]
    for part, whole in PARTS_OF.items():
        number = getattr(figures, part)
        if is_small(number) or (number and whole in found):
            found.append(part)
    return found


def _concerns(totals: dict[str, Any], schools: Iterable[SchoolFigures]) -> list[Shown]:
    """The total, by phase, by school."""
    phases = [
        Shown(f"phase:{p['phase']}", "all", f"phase {p['phase']}", p["open_concerns"])
        for p in totals["phases"]
    ]
    return [*phases, *_schools(schools, "open_concerns"), total_of(phases)]


def _cases(totals: dict[str, Any], schools: Iterable[SchoolFigures]) -> list[Shown]:
    """The total, by stage, by stage and phase, by phase, by school."""
    stages = [
        Shown(f"stage:{code}", "all", f"stage {code}", number) for code, number in totals["stages"].items()
    ]
    cells, phases = [], []
    for p in totals["phases"]:
        name = f"phase {p['phase']}"
        phases.append(Shown(f"phase:{p['phase']}", f"stages of {name}", name, p["open_cases"]))
        for code in totals["stages"]:
            key = f"cell:{code}:{p['phase']}"
            cells.append(Shown(key, f"stage {code}", f"stages of {name}", p["stages"].get(code, 0)))
    return [*stages, *cells, *phases, *_schools(schools, "open_cases"), total_of(stages)]


def _schools(schools: Iterable[SchoolFigures], measure: str) -> list[Shown]:
    return [
        Shown(f"school:{s.school_id}", f"phase {s.school.phase}", "end", getattr(s, measure)) for s in schools
    ]
