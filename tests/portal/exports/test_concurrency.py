"""At the same moment, on a database that lets people write at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.enums import Role
from portal.core.errors import Refused
from portal.exports import copying, work
from portal.exports.enums import Format
from portal.exports.everything import write_everything
from portal.exports.lists import Asked
from portal.exports.models import Copy, Export
from portal.exports.services import ask_for_export
from tests.factories import RoleGrantFactory, SchoolFactory, UserFactory

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_without_worker"),
]


@pytest.fixture
def _without_worker(monkeypatch):
    for task in ("portal.exports.services.prepare", "portal.exports.copying.copy"):
        monkeypatch.setattr(f"{task}.delay_on_commit", lambda **kwargs: None)
    monkeypatch.setattr("portal.notices.services.send_after_commit", lambda delivery_id: None)


@pytest.fixture
def administrator():
    person = UserFactory()
    RoleGrantFactory(user=person, role=Role.ADMINISTRATOR)
    return person


def at_once(*jobs):
    def run(job):
        try:
            return job()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


def test_two_browsers_ask_for_the_same_list(administrator):
    asked = Asked("/schools/", "", Format.CSV)
    first, second = at_once(*[lambda: ask_for_export(asked=asked, by=administrator)] * 2)

    assert first == second
    assert Export.objects.count() == 1


def test_two_workers_make_one_file(administrator):
    SchoolFactory()
    export = ask_for_export(asked=Asked("/schools/", "", Format.XLSX), by=administrator)
    folder = Path(export.file.storage.path("export"))
    before = set(folder.rglob("*"))
    at_once(*[lambda: work.prepare_export(export.pk)] * 2)

    export.refresh_from_db()
    assert (export.state, export.rows) == ("ready", 1)
    written = [path for path in set(folder.rglob("*")) - before if path.is_file()]
    assert written == [Path(export.file.path)]


def test_two_administrators_order_everything(administrator):
    other = UserFactory()
    RoleGrantFactory(user=other, role=Role.ADMINISTRATOR)
    jobs = [lambda by=by: copying.order_copy(reason="We leave", by=by) for by in (administrator, other)]
    answers = at_once(*jobs)

    assert sorted(type(answer).__name__ for answer in answers) == ["Copy", "str"]
    assert Copy.objects.count() == 1


def test_everything_is_read_as_at_one_moment(administrator):
    """What is written while it is made is in none of its tables."""
    wrote = []

    def say(rows):
        if not wrote:
            wrote.append(at_once(lambda: SchoolFactory()))

    with TemporaryFile() as target:
        package = write_everything(target, timezone.localtime(), say)

    rows = {entry.get("table"): entry.get("rows") for entry in package.listed}
    assert wrote
    assert rows["register.School"] == 0
