"""Example inputs of every component, for the gallery page and the test that renders each."""

from typing import Any

EXAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("tag", {"text": "Being looked at", "colour": "blue"}),
    ("reference", {"text": "C-7K3Q9"}),
    (
        "empty",
        {
            "text": "No concerns are open at your schools.",
            "next_text": "See what was decided",
            "next_url": "#",
        },
    ),
    (
        "contact_card",
        {
            "name": "Amara Osei",
            "role": "Lead social worker",
            "phone": "020 7946 0101",
            "email": "a.osei@example.org",
            "availability": "usually answers today",
        },
    ),
    ("count_card", {"count": 3, "label": "Waiting for you", "url": "#"}),
    ("notification", {"kind": "important", "text": "Marker Lane Academy has no lead social worker."}),
]
