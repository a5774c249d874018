from django.urls import reverse

from portal.notices.models import Delivery, Notice
from portal.notices.services import notify


def tell(person, text="C-7K3Q9 was decided.", leads_to="/concerns/C-7K3Q9/"):
    (notice,) = notify(people=[person], kind="concern.decide", text=text, about="C-7K3Q9", leads_to=leads_to)
    return notice


def test_reading_the_list_marks_nothing(cast, as_person):
    tell(cast.dsl)

    page = as_person("dsl").get(reverse("notices:list")).content.decode()

    assert "C-7K3Q9 was decided." in page
    assert Notice.objects.get().read_at is None


def test_opening_one_marks_it_and_leads_to_its_record(cast, as_person):
    notice = tell(cast.dsl)

    response = as_person("dsl").post(reverse("notices:open", args=[notice.reference]))

    assert response["Location"] == "/concerns/C-7K3Q9/"
    assert Notice.objects.get().read_at is not None


def test_anothers_notice_is_not_here(cast, as_person):
    notice = tell(cast.other_dsl)

    assert as_person("dsl").post(reverse("notices:open", args=[notice.reference])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_what_is_no_reference_is_no_page(as_person):
    assert as_person("dsl").post("/notices/A-%00/").status_code == 404


def test_a_notice_never_leads_off_the_portal(cast, as_person):
    notice = tell(cast.dsl, leads_to="https://elsewhere.example/")

    assert as_person("dsl").post(reverse("notices:open", args=[notice.reference]))["Location"] == "/notices/"


def test_the_menu_counts_what_is_unread(cast, as_person):
    tell(cast.dsl)
    tell(cast.other_dsl)

    assert '<span class="portal-badge">1<' in as_person("dsl").get("/notices/").content.decode()


def test_the_outbox_shows_what_failed_and_sends_it_again(cast, as_person):
    notice = tell(cast.dsl)
    Delivery.objects.update(attempts=2, error="ConnectionRefusedError", sent_at=None)
    client = as_person("administrator")

    page = client.get(reverse("notices:outbox")).text
    assert "ConnectionRefusedError" in page
    assert "C-7K3Q9" not in page
    client.post(reverse("notices:retry", args=[notice.reference]))

    assert Delivery.objects.get().attempts == 0
