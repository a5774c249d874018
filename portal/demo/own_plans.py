"""Own plans of young people with an open case at the known school: one led a long way, one just begun."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from exclusions.ownplans.enums import Area, Feeling, Holder, Progress, TimeBand
from exclusions.ownplans.models import OwnPlan, OwnPlanKey, OwnPlanPart, OwnPlanVersion, Promise
from exclusions.protocol.models import Case
from portal.accounts.enums import Role
from portal.demo.people import demo_people
from portal.demo.places import Place
from portal.demo.world import World

FIRST_WORDS = {
    "know": "I am not the angry kid. I want to stay with my friends.",
    "good": "Cooking. Football.",
}
PLAN: dict[str, dict[str, Any]] = {
    "words": {
        "know": "I want to stay with my friends and do catering. When people shout I walk off.",
        "good": "Cooking for my nan, football, making people laugh.",
    },
    "people": {
        "rows": [
            {"who": "My nan", "about": "Everything", "reach": "I go round hers"},
            {"who": "Mr Bell, food tech", "about": "School", "reach": "Room 12 at lunch"},
        ]
    },
    "places": {
        "rows": [
            {
                "place": "Nan’s",
                "area": Area.HOME,
                "feeling": Feeling.SAFE,
                "when": TimeBand.ANY,
                "why": "Nobody comes there.",
                "better": "",
            },
            {
                "place": "Food room",
                "area": Area.SCHOOL,
                "feeling": Feeling.SAFE,
                "when": TimeBand.DAY,
                "why": "Mr Bell is there.",
                "better": "",
            },
            {
                "place": "Back corridor",
                "area": Area.SCHOOL,
                "feeling": Feeling.UNSAFE,
                "when": TimeBand.DAY,
                "why": "Year 11s push people about.",
                "better": "Somebody standing there at change over",
            },
            {
                "place": "Bus stop",
                "area": Area.WAY,
                "feeling": Feeling.UNSAFE,
                "when": TimeBand.AFTERNOON,
                "why": "Older boys wait there.",
                "better": "Leaving ten minutes later",
            },
            {
                "place": "Group chat",
                "area": Area.ONLINE,
                "feeling": Feeling.MIXED,
                "when": TimeBand.NIGHT,
                "why": "Sometimes it turns on me.",
                "better": "",
            },
        ]
    },
    "signs": {"me": "I go quiet and my leg goes.", "others": "I put my hood up."},
    "helps": {
        "helps": "Five minutes outside. Someone asking and not telling.",
        "worse": "Being told off in front of people.",
    },
    "goals": {
        "rows": [
            {
                "goal": "Do catering on Fridays",
                "step": "Visit the college",
                "tell": "I have been twice",
                "far": Progress.ON_THE_WAY,
            },
            {
                "goal": "Not get sent home",
                "step": "Use my card",
                "tell": "A half-term",
                "far": Progress.NOT_YET,
            },
        ]
    },
    "safe": {"first": "Go to the food room or ring nan.", "then": "Ring the number on my card."},
}
TAKEN_BACK = "They say it is not their stop. We asked the council instead."
PROMISES = (
    ("Ask the college for a visit on a Friday.", -3, "kept"),
    ("Somebody stands in the back corridor at change over.", 6, "open"),
    ("Talk to the bus company about the stop.", -2, "dropped"),
)


def tell_own_plans(world: World, place: Place) -> None:
    people = demo_people()
    worker = people[Role.LEAD_SOCIAL_WORKER]
    cases = list(Case.objects.filter(school=place.school).open().order_by("opened_at", "pk")[:2])
    for case, content in zip(cases, (PLAN, {"words": FIRST_WORDS}), strict=False):
        plan = OwnPlan.objects.create(
            pupil_id=case.pupil_id,
            school=place.school,
            case=case,
            started_by=worker,
            started_at=world.moment(world.days_of(place).back(world.today, 12)),
            changed_at=world.moment(world.last_day),
        )
        for code, said in content.items():
            OwnPlanPart.objects.create(plan=plan, code=code, content=said, written_at=plan.changed_at)
    if cases:
        _led_far(world, OwnPlan.objects.get(case=cases[0]))


def _led_far(world: World, plan: OwnPlan) -> None:
    worker = plan.started_by
    OwnPlanVersion.objects.create(
        plan=plan, number=1, content={"words": FIRST_WORDS}, kept_at=plan.started_at, written_by=worker
    )
    OwnPlanVersion.objects.create(plan=plan, number=2, content=PLAN, kept_at=plan.changed_at)
    OwnPlan.objects.filter(pk=plan.pk).update(
        family_parts=["words", "helps", "goals"], family_agreed_at=plan.changed_at
    )
    # Nobody knows the code: in the demo, give a new link.
    OwnPlanKey.objects.create(
        plan=plan,
        holder=Holder.YOUNG_PERSON,
        digest="demo",
        code="!",
        expires_on=world.today + timedelta(days=30),
        made_by=worker,
        made_at=plan.started_at,
        used_at=plan.changed_at,
    )
    for what, days, state in PROMISES:
        done = timezone.now() if state != "open" else None
        Promise.objects.create(
            plan=plan,
            what=what,
            who=worker.name,
            owner=worker,
            due_on=world.today + timedelta(days=days),
            made_by=worker,
            made_at=plan.started_at,
            kept_at=done if state == "kept" else None,
            kept_by=worker if state == "kept" else None,
            dropped_at=done if state == "dropped" else None,
            dropped_because="They say it is not their stop. We asked the council instead."
            if state == "dropped"
            else "",
        )
