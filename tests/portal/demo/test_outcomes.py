"""What the demo shows of the end of cases."""

from datetime import date

import pytest
from django.utils import timezone

from exclusions.outcomes.enums import FollowUpKind
from exclusions.outcomes.evidence import counted, items_of
from exclusions.outcomes.models import Check, Debrief, FollowUp
from exclusions.protocol import services
from portal.accounts.enums import Role
from portal.demo.cases import Cases, Walk
from portal.demo.outcomes import end_cases
from tests.factories import CaseFactory


def closed(cast, code, school=None):
    case = CaseFactory(school=school or cast.own)
    services.close_case(
        case=case, outcome_code="MOVED_OUT", note="Moved.", by=cast.lead_social_worker, seen_revision=1
    )
    case.refresh_from_db()
    case.outcome = case.version.outcomes.get(code=code)
    case.save()
    return case


def test_evidence_a_decision_checks_and_a_debrief_are_shown(cast):
    half, excluded, stays = (
        CaseFactory(school=cast.own),
        closed(cast, "PEX_ISSUED"),
        closed(cast, "STEP_DOWN"),
    )

    end_cases(cast.own, {Role.DSL: cast.dsl, Role.INCLUSION_OFFICER: cast.inclusion_officer})

    assert counted(items_of(half)) == {"done": 5, "n_a": 1, "not_done": 2, "open": 10, "all": 18}
    assert excluded.decisions.get().outcome.code == "PEX_ISSUED"
    assert Debrief.objects.get().case == excluded
    assert Check.objects.get().follow_up.case == stays
    assert not FollowUp.objects.open().filter(kind=FollowUpKind.DEBRIEF).exists()


def test_another_school_shows_the_exclusion_where_this_one_has_none(cast):
    excluded = closed(cast, "PEX_ISSUED", cast.other)

    end_cases(cast.own, {Role.DSL: cast.dsl, Role.INCLUSION_OFFICER: cast.inclusion_officer})

    assert excluded.decisions.get().by == cast.inclusion_officer
    assert Debrief.objects.get().case == excluded


@pytest.mark.parametrize(("code", "considered"), [("PEX_ISSUED", True), ("STEP_DOWN", False)])
def test_an_exclusion_in_the_demo_was_considered_before(cast, code, considered):
    case = CaseFactory(school=cast.own)
    cases, on = object.__new__(Cases), date(2026, 11, 2)
    cases.outcomes = {outcome.code: outcome for outcome in case.version.outcomes.all()}

    cases._close(Walk(None, case, None, case.stage, on, on, timezone.now()), code, "")

    assert case.head_considered_on == (on if considered else None)
    assert case.head_considering_exclusion is considered
