"""Recording, its totals and its refusals, through the services."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from exclusions.suspensions import services, support
from exclusions.suspensions.enums import DayPart, State, SuspensionKind
from exclusions.suspensions.errors import (
    AlreadyRecorded,
    Incomplete,
    Overlaps,
    Unlawful,
)
from exclusions.suspensions.models import DRAFTS_KEPT, Duty, Suspension, SuspensionDraft
from portal.audit.models import Event
from portal.core.drafts import StaleDraft
from portal.notices.models import Notice
from schools.pupils.enums import FactKind, FactSource
from schools.pupils.services import set_fact
from tests.exclusions.suspensions.conftest import typed
from tests.factories import SuspensionFactory

MON, TUE, WED = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
NOW = datetime(2026, 11, 17, 9, 0, tzinfo=ZoneInfo("Europe/London"))
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def drafted(cast, pupil, **more):
    draft = services.start_suspension_draft(by=cast.dsl, school=cast.own, pupil=pupil)
    content = typed(**more)
    return services.save_suspension_draft(draft=draft, content=content, version=draft.version, by=cast.dsl)


def recorded(cast, pupil, **more):
    return services.record_suspension(draft=drafted(cast, pupil, **more), by=cast.dsl)


def test_a_draft_begins_with_today_and_the_head(cast, pupil):
    draft = services.start_suspension_draft(by=cast.dsl, school=cast.own, pupil=pupil)

    assert draft.content == {
        "kind": "SUSP",
        "starts": "am",
        "decided_by": "Headteacher",
        **dict(zip(("first_0", "first_1", "first_2"), ("17", "11", "2026"), strict=True)),
        **dict(zip(("decided_on_0", "decided_on_1", "decided_on_2"), ("17", "11", "2026"), strict=True)),
    }
    assert Event.objects.get().verb == "suspension_draft.start"


def test_a_draft_becomes_one_record_however_often_it_is_sent(cast, pupil):
    draft = drafted(cast, pupil, reason_3="DB")

    suspension = services.record_suspension(draft=draft, by=cast.dsl)
    again = services.record_suspension(draft=draft, by=cast.dsl)

    assert again == suspension == Suspension.objects.get()
    assert (suspension.starts_on, suspension.ends_on, suspension.sessions) == (MON, TUE, 4)
    assert suspension.days == {"2026-11-16": "day", "2026-11-17": "day"}
    # A third reason without a second is the second.
    assert suspension.reasons == ("PP", "DB")
    assert (suspension.pupil_view, suspension.no_view_because) == ("He hit me first.", "")
    assert suspension.parents_told_at == datetime(2026, 11, 16, 14, 30, tzinfo=NOW.tzinfo)
    assert (suspension.pack, suspension.year_group) == ("EXCL-2026-07", "9")
    assert (suspension.recorded_by, suspension.recorded_as) == (cast.dsl, "Designated safeguarding lead")
    step = suspension.steps.get()
    assert (step.verb, step.before, step.after, step.on) == ("record", "", State.RECORDED, MON)
    assert SuspensionDraft.objects.get().content == {}


def test_recording_is_written_down_and_told_without_a_name(cast, pupil):
    suspension = recorded(cast, pupil)

    event = Event.objects.get(verb="suspension.record")
    assert {s.reference for s in event.subjects.all()} == {suspension.reference, pupil.reference}
    assert event.detail == {"kind": "SUSP", "sessions": 4}
    told = Notice.objects.filter(kind="suspension.record")
    assert {notice.user for notice in told} == {
        cast.inclusion_officer,
        cast.lead_social_worker,
        cast.deputy_social_worker,
    }
    text = f"{suspension.reference}: a suspension has been recorded at Northgate High School."
    assert {notice.text for notice in told} == {text}


def test_the_pupil_is_copied_as_known_that_day_with_sources(cast, pupil):
    for kind, value, source in (
        (FactKind.SEN_PROVISION, "K", FactSource.CENSUS),
        (FactKind.LOOKED_AFTER, "Y", FactSource.VIRTUAL_SCHOOL),
    ):
        set_fact(pupil=pupil, kind=kind, value=value, starts_on=MON, as_at=MON, source=source, by=None)
    suspension = recorded(cast, pupil)
    set_fact(pupil=pupil, kind=FactKind.SEN_PROVISION, value="N", starts_on=TUE, as_at=TUE,
             source=FactSource.CENSUS, by=None)  # fmt: skip

    suspension.refresh_from_db()
    assert (suspension.sen_provision, suspension.looked_after, suspension.social_worker) == ("K", "Y", "")
    assert suspension.position_sources == {
        "sen_provision": ["census", "2026-11-16"],
        "looked_after": ["virtual_school", "2026-11-16"],
    }
    assert cast.virtual_school_head in {n.user for n in Notice.objects.filter(kind="suspension.record")}


def test_duties_stand_as_soon_as_it_is_recorded(cast, pupil):
    suspension = recorded(cast, pupil)

    assert Duty.objects.standing().filter(suspension=suspension, code="tell_authority").exists()


def test_the_open_case_is_linked_and_never_asked_for(cast, pupil, monkeypatch):
    assert recorded(cast, pupil).case_reference == ""
    monkeypatch.setattr(support, "_finders", [lambda found: "N-7K3Q9" if found == pupil else ""])

    assert recorded(cast, pupil, first_0="18", length="1").case_reference == "N-7K3Q9"


@pytest.mark.parametrize(
    ("field", "more", "message"),
    [
        ("kind", {"kind": None}, "Choose what the headteacher has decided"),
        ("first", {"first_0": "31"}, "Enter a real day, for example 23 11 2026"),
        ("first", {"first_2": "2016"}, "Enter a first day within the last three years and the next 60 days"),
        ("length", {"length": None}, "Enter how many school days"),
        ("length", {"length": "2.3"}, "from 0.5 to 45"),
        ("length", {"length": "46"}, "from 0.5 to 45"),
        ("length", {"kind": "LNCH", "length": "2.5"}, "Enter how many lunchtimes, as a whole number"),
        ("reason_1", {"reason_1": None}, "Choose the main reason"),
        ("reason_1", {"reason_1": "OT"}, "Choose a reason from the list: it depends on the first day"),
        ("reason_2", {"reason_2": "PP"}, "Choose each reason once"),
        ("what_happened", {"what_happened": "  "}, "Write what happened"),
        ("pupil_view", {"pupil_view": None}, "Write what the pupil said"),
        ("no_view_because", {"heard": "no"}, "Say why the pupil was not heard"),
        ("missed_test_on", {"misses_test": "yes"}, "Enter the day of the first examination or test"),
        ("told_how", {"told_how": None}, "Choose how the parents were told"),
        ("told_at", {"told_at": "half two"}, "Enter a time of day, for example 14:30"),
        ("decided_on", {"decided_on_0": "18"}, "Enter a day that is not in the future"),
        ("home_authority", {"home_authority": "20x"}, "Enter the three digits of the authority’s number"),
    ],
)
def test_what_is_missing_or_wrong_is_named(cast, pupil, field, more, message):
    draft = drafted(cast, pupil, **more)

    (found,) = services.form_of(draft).errors[field]
    assert message in found
    with pytest.raises(Incomplete):
        services.record_suspension(draft=draft, by=cast.dsl)
    assert not Suspension.objects.exists()


def test_the_reasons_are_those_of_the_first_day(cast, pupil):
    older = services.form_of(drafted(cast, pupil, first_1="6", first_0="15", reason_1="MP"))
    newer = services.form_of(drafted(cast, pupil, reason_1="MP"))

    assert "reason_1" in older.errors
    assert "reason_1" not in newer.errors


@pytest.mark.parametrize(
    ("more", "parts"),
    [
        ({"length": "2.5", "starts": "pm"}, {"2026-11-16": "pm", "2026-11-17": "day", "2026-11-18": "day"}),
        ({"kind": "LNCH", "length": "2"}, {"2026-11-16": "lunch", "2026-11-17": "lunch"}),
        ({"first_0": "19", "length": "1.5"}, {"2026-11-19": "day", "2026-11-23": "am"}),
        ({"part_2026-11-16": "none"}, {"2026-11-17": "day", "2026-11-18": "day"}),
    ],
)
def test_the_days_are_those_of_the_schools_calendar(cast, pupil, more, parts):
    assert recorded(cast, pupil, **more).days == parts


def test_a_permanent_exclusion_has_no_end_and_ignores_a_length(cast, pupil):
    suspension = recorded(cast, pupil, kind="PERM")

    assert (suspension.kind, suspension.ends_on, suspension.sessions, suspension.days) == (
        SuspensionKind.PERMANENT,
        None,
        0,
        {},
    )


@pytest.mark.parametrize("at", ["own", "other"])
def test_an_overlap_is_refused_naming_the_other_record(cast, pupil, at):
    other = SuspensionFactory(
        school=getattr(cast, at), pupil=pupil, parts={TUE: DayPart.MORNING}, starts_on=TUE
    )
    draft = drafted(cast, pupil)

    with pytest.raises(Overlaps, match=f"Tuesday 17 November 2026 already \\({other.reference}\\)"):
        services.record_suspension(draft=draft, by=cast.dsl)
    assert recorded(cast, pupil, first_0="17", starts="pm", length="0.5").sessions == 1


@pytest.mark.parametrize("verb", ["void", "cancel"])
def test_what_was_not_served_is_no_overlap(cast, pupil, verb):
    first = recorded(cast, pupil)
    detail = {"back_on": MON.isoformat()} if verb == "cancel" else {}
    services.take_step(
        suspension=first, verb=verb, on=MON, note="A mistake.", detail=detail, by=cast.dsl, seen_revision=1
    )

    assert recorded(cast, pupil).sessions == 4


def served_before(cast, pupil, sessions):
    """An earlier suspension at another school in the same year, in its own term."""
    days = {date(2026, 9, 3).replace(day=3 + n) if n < 27 else date(2026, 10, n - 26): DayPart.DAY
            for n in range(sessions // 2)}  # fmt: skip
    if sessions % 2:
        days[date(2026, 10, 29)] = DayPart.MORNING
    first = min(days)
    return SuspensionFactory(school=cast.other, pupil=pupil, parts=days, starts_on=first)


@pytest.mark.parametrize(("before", "is_lawful"), [(86, True), (87, False), (90, False)])
def test_more_than_45_days_in_a_year_are_refused_across_schools(cast, pupil, before, is_lawful):
    served_before(cast, pupil, before)
    draft = drafted(cast, pupil)

    if is_lawful:
        assert services.record_suspension(draft=draft, by=cast.dsl).sessions == 4
    else:
        with pytest.raises(Unlawful, match="The law allows 45 school days in an academic year"):
            services.record_suspension(draft=draft, by=cast.dsl)
        assert not Suspension.objects.filter(school=cast.own).exists()


def test_neither_45_days_nor_a_suspension_that_runs_stop_a_permanent_exclusion(cast, pupil):
    served_before(cast, pupil, 90)
    SuspensionFactory(school=cast.own, pupil=pupil, starts_on=MON)

    assert recorded(cast, pupil, kind="PERM").is_permanent


def test_a_pupil_is_permanently_excluded_once(cast, pupil):
    first = recorded(cast, pupil, kind="PERM")

    for kind, day in (("PERM", "17"), ("SUSP", "17")):
        with pytest.raises(Overlaps, match=first.reference):
            recorded(cast, pupil, kind=kind, first_0=day)
    Suspension.objects.filter(pk=first.pk).update(state=State.REINSTATED, back_on=TUE)
    assert recorded(cast, pupil, first_0="17").sessions == 4


def test_a_draft_saved_elsewhere_is_not_overwritten_nor_recorded_unseen(cast, pupil):
    draft = drafted(cast, pupil)
    newer = services.save_suspension_draft(
        draft=draft, content=typed(length="3"), version=draft.version, by=cast.dsl
    )

    with pytest.raises(StaleDraft) as stale:
        services.save_suspension_draft(
            draft=draft, content=typed(length="5"), version=draft.version, by=cast.dsl
        )
    assert stale.value.newer.content["length"] == "3"
    with pytest.raises(StaleDraft):
        services.record_suspension(draft=draft, by=cast.dsl, version=draft.version)
    services.record_suspension(draft=newer, by=cast.dsl, version=newer.version)
    with pytest.raises(AlreadyRecorded):
        services.discard_suspension_draft(draft=newer, by=cast.dsl)


def test_drafts_that_nobody_touches_are_deleted(cast, pupil):
    kept, stale = drafted(cast, pupil), drafted(cast, pupil)
    SuspensionDraft.objects.filter(pk=stale.pk).update(saved_at=NOW - DRAFTS_KEPT * 1.01)

    assert services.delete_stale_suspension_drafts() == 1
    assert list(SuspensionDraft.objects.all()) == [kept]
    assert Event.objects.filter(verb="suspension_draft.expire", subjects__reference=stale.reference).exists()
