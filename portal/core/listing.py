"""One definition of columns and filters for the page, the fragment that htmx swaps in, CSV and XLSX.

A room writes a django-tables2 table and a django-filter filter set in its `listing.py` and a view:

    class ConcernList(ListingView):
        table_class, filterset_class = ConcernTable, ConcernFilter
        title, noun = "Concerns", "concern"

        def get_queryset(self):
            return Concern.objects.visible_to(self.request.user).select_related("school")
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from operator import attrgetter, methodcaller
from tempfile import TemporaryFile
from typing import Any, Protocol

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.defaultfilters import slugify
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django_filters.views import FilterView
from django_tables2 import RequestConfig
from django_tables2.columns import BoundColumn
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from portal.core.counting import LISTED, count_to
from portal.core.tables import PortalTable

PAGE_SIZES = (25, 50, 100)
# A spreadsheet takes a cell that starts so for a formula (domain.md 8.6).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Text that openpyxl would take for a formula or for an error value.
TAKEN_OTHERWISE = ("=", "#")
CHUNK = 500
NUMBERS = (bool, int, float)
# Characters that XML 1.0, and so a workbook, cannot hold.
NOT_IN_XML = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_FORMATS = ("csv", "xlsx")


def csv_cell(value: Any) -> str:
    """A CSV cell that no spreadsheet takes for a formula: a leading apostrophe marks text as text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    risky = not isinstance(value, int | float) and text.startswith(FORMULA_STARTS)
    return f"'{text}" if risky else text


def xlsx_cell(sheet: Any, value: Any) -> Any:
    """A workbook cell: numbers and dates typed, text always as text and never a formula."""
    if type(value) is str and value.isprintable() and not value.startswith(TAKEN_OTHERWISE):
        # openpyxl takes such text for what it is; a cell of its own costs three times as much.
        return value
    if value is None or isinstance(value, NUMBERS):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, str(value).translate(NOT_IN_XML))
    cell.data_type = "s"
    return cell


def write_workbook(sheets: Iterable[tuple[str, Iterable[Iterable[Any]]]], target: Any) -> None:
    """Write sheets of (title, rows) to a file object, row by row."""
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append([xlsx_cell(sheet, value) for value in row])
    book.save(target)


def workbook_response(sheets: Iterable[tuple[str, Iterable[Iterable[Any]]]], name: str) -> FileResponse:
    """A workbook download; the file lies on disk, not in memory, while it is sent."""
    target = TemporaryFile()  # noqa: SIM115 -- FileResponse closes it
    write_workbook(sheets, target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The text of a CSV file, row by row; with a byte order mark, so that spreadsheets read it as UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row])


class _Echo:
    def write(self, value: str) -> str:
        return value


def csv_response(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    """A CSV download, streamed."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def export_value(table: PortalTable, column: BoundColumn) -> Callable[[Any], Any]:
    """How a column's value for a file is found: `value_<column>`, a choice's label, or the value itself."""
    own: Callable[[Any], Any] | None = getattr(table, f"value_{column.name}", None)
    if own is not None:
        return own
    path, model = column.accessor, getattr(table.data, "model", None)
    label = f"get_{path}_display"
    if hasattr(model, label):
        return methodcaller(label)
    if isinstance(vars(model).get(path) if model else None, DeferredAttribute | property):
        return attrgetter(path)  # several times quicker than an accessor, which tries keys and indexes first
    return lambda record: path.resolve(record, quiet=True)


# `taker(view, kind)` may answer an export in the list's place: portal.exports does, where it is large.
ExportTaker = Callable[["ListingView", str], "HttpResponseBase | None"]
_takers: list[ExportTaker] = []


def hand_exports_to(taker: ExportTaker) -> None:
    """Ask `taker` before a list answers an export itself. Called at start-up."""
    if taker not in _takers:
        _takers.append(taker)


class Views(Protocol):
    """A room that keeps people's views of lists (portal.saved)."""

    def leads_to(self, view: "ListingView") -> str | None:
        """Where an address that asks for nothing leads, if not to the whole list."""

    def above(self, view: "ListingView") -> SafeString:
        """What stands above the rows."""


_views: list[Views] = []


def keep_views_with(views: Views) -> None:
    """Ask `views` for every list that says `saved_as`. Called at start-up."""
    _views[:] = [views]


class ListPaginator(Paginator):
    """Pages of a table's rows, the first `LISTED` of them: `has_more` says whether there are others.

    `counted` are the same rows before they were dressed.
    """

    def __init__(self, rows: Any, per_page: int, counted: Any) -> None:
        super().__init__(rows, per_page)
        self.counted = counted

    @cached_property
    def _counted(self) -> int:
        rows = self.counted
        return count_to(LISTED, rows) if isinstance(rows, models.QuerySet) else len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, LISTED)

    @property
    def has_more(self) -> bool:
        return self._counted > LISTED


class ListingView(FilterView):
    """The page, its fragment and its files, from one table, one filter set and one queryset."""

    template_name = "core/listing.html"
    table_class: type[PortalTable]
    title = ""
    noun = "row"
    # Where an s at its end does not make it more than one.
    nouns = ""
    intro = ""
    # What a row is and how it is counted: stands in files that leave the portal.
    definition = ""
    exports = True
    # What the list is called among people's saved views; without it its filters are not kept.
    saved_as = ""
    empty_text = "Nothing matches these filters."
    empty_next_text = "Clear the filters"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        for views in self._views():
            if address := views.leads_to(self):
                return redirect(address)
        filterset = self.get_filterset(self.get_filterset_class())
        self.filterset = filterset
        self.object_list = filterset.qs if filterset.is_valid() else filterset.queryset.none()
        export = request.GET.get("export")
        if self.exports and export in EXPORT_FORMATS:
            taken = (taker(self, export) for taker in _takers)
            return next((answer for answer in taken if answer is not None), None) or self.export(export)
        return self.page()

    def page(self) -> HttpResponse:
        table = self.table_class(self.dressed(self.object_list))
        # Not RequestConfig's own pages: it believes any number in the address, and fails at -1; nor the
        # table's, which reads the first page before the one that was asked for.
        RequestConfig(self.request, paginate=False).configure(table)
        table.paginator = ListPaginator(table.rows, self.per_page(), self.object_list)
        table.page = table.paginator.get_page(self.request.GET.get(table.prefixed_page_field))
        total = table.paginator.count
        context = self.get_context_data(
            filter=self.filterset,
            table=table,
            total=total,
            has_more=table.paginator.has_more,
            title=self.title,
            noun=self.noun,
            nouns=self.nouns or f"{self.noun}s",
            intro=self.intro,
            exports=self.exports,
            prepared=total > settings.EXPORT_ROWS_AT_ONCE,
            empty_text=self.empty_text,
            empty_next_text=self.empty_next_text,
            empty_next_url=self.request.path,
            saved_views=[views.above(self) for views in self._views()],
        )
        self.seen(table.page.object_list)
        fragment = getattr(self.request, "htmx", False) and self.request.htmx.target == "results"
        template = "components/results.html" if fragment else self.template_name
        return self.response_class(self.request, [template], context)

    def dressed(self, rows: Any) -> Any:
        """The filtered rows, in their order, with what their cells show besides: what is joined and annotated
        here is not counted along.
        """
        return rows

    def _views(self) -> list[Views]:
        return _views if self.saved_as else []

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        # django-filter takes an address without parameters for a form that was not sent.
        return {**super().get_filterset_kwargs(filterset_class), "data": self.request.GET}

    def per_page(self) -> int:
        asked = self.request.GET.get("per_page", "")
        return next((size for size in PAGE_SIZES if str(size) == asked), PAGE_SIZES[0])

    def export(self, kind: str) -> HttpResponseBase:
        rows = self.exported_rows()
        self.exported(kind)
        name = f"{slugify(self.title)}-{timezone.localdate():%Y-%m-%d}"
        if kind == "csv":
            return csv_response(rows, name)
        return workbook_response([(self.title, rows)], name)

    def exported_rows(self) -> Iterator[list[Any]]:
        """What a file of this list holds: the headings, then every row, read from the database in pieces."""
        table = self.table_class(self.dressed(self.object_list))
        RequestConfig(self.request, paginate=False).configure(table)
        for name in table.export_only:
            table.columns.show(name)
        columns = [column for column in table.columns if not column.column.exclude_from_export]
        values = [export_value(table, column) for column in columns]
        source = table.data.data
        records = source.iterator(chunk_size=CHUNK) if isinstance(source, models.QuerySet) else source
        yield [str(column.header) for column in columns]
        for record in records:
            yield [value(record) for value in values]

    def seen(self, records: Any) -> None:
        """A page of rows was shown: rooms with children's records write it down."""

    def exported(self, kind: str) -> None:
        """The rows were exported: rooms with children's records write it down."""
