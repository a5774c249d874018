"""What an importer asks besides the file."""

from typing import Any

from portal.accounts.models import User
from portal.core.forms import PortalForm


class OptionsForm(PortalForm):
    """An importer's own questions; `by` is whose import it is. `options()` is kept as JSON."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def options(self) -> dict[str, Any]:
        """The cleaned answers as JSON values."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}
