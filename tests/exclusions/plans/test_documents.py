"""Documents of a plan: private, for whoever reads the case, taken out and never deleted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exclusions.plans import services
from exclusions.plans.models import PlanFile
from exclusions.protocol.services import accept_move, ask_to_move
from portal.audit.models import Event
from portal.core.errors import Refused, WrongState
from portal.files.models import HeldFile


def timetable(content: bytes = b"Monday: art", name: str = "Sam.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(case, by) -> PlanFile:
    return services.add_file(case=case, upload=timetable(), about="Timetable", by=by)


def page(as_person, name, case) -> str:
    return as_person(name).get(reverse("plans:plan", args=[case.reference])).content.decode()


def test_a_document_is_added_once_listed_opened_and_written_down(as_person, case):
    browser, url = as_person("lead_social_worker"), reverse("plans:add_document", args=[case.reference])
    names = browser.get(url).context["form"]

    for _ in range(2):
        sent = {names["about"].html_name: "Timetable", names["document"].html_name: timetable()}
        done = browser.post(url, sent | {"once_token": "t" * 20})
        assert done.url == f"{reverse('plans:plan', args=[case.reference])}#documents"

    kept = PlanFile.objects.get()
    opened = as_person("senco").get(reverse("plans:document", args=[kept.reference]))
    assert b"".join(opened.streaming_content) == b"Monday: art"
    assert "attachment" in opened["Content-Disposition"]
    for verb in ("plan.add_file", "case.view"):
        assert Event.objects.filter(verb=verb, subjects__reference=case.reference).exists(), verb
    shown = [page(as_person, "senco", case)]
    shown += [
        as_person("senco").get(f"{case.get_absolute_url()}{part}/").content.decode()
        for part in ("files", "timeline")
    ]
    assert ["Timetable" in one for one in shown] == [True, True, True]
    assert "Sam" not in kept.file.name
    assert as_person("other_dsl").get(reverse("plans:document", args=[kept.reference])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"about": "Timetable"}, "Choose a document"),
        ({"document": True}, "Write what it is"),
        ({"about": "Timetable", "document": timetable(b"")}, "The file is empty"),
        ({"about": "Timetable", "document": timetable(b"MZ\x00", "x.exe")}, "x.exe"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(as_person, case, sent, says):
    if sent.get("document") is True:
        sent = sent | {"document": timetable()}
    browser, url = as_person("lead_social_worker"), reverse("plans:add_document", args=[case.reference])
    form = browser.get(url).context["form"]

    answer = browser.post(url, {form[name].html_name: value for name, value in sent.items()})

    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not PlanFile.objects.exists()


def test_one_that_is_taken_out_stays_named_and_is_opened_by_nobody(cast, as_person, case):
    kept = add(case, cast.lead_social_worker)
    url, browser = reverse("plans:take_out", args=[kept.reference]), as_person("deputy_social_worker")
    name = browser.get(url).context["form"]["because"].html_name

    refused = browser.post(url, {name: ""})
    done = browser.post(url, {name: "It is about another child."})

    assert "Write why it is taken out" in refused.content.decode()
    assert done.status_code == 302
    assert "It is about another child." in page(as_person, "senco", case)
    assert browser.get(reverse("plans:document", args=[kept.reference])).status_code == 404
    assert "Timetable" not in as_person("senco").get(f"{case.get_absolute_url()}files/").content.decode()
    with pytest.raises(WrongState):
        services.take_out_file(kept=kept, because="Again.", by=cast.dsl)
    assert PlanFile.objects.get().file.size == len(b"Monday: art")


def test_nothing_is_added_to_a_closed_case_nor_taken_out_without_a_reason(cast, as_person, case):
    kept = add(case, cast.lead_social_worker)
    with pytest.raises(Refused):
        services.take_out_file(kept=kept, because=" ", by=cast.lead_social_worker)
    type(case).objects.filter(pk=case.pk).update(
        state="closed", closed_at=case.opened_at, due_on=None, outcome=case.version.outcomes.first()
    )

    with pytest.raises(WrongState):
        add(case, cast.lead_social_worker)
    url = reverse("plans:add_document", args=[case.reference])
    assert as_person("lead_social_worker").get(url).status_code == 302


def test_it_goes_with_the_case_to_another_school(cast, as_person, case):
    kept = add(case, cast.lead_social_worker)
    move = ask_to_move(case=case, to_school=cast.other, note="Art.", by=cast.lead_social_worker)
    accept_move(move=move, by=cast.other_dsl)
    accept_move(move=move, by=cast.other_social_worker)

    url = reverse("plans:document", args=[kept.reference])

    assert as_person("dsl").get(url).status_code == 404
    assert b"".join(as_person("other_dsl").get(url).streaming_content) == b"Monday: art"
    assert page(as_person, "other_dsl", case).count("Timetable") == 1


def test_a_document_that_is_not_checked_yet_says_so_wherever_it_is_listed(cast, as_person, case):
    kept = add(case, cast.lead_social_worker)
    HeldFile.objects.create(file=kept.reference, table="plans.PlanFile")

    files = as_person("senco").get(f"{case.get_absolute_url()}files/").content.decode()

    assert "Not checked yet" in page(as_person, "senco", case)
    assert "Not checked yet" in files
