"""One concern as a PDF: what each reader reads, who printed it, what for."""

import pytest

from exclusions.concerns.enums import EntryKind
from exclusions.concerns.services import decide_concern, write_message
from exclusions.concerns.views import printing
from portal.audit.models import Event
from tests.factories import ConcernFactory

SCHOOL = ["dsl", "deputy_dsl", "inclusion_lead", "headteacher"]
LINK_WORKERS = ["lead_social_worker", "deputy_social_worker"]
READS = {
    "Narwhal": [*SCHOOL, *LINK_WORKERS, "on_site_social_worker", "head_of_service"],
    "Dugong": LINK_WORKERS,
    "Manatee": SCHOOL,
    "Because of May": LINK_WORKERS,
}


@pytest.fixture
def concern(cast):
    made = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    write_message(concern=made, body="Narwhal", by=cast.dsl)
    write_message(concern=made, body="Manatee", kind=EntryKind.SCHOOL_NOTE, by=cast.dsl)
    write_message(concern=made, body="Dugong", kind=EntryKind.INTERNAL, by=cast.lead_social_worker)
    decide_concern(
        concern=made,
        decision="close",
        destination="",
        rationale="Because of May",
        reply="Thank you",
        by=cast.lead_social_worker,
        seen_version=made.__class__.objects.get(pk=made.pk).version,
    )
    return made


@pytest.fixture
def as_html(monkeypatch):
    """The page before it becomes a PDF: text in a PDF is packed."""

    def html(request, template, context, name):
        return printing.render(request, template, {**context, "printed_by": request.user})

    monkeypatch.setattr(printing, "pdf_response", html)


def print_it(client, concern, purpose="For the conference"):
    return client.post(f"/concerns/{concern.reference}/print/", {"purpose": purpose})


@pytest.mark.parametrize("name", READS["Narwhal"])
def test_each_prints_what_they_read(as_html, as_person, concern, name):
    text = print_it(as_person(name), concern).text

    assert {word: word in text for word in READS} == {word: name in who for word, who in READS.items()}
    assert concern.what_happened in text
    assert "Thank you" in text
    assert "Official-Sensitive. Printed by" in text


def test_it_is_a_pdf_and_who_printed_it_what_for_is_kept(cast, as_person, concern):
    answer = print_it(as_person("headteacher"), concern)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="{concern.reference}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    event = Event.objects.get(verb="concern.print")
    assert (event.actor, event.kind, event.reason) == (cast.headteacher, "export", "For the conference")


def test_without_a_purpose_nothing_is_printed(as_person, concern):
    page = print_it(as_person("dsl"), concern, purpose=" ")

    assert "Write what the print is for" in page.text
    assert not Event.objects.filter(verb="concern.print").exists()
