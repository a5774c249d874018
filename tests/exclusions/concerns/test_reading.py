"""Who reads which kind of entry, wherever entries are shown: the table of readers × kinds, by hand."""

import pytest
from django.contrib.auth.models import AnonymousUser

from exclusions.concerns.chronology import happenings
from exclusions.concerns.enums import EntryKind, State
from exclusions.concerns.models import Concern, Entry
from exclusions.concerns.news import new_to, with_news
from exclusions.concerns.reading import READ_WITH, kinds_read_at, kinds_written_at
from exclusions.concerns.searching import find
from exclusions.concerns.services import decide_concern, seal_concern, write_message
from portal.core.errors import Refused, WrongState
from portal.notices.models import Notice
from tests.cast import EVERYONE
from tests.factories import ConcernFactory, EnrolmentFactory

SCHOOL = ["dsl", "deputy_dsl", "inclusion_lead", "headteacher"]
LINK_WORKERS = ["lead_social_worker", "deputy_social_worker"]
ALL_READERS = [*SCHOOL, *LINK_WORKERS, "on_site_social_worker", "head_of_service"]
# What each kind of note is, who writes it here, and who alone reads it.
READ_BY = {
    EntryKind.MESSAGE: ("dsl", ALL_READERS),
    EntryKind.INTERNAL: ("lead_social_worker", LINK_WORKERS),
    EntryKind.SCHOOL_NOTE: ("dsl", SCHOOL),
}
WORDS = {
    EntryKind.MESSAGE: "Narwhal",
    EntryKind.INTERNAL: "Dugong",
    EntryKind.SCHOOL_NOTE: "Manatee",
}


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


@pytest.fixture
def concern(cast, pupil):
    made = ConcernFactory(school=cast.own, pupil=pupil, raised_by=cast.dsl)
    for kind, (writer, _) in READ_BY.items():
        write_message(concern=made, body=WORDS[kind], kind=kind, by=cast.people[writer])
    return made


def places(cast, as_person, name, concern, pupil, word) -> dict[str, bool]:
    """Whether a word stands in each place where a timeline, or a part of it, is shown."""
    person, client = cast.people[name], as_person(name)
    pages = {
        "page": concern.get_absolute_url(),
        "inbox": f"/inbox/{concern.reference}/",
        "register": "/concerns/",
        "register as a file": "/concerns/?export=csv",
        "pupil’s chronology": f"/pupils/{pupil.reference}/",
    }
    shown = {place: word in body_of(client.get(address)) for place, address in pages.items()}
    return shown | {
        "search": bool(find(person, word, 5)),
        "chronology": any(word in happening.text for happening in happenings(person, pupil)),
    }


def body_of(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.text


@pytest.mark.parametrize("kind", READ_BY)
@pytest.mark.parametrize("name", EVERYONE)
def test_each_reads_what_is_theirs_and_nothing_else_anywhere(cast, as_person, concern, pupil, name, kind):
    reads = name in READ_BY[kind][1]

    shown = places(cast, as_person, name, concern, pupil, WORDS[kind])

    assert shown.pop("register") is False
    assert shown.pop("register as a file") is False
    assert shown.pop("inbox") is (reads and name in LINK_WORKERS)
    shown.pop("pupil’s chronology")  # a tab that not all of them open; the chronology itself is below
    assert set(shown.values()) == {reads}, shown


def test_every_kind_of_entry_says_who_reads_it():
    assert set(READ_WITH) == set(EntryKind)


def test_nobody_reads_anything_without_signing_in(concern):
    assert kinds_read_at(AnonymousUser(), concern.school_id) == []
    assert not new_to(Concern.objects.all(), AnonymousUser()).exclude(looked_up_to=None).exists()


@pytest.mark.parametrize(
    ("name", "begins_with"),
    [
        *[(name, EntryKind.SCHOOL_NOTE) for name in SCHOOL],
        *[(name, EntryKind.INTERNAL) for name in LINK_WORKERS],
        ("on_site_social_worker", EntryKind.MESSAGE),
        ("head_of_service", EntryKind.MESSAGE),
    ],
)
def test_a_form_begins_with_the_narrower_audience_and_names_it(cast, as_person, concern, name, begins_with):
    form = as_person(name).get(concern.get_absolute_url()).context["forms"]["write"]

    assert form["audience"].value() == begins_with
    assert [choice for choice, _ in form.fields["audience"].choices] == kinds_written_at(
        cast.people[name], concern.school_id
    )
    for choice, label in form.fields["audience"].choices:
        named = {
            person for person in EVERYONE if cast.people[person].name in label.split(": ")[1].split(", ")
        }
        assert named == set(READ_BY[EntryKind(choice)][1])


@pytest.mark.parametrize("kind", [EntryKind.INTERNAL, EntryKind.SCHOOL_NOTE])
@pytest.mark.parametrize("name", ALL_READERS)
def test_who_does_not_read_a_note_cannot_write_one(cast, as_person, name, kind):
    concern = ConcernFactory(school=cast.own)

    as_person(name).post(
        f"/concerns/{concern.reference}/write/", {"write-body": "Psst", "write-audience": kind.value}
    )

    assert Entry.objects.exists() is (name in READ_BY[kind][1])
    if name not in READ_BY[kind][1]:
        with pytest.raises(Refused, match="may not write such a note"):
            write_message(concern=concern, body="Psst", kind=kind, by=cast.people[name])


def test_without_an_audience_nothing_is_sent(as_person, concern):
    before = Entry.objects.count()

    page = as_person("dsl").post(f"/concerns/{concern.reference}/write/", {"write-body": "To whom?"})

    assert "Choose who reads it" in page.text
    assert "To whom?" in page.text
    assert Entry.objects.count() == before


def test_a_note_of_the_school_leaves_no_trace_on_what_the_authority_sees(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    before = Concern.objects.get(pk=concern.pk)

    write_message(concern=concern, body="Manatee", kind=EntryKind.SCHOOL_NOTE, by=cast.dsl)

    after = Concern.objects.get(pk=concern.pk)
    assert (after.version, after.changed_at) == (before.version, before.changed_at)
    assert not Notice.objects.exists()
    page = as_person("lead_social_worker").get(concern.get_absolute_url()).text
    assert "Note of the school" not in page


def test_who_decides_blind_learns_of_no_note_of_the_school(cast):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    write_message(concern=concern, body="Narwhal", by=cast.dsl)
    write_message(concern=concern, body="Manatee", kind=EntryKind.SCHOOL_NOTE, by=cast.deputy_dsl)

    with pytest.raises(WrongState) as refusal:
        decide_concern(
            concern=concern,
            decision="close",
            destination="",
            rationale="Nothing",
            reply="Nothing",
            by=cast.lead_social_worker,
            seen_version=1,
        )
    assert "(message, Dsl" in str(refusal.value)


# Read and unread


def news_of(cast, name, concern) -> tuple[int, bool]:
    """(how many are new, whether it comes under "new since you looked")"""
    person = cast.people[name]
    row = with_news(Concern.objects.visible_to(person), person).get(pk=concern.pk)
    listed = new_to(Concern.objects.visible_to(person), person).filter(pk=concern.pk).exists()
    return row.news or 0, listed


def test_what_others_wrote_is_new_until_one_looks(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    worker = as_person("lead_social_worker")
    assert news_of(cast, "lead_social_worker", concern) == (0, True)  # never opened
    assert news_of(cast, "dsl", concern) == (0, False)  # she sent it

    worker.get(concern.get_absolute_url())
    assert news_of(cast, "lead_social_worker", concern) == (0, False)
    write_message(concern=concern, body="One", by=cast.dsl)
    write_message(concern=concern, body="Not for them", kind=EntryKind.SCHOOL_NOTE, by=cast.dsl)
    write_message(concern=concern, body="Own", by=cast.lead_social_worker)

    assert news_of(cast, "lead_social_worker", concern) == (1, True)
    assert news_of(cast, "dsl", concern) == (1, True)
    assert "1 new" in worker.get("/inbox/").text
    assert "1 new" in as_person("dsl").get("/concerns/").text
    assert [row.record for row in worker.get("/inbox/?news=since").context["table"].rows] == [concern]
    first = worker.get(f"/inbox/{concern.reference}/").text
    again = worker.get(f"/inbox/{concern.reference}/").text
    assert ("New" in marks(first), "New" in marks(again)) == (True, False)
    assert news_of(cast, "lead_social_worker", concern) == (0, False)
    assert [row.record for row in worker.get("/inbox/?news=since").context["table"].rows] == []


def marks(page: str) -> str:
    """The timeline of a page."""
    return page.split('id="timeline"')[1].split("</section>")[0]


def test_a_decided_concern_nobody_opened_is_not_news(cast):
    concern = ConcernFactory(school=cast.own, state=State.DECIDED)

    assert news_of(cast, "head_of_service", concern) == (0, False)


def test_a_line_says_who_has_read_it_and_when(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    write_message(concern=concern, body="Narwhal", by=cast.dsl)
    assert "Nobody else has read it yet" in as_person("dsl").get(concern.get_absolute_url()).text

    as_person("lead_social_worker").get(concern.get_absolute_url())
    write_message(concern=concern, body="Later", by=cast.dsl)

    page = as_person("dsl").get(concern.get_absolute_url())
    later, narwhal, sent = page.context["lines"]
    (reader,) = narwhal.readers
    assert (reader[0], later.readers, sent.readers) == (cast.lead_social_worker, (), narwhal.readers)
    assert "Read by Lead Social Worker, " in page.text


def test_who_cannot_read_a_note_is_not_said_to_have_read_it(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.deputy_dsl)
    write_message(concern=concern, body="Dugong", kind=EntryKind.INTERNAL, by=cast.lead_social_worker)
    write_message(concern=concern, body="Narwhal", by=cast.lead_social_worker)
    for name in ("dsl", "deputy_social_worker"):
        as_person(name).get(concern.get_absolute_url())

    lines = as_person("lead_social_worker").get(concern.get_absolute_url()).context["lines"]

    readers = {line.body: {person for person, _ in line.readers} for line in lines if line.body}
    assert readers == {
        "Dugong": {cast.deputy_social_worker},
        "Narwhal": {cast.dsl, cast.deputy_social_worker},
    }


def test_looking_again_at_the_same_keeps_one_look(cast, as_person):
    concern = ConcernFactory(school=cast.own)

    for _ in range(3):
        as_person("dsl").get(concern.get_absolute_url())

    assert concern.looks.filter(user=cast.dsl).count() == 1


# Mentions


def mention(client, concern, person, audience):
    return client.post(
        f"/concerns/{concern.reference}/write/",
        {"write-body": "Please look", "write-audience": audience, "write-named": [person.reference]},
    )


def test_who_is_named_is_told_once_and_stands_in_the_line(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)

    mention(as_person("dsl"), concern, cast.lead_social_worker, "message")

    told = Notice.objects.filter(user=cast.lead_social_worker)
    assert [(n.kind, n.text) for n in told] == [
        ("concern.mention", f"{concern.reference}: you are named in it.")
    ]
    assert Notice.objects.get(user=cast.deputy_social_worker).kind == "concern.write"
    assert "Named: Lead Social Worker" in as_person("deputy_dsl").get(concern.get_absolute_url()).text


@pytest.mark.parametrize("name", [n for n in EVERYONE if n not in ALL_READERS])
def test_nobody_can_be_named_who_may_not_read_the_concern(cast, as_person, name):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)

    page = mention(as_person("dsl"), concern, cast.people[name], "message")

    assert "nobody else reads this concern" in page.text
    assert "Please look" in page.text
    assert not Entry.objects.exists()
    with pytest.raises(Refused, match="Name only people who may read this"):
        write_message(concern=concern, body="Look", by=cast.dsl, named=[cast.people[name]])


def test_somebody_outside_the_chosen_audience_is_not_told(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)

    page = mention(as_person("dsl"), concern, cast.lead_social_worker, "school_note")

    assert "Lead Social Worker does not read this" in page.text
    assert not Entry.objects.exists()
    assert not Notice.objects.exists()
    with pytest.raises(Refused, match="Name only people who may read this"):
        write_message(
            concern=concern,
            body="Look",
            kind=EntryKind.SCHOOL_NOTE,
            by=cast.dsl,
            named=[cast.lead_social_worker],
        )


def test_who_is_asked_to_say_so_does_and_whoever_asked_sees_it(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    as_person("dsl").post(
        f"/concerns/{concern.reference}/write/",
        {
            "write-body": "Please look",
            "write-audience": "school_note",
            "write-named": [cast.deputy_dsl.reference, cast.headteacher.reference],
            "write-must_acknowledge": "on",
        },
    )
    address = concern.get_absolute_url()
    page = as_person("deputy_dsl").get(address).text
    assert page.count("not acknowledged yet") == 2
    assert page.count("I have read this") == 1
    assert "I have read this" not in as_person("dsl").get(address).text
    assert "not acknowledged yet" not in as_person("lead_social_worker").get(address).text

    notice = Notice.objects.get(user=cast.deputy_dsl)
    answer = as_person("deputy_dsl").post(
        f"/notices/{notice.reference}/acknowledge/", {"next": f"{address}#timeline"}
    )

    assert answer.url == f"{address}#timeline"
    seen = as_person("dsl").get(address).text
    assert (seen.count("(acknowledged "), seen.count("not acknowledged yet")) == (1, 1)
    assert "I have read this" not in as_person("deputy_dsl").get(address).text


def test_nobody_is_asked_where_nobody_is_named(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)

    page = as_person("dsl").post(
        f"/concerns/{concern.reference}/write/",
        {"write-body": "Kept as typed", "write-audience": "message", "write-must_acknowledge": "on"},
    )

    assert "Choose who is to say that they have read it" in page.text
    assert "Kept as typed" in page.text
    assert not Entry.objects.exists()


def test_of_a_sealed_concern_only_those_it_names_can_be_named_and_stand_beside_the_button(cast, as_person):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    seal_concern(
        concern=concern, readers=[cast.dsl, cast.lead_social_worker], because="A relative.", by=cast.dsl
    )

    page = as_person("dsl").get(concern.get_absolute_url())

    form = page.context["forms"]["write"]
    assert list(form.people) == [cast.lead_social_worker.reference]
    assert dict(form.fields["audience"].choices)["school_note"] == "Only the school: Dsl"
    assert "nobody else reads" in mention(as_person("dsl"), concern, cast.headteacher, "message").text


def test_the_page_takes_the_same_queries_for_one_and_three_of_everything(
    cast, as_person, django_assert_max_num_queries
):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    client = as_person("headteacher")

    def say(times):
        for _ in range(times):
            write_message(concern=concern, body="Look", by=cast.dsl, named=[cast.headteacher])
            for name in ("lead_social_worker", "deputy_social_worker"):
                as_person(name).get(concern.get_absolute_url())

    def queries():
        client.get(concern.get_absolute_url())  # what is new is written down once
        with django_assert_max_num_queries(60) as counted:
            client.get(concern.get_absolute_url())
        return len(counted)

    say(1)
    for_one = queries()
    say(2)

    assert queries() == for_one
