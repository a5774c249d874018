"""Tables whose cells count in school days."""

from functools import cached_property

from portal.core.tables import PortalTable
from schools.calendars.services import Calendar, prepare_calendars


class SchoolDayTable(PortalTable):
    """A table of records that have a `school_id`; the page's calendars are read once, not per row."""

    @cached_property
    def calendars(self) -> dict[int | None, Calendar]:
        """The calendar of every school on this page, by the school's key."""
        return prepare_calendars(row.record.school_id for row in self.paginated_rows)
