import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from exclusions.concerns.models import Concern
from exclusions.protocol.models import Case
from portal.core.errors import Refused
from portal.demo.seeding import seed_demo
from schools.pupils.models import Pupil
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db


def seeded_with(seed):
    """What the demo looks like with a seed; nothing of it stays."""
    with transaction.atomic():
        written = seed_demo(scale=0.02, seed=seed, say=lambda line: None)
        seen = (
            dict(written),
            list(Pupil.objects.order_by("pk").values_list("reference", "upn", "forename")[:50]),
            list(Concern.objects.order_by("pk").values_list("reference", "raised_at", "what_happened")),
            list(Case.objects.order_by("pk").values_list("reference", "stage__code", "due_on")),
        )
        transaction.set_rollback(True)
    return seen


def test_the_same_seed_gives_the_same_authority_and_another_another():
    first = seeded_with(1)

    assert seeded_with(1) == first
    assert seeded_with(2) != first


@pytest.mark.parametrize(
    "now", ["2027-01-01 00:05", "2026-08-15 12:00", "2026-09-01 07:00", "2027-02-28 23:50"]
)
def test_it_loads_on_any_day_of_the_year(now):
    with time_machine.travel(f"{now} +0000"):
        seed_demo(scale=0.02, seed=1, say=lambda line: None)

        assert Concern.objects.overdue(timezone.localdate()).exists()
        assert not Concern.objects.filter(changed_at__gt=timezone.now()).exists()
        assert not Case.objects.filter(changed_at__gt=timezone.now()).exists()


def test_a_register_with_schools_is_left_alone():
    SchoolFactory()

    with pytest.raises(CommandError, match="holds schools already"):
        call_command("seed_demo", "--scale", "0.02")


@pytest.mark.parametrize("scale", [0, -1, 101])
def test_a_scale_that_cannot_be_is_refused(scale):
    with pytest.raises(Refused, match="Choose a scale"):
        seed_demo(scale=scale, seed=1)
