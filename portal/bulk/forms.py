"""Handing a file in."""

from typing import Any

from django import forms

from portal.accounts.models import User
from portal.bulk.importer import Importer
from portal.bulk.options import OptionsForm
from portal.bulk.services import kinds_of


def start_form(importer: type[Importer], by: User, *args: Any, **kwargs: Any) -> OptionsForm:
    """The importer's own questions, then the file. An `options_form` is told whose import it is."""

    questions: Any = importer.options_form

    class StartForm(questions):
        file = forms.FileField(
            label="File",
            help_text=f"Hand in {kinds_of(importer)} of at most {importer.most_bytes // (1024 * 1024)} MB.",
            widget=forms.FileInput(
                attrs={"accept": ",".join(importer.readers), "class": "govuk-file-upload"}
            ),
            allow_empty_file=True,
            max_length=200,
            error_messages={"required": "Choose the file", "max_length": "Give the file a shorter name"},
        )

    form: OptionsForm = StartForm(*args, by=by, **kwargs)
    return form
