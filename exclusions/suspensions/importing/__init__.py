"""Suspensions and permanent exclusions from a school's own system or a spreadsheet."""

from exclusions.suspensions.importing.importer import SuspensionImporter

__all__ = ["SuspensionImporter"]
