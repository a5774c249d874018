"""The protocol that ships with the portal, from `data/default_protocol.json` into the tables.

The migration hands in its own historical models, services the live ones.
"""

import json
from pathlib import Path
from typing import Any

from django.utils import timezone

DATA = Path(__file__).resolve().parent / "data" / "default_protocol.json"
# What a document says of its version, beside stages and outcome codes.
VERSION_FIELDS = (
    "name",
    "source",
    "pause_days",
    "tell_owner_after",
    "tell_head_after",
    "list_after",
    "evidence",
)


def shipped() -> dict[str, Any]:
    """The document that ships."""
    return json.loads(DATA.read_text(encoding="utf-8"))


def load(version_model: Any, stage_model: Any, outcome_model: Any) -> Any:
    """Put version 1 with its stages and outcome codes in, unless it is there. Safe to run twice."""
    document = shipped()
    there = version_model.objects.filter(number=document["number"]).first()
    return there or write(document, document["number"], version_model, stage_model, outcome_model)


def write(
    document: dict[str, Any],
    number: int,
    version_model: Any,
    stage_model: Any,
    outcome_model: Any,
    **more: Any,
) -> Any:
    """A document as a published version with its stages and outcome codes; `more` fields of the version."""
    said = {name: document[name] for name in VERSION_FIELDS if name in document}
    version = version_model.objects.create(
        number=number, published_at=timezone.now(), **_known(version_model, said), **more
    )
    stage_model.objects.bulk_create(
        stage_model(version=version, **_known(stage_model, stage)) for stage in document["stages"]
    )
    outcome_model.objects.bulk_create(
        outcome_model(version=version, order=order, **_known(outcome_model, outcome))
        for order, outcome in enumerate(document["outcomes"], start=1)
    )
    return version


def _known(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    """What the model has columns for: the first migration loads before later columns exist."""
    columns = {field.name for field in model._meta.get_fields()}
    return {name: value for name, value in values.items() if name in columns}
