"""Every address of the portal and who may open it. Read it as the owner would: one line, one address.

`allowed` people get the page (or their action done); the rest get 404 where a record would show that it
exists, 403 where there is nothing to hide. `args` names records of the own school (tests/conftest.py).
"""

from tests.access_rows import (
    concerns,
    floor,
    linkworkers,
    measures,
    meetings,
    plans,
    protocol,
    resources,
    risk,
    schools,
    suspensions,
)

# Wagtail's own admin: its addresses are tried one by one in tests/resources/guidance.
LIBRARY_PREFIXES = (
    "wagtail",
    "generic",
    "test404",
    "guidance_reviews",
    "^.*/$",
    "cms_",
)

ROWS = [
    row
    for rows in (
        concerns,
        floor,
        linkworkers,
        measures,
        meetings,
        plans,
        protocol,
        resources,
        risk,
        schools,
        suspensions,
    )
    for row in rows.ROWS
]
