"""Demo guidance for link workers, and the page of templates."""

# ruff: noqa: E501 -- prose

from resources.guidance.demo.parts import DemoPage, details, heading, listed, note, steps, text
from resources.guidance.enums import Audience

SAFETY_MAPPING = DemoPage(
    slug="safety-mapping",
    title="Safety mapping with a young person",
    summary="Draw together where a young person feels safe and unsafe, and plan from what the drawing shows.",
    topics=("Exploitation", "Violence", "Contextual safeguarding"),
    kept_by="Contextual safeguarding lead",
    documents=("safety-mapping-sheet.docx",),
    what_changed="The sheet now asks about times of day, since the same place can be safe and unsafe.",
    days_ago=20,
    body=[
        steps(
            "<b>Say what it is for</b> and who will see it. The young person keeps their own copy.",
            "<b>Let them draw.</b> A blank sheet works better than a printed map. Home, school, the way between, "
            "friends, online.",
            "<b>Ask place by place:</b> safe, unsafe, or sometimes? When? Who is there?",
            "<b>Ask what would help,</b> in each unsafe place. Start with what they suggest.",
            "<b>Agree two things</b> that will change this week, and who does them.",
        ),
        heading("What to listen for"),
        listed(
            "The drawing often shows what a referral form does not:",
            "the long way round that makes a pupil late every day",
            "the bus stop that is fine at 8 and not at 4",
            "the adult who is there: a shopkeeper, a caretaker, a coach",
            "places online that have the same people as places outside",
        ),
        heading("What happens with the map"),
        text(
            "Use it for the safety plan, for timetables and transport, and to decide where a service should be. "
            "Draw again after some weeks: two maps side by side show change better than any score."
        ),
        note(
            "Maps may be put together to see an area, but only after names and exact addresses are taken out. Tell "
            "the young person before you draw, not after."
        ),
        details(
            "If something is disclosed",
            "Stop drawing. Listen, write down the words used, and follow your safeguarding procedure. The map can "
            "wait.",
        ),
    ],
)

CONTEXT_WEIGHTING = DemoPage(
    slug="context-weighting",
    title="Context weighting: where does the harm come from?",
    summary="A way to decide, with others, which context to work on first: home, friends, school, neighbourhood or online.",
    topics=("Contextual safeguarding", "Exploitation"),
    kept_by="Contextual safeguarding lead",
    audience=Audience.SIGNED_IN,
    documents=("context-weighting-sheet.xlsx",),
    days_ago=45,
    due_in=200,
    body=[
        steps(
            "<b>List the contexts:</b> home, friends, school, neighbourhood, online.",
            "<b>For each, write the evidence</b> for harm and for safety. Leave out what is only a feeling.",
            "<b>Share 100 points</b> between them, together, by how much each adds to the harm now.",
            "<b>Write why.</b> The reasons matter more than the numbers.",
            "<b>Ask who has reach</b> into the heaviest context, and invite them.",
        ),
        heading("Why weigh?"),
        text(
            "Child protection grew up around homes. Much of what harms teenagers happens elsewhere, and parents often "
            "have little power there. If the weight lies with a peer group or a place, a plan that only asks things "
            "of the family will fail, and the family will be blamed."
        ),
        heading("Two levels of work"),
        listed(
            "Both are needed:",
            "<b>With the child and family:</b> bring what happens outside the home into the assessment and plan",
            "<b>With the context:</b> assess the peer group, school or place itself, plan for it, and measure whether "
            "<b>it</b> became safer",
        ),
        note(
            "The points are a way to think together on one day. They are no score of a child, and must not be used "
            "as one. Weigh again when something changes, and keep the earlier sheet."
        ),
    ],
)

INCLUSION_MEETING = DemoPage(
    slug="an-inclusion-meeting-that-helps",
    title="An inclusion meeting that helps",
    summary="How to prepare, run and end the meeting at the heart of a No Need to Exclude case.",
    topics=("Exclusion", "Working together"),
    kept_by="Inclusion team",
    audience=Audience.SIGNED_IN,
    days_ago=40,
    body=[
        steps(
            "<b>Ask the young person first</b> how they want to take part: in the room, by a letter, a drawing, a "
            "recording, somebody who speaks for them.",
            "<b>Call the parents</b> before any letter goes. Ask what time suits.",
            "<b>Invite few people,</b> those who know the child or can change something.",
            "<b>Send papers ahead,</b> short enough to be read.",
        ),
        heading("An order that works"),
        listed(
            "About an hour:",
            "the young person’s words, read first",
            "what is going well, and with whom",
            "what worries us: child, family, school, friends, places, online",
            "what has been tried, and what it did",
            "what each of us will do, by when",
            "when we meet again, and how we will know that it helps",
        ),
        heading("Before everyone leaves"),
        text(
            "Read the actions aloud. Each has one name and one date. If people do not agree, write down the "
            "disagreement and whose it is: an honest record helps more than a false peace."
        ),
        note("Suspension may come up. The headteacher decides; the meeting does not vote."),
    ],
)

EVIDENCE = DemoPage(
    slug="evidence-before-a-permanent-exclusion",
    title="Evidence to have before a permanent exclusion",
    summary="A checklist of what was tried and considered. It advises; it never stands in the way of a decision.",
    topics=("Exclusion", "SEND", "Recording"),
    kept_by="Inclusion team",
    audience=Audience.SIGNED_IN,
    documents=("evidence-checklist.xlsx",),
    days_ago=50,
    body=[
        steps(
            "<b>Download the workbook</b> and save it in the pupil’s file.",
            "<b>Answer each line:</b> done, does not apply (why), or not done (why).",
            "<b>Say where the evidence is,</b> with its date.",
        ),
        text(
            "Permanent exclusion is a last resort. It is lawful only in response to a serious breach, or persistent "
            "breaches, of the behaviour policy, <b>and</b> where letting the pupil stay would seriously harm the "
            "education or welfare of the pupil or of others."
        ),
        note(
            "An unfinished checklist never stops a headteacher from deciding, or from telling the authority."
        ),
    ],
)

SHEETS = DemoPage(
    slug="sheets-to-print",
    title="Sheets to print",
    summary="Sheets to use with young people and in staff training, free to copy.",
    topics=("Contextual safeguarding", "Exclusion"),
    kept_by="Safeguarding in education team",
    documents=("safety-mapping-sheet.docx", "ten-questions.docx", "drop-in-poster.txt"),
    days_ago=20,
    body=[text("Each sheet is one page, in plain language, and works in black and white.")],
)
