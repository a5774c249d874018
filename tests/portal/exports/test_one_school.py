"""A school leaves with its own records: all of them, and nothing of any other school's."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exclusions.concerns.enums import EntryKind
from exclusions.concerns.models import Concern, ConcernFile, Seal
from exclusions.concerns.services import decide_concern, write_message
from portal.audit.models import Event
from portal.exports import copying
from portal.exports.everything import every_model, label_of
from portal.exports.models import Copy
from portal.exports.one_school import AT_SCHOOL, OF_CONCERN, OF_MEASURE, OF_PUPILS, REFERRED_TO, SHARED, STAYS
from portal.files.services import keep_file
from portal.notices.models import Notice
from schools.pupils.models import Enrolment, PupilFact
from schools.register.models import School
from tests.factories import CaseFactory, ConcernFactory, EnrolmentFactory, SchoolFactory

LEFT = date(2026, 3, 31)


@pytest.fixture
def other(cast):
    return SchoolFactory(name="Another School")


@pytest.fixture
def order(cast, django_capture_on_commit_callbacks):
    def order(school):
        with django_capture_on_commit_callbacks(execute=True):
            made = copying.order_copy(reason="It joins a trust", by=cast.administrator, school=school)
        return Copy.objects.get(pk=made.pk)

    return order


def opened(made):
    with made.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def table(package, label):
    return list(csv.DictReader(io.StringIO(package.read(f"tables/{label}.csv").decode(), newline="")))


def keys(package, label):
    return {int(row["id"]) for row in table(package, label)}


def test_every_table_is_decided_on_once():
    """A new table must say whose its rows are before the suite passes."""
    named = [
        *AT_SCHOOL,
        *OF_CONCERN,
        *OF_MEASURE,
        *SHARED,
        *STAYS,
        *(label_of(model) for model in (*REFERRED_TO, *OF_PUPILS)),
    ]

    assert sorted(named) == sorted(label_of(model) for model in every_model())


def test_ways_to_a_school_end_at_a_school():
    by_label = {label_of(model): model for model in every_model()}
    ends = {}
    for label, ways in AT_SCHOOL.items():
        for way in ways:
            model = by_label[label]
            for step in way.split("__"):
                model = model._meta.get_field(step).related_model
            ends[label, way] = model
    assert set(ends.values()) == {School}


def test_only_its_own_records_are_in_it(order, cast, other):
    mine = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    theirs = ConcernFactory(school=other, raised_by=cast.dsl)
    keep_file(ConcernFile, upload=SimpleUploadedFile("mine.txt", b"Mine"), concern=mine, by=cast.dsl)
    keep_file(ConcernFile, upload=SimpleUploadedFile("theirs.txt", b"Theirs"), concern=theirs, by=cast.dsl)
    cases = CaseFactory(school=cast.own), CaseFactory(school=other)
    made = order(cast.own)
    package = opened(made)

    assert keys(package, "concerns.Concern") == {mine.pk}
    assert keys(package, "protocol.Case") == {cases[0].pk}
    assert [package.read(name) for name in package.namelist() if name.startswith("files/")] == [b"Mine"]
    for label, ways in AT_SCHOOL.items():
        for row in table(package, label):
            at = [row[f"{way}_id"] for way in ways if f"{way}_id" in row]
            assert not at or str(cast.own.pk) in at, label
    everything = b"".join(package.read(name) for name in package.namelist()).decode()
    assert theirs.reference not in everything
    assert theirs.what_happened == mine.what_happened or theirs.what_happened not in everything


def test_pupils_of_its_roll_with_what_was_known_then(order, cast, other):
    stays, came_later = EnrolmentFactory(school=cast.own), EnrolmentFactory(school=other)
    gone = EnrolmentFactory(school=cast.own, starts_on=date(2025, 9, 1), ends_on=LEFT)
    there = Enrolment.objects.create(
        pupil=gone.pupil, school=other, starts_on=date(2026, 4, 13), year_group=gone.year_group
    )
    facts = [
        PupilFact.objects.create(
            pupil=gone.pupil,
            kind="sen_need",
            rank=rank,
            value=("ASD", "SLCN", "SEMH", "MLD")[rank],
            starts_on=first,
            ends_on=last,
            as_at=first,
            source="school_system",
        )
        for rank, (first, last) in enumerate(
            [
                (date(2024, 9, 1), date(2025, 8, 31)),  # before it came
                (date(2024, 9, 2), date(2025, 9, 1)),  # until its first day
                (date(2026, 3, 31), None),  # from its last day
                (date(2026, 4, 1), None),  # after it had gone
            ]
        )
    ]
    package = opened(order(cast.own))

    on_roll = set(Enrolment.objects.filter(school=cast.own).values_list("pupil", flat=True))
    assert {stays.pupil_id, gone.pupil_id} <= on_roll
    assert keys(package, "pupils.Pupil") == on_roll
    assert came_later.pupil_id not in on_roll
    assert there.pk not in keys(package, "pupils.Enrolment")
    assert keys(package, "pupils.PupilFact") & {fact.pk for fact in facts} == {facts[1].pk, facts[2].pk}


def test_sealed_concerns_stay_with_those_they_name(order, cast):
    sealed = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    Seal.objects.create(concern=sealed, because="An allegation", sealed_by=cast.administrator)
    package = opened(order(cast.own))

    assert table(package, "concerns.Concern") == []
    assert sealed.reference not in b"".join(package.read(name) for name in package.namelist()).decode()
    assert "Not in it: sealed concerns" in package.read("README.txt").decode()


def test_people_are_named_and_nothing_else_of_them(order, cast, other):
    ConcernFactory(school=cast.own, raised_by=cast.dsl)
    package = opened(order(cast.own))
    people = {int(row["id"]): row for row in table(package, "accounts.User")}

    assert people[cast.dsl.pk] == {
        "id": str(cast.dsl.pk),
        "reference": cast.dsl.reference,
        "name": cast.dsl.name,
    }
    assert cast.dsl.email not in package.read("tables/accounts.User.csv").decode()
    assert cast.data_protection_officer.pk not in people
    assert cast.own.pk in keys(package, "register.School")
    assert other.pk not in keys(package, "register.School")


def test_it_is_whole_written_down_and_told(order, cast):
    made = order(cast.own)
    package = opened(made)
    manifest = json.loads(package.read("manifest.json"))

    assert package.testzip() is None
    assert (manifest["school"], manifest["rows"]) == (cast.own.urn, made.rows)
    stated = {row["table"] for row in csv.DictReader(io.StringIO(package.read("dictionary.csv").decode()))}
    assert stated == {entry["table"] for entry in manifest["files"] if "table" in entry}
    assert made.name.startswith(f"school-{cast.own.urn}-")
    for event in Event.objects.filter(verb__startswith="everything."):
        assert set(event.subjects.values_list("reference", flat=True)) == {made.reference, str(cast.own.urn)}
    told = Notice.objects.filter(kind="everything.copy", user=cast.data_protection_officer)
    assert f"everything about {cast.own.name} was ordered" in told.order_by("pk")[0].text


def test_the_page_asks_which_school(as_person, cast, django_capture_on_commit_callbacks):
    browser, url = as_person("administrator"), reverse("exports:order")
    assert f"{url}?school={cast.own.urn}" in browser.get(cast.own.get_absolute_url()).content.decode()
    assert url not in as_person("dsl").get(cast.own.get_absolute_url()).content.decode()
    assert f'value="{cast.own.urn}"' in browser.get(url, {"school": cast.own.urn}).content.decode()
    for typed, words in [("123456", "No school has this number"), ("x", "is neither a URN")]:
        assert words in browser.post(url, {"school": typed, "reason": "It leaves"}).content.decode()
    assert not Copy.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url, {"school": str(cast.own.urn), "reason": "It leaves", "once_token": "t"})
    assert Copy.objects.get().school == cast.own
    assert cast.own.name in browser.get(reverse("exports:everything")).content.decode()


def test_what_link_workers_keep_among_themselves_stays(cast, order):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    for kind, by in ((EntryKind.INTERNAL, "lead_social_worker"), (EntryKind.SCHOOL_NOTE, "dsl")):
        write_message(concern=concern, body=f"Said: {kind}", kind=kind, by=cast.people[by])
    decide_concern(
        concern=concern,
        decision="close",
        destination="",
        rationale="Known to us since May",
        reply="Thank you",
        by=cast.lead_social_worker,
        seen_version=Concern.objects.get(pk=concern.pk).version,
    )

    package = opened(order(cast.own))

    assert [row["kind"] for row in table(package, "concerns.Entry")] == ["school_note", "status"]
    (triage,) = table(package, "concerns.Triage")
    assert triage["reply"] == "Thank you"
    assert "rationale" not in triage
    assert not any("Known to us since May" in package.read(name).decode() for name in package.namelist())
