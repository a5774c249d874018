"""Sealed concerns: who reads them, and that nobody else can tell that they exist (domain.md 8.5)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exclusions.concerns.chronology import happenings
from exclusions.concerns.enums import Category, State
from exclusions.concerns.handover import CONCERNS
from exclusions.concerns.holdings import HOLDINGS
from exclusions.concerns.models import Concern, ConcernFile, Seal
from exclusions.concerns.panels import school_concerns
from exclusions.concerns.searching import find
from exclusions.concerns.services import ask_school, lift_seal, seal_concern, write_message
from exclusions.concerns.similar import similar_concerns
from exclusions.risk.services import find_alerts
from linkworkers.inbox.escalating import chase_overdue
from linkworkers.inbox.queries import earlier_concerns, tab_counts
from portal.audit.models import Event
from portal.core.errors import Refused
from portal.notices.models import Notice
from schools.calendars.services import add_school_days
from tests.factories import ConcernFactory, EnrolmentFactory

READERS = [
    "dsl",
    "deputy_dsl",
    "inclusion_lead",
    "headteacher",
    "lead_social_worker",
    "deputy_social_worker",
    "on_site_social_worker",
    "head_of_service",
]
NAMED = ["dsl", "lead_social_worker"]
UNNAMED = [name for name in READERS if name not in NAMED]


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


@pytest.fixture
def sealed(cast, pupil):
    concern = ConcernFactory(
        school=cast.own,
        pupil=pupil,
        raised_by=cast.dsl,
        what_happened="Narwhal",
        categories=[Category.MISSING],
    )
    seal_concern(
        concern=concern,
        readers=[cast.people[name] for name in NAMED],
        because="Her aunt works at the school.",
        by=cast.dsl,
    )
    Notice.objects.all().delete()
    return concern


@pytest.mark.parametrize("name", READERS)
def test_only_those_who_are_named_see_it_anywhere(cast, as_person, sealed, pupil, name):
    person, client = cast.people[name], as_person(name)
    reads = name in NAMED

    seen = {
        "register": sealed.reference in client.get("/concerns/").text,
        "its page": client.get(sealed.get_absolute_url()).status_code == 200,
        "search": bool(find(person, "narwhal", 5)),
        "by its reference": bool(find(person, sealed.reference, 5)),
        "chronology": any(h.reference == sealed.reference for h in happenings(person, pupil)),
        "pupil’s tab": sealed.reference in client.get(f"/pupils/{pupil.reference}/concerns/").text,
        "similar": bool(similar_concerns(person, cast.own, [pupil])),
    }

    assert set(seen.values()) == {reads}, seen


def test_it_is_not_counted_for_others(cast, sealed):
    other = ConcernFactory(school=cast.own)

    assert tab_counts(cast.lead_social_worker)["waiting"] == 2
    assert tab_counts(cast.deputy_social_worker)["waiting"] == 1
    assert list(Concern.objects.visible_to(cast.headteacher)) == [other]
    assert list(Concern.objects.unsealed()) == [other]
    shown = school_concerns(cast.headteacher, cast.own)
    assert (shown["open_concerns"], school_concerns(cast.dsl, cast.own)["open_concerns"]) == (1, 2)


def test_earlier_concerns_of_the_pupil_do_not_give_it_away(cast, sealed, pupil):
    later = ConcernFactory(school=cast.own, pupil=pupil)

    assert list(earlier_concerns(later, cast.deputy_social_worker)) == []
    assert list(earlier_concerns(later, cast.lead_social_worker)) == [sealed]


@pytest.mark.parametrize("name", UNNAMED)
@pytest.mark.parametrize("page", ["detail", "answer", "write", "add", "seal", "unseal"])
def test_its_addresses_are_not_found_by_others(as_person, sealed, name, page):
    address = reverse(f"concerns:{page}", args=[sealed.reference])
    response = (
        as_person(name).post(address) if page in ("answer", "write", "add") else as_person(name).get(address)
    )

    assert response.status_code == 404


def test_nobody_takes_or_decides_what_they_may_not_know_of(as_person, sealed):
    address = reverse("inbox:concern", args=[sealed.reference])

    assert as_person("deputy_social_worker").get(address).status_code == 404
    assert as_person("lead_social_worker").get(address).status_code == 200


def test_its_files_are_not_found_by_others(cast, sealed):
    assert not ConcernFile.objects.visible_to(cast.headteacher).filter(concern=sealed).exists()


def test_notices_go_to_those_named_and_to_the_author(cast, sealed):
    write_message(concern=sealed, body="New.", by=cast.dsl)
    ask_school(concern=sealed, question="Since when?", by=cast.lead_social_worker)

    told = set(Notice.objects.values_list("user__email", flat=True))
    assert told == {"lead_social_worker@example.org", "dsl@example.org"}


def test_its_chase_goes_to_those_named(cast, sealed):
    Concern.objects.filter(pk=sealed.pk).update(
        acknowledge_by=timezone.localdate().replace(day=1), decide_by=timezone.localdate().replace(day=1)
    )
    day = add_school_days(timezone.localdate(), 8).on

    assert {notice.user for notice in chase_overdue(day)} == {cast.lead_social_worker}


def test_where_its_only_decider_has_gone_those_who_read_it_name_another(cast, sealed):
    Concern.objects.filter(pk=sealed.pk).update(
        acknowledge_by=timezone.localdate().replace(day=1), decide_by=timezone.localdate().replace(day=1)
    )
    cast.own.links.filter(user=cast.lead_social_worker).delete()

    (notice,) = chase_overdue(add_school_days(timezone.localdate(), 8).on)

    assert notice.user == cast.dsl
    assert "nobody is left who may decide it" in notice.text
    assert notice.leads_to == reverse("concerns:seal", args=[sealed.reference])


def test_rules_files_and_handovers_leave_it_alone(cast, sealed, pupil):
    Concern.objects.filter(pk=sealed.pk).update(taken_by=cast.lead_social_worker)

    assert find_alerts(timezone.localdate()) == []
    assert [holding.count(pupil, cast.own) for holding in HOLDINGS] == [0, 0, 0]
    assert not CONCERNS.open().exists()


def test_the_author_keeps_a_receipt_without_a_word(cast, as_person, pupil):
    concern = ConcernFactory(school=cast.own, pupil=pupil, raised_by=cast.deputy_dsl, what_happened="Narwhal")
    seal_concern(
        concern=concern,
        readers=[cast.dsl, cast.lead_social_worker],
        because="Her colleague’s child.",
        by=cast.dsl,
    )

    page = as_person("deputy_dsl").get(reverse("concerns:receipt", args=[concern.reference]))

    assert page.status_code == 200
    assert "Narwhal" not in page.text


@pytest.mark.parametrize(
    ("readers", "because", "says"),
    [
        (["lead_social_worker"], "Why", "Name yourself"),
        (["dsl", "deputy_dsl"], "Why", "at least one of the school’s link social workers"),
        (["dsl", "lead_social_worker", "senco"], "Why", "who read the concerns of this school"),
        (["dsl", "lead_social_worker", "other_dsl"], "Why", "who read the concerns of this school"),
        (["dsl", "lead_social_worker"], "  ", "Write why it is sealed"),
    ],
)
def test_what_cannot_be_sealed_is_refused(cast, readers, because, says):
    concern = ConcernFactory(school=cast.own)

    with pytest.raises(Refused, match=says):
        seal_concern(
            concern=concern, readers=[cast.people[name] for name in readers], because=because, by=cast.dsl
        )
    assert not Seal.objects.exists()


def test_a_decided_one_needs_nobody_to_decide_it(cast):
    concern = ConcernFactory(school=cast.own, state=State.DECIDED)

    assert seal_concern(concern=concern, readers=[cast.dsl], because="Protected address.", by=cast.dsl)


def test_another_list_is_another_seal_and_the_history_stays(cast, sealed):
    readers = [cast.dsl, cast.lead_social_worker, cast.headteacher]
    seal_concern(concern=sealed, readers=readers, because="The head must act.", by=cast.dsl)

    assert [seal.lifted_at is None for seal in Seal.objects.filter(concern=sealed)] == [True, False]
    assert sealed in Concern.objects.visible_to(cast.headteacher)


def test_lifting_brings_it_back_and_is_written_down(cast, sealed):
    lift_seal(concern=sealed, because="She has moved.", by=cast.lead_social_worker)

    assert sealed in Concern.objects.visible_to(cast.headteacher)
    assert set(Event.objects.filter(verb__startswith="concern.").values_list("verb", flat=True)) >= {
        "concern.seal",
        "concern.unseal",
    }
    with pytest.raises(Refused, match="not sealed any more"):
        lift_seal(concern=sealed, because="Again.", by=cast.lead_social_worker)


def test_why_it_was_sealed_stays_with_those_who_were_named(cast, as_person, sealed):
    assert "Her aunt works at the school." in as_person("dsl").get(sealed.get_absolute_url()).text
    lift_seal(concern=sealed, because="She has moved.", by=cast.dsl)

    page = as_person("headteacher").get(sealed.get_absolute_url()).text
    assert "She has moved." in page
    assert "Her aunt works at the school." not in page


def test_it_is_sealed_and_opened_on_its_page(cast, as_person):
    concern, client = ConcernFactory(school=cast.own, raised_by=cast.dsl), as_person("dsl")
    address = reverse("concerns:seal", args=[concern.reference])
    named = [cast.dsl.reference, cast.lead_social_worker.reference]
    assert "Choose who may read it" in client.post(address, {"because": "Kept as typed"}).text
    assert "Kept as typed" in client.post(address, {"because": "Kept as typed"}).text

    page = client.post(address, {"readers": named, "because": "Her aunt works here."}, follow=True)
    assert "Her aunt works here." in page.text
    assert "Only Dsl, Lead Social Worker read this" in page.text
    lifted = client.post(
        reverse("concerns:unseal", args=[concern.reference]), {"because": "Over."}, follow=True
    )
    assert "Seal this concern" in lifted.text


def test_lists_cost_the_same_with_seals(cast, sealed, django_assert_num_queries):
    list(Concern.objects.visible_to(cast.dsl))
    with django_assert_num_queries(1):
        assert list(Concern.objects.visible_to(cast.dsl)) == [sealed]
