"""Texts to start a reply to the school from, one for each decision. People finish them.

The words lie in `templates/inbox/starting_texts/`.
"""

from django.template.loader import render_to_string

from exclusions.concerns.enums import Decision
from portal.accounts.models import User


def starting_text(decision: str, by: User) -> str:
    """The text for a decision with the writer's name and phone; nothing for an unknown decision."""
    if decision not in Decision:
        return ""
    context = {"name": by.name, "phone": by.phone}
    return render_to_string(f"inbox/starting_texts/{Decision(decision).value}.txt", context).strip()


def starting_texts(by: User) -> list[tuple[Decision, str]]:
    """Every decision with its text, in the order of the form."""
    return [(decision, starting_text(decision, by)) for decision in Decision]
