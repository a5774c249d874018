"""Young people's own plans, and the private links to them."""

from tests.access import Row
from tests.access_rows.people import CASE_READERS, CASE_WORKERS, CONCERN_READERS, SAFEGUARDING_LEADS
from tests.cast import EVERYONE

WORKERS = [person for person in CONCERN_READERS if person != "headteacher"]

ROWS = [
    Row(
        "ownplans:start",
        [*SAFEGUARDING_LEADS, *CASE_WORKERS],
        "case",
        method="POST",
        forbidden=["headteacher", "senco"],
    ),
    Row("ownplans:plan", CONCERN_READERS, "own_plan"),
    Row("ownplans:version", CONCERN_READERS, "own_plan_version"),
    Row("ownplans:print", CONCERN_READERS, "own_plan"),
    # Who reads the case and not the plan is led to the case.
    Row("ownplans:see_promise", CASE_READERS, "own_plan_promise", status=302),
    *[
        Row(f"ownplans:{name}", WORKERS, args, method=method, forbidden=["headteacher"])
        for name, args, method in (
            ("part", "own_plan_part", "GET"),
            ("part", "own_plan_part", "POST"),
            ("give_key", "own_plan", "GET"),
            ("give_key", "own_plan", "POST"),
            ("end_key", "own_plan_holder", "POST"),
            ("family", "own_plan", "GET"),
            ("family", "own_plan", "POST"),
            ("promise", "own_plan", "GET"),
            ("promise", "own_plan", "POST"),
            ("keep_promise", "own_plan_promise", "POST"),
            ("drop_promise", "own_plan_promise", "GET"),
            ("drop_promise", "own_plan_promise", "POST"),
            ("end", "own_plan", "GET"),
            ("end", "own_plan", "POST"),
        )
    ],
    # --- Private links: for everybody, and nothing but the question for the code ---
    Row("my_plan:open", EVERYONE, "own_plan_link", public=True),
    Row("my_plan:open", EVERYONE, "own_plan_link", method="POST", public=True),
    *[
        Row(f"my_plan:{name}", EVERYONE, args, public=True, status=302)
        for name, args in (
            ("home", "own_plan_link"),
            ("part", "own_plan_link_part"),
            ("family", "own_plan_link"),
            ("print", "own_plan_link"),
        )
    ],
    Row("my_plan:done", EVERYONE, "own_plan_link", method="POST", public=True),
    Row("my_plan:leave", EVERYONE, "own_plan_link", method="POST", public=True),
]
