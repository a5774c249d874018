"""Demo guidance for schools: exclusion. The law stated here is in the project's domain reference."""

# ruff: noqa: E501 -- prose

from resources.guidance.demo.parts import (
    DemoPage,
    contact,
    details,
    heading,
    listed,
    note,
    steps,
    text,
    warning,
)

NO_NEED_TO_EXCLUDE = DemoPage(
    slug="what-no-need-to-exclude-means",
    title="What No Need to Exclude means",
    summary="A promise to try everything that could help a pupil stay. Never a ban, never a permission to ask for.",
    topics=("Exclusion", "Working together"),
    kept_by="Inclusion team",
    days_ago=25,
    body=[
        steps(
            "<b>Tell us early.</b> A second suspension in a term is early enough; a first is better.",
            "<b>Ask the pupil and the family</b> what they think is going on and what would help.",
            "<b>Raise a concern in this portal</b> and choose “No Need to Exclude help”.",
        ),
        heading("What it is"),
        text(
            "No Need to Exclude is a promise between schools and the authority: to look for what is behind the "
            "behaviour, in the child’s life and in the places around it, and to try what could help while the pupil "
            "stays on roll."
        ),
        heading("What it is not"),
        text(
            "It is not a rule against exclusion. The headteacher’s lawful decision to suspend or exclude is never "
            "blocked, delayed or made to wait for a form, a meeting or the authority’s consent."
        ),
        heading("What happens in a case"),
        listed(
            "All days are school days:",
            "<b>Triage:</b> acknowledged within 1 day, decided within 3",
            "<b>Inclusion meeting:</b> within 10 days; within 5 if the head is thinking of permanent exclusion, or "
            "the child is looked after, on a child protection plan or has an education, health and care plan",
            "<b>Plan:</b> within 3 days of the meeting: who does what by when, in words the pupil understands",
            "<b>Reviews:</b> the first after 15 days, then at most every 30",
            "<b>Afterwards:</b> we look again at 20 and 60 days, whatever the outcome",
        ),
        note("The clocks of the law run on their own. A case never stops or replaces them."),
        details(
            "Does every case end well?",
            "No. Some pupils need another school, and some are excluded. Then we meet again within 15 school days, "
            "without blame, and ask what would have helped sooner.",
        ),
        contact("Not sure whether it is for No Need to Exclude? Ask."),
    ],
)

BEFORE_YOU_SUSPEND = DemoPage(
    slug="before-you-suspend",
    title="Before you suspend: ten questions",
    summary="Ten questions a headteacher can go through in ten minutes, and what must happen if the answer is to suspend.",
    topics=("Exclusion", "SEND"),
    kept_by="Inclusion team",
    documents=("ten-questions.docx",),
    what_changed="Updated for the statutory guidance in force from 26 July 2026.",
    days_ago=3,
    body=[
        (
            "steps",
            {
                "title": "Ten questions",
                "steps": [
                    f"<p>{question}</p>"
                    for question in (
                        "What happened, and how do we know? More likely than not is the test.",
                        "Has the pupil been heard, in a way that works for them?",
                        "What was going on before and around it: bullying, grief, fear, pressure from others?",
                        "Could a need that we have not met explain it: learning, speech and language, mental health?",
                        "Does the pupil have a disability, and have we made the adjustments we owe?",
                        "Does the pupil have a social worker, or are they looked after? Have we called?",
                        "What would we do if another pupil had done this?",
                        "Where will the pupil be, and with whom, while suspended? Does that make anyone less safe?",
                        "What else would keep others safe: a changed day, a different room, time with a trusted adult?",
                        "What will be different on the day they come back?",
                    )
                ],
            },
        ),
        warning(
            "Sending a pupil home to cool off, without recording it as a suspension, is unlawful. "
            "So is suspending because a need cannot be met, or for what parents did."
        ),
        heading("If you suspend"),
        listed(
            "The law and the statutory guidance ask for these:",
            "Parents are told without delay how long and why, and have it in writing, with their right to make "
            "representations to the governing board.",
            "The authority is told without delay, <b>whatever the length</b>.",
            "The social worker is told, if there is one; and the virtual school head, if the pupil is looked after.",
            "The board is told without delay if the total in the term goes above 5 school days, or if an exam or "
            "national curriculum test would be missed.",
            "Work is set and marked for the first five school days. From the sixth, suitable full-time education is "
            "arranged.",
            "A suspension cannot be extended or turned into a permanent exclusion.",
        ),
        details(
            "The limits",
            "A pupil can be suspended for at most 45 school days in a school year, at all schools together.",
            "Above 15 school days in a term the governing board must meet within 15 school days of being told. "
            "Above 5 and up to 15, it must meet within 50 school days if the parents make representations.",
        ),
        heading("The day they come back"),
        text(
            "Meet the pupil, with parents if they can come, before or at the start of the first day. If parents "
            "cannot come, the pupil still returns. Agree one adult to go to, and when you will look again."
        ),
        contact("A call before the decision costs five minutes. The decision stays yours."),
    ],
)

PAGES = [NO_NEED_TO_EXCLUDE, BEFORE_YOU_SUSPEND]
