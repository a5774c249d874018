"""The way from the home page to a sent concern, as a browser without JavaScript takes it."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exclusions.concerns import services
from exclusions.concerns.models import Concern, ConcernFile, Draft
from portal.audit.models import Event
from portal.core.subjects import Panel
from portal.notices.models import Notice
from schools.pupils.models import Pupil
from tests.exclusions.concerns.conftest import COMPLETE
from tests.factories import ConcernFactory, DraftFactory, EnrolmentFactory, LinkFactory, SchoolFactory
from tests.factories.schools import upn_number
from tests.portal.files.test_checks import JPEG, PDF, PNG, office

START = "/concerns/new/"
DRAFT_PAGES = ("draft", "check", "danger", "discard_draft", "draft_pupils")
DRAFT_ACTIONS = ("draft", "save_draft", "send", "discard_draft")


def text_of(response):
    """The words of a page, as a person reads them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def content_of(client, address):
    """A file's status and bytes: read to the end, which closes it."""
    response = client.get(address)
    return response.status_code, b"".join(response.streaming_content) if response.streaming else b""


def queries_of(client, address):
    """How many queries a page takes that has been opened before."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def url(name, draft, *more):
    return reverse(f"concerns:{name}", args=[draft.reference, *more])


@pytest.fixture
def dsl(as_person):
    return as_person("dsl")


def fill(draft, **changes):
    return {**COMPLETE, "version": draft.version, **changes}


# Who is it about?


def test_the_whole_way_takes_five_screens(dsl, cast, pupil):
    start = dsl.get(START)
    found = dsl.post(START, {"words": pupil.surname})
    assert f'value="{pupil.reference}"' in found.content.decode()
    chosen = dsl.post(START, {"choose": pupil.reference, "once_token": "a"})
    draft = Draft.objects.get()
    assert (start.status_code, chosen.status_code, chosen.url) == (200, 302, url("draft", draft))
    filled = dsl.post(chosen.url, fill(draft))
    assert filled.url == url("check", draft)
    checked = dsl.get(filled.url)
    version = re.search(r'name="version" value="(\d+)"', checked.content.decode())[1]
    sent = dsl.post(url("send", draft), {"version": version})
    concern = Concern.objects.get()
    assert sent.url == f"/concerns/{concern.reference}/sent/"
    assert concern.reference in text_of(dsl.get(sent.url))


def test_the_result_names_year_birthday_and_whole_name(dsl, cast):
    EnrolmentFactory(
        school=cast.own,
        year_group="9",
        pupil__forename="Ada",
        pupil__surname="Okafor",
        pupil__upn=upn_number(3),
    )

    page = text_of(dsl.post(START, {"words": "ada"}))

    assert "1 pupil found" in page
    assert "Ada Okafor Year 9, born 14 March 2013" in page


@pytest.mark.parametrize("words", ["14/3/2013", "rowan", upn_number(3)])
def test_pupils_of_other_schools_are_not_found(dsl, cast, words):
    EnrolmentFactory(school=cast.other, pupil__surname="Rowan", pupil__upn=upn_number(3))

    assert "No pupil found" in text_of(dsl.post(START, {"words": words}))


def test_a_search_for_nothing_says_what_to_enter(dsl):
    assert "Enter a name, a date of birth or a UPN" in text_of(dsl.post(START, {"words": "  "}))


def test_a_pupil_of_another_school_cannot_be_chosen(dsl, cast):
    other = EnrolmentFactory(school=cast.other).pupil

    assert dsl.post(START, {"choose": other.reference}).status_code == 404
    assert dsl.post(START, {"choose": "a\x00b"}).status_code == 404
    assert Draft.objects.count() == 0


def test_a_double_click_begins_one_draft(dsl, pupil):
    answers = [dsl.post(START, {"choose": pupil.reference, "once_token": "t"}) for _ in range(2)]

    assert Draft.objects.count() == 1
    assert {answer.url for answer in answers} == {url("draft", Draft.objects.get())}


def test_the_school_is_asked_where_there_are_several(dsl, cast, pupil):
    second = SchoolFactory(name="Second School")
    LinkFactory(user=cast.dsl, school=second, capacity="dsl")
    theirs = EnrolmentFactory(school=second).pupil

    page = dsl.get(START).content.decode()
    assert f'value="{second.urn}"' in page
    assert f'value="{cast.other.urn}"' not in page
    assert "Choose the school" in text_of(dsl.post(START, {"words": "sam"}))
    found = dsl.post(START, {"words": "sam", "school": second.urn}).content.decode()
    assert theirs.reference in found
    assert pupil.reference not in found
    dsl.post(START, {"choose": theirs.reference, "school": second.urn})
    assert Draft.objects.get().school == second
    for bad in (cast.other.urn, "", "x", "9" * 40):
        assert dsl.post(START, {"choose": theirs.reference, "school": bad}).status_code == 404


def test_one_school_is_not_asked_for(dsl):
    assert 'name="school"' not in dsl.get(START).content.decode()


def test_what_is_open_is_said_before_a_second_concern(dsl, cast, pupil):
    seen = ConcernFactory(school=cast.own, pupil=pupil)
    elsewhere = ConcernFactory(school=cast.other, pupil=pupil)
    another_pupil = ConcernFactory(school=cast.own)

    page = dsl.post(START, {"choose": pupil.reference}).content.decode()

    assert f"Add to {seen.reference} instead" in page
    assert elsewhere.reference not in page
    assert another_pupil.reference not in page
    assert Draft.objects.count() == 0
    event = Event.objects.get(verb="pupil.open_records")
    assert [s.reference for s in event.subjects.all()] == [pupil.reference, seen.reference]
    assert dsl.post(START, {"anyway": pupil.reference}).url == url("draft", Draft.objects.get())


def test_a_room_above_says_what_it_has_open(dsl, pupil, monkeypatch):
    panel = Panel("pupil_open", "x", 1, "components/reference.html", lambda user, p: {"text": f"N-{p.pk}"})
    monkeypatch.setattr("portal.core.subjects._panels", [panel])

    assert f"N-{pupil.pk}" in text_of(dsl.post(START, {"choose": pupil.reference}))
    assert Draft.objects.count() == 0


NEW = {
    "add": "1",
    "new-forename": "Ada",
    "new-surname": "Okafor",
    "new-born_on_0": "5",
    "new-born_on_1": "4",
    "new-born_on_2": "2013",
    "new-year_group": "8",
    "new-upn": "",
}


def test_a_pupil_who_is_not_in_the_list_is_added(dsl, cast):
    answer = dsl.post(START, {**NEW, "once_token": "t"})

    assert answer.url == url("draft", Draft.objects.get())
    [pupil] = Draft.objects.get().pupils.all()
    assert (pupil.full_name, pupil.enrolments.get().school) == ("Ada Okafor", cast.own)


def test_adding_again_with_the_back_button_adds_nobody(dsl):
    for _ in range(2):
        dsl.post(START, {**NEW, "once_token": "t"})

    assert (Pupil.objects.count(), Draft.objects.count()) == (1, 1)


def test_a_upn_on_the_own_roll_leads_to_that_pupil(dsl, pupil):
    dsl.post(START, {**NEW, "new-upn": pupil.upn})

    assert list(Draft.objects.get().pupils.all()) == [pupil]


def test_a_upn_of_another_school_reveals_nobody(dsl, cast):
    other = EnrolmentFactory(school=cast.other, pupil__forename="Secret", pupil__upn=upn_number(9)).pupil

    page = text_of(dsl.post(START, {**NEW, "new-upn": other.upn}))

    assert "This UPN cannot be added to your school’s roll here" in page
    assert "Secret" not in page
    assert cast.other.name not in page
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"new-forename": ""}, "Enter the pupil’s first name"),
        ({"new-surname": " "}, "Enter the pupil’s last name"),
        ({"new-born_on_0": "31", "new-born_on_1": "2"}, "Enter a real day"),
        ({"new-born_on_0": "", "new-born_on_1": "", "new-born_on_2": ""}, "Enter the pupil’s date of birth"),
        ({"new-born_on_2": "1913"}, "Enter the date of birth of a school pupil"),
        ({"new-born_on_2": "2113"}, "Enter the date of birth of a school pupil"),
        ({"new-year_group": ""}, "Choose the pupil’s year group"),
        ({"new-upn": "Q207000016049"}, "The first letter does not fit"),
        ({"new-upn": "123"}, "A UPN is a letter, 11 numbers"),
        ({"new-forename": "x" * 101}, "at most 100 characters"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_new_pupil_is_said_and_what_was_typed_stays(dsl, change, words):
    page = dsl.post(START, {**NEW, **change})

    assert words in text_of(page)
    assert 'value="Ada"' in page.content.decode() or "new-forename" in change
    assert Pupil.objects.count() == 0


# Writing


def test_a_draft_is_its_author_s_alone(as_person, draft):
    for person in ("deputy_dsl", "lead_social_worker", "other_dsl", "headteacher", "administrator"):
        client = as_person(person)
        pages = [
            client.get(url(n, draft)) for n in ("draft", "check", "danger", "discard_draft", "draft_pupils")
        ]
        pages += [
            client.post(url(n, draft), COMPLETE) for n in ("draft", "save_draft", "send", "discard_draft")
        ]
        assert {page.status_code for page in pages} == {404}, person
    draft.refresh_from_db()
    assert (draft.content, draft.version) == (COMPLETE, 2)


def test_an_author_who_left_the_school_raises_nothing_there(dsl, cast, draft):
    cast.dsl.links.update(ends_on="2025-07-31")

    assert dsl.get(url("draft", draft)).status_code == 403
    assert dsl.post(url("send", draft)).status_code == 403


def test_the_page_shows_what_was_typed_and_who_will_read_it(dsl, draft, pupil):
    page = dsl.get(url("draft", draft))
    words = text_of(page)

    assert "Came in with a new phone." in words
    assert "It's just a present." in words
    assert f"{pupil.full_name} Year 9, born 14 March 2013" in words
    for line in (
        "Headteacher: Headteacher",
        "Designated safeguarding lead: Dsl",
        "Deputy designated safeguarding lead: Deputy Dsl",
        "Lead social worker: Lead Social Worker",
        "Deputy social worker: Deputy Social Worker",
        "Head of service: Head Of Service",
    ):
        assert line in words
    for stranger in ("Welfare Officer", "Other Dsl", "Inclusion Officer", "School Staff"):
        assert stranger not in words
    html = page.content.decode()
    assert 'value="20"' in html
    assert re.search(r'value="missing"\s+checked', html)
    assert re.search(r'value="advice" checked', html)
    assert not re.search(r'value="violence"\s+checked', html)


def test_opening_a_draft_is_written_down(dsl, draft, pupil):
    dsl.get(url("draft", draft))

    event = Event.objects.latest("pk")
    assert (event.verb, [s.reference for s in event.subjects.all()]) == (
        "draft.view",
        [draft.reference, pupil.reference],
    )


def test_what_is_missing_is_named_and_the_rest_stays(dsl, draft):
    page = dsl.post(url("draft", draft), {"version": 2, "child_words": "No <b>more</b>"})
    words = text_of(page)

    for line in (
        "Say whether anyone is in danger now",
        "Write what happened",
        "Choose at least one kind of concern",
        "Choose what you want from your link social worker",
    ):
        assert words.count(line) == 2, line
    assert "No &lt;b&gt;more&lt;/b&gt;" in page.content.decode()
    assert "<title>Error: " in page.content.decode()
    draft.refresh_from_db()
    assert draft.content == {"child_words": "No <b>more</b>"}


def test_every_error_leads_to_a_field_of_the_page(dsl, draft):
    Draft.objects.get().pupils.clear()
    html = dsl.post(url("draft", draft), {"version": 2, "happened_on_0": "99"}).content.decode()

    anchors = re.findall(r'<li><a href="#([^"]+)">', html)
    assert anchors == [
        "pupils",
        "id_in_danger",
        "id_categories_1",
        "id_happened_on_0",
        "id_what_happened",
        "id_wish",
    ]
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in html] == []


def test_saving_for_later_leads_to_the_drafts(dsl, draft):
    answer = dsl.post(url("draft", draft), fill(draft, wish="", do="later"), follow=True)

    words = text_of(answer)
    assert f"Draft {draft.reference} is saved" in words
    assert f"{draft.reference}, about Sam R." in words
    draft.refresh_from_db()
    assert "wish" not in draft.content


def test_enter_in_a_text_box_saves_and_stays(dsl, draft):
    html = dsl.get(url("draft", draft)).content.decode()
    first = re.search(r'<form method="post" enctype.*?<button[^>]*>', html, re.DOTALL)[0]

    assert 'value="stay"' in first.rsplit("<button", 1)[1]
    assert dsl.post(url("draft", draft), fill(draft, wish="talk", do="stay")).url == url("draft", draft)


def test_pupils_are_added_and_removed_without_losing_a_word(dsl, cast, draft, pupil):
    second = EnrolmentFactory(school=cast.own).pupil
    typed = fill(draft, what_happened="New words")

    assert dsl.post(url("draft", draft), {**typed, "do": "pupils"}).url == url("draft_pupils", draft)
    found = dsl.post(url("draft_pupils", draft), {"words": second.surname})
    assert second.reference in found.content.decode()
    dsl.post(url("draft_pupils", draft), {"choose": second.reference})
    assert list(draft.pupils.all()) == [pupil, second]
    draft.refresh_from_db()
    answer = dsl.post(
        url("draft", draft), fill(draft, what_happened="Newer words", remove_pupil=pupil.reference)
    )
    assert answer.url == url("draft", draft) + "#pupils"
    draft.refresh_from_db()
    assert (list(draft.pupils.all()), draft.content["what_happened"]) == ([second], "Newer words")


def test_two_devices_are_told_of_each_other_and_nothing_is_lost(dsl, draft):
    dsl.post(url("draft", draft), fill(draft, child_words="From the phone", do="later"))

    page = dsl.post(url("draft", draft), fill(draft, child_words="From the desk"))

    assert page.status_code == 409
    words = text_of(page)
    assert "This draft was changed on another device" in words
    assert "From the desk" in words
    draft.refresh_from_db()
    assert draft.content["child_words"] == "From the phone"
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())[1]
    dsl.post(url("draft", draft), {**COMPLETE, "version": version, "child_words": "From the desk"})
    draft.refresh_from_db()
    assert draft.content["child_words"] == "From the desk"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣", "\x00"])
def test_a_version_that_never_was_is_a_conflict_not_an_error(dsl, draft, version):
    page = dsl.post(url("draft", draft), {**COMPLETE, "wish": "talk", "version": version})

    assert page.status_code == 409


# Autosave


def autosave(client, draft, body, kind="application/json"):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(url("save_draft", draft), data, content_type=kind)


def test_the_autosave_answers_with_version_and_time(dsl, draft):
    answer = autosave(dsl, draft, {"version": 2, "content": {"child_words": "No"}})

    assert answer.status_code == 200
    assert answer.json()["version"] == 3
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    draft.refresh_from_db()
    assert draft.content == {"child_words": "No"}


def test_the_autosave_takes_the_page_s_form_too(dsl, draft):
    answer = dsl.post(url("save_draft", draft), fill(draft, child_words="No"))

    draft.refresh_from_db()
    assert (answer.json()["version"], draft.content) == (3, {**COMPLETE, "child_words": "No"})


def test_an_autosave_over_a_newer_draft_is_refused(dsl, draft):
    autosave(dsl, draft, {"version": 2, "content": {"child_words": "No"}})

    answer = autosave(dsl, draft, {"version": 2, "content": {"child_words": "Yes"}})

    assert answer.status_code == 409
    assert (answer.json()["problem"], answer.json()["version"]) == ("stale", 3)


def test_an_autosave_after_sending_leads_to_the_concern(dsl, cast, draft):
    concern = services.send_concern(draft=draft, by=cast.dsl)

    answer = autosave(dsl, draft, {"version": 2, "content": {"child_words": "No"}})

    assert answer.status_code == 409
    assert (answer.json()["problem"], answer.json()["leads_to"]) == ("sent", concern.get_absolute_url())


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        "{}",
        '{"content": []}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"version": ' + "9" * 5000 + ', "content": {}}',
        '{"version": NaN, "content": {"wish": NaN}}',
    ],
    ids=range(11),
)
def test_an_autosave_nobody_can_read_is_refused(dsl, draft, body):
    assert autosave(dsl, draft, body).status_code in (400, 409)
    draft.refresh_from_db()
    assert draft.content == COMPLETE


def test_an_autosave_is_a_post(dsl, draft):
    assert dsl.get(url("save_draft", draft)).status_code == 405


# Danger


def test_danger_interrupts_once_with_whom_to_phone(dsl, draft, settings):
    answer = dsl.post(url("draft", draft), fill(draft, in_danger="yes"))
    assert answer.url == url("danger", draft)

    card = text_of(dsl.get(answer.url))
    assert "999" in card
    assert settings.AUTHORITY["front_door_phone"] in card
    assert settings.AUTHORITY["out_of_hours_phone"] in card
    assert dsl.post(url("danger", draft)).url == url("check", draft)
    draft.refresh_from_db()
    assert draft.content["danger_told"] == "yes"
    again = dsl.post(url("draft", draft), fill(draft, in_danger="yes", danger_told="yes"))
    assert again.url == url("check", draft)


def test_an_unfinished_draft_goes_on_where_it_was(dsl, draft):
    dsl.post(url("draft", draft), {"version": 2, "in_danger": "yes", "do": "later"})

    assert dsl.post(url("danger", draft)).url == url("draft", draft)


def test_danger_cannot_be_sent_past_the_interruption(dsl, draft, cast):
    services.save_draft(draft=draft, content={**COMPLETE, "in_danger": "yes"}, version=2, by=cast.dsl)

    assert dsl.get(url("check", draft)).url == url("danger", draft)
    assert dsl.post(url("send", draft), {"version": 3}).url == url("danger", draft)
    assert Concern.objects.count() == 0


def test_no_danger_does_not_interrupt(dsl, draft):
    assert dsl.post(url("draft", draft), fill(draft)).url == url("check", draft)


# Files


def upload(client, draft, name, content, **changes):
    file = SimpleUploadedFile(name, content)
    return client.post(url("draft", draft), {**fill(draft), "do": "attach", "files": file, **changes})


def test_files_are_kept_with_the_draft_and_go_with_the_concern(dsl, cast, draft, as_person):
    answer = upload(dsl, draft, "letter.pdf", PDF, photo=SimpleUploadedFile("image.jpg", JPEG))
    assert answer.url == url("draft", draft) + "#files"
    assert [(f.name, f.content_type) for f in ConcernFile.objects.all()] == [
        ("letter.pdf", "application/pdf"),
        ("image.jpg", "image/jpeg"),
    ]
    kept = ConcernFile.objects.first()
    address = reverse("concerns:file", args=[kept.reference])
    assert content_of(dsl, address) == (200, PDF)
    assert content_of(as_person("deputy_dsl"), address) == (404, b"")

    concern = services.send_concern(draft=draft, by=cast.dsl)

    assert content_of(as_person("deputy_dsl"), address) == (200, PDF)
    assert content_of(as_person("lead_social_worker"), address) == (200, PDF)
    assert [f.concern for f in ConcernFile.objects.all()] == [concern, concern]
    event = Event.objects.filter(verb="concern.file").latest("pk")
    assert [s.reference for s in event.subjects.all()] == [kept.reference, concern.reference]


def test_several_files_at_once(dsl, draft):
    files = [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.pdf", PDF)]

    dsl.post(url("draft", draft), {**fill(draft), "do": "check", "files": files})

    assert [f.name for f in ConcernFile.objects.all()] == ["a.png", "b.pdf"]


HOSTILE = [
    ("empty.pdf", b""),
    ("program.exe", b"MZ\x90\x00" + b"\x00" * 60),
    ("letter.pdf", b"MZ\x90\x00" + b"\x00" * 60),
    ("letter.pdf.exe", PDF),
    ("macro.docx", office("word/document.xml", "word/vbaProject.bin")),
    ("macro.docm", office("word/document.xml", "word/vbaProject.bin")),
    ("bomb.zip", office("42.zip")),
    ("bomb.docx", office(*(f"{n}.zip" for n in range(50)))),
    ("page.html", b"<script>alert(1)</script>"),
    ("drawing.svg", b"<svg onload='alert(1)'/>"),
    ("photo.jpg", b"<?php system('x');"),
    ("CON", PDF),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_other_files_are_refused_and_what_was_typed_stays(dsl, draft, name, content):
    page = upload(dsl, draft, name, content, what_happened="Still here")

    assert page.status_code == 200
    assert "Still here" in text_of(page)
    assert name in text_of(page)
    assert '<a href="#id_files">' in page.content.decode()
    assert ConcernFile.objects.count() == 0
    draft.refresh_from_db()
    assert draft.content["what_happened"] == "Still here"


def test_a_file_over_the_limit_is_refused(dsl, draft, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024

    page = upload(dsl, draft, "big.pdf", PDF + b"\x00" * 1024 * 1024)

    assert "larger than 1 MB" in text_of(page)
    assert ConcernFile.objects.count() == 0


def test_the_good_file_is_kept_beside_the_bad_one(dsl, draft):
    files = [SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("b.pdf", PDF)]

    page = dsl.post(url("draft", draft), {**fill(draft), "files": files})

    assert page.status_code == 200
    assert [f.name for f in ConcernFile.objects.all()] == ["b.pdf"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "=1+1.pdf", "<b>.pdf", "a" * 300 + ".pdf", "né\u202e.pdf"]
)
def test_odd_names_are_only_names(dsl, draft, name):
    upload(dsl, draft, name, PDF)

    kept = ConcernFile.objects.get()
    assert re.fullmatch(r"concernfile/[0-9a-f]{2}/[0-9a-f]{32}", kept.file.name)
    assert dsl.get(url("draft", draft)).status_code == 200
    answer = dsl.get(reverse("concerns:file", args=[kept.reference]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_file_is_removed_and_what_was_typed_is_saved(dsl, draft):
    upload(dsl, draft, "letter.pdf", PDF)
    kept = ConcernFile.objects.get()
    address = url("remove_file", draft, kept.reference)

    answer = dsl.post(address, fill(draft, what_happened="Typed before"))

    assert answer.url == url("draft", draft) + "#files"
    assert ConcernFile.objects.count() == 0
    draft.refresh_from_db()
    assert draft.content["what_happened"] == "Typed before"


def test_files_of_others_are_not_removed(as_person, cast, draft):
    upload(as_person("dsl"), draft, "letter.pdf", PDF)
    kept = ConcernFile.objects.get()
    own = DraftFactory(author=cast.deputy_dsl, school=cast.own)

    assert as_person("deputy_dsl").post(url("remove_file", draft, kept.reference)).status_code == 404
    assert as_person("deputy_dsl").post(url("remove_file", own, kept.reference)).status_code == 404
    assert ConcernFile.objects.count() == 1


# Checking and sending


def test_the_check_shows_every_answer_and_the_way_back(dsl, draft, pupil):
    page = dsl.get(url("check", draft))
    words = text_of(page)

    for line in (
        f"{pupil.full_name}, Year 9, born 14 March 2013",
        "Came in with a new phone.",
        "Thursday 20 November 2025",
        "Exploitation, Missing",
        "Spoke with her mother.",
        "Advice",
        "Lead social worker: Lead Social Worker",
    ):
        assert line in words
    form = dsl.get(url("draft", draft)).content.decode()
    anchors = re.findall(rf'href="{url("draft", draft)}#([^"]+)"', page.content.decode())
    assert len(anchors) == 9
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in form] == []


def test_an_unfinished_draft_goes_back_to_its_page_with_what_is_missing(dsl, draft, cast):
    services.save_draft(draft=draft, content={**COMPLETE, "wish": ""}, version=2, by=cast.dsl)

    for answer in (dsl.get(url("check", draft)), dsl.post(url("send", draft), {"version": 3})):
        assert answer.url == url("draft", draft) + "?check=1"
    assert "Choose what you want" in text_of(dsl.get(url("draft", draft) + "?check=1"))
    assert Concern.objects.count() == 0


def test_a_double_click_sends_one_concern(dsl, draft):
    answers = [dsl.post(url("send", draft), {"version": 2}) for _ in range(2)]

    assert {a.url for a in answers} == {f"/concerns/{Concern.objects.get().reference}/sent/"}


def test_the_back_button_after_sending_leads_to_what_was_sent(dsl, draft):
    sent = dsl.post(url("send", draft), {"version": 2}).url

    for name in DRAFT_PAGES:
        assert dsl.get(url(name, draft)).url == sent, name
    late = dsl.post(url("draft", draft), fill(draft, wish="talk"))
    assert late.url == sent
    assert dsl.post(url("discard_draft", draft)).url == sent


def test_a_draft_changed_elsewhere_is_checked_again(dsl, draft, cast):
    services.save_draft(draft=draft, content={**COMPLETE, "wish": "talk"}, version=2, by=cast.dsl)

    answer = dsl.post(url("send", draft), {"version": 2}, follow=True)

    assert "Check it again before you send it" in text_of(answer)
    assert Concern.objects.count() == 0


def test_a_draft_is_discarded_after_a_question(dsl, draft):
    assert "Nobody has seen them" in text_of(dsl.get(url("discard_draft", draft)))
    assert Draft.objects.count() == 1

    # Another device has saved since.
    again = dsl.post(url("discard_draft", draft), {"version": draft.version - 1})
    assert (again.status_code, Draft.objects.count()) == (409, 1)
    answer = dsl.post(url("discard_draft", draft), {"version": draft.version}, follow=True)

    assert f"Draft {draft.reference} is deleted" in text_of(answer)
    assert Draft.objects.count() == 0
    assert dsl.get(url("draft", draft)).status_code == 404


def test_looking_changes_nothing(dsl, draft):
    before = Draft.objects.values().get()
    for name in DRAFT_PAGES:
        dsl.get(url(name, draft))
    dsl.get(START)

    assert Draft.objects.values().get() == before


def test_the_start_page_takes_the_same_queries_for_one_and_three_drafts(dsl, cast):
    def add_drafts(number):
        for _ in range(number):
            draft = DraftFactory(author=cast.dsl, school=cast.own)
            draft.pupils.add(EnrolmentFactory(school=cast.own).pupil)

    add_drafts(1)
    for_one = queries_of(dsl, START)
    add_drafts(2)

    assert queries_of(dsl, START) == for_one


def test_any_staff_may_raise_and_read_nothing_back(cast, as_person, pupil):
    staff = as_person("school_staff")
    found = staff.post(START, {"words": pupil.surname}).content.decode()
    assert pupil.surname in found
    staff.post(START, {"choose": pupil.reference})
    draft = Draft.objects.get(author=cast.school_staff)
    staff.post(draft.get_absolute_url(), {**COMPLETE, "version": draft.version})
    draft.refresh_from_db()
    staff.post(reverse("concerns:send", args=[draft.reference]), {"version": draft.version})

    concern = Concern.objects.get()
    assert concern.raised_by == cast.school_staff
    assert staff.get(concern.get_absolute_url()).status_code == 404
    assert staff.get(pupil.get_absolute_url()).status_code == 404
    assert staff.get(reverse("concerns:sent", args=[concern.reference])).status_code == 200
    told = Notice.objects.filter(user=cast.dsl).values_list("text", flat=True)
    assert list(told) == [f"{concern.reference}: a new concern has been raised at your school."]


def test_a_receipt_says_when_it_was_looked_at_and_never_what_was_written(cast, as_person, pupil):
    concern = ConcernFactory(school=cast.own, raised_by=cast.school_staff, pupil=pupil)
    address = reverse("concerns:receipt", args=[concern.reference])
    staff = as_person("school_staff")
    assert "You will hear by" in staff.get(address).content.decode()

    services.take_concern(concern=concern, by=cast.lead_social_worker)
    services.write_message(concern=concern, body="Not for staff", by=cast.lead_social_worker)

    page = staff.get(address).content.decode()
    assert "It was looked at on" in page
    assert "Not for staff" not in page
    assert concern.what_happened not in page


def test_who_looks_like_the_new_pupil_is_offered_first(dsl, cast):
    near = EnrolmentFactory(
        school=cast.own,
        pupil__forename="Adaeze",
        pupil__surname="Okafor",
        pupil__born_on=date(2013, 4, 5),
        year_group="8",
    ).pupil
    EnrolmentFactory(
        school=cast.other, pupil__forename="Adah", pupil__surname="Okafor", pupil__born_on=date(2013, 4, 5)
    )

    page = text_of(dsl.post(START, NEW))

    assert "Is it one of these?" in page
    assert "Adaeze Okafor" in page
    assert "Adah" not in page  # another school's: nobody is told of them
    assert Pupil.objects.count() == 2
    [event] = Event.objects.filter(verb="pupil.search")
    assert near.reference in [subject.reference for subject in event.subjects.all()]

    dsl.post(START, {"choose": near.reference})
    assert list(Draft.objects.get().pupils.all()) == [near]


def test_a_pupil_who_only_looks_alike_is_added_when_one_says_so(dsl, cast):
    EnrolmentFactory(
        school=cast.own, pupil__forename="Ada", pupil__surname="Okafor", pupil__born_on=date(2013, 5, 4)
    )
    page = dsl.post(START, NEW)
    assert 'value="sure"' in page.content.decode()
    assert 'value="Ada"' in page.content.decode()  # nothing typed is lost

    dsl.post(START, {**NEW, "add": "sure"})

    [pupil] = Draft.objects.get().pupils.all()
    assert pupil.born_on == date(2013, 4, 5)
    assert Pupil.objects.count() == 2
