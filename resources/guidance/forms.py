"""What editors may upload."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm

from portal.files.checks import check_upload


class GuidanceDocumentForm(BaseDocumentForm):
    """Looks at the content of a file, as everywhere in the portal, not only at its name."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_upload(upload)
        return upload
