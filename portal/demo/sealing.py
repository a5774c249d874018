"""One concern of the known school that only three people read."""

from exclusions.concerns.enums import State
from exclusions.concerns.models import Concern, Seal
from portal.accounts.enums import Role
from portal.demo.people import demo_people
from portal.demo.places import Place
from portal.demo.world import World

NAMED = (Role.DSL, Role.HEADTEACHER, Role.LEAD_SOCIAL_WORKER)
WHY = "A parent works at the school. Only those named need to know."


def seal_a_concern(world: World, place: Place) -> None:
    people = demo_people()
    decided = Concern.objects.filter(school=place.school, state=State.DECIDED, case=None)
    concern = decided.order_by("-raised_at", "-pk").last()
    if concern is None:
        return
    seal = Seal.objects.create(
        concern=concern,
        because=WHY,
        sealed_by=people[Role.DSL],
        capacity=Role.DSL.label,
        sealed_at=world.moment(world.last_day),
    )
    seal.readers.set([people[role] for role in NAMED])
