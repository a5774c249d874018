"""Which reader a file gets: by its name's ending; the reader then believes the content only."""

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import BinaryIO

from portal.bulk.reading.csv_file import CsvFile
from portal.bulk.reading.sheet import Sheet, Unusable
from portal.bulk.reading.workbook import Workbook

Reader = Callable[[BinaryIO, str], Sheet]
READERS: Mapping[str, Reader] = {".csv": CsvFile, ".xlsx": Workbook}
OLD = (".xls", ".xlsb", ".ods", ".numbers")


def open_sheet(file: BinaryIO, name: str, readers: Mapping[str, Reader] = READERS) -> Sheet:
    """Header and rows of a file that a person handed in under this name.

    Raises Unusable, with how to mend it, where the file is not one of the kinds that `readers` names.
    """
    ending = PurePath(name).suffix.lower()
    if ending in readers:
        return readers[ending](file, name)
    kinds = " or ".join(readers)
    if ending in OLD:
        raise Unusable(f"{name} is a kind of workbook that cannot be read. Save it as {kinds} and try again.")
    raise Unusable(f"{name} is not a file of a kind that can be imported here. Hand in {kinds}.")
