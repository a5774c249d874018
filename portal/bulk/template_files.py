"""The empty file of an importer, to fill in: its headings, and one row of examples to overwrite."""

from collections.abc import Sequence

from portal.bulk.importer import Column, Importer


def template_rows(importer: type[Importer]) -> list[list[str]]:
    """Header and, where the columns have examples, one row of them."""
    columns: Sequence[Column] = importer.columns
    examples = [column.example for column in columns]
    return [[column.name for column in columns], *([examples] if any(examples) else [])]
