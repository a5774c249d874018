"""Many authorities out of one: every row again, with keys and names of its own, and nothing astray."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from exclusions.concerns.models import Concern
from exclusions.suspensions.models import Suspension
from portal.audit.models import EventSubject
from portal.demo.bench.multiplying import multiply
from portal.exports.everything import every_model
from portal.exports.one_school import SHARED
from schools.calendars.models import Term
from schools.pupils.models import Pupil
from schools.register.models import School

pytestmark = [
    pytest.mark.usefixtures("seeded", "db"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the bench measures on SQLite"),
]


@pytest.fixture
def one(tmp_path):
    """The seeded database as a file."""
    file = tmp_path / "one.sqlite3"
    connection.ensure_connection()
    # Also what is not committed, which a backup would wait for.
    file.write_bytes(connection.connection.serialize())
    return file


@pytest.fixture
def three(one, tmp_path):
    target = tmp_path / "three.sqlite3"
    multiply(one, target, 3)
    with closing(sqlite3.connect(target)) as db:
        yield db


def rows(db, model, where="1"):
    return db.execute(f"SELECT count(*) FROM {model._meta.db_table} WHERE {where}").fetchone()[0]  # noqa: S608


def test_every_school_child_and_record_is_there_three_times(three):
    for model in (School, Pupil, Concern, Suspension, EventSubject):
        assert rows(three, model) == 3 * model._base_manager.count() > 0


def test_what_an_authority_has_once_stays_once(three):
    shared = Term.objects.filter(school=None).count()

    assert rows(three, Term, "school_id IS NULL") == shared > 0
    assert rows(three, Term) == shared + 3 * (Term.objects.count() - shared)


def test_no_row_points_astray_and_nothing_that_is_unique_comes_twice(three):
    assert three.execute("PRAGMA foreign_key_check").fetchall() == []
    assert three.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_records_of_a_copy_are_its_own_schools(three):
    astray = """SELECT count(*) FROM concerns_concernsubject s
        JOIN concerns_concern c ON c.id = s.concern_id
        WHERE NOT EXISTS (SELECT 1 FROM pupils_enrolment e
                          WHERE e.pupil_id = s.pupil_id AND e.school_id = c.school_id)"""
    with connection.cursor() as cursor:
        in_one = cursor.execute(astray).fetchone()[0]

    assert three.execute(astray).fetchone()[0] == 3 * in_one


def test_indexes_and_what_refuses_changes_are_as_before(one, three):
    of_schema = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    with closing(sqlite3.connect(one)) as before:
        assert three.execute(of_schema).fetchall() == before.execute(of_schema).fetchall()


def test_the_first_authority_keeps_its_names(three):
    references = {row[0] for row in three.execute("SELECT reference FROM pupils_pupil")}

    assert set(Pupil.objects.values_list("reference", flat=True)) < references
    assert three.execute("SELECT count(DISTINCT name) FROM register_school").fetchone()[0] == 3 * len(
        set(School.objects.values_list("name", flat=True))
    )


def test_no_table_of_children_is_forgotten(three):
    for model in every_model():
        if model._meta.app_label in ("concerns", "pupils", "suspensions") and model._meta.label not in SHARED:
            assert rows(three, model) == 3 * model._base_manager.count(), model
