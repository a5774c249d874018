"""Short random references (`C-7K3Q9`) that people and emails quote instead of names and numbers."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.urls import register_converter

# No 0/O, 1/I/L, 5/S, 8/B, U/V: a reference survives a telephone.
ALPHABET = "234679ACDEFGHJKMNPQRTVWXYZ"


def new_reference(prefix: str, length: int = 5) -> str:
    """A fresh random reference such as `C-7K3Q9`; `length` characters after the prefix."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(length))


def tidy_reference(typed: str) -> str:
    """What a person typed, in the form references are stored: upper case, no spaces."""
    return "".join(typed.split()).upper()


def give_references(rows: Sequence[models.Model]) -> None:
    """Give new rows of one model their references with one question to the database, not one a row."""
    if not rows:
        return
    model = type(rows[0])
    (field,) = (f for f in model._meta.local_fields if isinstance(f, ReferenceField))
    waiting = {new_reference(field.prefix, field.length) for _ in range(len(rows) * 2)}
    taken = model._default_manager.filter(**{f"{field.name}__in": waiting})
    free = waiting.difference(taken.values_list(field.name, flat=True))
    for row, reference in zip(rows, free, strict=False):
        setattr(row, field.attname, reference)


class ReferenceConverter:
    """A reference in an address, `<reference:reference>`: anything else is no page, and no question to the
    database either (PostgreSQL takes no NUL).
    """

    regex = "[A-Z]-[0-9A-Z]{4,14}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


# Here and only here: Django takes each name once.
register_converter(ReferenceConverter, "reference")


class ReferenceField(models.CharField):
    """Gives a new row a reference that no other row has; never changes it.

    26 letters to the power of 5 make 11.9 million; a clash is looked for before the insert and the
    unique constraint is the last word.
    """

    def __init__(self, prefix: str = "", length: int = 5, **kwargs: Any) -> None:
        self.prefix, self.length = prefix, length
        kwargs.update(max_length=16, unique=True, editable=False)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "unique", "editable"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "prefix": self.prefix, "length": self.length}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        if not getattr(model_instance, self.attname):
            setattr(model_instance, self.attname, self._unused(type(model_instance)))
        return super().pre_save(model_instance, add)

    def _unused(self, model: type[models.Model]) -> str:
        while True:
            reference = new_reference(self.prefix, self.length)
            if not model._default_manager.filter(**{self.attname: reference}).exists():
                return reference
