"""The base of every table. It draws its own cells: several times quicker than django-tables2's rows.

Those ask each renderer of each cell anew which arguments it takes, and a page has some 200 cells.
"""

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from inspect import signature
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table
from django_tables2.columns import BoundColumn


@lru_cache(maxsize=500)
def tag(text: str, colour: str) -> SafeString:
    """The status tag in a cell: the component, rendered once for each of its few texts."""
    return SafeString(render_to_string("components/tag.html", {"text": text, "colour": colour}).strip())


class PortalTable(Table):
    """A table with a caption. `value_<column>` gives the export's typed value where the page shows words.

    Renderers (`render_<column>`) take `value`, `record`, `bound_column` or several of them;
    `link_<column>` gives the address that a cell leads to. `export_only` names columns
    (`visible=False`) that the files have and the page does not.
    """

    caption = ""
    export_only: tuple[str, ...] = ()

    def drawn_rows(self) -> Iterator[SafeString]:
        """The cells of each row of this page, as `<td>`s."""
        drawers = [self._drawer(column) for column in self.columns]
        for row in self.paginated_rows:
            cells = (conditional_escape(localize(draw(row.record))) for draw in drawers)
            # Each cell is escaped above.
            yield mark_safe("".join(f'<td class="govuk-table__cell">{cell}</td>' for cell in cells))  # noqa: S308

    def _drawer(self, column: BoundColumn) -> Callable[[Any], Any]:
        wanted = signature(column.render).parameters.keys()
        value_of = self._value_of(column, wanted)
        empty, default = column.column.empty_values, column.default
        address_of = getattr(self, f"link_{column.name}", None)

        def draw(record: Any) -> Any:
            value = value_of(record)
            if value in empty:
                return default
            given = {"value": value, "record": record, "bound_column": column}
            cell = column.render(**{name: given[name] for name in wanted})
            if address_of is None:
                return cell
            return format_html('<a class="govuk-link" href="{}">{}</a>', address_of(record), cell)

        return draw

    def _value_of(self, column: BoundColumn, wanted: Collection[str]) -> Callable[[Any], Any]:
        """How a record's value for this column is found; a field with choices gives its label."""
        if not column.column.empty_values and "value" not in wanted:
            return lambda record: None  # the renderer works from the record alone
        path, display = column.accessor, f"get_{column.accessor}_display"
        if hasattr(self.data.model, display):
            return lambda record: getattr(record, display)()
        return lambda record: path.resolve(record, quiet=True)
