"""Documents of a case, and a case that goes to another school with its pupil."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from exclusions.protocol import followers, services
from exclusions.protocol.enums import Audience
from exclusions.protocol.models import Case, CaseFile, CaseMember, CaseMove
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.exclusions.protocol.test_visibility import SEE_OWN, WORK_OWN
from tests.factories import ActionFactory, CaseFactory, MeetingFactory, UserFactory

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def case(cast):
    return CaseFactory(school=cast.own, lead=cast.lead_social_worker)


def letter() -> SimpleUploadedFile:
    return SimpleUploadedFile("Letter about Sam.txt", b"Dear all")


def added(case, by, audience=Audience.READERS) -> CaseFile:
    return services.add_file(case=case, upload=letter(), about="Letter", audience=audience, by=by)


def files_page(as_person, name, case) -> str:
    return as_person(name).get(f"{case.get_absolute_url()}files/").content.decode()


def status(browser, url: str) -> int:
    """What an address answers; a file that it opens is read to its end."""
    response = browser.get(url)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


# --- Documents ---


def test_a_document_is_added_opened_and_written_down(cast, as_person, case):
    browser = as_person("dsl")

    sent = {"file": letter(), "about": "Letter of the psychologist", "audience": "readers"}
    done = browser.post(f"{case.get_absolute_url()}files/add/", sent)

    kept = CaseFile.objects.get()
    assert done.url == f"{case.get_absolute_url()}files/"
    assert "Letter of the psychologist" in files_page(as_person, "senco", case)
    opened = as_person("senco").get(f"{case.get_absolute_url()}files/{kept.reference}/")
    assert b"".join(opened.streaming_content) == b"Dear all"
    assert "attachment" in opened["Content-Disposition"]
    assert Event.objects.filter(verb="case.open_file", subjects__reference=kept.reference).exists()
    assert Event.objects.filter(verb="case.add_file", subjects__reference=case.reference).exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"about": "Letter", "audience": "readers"}, "Choose a file"),
        ({"file": True, "audience": "readers"}, "Write down what it is"),
        ({"file": True, "about": "Letter", "audience": "all"}, "Choose who may open it"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ\x00"), "about": "L", "audience": "readers"}, "x.exe"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(as_person, case, sent, says):
    if sent.get("file") is True:
        sent = {**sent, "file": letter()}

    page = as_person("dsl").post(f"{case.get_absolute_url()}files/add/", sent)

    assert says in page.content.decode() or "Select a valid choice" in page.content.decode()
    assert page.status_code == 200
    assert not CaseFile.objects.exists()


def test_a_document_for_those_who_work_the_case_is_shown_to_nobody_else(cast, as_person, case):
    kept = added(case, cast.deputy_dsl, Audience.WORKERS)
    url = f"{case.get_absolute_url()}files/{kept.reference}/"

    allowed = {name for name in SEE_OWN if status(as_person(name), url) == 200}

    assert allowed == WORK_OWN | {"deputy_dsl"}
    assert "Letter" not in files_page(as_person, "headteacher", case)


def test_somebody_of_the_team_who_sees_the_case_opens_what_is_for_readers(cast, client, case):
    guest = UserFactory()
    CaseMember.objects.create(
        case=case, user=guest, name="Kim", agency="health", sees="case", because="Nurse", added_by=cast.dsl
    )
    client.force_login(guest)
    shown, hidden = added(case, cast.dsl), added(case, cast.dsl, Audience.WORKERS)

    assert status(client, f"{case.get_absolute_url()}files/{shown.reference}/") == 200
    assert status(client, f"{case.get_absolute_url()}files/{hidden.reference}/") == 404
    assert client.get(f"{case.get_absolute_url()}files/add/").status_code == 403


def test_a_withdrawn_document_stays_named_and_is_opened_by_nobody(cast, as_person, case):
    kept = added(case, cast.dsl)
    url = f"{case.get_absolute_url()}files/{kept.reference}/"

    assert as_person("headteacher").post(f"{url}withdraw/", {"because": "x"}).status_code == 403
    refused = as_person("dsl").post(f"{url}withdraw/", {"because": ""})
    as_person("dsl").post(f"{url}withdraw/", {"because": "It is about another child."})

    assert "Write down why it is withdrawn" in refused.content.decode()
    assert "It is about another child." in files_page(as_person, "senco", case)
    assert as_person("lead_social_worker").get(url).status_code == 404
    assert CaseFile.objects.get().file.size == 8
    with pytest.raises(WrongState):
        services.withdraw_file(file=kept, because="Again.", by=cast.dsl)


def test_papers_of_its_meetings_stand_among_the_files(cast, as_person, case):
    from exclusions.meetings.services import add_paper  # noqa: PLC0415

    meeting = MeetingFactory(case=case, chair=cast.lead_social_worker)
    add_paper(meeting=meeting, upload=letter(), by=cast.lead_social_worker)

    page = files_page(as_person, "dsl", case)

    assert f"/papers/{meeting.papers.get().reference}/" in page


def test_the_files_cost_the_same_however_many_there_are(cast, as_person, case, django_assert_max_num_queries):
    browser, counts = as_person("dsl"), []
    for more in (1, 3):
        for _ in range(more):
            added(case, UserFactory())
        browser.get(f"{case.get_absolute_url()}files/")
        with django_assert_max_num_queries(60) as seen:
            browser.get(f"{case.get_absolute_url()}files/")
        counts.append(len(seen))

    assert counts[0] == counts[1]


# --- To another school ---


def asked(case, cast) -> CaseMove:
    return services.ask_to_move(
        case=case, to_school=cast.other, note="Likes art.", by=cast.lead_social_worker
    )


def test_nothing_follows_a_case_unawares():
    repeat = {
        model
        for model in apps.get_models()
        if {"case", "school"} <= {field.name for field in model._meta.get_fields()}
        and model._meta.app_label in ("protocol", "plans", "meetings", "ownplans", "outcomes")
    }

    # A young person's own plan is theirs: they say who may see it.
    assert {model._meta.label for model in repeat - set(followers.followers())} == {"ownplans.OwnPlan"}


def test_a_case_stays_and_goes_on_until_both_have_accepted(cast, as_person, case):
    action = ActionFactory(case=case, owner=cast.dsl)
    meeting = MeetingFactory(case=case, chair=cast.lead_social_worker, fixed=True)
    move = asked(case, cast)
    told = set(Notice.objects.filter(kind="case.move").values_list("user__email", flat=True))
    assert told == {cast.other_dsl.email, cast.other_social_worker.email}

    services.accept_move(move=move, by=cast.other_dsl)
    assert as_person("dsl").get(case.get_absolute_url()).status_code == 200
    assert as_person("other_dsl").get(case.get_absolute_url()).status_code == 404

    services.accept_move(move=move, by=cast.other_social_worker)
    case.refresh_from_db()
    assert (case.school, case.lead, case.revision) == (cast.other, cast.other_social_worker, 2)
    assert as_person("dsl").get(case.get_absolute_url()).status_code == 404
    for name in ("other_dsl", "other_social_worker"):
        for url in (case.get_absolute_url(), action.get_absolute_url(), meeting.get_absolute_url()):
            assert as_person(name).get(url).status_code == 200, (name, url)
    assert "Likes art." in as_person("other_dsl").get(f"{case.get_absolute_url()}timeline/").content.decode()
    # The former school keeps what it handed over, and that it did.
    assert "Likes art." in as_person("dsl").get(move.get_absolute_url()).content.decode()


def test_the_request_is_made_and_answered_on_its_pages(cast, as_person, case):
    browser = as_person("lead_social_worker")
    url = f"{case.get_absolute_url()}do/move-school/"
    wrong = browser.post(url, {"to_school": "No such school", "note": "Likes art."})
    own = browser.post(url, {"to_school": cast.own.name, "note": "Likes art."})
    assert "No open school has this name or URN" in wrong.content.decode()
    assert "Likes art." in wrong.content.decode()
    assert "at this school already" in own.content.decode()

    browser.post(url, {"to_school": str(cast.other.urn), "note": "Likes art."})
    move = CaseMove.objects.get()
    assert move.reference in as_person("other_dsl").get("/cases/").content.decode()
    assert "See the request" in browser.get(case.get_absolute_url()).content.decode()

    receiving = as_person("other_social_worker")
    unsure = receiving.post(move.get_absolute_url(), {"answer_move": "yes", "answer": "reject"})
    assert "Write down why the case is not taken on" in unsure.content.decode()
    receiving.post(
        move.get_absolute_url(), {"answer_move": "yes", "answer": "reject", "because": "Not on our roll."}
    )

    move.refresh_from_db()
    case.refresh_from_db()
    assert (move.state, move.because, case.school) == ("rejected", "Not on our roll.", cast.own)
    assert Notice.objects.filter(user=cast.lead_social_worker, kind="case.move").count() == 1


def test_a_request_is_taken_back_and_may_be_made_again(cast, as_person, case):
    move = asked(case, cast)
    with pytest.raises(Refused, match="asked already"):
        asked(case, cast)

    sent = {"take_back": "yes", "back-because": "They stay."}
    assert as_person("other_social_worker").post(move.get_absolute_url(), sent).status_code == 200
    as_person("lead_social_worker").post(move.get_absolute_url(), sent)

    move.refresh_from_db()
    assert move.state == "taken_back"
    asked(case, cast)


def test_who_comes_second_is_told_and_changes_nothing(cast, as_person, case):
    move = asked(case, cast)
    services.reject_move(move=move, because="Not on our roll.", by=cast.other_dsl)

    with pytest.raises(WrongState, match="not accepted"):
        services.accept_move(move=move, by=cast.other_social_worker)
    page = as_person("other_social_worker").post(
        move.get_absolute_url(), {"answer_move": "yes", "answer": "accept"}
    )
    assert page.status_code in (200, 403)
    assert Case.objects.get(pk=case.pk).school == cast.own


def test_a_case_closed_meanwhile_does_not_move(cast, case):
    move = asked(case, cast)
    services.close_case(
        case=case, outcome_code="MOVED_OUT", note="Away.", by=cast.lead_social_worker, seen_revision=1
    )

    with pytest.raises(WrongState, match="closed"):
        services.accept_move(move=move, by=cast.other_dsl)


def test_who_had_the_page_open_when_it_moved_saves_nothing(cast, case):
    move = asked(case, cast)
    services.accept_move(move=move, by=cast.other_dsl)
    services.accept_move(move=move, by=cast.other_dsl)
    assert CaseMove.objects.get().state == "asked"
    services.accept_move(move=move, by=cast.other_social_worker)

    with pytest.raises(WrongState):
        services.close_case(
            case=case, outcome_code="MOVED_OUT", note="Away.", by=cast.lead_social_worker, seen_revision=1
        )
