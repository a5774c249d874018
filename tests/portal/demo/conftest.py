import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.demo.seeding import seed_demo

SCALE = 0.05


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The demo at a twentieth of a borough, for every test of a module that only reads it.

    Gives back rows by table and the statements that wrote them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            written = seed_demo(scale=SCALE, seed=1, say=lambda line: None)
        yield written, [query["sql"] for query in queries]
        transaction.set_rollback(True)
