import pytest

from portal.exports.enums import Format
from portal.exports.lists import Asked
from portal.exports.models import Export
from portal.exports.services import ask_for_export


@pytest.fixture
def ask(cast, django_capture_on_commit_callbacks):
    """`ask("dsl")` has a list prepared for a member of the cast; `make=False` leaves the worker out."""

    def ask(who, path="/concerns/", query="", form=Format.CSV, make=True):
        with django_capture_on_commit_callbacks(execute=make):
            export = ask_for_export(asked=Asked(path, query, form), by=cast.people[who])
        return Export.objects.get(pk=export.pk)

    return ask
