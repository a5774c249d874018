"""What a draft holds: the form's fields by their names, as typed, valid or not.

    {"in_danger": "no", "categories": ["violence"], "happened_on_0": "23", "happened_on_1": "11",
     "happened_on_2": "2026", "what_happened": "…", "child_words": "…", "action_taken": "…",
     "wish": "advice", "danger_told": "yes"}

`danger_told` says that the author was shown whom to phone and carried on.
"""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

TEXTS = (
    "in_danger",
    "danger_told",
    "happened_on_0",
    "happened_on_1",
    "happened_on_2",
    "what_happened",
    "child_words",
    "action_taken",
    "wish",
)
LISTS = ("categories",)

Content = dict[str, Any]


def tidy(content: Mapping[str, Any]) -> Content:
    """Known fields only, text as text, line ends as one, without what no database keeps."""
    texts = {name: _text(content[name]) for name in TEXTS if name in content}
    lists = {name: _list(content[name]) for name in LISTS if name in content}
    return {name: value for name, value in {**texts, **lists}.items() if value}


def from_post(post: QueryDict) -> Content:
    """The fields of the draft page as a browser posts them."""
    return tidy({**{name: post.get(name, "") for name in TEXTS}, **{n: post.getlist(n) for n in LISTS}})


def as_post(content: Content) -> MultiValueDict[str, Any]:
    """The draft in the form in which a form reads it."""
    lists = {name: content.get(name, []) for name in LISTS}
    return MultiValueDict({**{n: [content[n]] for n in TEXTS if n in content}, **lists})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    # A lone half of a surrogate pair can come in JSON; no database stores one.
    text = value.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _list(value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        return []
    return list(dict.fromkeys(text for item in value if (text := _text(item))))[:50]
