"""What import-linter cannot see: foreign keys by name, template reach, and files that grow too big."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

WINGS = ("portal", "schools", "exclusions", "linkworkers", "resources")
# From the bottom up; rooms of one line do not know each other, except where listed in order.
FLOORS = [
    ["core"],
    ["accounts"],
    ["audit"],
    ["files", "notices", "search", "saved"],
    ["bulk"],
    ["people"],
    ["register"],
    ["links"],
    ["calendars"],
    ["pupils"],
    ["headcounts"],
    ["concerns"],
    ["risk"],
    ["suspensions"],
    ["measures"],
    ["protocol"],
    ["ownplans"],
    ["plans"],
    ["meetings"],
    ["outcomes"],
    ["inbox", "diary", "guidance", "training"],
    ["allocation"],
    ["dashboards", "exports", "api"],
    ["home"],
    ["demo"],
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = {config.label: config for config in apps.get_app_configs() if config.name.split(".")[0] in WINGS}

FILE_LIMIT, FUNCTION_LIMIT, TEMPLATE_LIMIT = 400, 50, 150
# Larger on purpose, each with its reason.
ALLOWED_LARGE: dict[str, str] = {}


def sources(pattern: str) -> list[Path]:
    return [
        path
        for wing in WINGS
        for path in sorted((settings.BASE_DIR / wing).rglob(pattern))
        if "migrations" not in path.parts
    ]


def test_every_room_has_a_floor():
    assert set(ROOMS) == set(FLOOR_OF)


def may_reach(room: str, target: str) -> bool:
    return room == target or FLOOR_OF[target] < FLOOR_OF[room]


@pytest.mark.parametrize("room", ROOMS)
def test_foreign_keys_point_down(room):
    reached = {
        field.related_model._meta.app_label
        for model in ROOMS[room].get_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model is not None
    }

    assert [target for target in reached & set(FLOOR_OF) if not may_reach(room, target)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_templates_reach_down(room):
    folder = Path(ROOMS[room].path) / "templates"
    wanted = re.compile(r"""\{%\s*(?:include|extends)\s+["']([a-z_]+)/""")
    links = re.compile(r"""\{%\s*url\s+["']([a-z_]+):""")
    reached = {
        (template.name, target)
        for template in folder.rglob("*.html")
        for pattern in (wanted, links)
        for target in pattern.findall(template.read_text())
    }

    assert [
        (name, target) for name, target in reached if target in FLOOR_OF and not may_reach(room, target)
    ] == []


def test_files_and_functions_stay_small():
    too_big = {}
    for path in sources("*.py"):
        name = str(path.relative_to(settings.BASE_DIR))
        text = path.read_text()
        if (lines := text.count("\n")) > FILE_LIMIT:
            too_big[name] = f"{lines} lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (long := node.end_lineno - node.lineno) > FUNCTION_LIMIT:
                too_big[f"{name}:{node.name}"] = f"{long} lines"
    for path in sources("*.html"):
        if (lines := path.read_text().count("\n")) > TEMPLATE_LIMIT:
            too_big[str(path.relative_to(settings.BASE_DIR))] = f"{lines} lines"

    assert {name: size for name, size in too_big.items() if name not in ALLOWED_LARGE} == {}
    assert set(ALLOWED_LARGE) <= set(too_big), "An exception is no longer needed: take it out."


def test_templates_hold_no_inline_script_or_style():
    """The content security policy would refuse them."""
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*application/json)")
    offenders = [
        str(p.relative_to(settings.BASE_DIR)) for p in sources("*.html") if inline.search(p.read_text())
    ]

    assert offenders == []


def test_templates_name_no_role():
    roles = re.compile(r"headteacher|dsl|lead_social_worker|inclusion_officer|board_member|administrator")
    conditions = re.compile(r"\{%\s*(?:el)?if[^%]*%\}")
    offenders = [
        str(path)
        for path in sources("*.html")
        if any(roles.search(condition) for condition in conditions.findall(path.read_text()))
    ]

    assert offenders == []
