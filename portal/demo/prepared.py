"""A file that was prepared in the background: the safeguarding lead's concerns as a workbook."""

from django.db import transaction

from portal.accounts.enums import Role
from portal.demo.people import demo_people
from portal.exports.enums import Format
from portal.exports.models import Export
from portal.exports.work import prepare_export


@transaction.atomic
def show_prepared_files() -> None:
    """After the rest is there: what is made here carries the moment of its making."""
    export = Export.objects.create(
        owner=demo_people()[Role.DSL], path="/concerns/", title="Concerns", format=Format.XLSX
    )
    prepare_export(export.pk)
