"""The protocol that ships, against the stage model of the domain (written out here on its own)."""

from importlib import import_module

import pytest
from django.apps import apps

from exclusions.protocol import services
from exclusions.protocol.models import OutcomeCode, ProtocolVersion, Stage
from tests.factories import CaseFactory, UserFactory

migration = import_module("exclusions.protocol.migrations.0010_parents_at_every_stage")
pytestmark = pytest.mark.django_db

#  number, code, owner, days, fast, again, counted from
STAGES = [
    (0, "alert", "school", 0, None, None, "alert"),
    (1, "triage", "link_worker", 3, None, None, "alert"),
    (2, "meeting", "inclusion_officer", 10, 5, 10, "alert"),
    (3, "plan", "lead_professional", 3, None, 3, "previous"),
    (4, "review", "lead_professional", 15, None, 30, "previous"),
    (5, "decision", "school_and_authority", 5, None, 5, "previous"),
    (6, "outcome", "school_and_authority", 0, None, 0, "previous"),
    (7, "sustain", "inclusion_officer", 20, None, 40, "previous"),
]
OUTCOMES = [
    "AVERTED_SAME",
    "AVERTED_SUPPORT",
    "STEP_DOWN",
    "MANAGED_MOVE",
    "OFFSITE",
    "AP_FULL",
    "SPEC_PLACE",
    "SUSPENDED_RETURN",
    "PEX_ISSUED",
    "PEX_CANCELLED",
    "PEX_REINSTATED_GB",
    "PEX_UPHELD_GB",
    "IRP_UPHELD",
    "IRP_RECOMMEND",
    "IRP_QUASHED",
    "SEPARATION",
    "MOVED_OUT",
    "EHE",
    "REFERRED_MASH",
    "CLOSED_NO_ENGAGEMENT",
    "DUPLICATE",
]
ENDS_EARLY = {"PEX_ISSUED", "MOVED_OUT", "EHE", "REFERRED_MASH", "CLOSED_NO_ENGAGEMENT", "DUPLICATE"}


def test_the_stages_are_those_of_the_domain():
    columns = ("number", "code", "owner", "days", "fast_days", "repeat_days", "count_from")

    assert list(Stage.objects.order_by("number").values_list(*columns)) == STAGES


def test_the_outcome_codes_are_those_of_the_domain():
    assert list(OutcomeCode.objects.values_list("code", flat=True)) == OUTCOMES
    assert set(OutcomeCode.objects.filter(ends_early=True).values_list("code", flat=True)) == ENDS_EARLY


def test_every_stage_leads_only_to_stages_that_are_there():
    codes = {stage[1] for stage in STAGES} | {"closed"}

    assert {code for stage in Stage.objects.all() for code in stage.leads_to} - codes == set()


def test_every_meeting_asks_what_the_child_says():
    asks = {s.code for s in Stage.objects.all() if "pupil_view" in [f["name"] for f in s.record]}

    assert asks == {"alert", "meeting", "plan", "review", "decision", "outcome", "sustain"}


def test_whoever_asks_the_child_asks_the_parents_apart():
    for stage in Stage.objects.all():
        asked = [field["name"] for field in stage.record]
        spoken = [field["name"] for field in stage.record if field.get("voice")]
        assert spoken == (["pupil_view"] if "pupil_view" in asked else []), stage.code
        assert ("parent_view" in asked) == bool(spoken), stage.code


@pytest.mark.parametrize("who", ["nobody", "cases", "authority"])
def test_an_older_protocol_asks_the_parents_only_where_that_changes_no_case(who):
    """Replaced where no case has begun, left to cases that run; an authority's own is kept."""
    version = ProtocolVersion.objects.get()
    for stage in version.stages.all():
        stage.record = [field for field in stage.record if field["name"] != "parent_view"]
        stage.save()
    if who == "cases":
        CaseFactory()
    if who == "authority":
        version.published_by = UserFactory()
        version.save()

    for _ in range(2):
        migration.ship(apps, None)

    asks = {
        version.number: "parent_view" in [field["name"] for field in version.stages.get(code="review").record]
        for version in ProtocolVersion.objects.all()
    }
    assert asks == {"nobody": {1: True}, "cases": {1: False, 2: True}, "authority": {1: False}}[who]


def test_shipping_twice_changes_nothing():
    before = [ProtocolVersion.objects.count(), Stage.objects.count(), OutcomeCode.objects.count()]

    services.ship_default_protocol()

    after = [ProtocolVersion.objects.count(), Stage.objects.count(), OutcomeCode.objects.count()]
    assert after == before == [1, 8, 21]


def test_shipping_fills_empty_tables():
    Stage.objects.all().delete()
    OutcomeCode.objects.all().delete()
    ProtocolVersion.objects.all().delete()

    version = services.ship_default_protocol()

    assert (version.stages.count(), version.outcomes.count()) == (8, 21)
