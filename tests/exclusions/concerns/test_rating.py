"""The school says once whether a decision helped."""

import pytest
from django.db import DatabaseError, transaction

from exclusions.concerns.models import Feedback
from exclusions.concerns.services import decide_concern, give_feedback
from portal.core.errors import WrongState
from portal.notices.models import Notice
from tests.factories import ConcernFactory


@pytest.fixture
def decided(cast):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    decide_concern(
        concern=concern,
        decision="advise",
        destination="",
        rationale="Support is in place.",
        reply="Keep talking with her.",
        by=cast.lead_social_worker,
        seen_version=concern.version,
    )
    Notice.objects.all().delete()
    concern.refresh_from_db()
    return concern


def test_the_school_says_so_on_the_page_and_its_link_workers_read_it(cast, as_person, decided):
    client = as_person("dsl")
    assert "Say whether this helped" in client.get(decided.get_absolute_url()).text
    data = {"rate-helped": "partly", "rate-words": "A visit would have helped more."}

    page = client.post(f"/concerns/{decided.reference}/helped/", data, follow=True)

    assert "Partly" in page.text
    assert "Say whether this helped" not in page.text
    read = as_person("lead_social_worker").get(decided.get_absolute_url()).text
    assert "A visit would have helped more." in read
    told = Notice.objects.filter(kind="concern.rate").values_list("user__email", flat=True)
    assert set(told) == {"lead_social_worker@example.org", "deputy_social_worker@example.org"}


def test_the_second_of_two_is_told(cast, decided):
    give_feedback(concern=decided, helped="yes", by=cast.dsl)

    with pytest.raises(WrongState, match="has said already"):
        give_feedback(concern=decided, helped="no", by=cast.deputy_dsl)
    assert Feedback.objects.get().helped == "yes"


def test_a_mistake_is_named_and_what_was_typed_stays(as_person, decided):
    page = as_person("dsl").post(f"/concerns/{decided.reference}/helped/", {"rate-words": "Kept as typed"})

    assert "Choose whether it helped" in page.text
    assert "Kept as typed" in page.text


def test_the_database_refuses_to_change_it(cast, decided):
    given = give_feedback(concern=decided, helped="yes", by=cast.dsl)

    with pytest.raises(DatabaseError), transaction.atomic():
        Feedback.objects.filter(pk=given.pk).update(helped="no")


def test_those_who_do_not_answer_for_the_school_are_not_asked(as_person, decided):
    for person in ("headteacher", "lead_social_worker", "head_of_service"):
        assert "Say whether this helped" not in as_person(person).get(decided.get_absolute_url()).text
