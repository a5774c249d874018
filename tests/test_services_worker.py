import pytest

from portal.notices.models import Delivery
from portal.notices.services import notify
from tests.factories import UserFactory

pytest_plugins = ["tests.services_worker"]
pytestmark = pytest.mark.services


@pytest.mark.django_db(transaction=True)
def test_notice_leaves_by_the_real_worker(services_worker):
    person = UserFactory(email="amara.osei@northmere.example")

    notify(
        people=[person],
        kind="people.invite",
        text="Concern C-7K3Q9 is waiting for you",
        about="C-7K3Q9",
        leads_to="/concerns/C-7K3Q9/",
    )

    services_worker.wait_until(services_worker.emails)
    [email] = services_worker.emails()
    assert (email["To"], email["Subject"]) == (
        "amara.osei@northmere.example",
        "Concern C-7K3Q9 is waiting for you",
    )
    services_worker.wait_until(Delivery.objects.filter(sent_at__isnull=False, attempts=1).exists)
