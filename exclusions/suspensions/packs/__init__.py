"""Dated rule packs: what the law asks after a suspension or permanent exclusion, who owes it, by when.

Pure: plain facts and a school's calendar go in, what is due comes out. Nothing here reads a database, and
nothing here can be paused: a statutory clock runs whatever the portal knows.

`facts` what the law needs to know · `dues` what comes out · `totals` adding up sessions · `thresholds` what
a total crosses · `notices`, `provision`, `board`, `review`, `ending` the rules, each with its source ·
`reasons` the reason codes of a day · `pack` which rules hold on which day.
"""

from exclusions.suspensions.packs.dues import Due, Who
from exclusions.suspensions.packs.facts import Facts, PanelOutcome
from exclusions.suspensions.packs.pack import PACKS, Pack, pack_for

__all__ = ["PACKS", "Due", "Facts", "Pack", "PanelOutcome", "Who", "pack_for"]
