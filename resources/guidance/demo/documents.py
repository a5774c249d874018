"""The demo's downloads: name, title, for whom, content."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from resources.guidance.demo.files import plain, word, workbook


@dataclass(frozen=True)
class DemoDocument:
    name: str
    title: str
    is_public: bool
    content: Callable[[], bytes]
    page_count: int | None = None


SAFETY_MAPPING = (
    "# My safety map",
    "This is yours. You choose what goes on it, and you keep a copy.",
    "## Draw",
    "Home, school, the way between them, friends, places you go, places online.",
    *[""] * 12,
    "## For each place",
    "Safe, unsafe, or sometimes? At what time of day? Who is there?",
    *[""] * 3,
    "## Adults I trust, and where they are",
    *[""] * 2,
    "## What would help",
    *[""] * 2,
    "## Two things that will change this week, and who does them",
    *[""] * 2,
)
TEN_QUESTIONS = (
    "# Before you suspend: ten questions",
    "1. What happened, and how do we know? More likely than not is the test.",
    "2. Has the pupil been heard, in a way that works for them?",
    "3. What was going on before and around it?",
    "4. Could a need that we have not met explain it?",
    "5. Does the pupil have a disability, and have we made the adjustments we owe?",
    "6. Does the pupil have a social worker, or are they looked after? Have we called?",
    "7. What would we do if another pupil had done this?",
    "8. Where will the pupil be, and with whom, while suspended?",
    "9. What else would keep others safe?",
    "10. What will be different on the day they come back?",
    "## The decision is the headteacher’s",
    "These questions advise. They do not ask for anybody’s permission.",
)
WRITING_FRAME = (
    "# Concern: a writing frame",
    "## What was seen or heard (who, what, where, when)",
    *[""] * 3,
    "## In the child’s own words",
    *[""] * 3,
    "## What somebody else told us, and who",
    *[""] * 3,
    "## What we think it means (our view)",
    *[""] * 3,
    "## What we have done, and whom we have told",
    *[""] * 3,
    "## What we would like",
    *[""] * 2,
)
FIRST_MEETING = (
    "# First meeting with your link social worker",
    "Half an hour, early in the term.",
    "## 1. Who is who",
    "Names, numbers and days of the safeguarding team, the lead social worker and the deputy.",
    "## 2. How we reach each other",
    "For advice; for a concern; when it cannot wait.",
    "## 3. What worries the school this term",
    "Places and groups as well as pupils.",
    "## 4. Pupils at risk of exclusion",
    "By reference, not by name, on paper.",
    "## 5. What we will do before half-term",
    "",
)
CONTEXTS = ("Home", "Friends", "School", "Neighbourhood", "Online")
WEIGHTING = (
    ("Context", "Points (all five make 100)", "Evidence of harm", "Evidence of safety", "Who has reach"),
    *((context, 20, "", "", "") for context in CONTEXTS),
)
EVIDENCE_LINES = (
    "Behaviour log and chronology",
    "Behaviour policy applied as written",
    "Needs assessed: SENCO, educational psychologist, speech and language, mental health",
    "Adjustments made (Equality Act)",
    "Emergency review of the education, health and care plan; interim personal education plan review",
    "Views of the pupil and the family",
    "Early or family help offered",
    "Meeting with other services, and its plan",
    "Other classes, mentoring, restorative work",
    "Respite, alternative provision or off-site direction tried, or why not",
    "Managed move explored, and the answer",
    "What is around the pupil: bullying, exploitation, friends, places",
    "Like cases treated alike",
    "Proportionate to what happened",
    "Harm to others considered",
    "Police and safeguarding position",
    "Equality considered, in writing",
    "Support plan for those who were harmed",
)
EVIDENCE = (
    ("What", "Done, does not apply, or not done", "Why, if not done", "Where the evidence is", "Date"),
    *((line, "", "", "", "") for line in EVIDENCE_LINES),
)
POSTER = (
    "DROP-IN WITH OUR LINK SOCIAL WORKER",
    "",
    "Worried about somebody? About a place? About yourself?",
    "You can talk about it before you are sure.",
    "",
    "Where:",
    "When:",
    "With:",
)

DOCUMENTS = (
    DemoDocument("safety-mapping-sheet.docx", "Safety mapping sheet", True, partial(word, SAFETY_MAPPING), 2),
    DemoDocument("ten-questions.docx", "Ten questions, on one page", True, partial(word, TEN_QUESTIONS), 1),
    DemoDocument("drop-in-poster.txt", "Poster text for a drop-in", True, partial(plain, POSTER)),
    DemoDocument(
        "concern-writing-frame.docx", "Writing frame for a concern", False, partial(word, WRITING_FRAME), 1
    ),
    DemoDocument(
        "first-meeting-agenda.docx", "Agenda of a first meeting", False, partial(word, FIRST_MEETING), 1
    ),
    DemoDocument(
        "context-weighting-sheet.xlsx",
        "Context weighting sheet",
        False,
        partial(workbook, "Context weighting", WEIGHTING),
    ),
    DemoDocument(
        "evidence-checklist.xlsx", "Evidence checklist", False, partial(workbook, "Evidence", EVIDENCE)
    ),
)
