"""Pupils from a school's own system: CSV, workbook or common transfer file."""

from schools.pupils.importing.importer import PupilImporter

__all__ = ["PupilImporter"]
