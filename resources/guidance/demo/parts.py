"""The pieces that demo pages are written in."""

from dataclasses import dataclass, field
from typing import Any

from resources.guidance.enums import Audience

Block = tuple[str, Any]


@dataclass(frozen=True)
class DemoPage:
    """One page. `days_ago` and `due_in` count from the day the demo is made."""

    slug: str
    title: str
    summary: str
    body: list[Block]
    topics: tuple[str, ...]
    kept_by: str
    audience: Audience = Audience.PUBLIC
    documents: tuple[str, ...] = ()
    what_changed: str = ""
    days_ago: int = 30
    due_in: int = 335


@dataclass(frozen=True)
class DemoSection:
    slug: str
    title: str
    introduction: str
    pages: list[DemoPage] = field(default_factory=list)


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def steps(*items: str, title: str = "What to do first") -> Block:
    return "steps", {"title": title, "steps": [_paragraphs(item) for item in items]}


def heading(words: str) -> Block:
    return "heading", words


def text(*paragraphs: str) -> Block:
    return "text", _paragraphs(*paragraphs)


def listed(introduction: str, *items: str) -> Block:
    return "text", f"<p>{introduction}</p><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def note(words: str) -> Block:
    return "callout", {"kind": "note", "text": _paragraphs(words)}


def warning(words: str) -> Block:
    return "callout", {"kind": "warning", "text": _paragraphs(words)}


def contact(introduction: str) -> Block:
    return "contact", {"introduction": introduction}


def details(title: str, *paragraphs: str) -> Block:
    return "details", {"title": title, "text": _paragraphs(*paragraphs)}
