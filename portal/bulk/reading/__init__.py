"""Files that people hand in, read row by row: `open_sheet()` is the one way in."""

from portal.bulk.reading.opening import READERS, open_sheet
from portal.bulk.reading.sheet import Rejection, Sheet, Unusable

__all__ = ["READERS", "Rejection", "Sheet", "Unusable", "open_sheet"]
