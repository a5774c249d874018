"""Importing the national register's files: `run_import()` is the one way in."""

from portal.bulk.reading import Unusable
from schools.register.importer.run import run_import

__all__ = ["Unusable", "run_import"]
