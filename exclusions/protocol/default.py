"""The protocol that ships with the portal, from `data/default_protocol.json` into the tables.

The migration hands in its own historical models, services the live ones.
"""

import json
from pathlib import Path
from typing import Any

from django.utils import timezone

DATA = Path(__file__).resolve().parent / "data" / "default_protocol.json"
VERSION_FIELDS = ("name", "source")


def load(version_model: Any, stage_model: Any, outcome_model: Any) -> Any:
    """Put version 1 with its stages and outcome codes in, unless it is there. Safe to run twice."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    defaults = {name: data[name] for name in VERSION_FIELDS} | {"published_at": timezone.now()}
    version, is_new = version_model.objects.get_or_create(number=data["number"], defaults=defaults)
    if is_new:
        stage_model.objects.bulk_create(
            stage_model(version=version, **_known(stage_model, stage)) for stage in data["stages"]
        )
        outcome_model.objects.bulk_create(
            outcome_model(version=version, order=order, **outcome)
            for order, outcome in enumerate(data["outcomes"], start=1)
        )
    return version


def _known(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    """What the model has columns for: the first migration loads before later columns exist."""
    columns = {field.name for field in model._meta.get_fields()}
    return {name: value for name, value in values.items() if name in columns}
