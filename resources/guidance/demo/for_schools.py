"""Demo guidance for schools: safety. The law stated here is in the project's domain reference."""

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
from resources.guidance.enums import Audience

WEAPONS = DemoPage(
    slug="weapons-first-hour",
    title="Weapons in school: the first hour",
    summary="What to do in the first hour when a pupil has, or is said to have, a weapon in school.",
    topics=("Violence", "Exclusion"),
    kept_by="Safer schools lead",
    what_changed="Added what to ask about fear on the way to and from school.",
    days_ago=6,
    body=[
        warning("If anyone may be hurt now, call 999. Nothing on this page comes before that."),
        steps(
            "<b>Make people safe.</b> Move others away calmly. Do not grab, chase or corner anyone.",
            "<b>Tell the headteacher and the designated safeguarding lead.</b> One person leads from here on.",
            "<b>Follow your search policy.</b> Only people whom it authorises may search, and in the way it says.",
            "<b>Keep the pupil with an adult they trust,</b> away from an audience. They may be frightened.",
            "<b>Leave the item where it is safe.</b> If it must be moved, write down who moved it and when.",
            "<b>Write down what was seen and heard,</b> by whom, when and where, while it is fresh.",
        ),
        heading("Ask why, before you decide what"),
        text(
            "Young people carry weapons for different reasons. Many are afraid. Some carry for somebody else, who has "
            "a hold over them. What you learn in this hour shapes whether the pupil, and others, are safe tomorrow."
        ),
        listed(
            "When the pupil is calm, a person they trust can ask:",
            "Has somebody threatened you, here, at home, online or on the way to school?",
            "Did somebody ask you to carry or keep this?",
            "Which places and times feel unsafe? Who is there?",
            "What would have to change for you not to need it?",
        ),
        heading("Before the end of the hour"),
        listed(
            "Check that each of these has a name beside it:",
            "The pupil’s parents or carers have been told, unless telling them would put a child at more risk.",
            "The social worker has been told, if the pupil has one.",
            "Other pupils who were there have somebody to talk to.",
            "A concern has been raised in this portal: one for each child, not one for the incident.",
        ),
        note(
            "Whether to suspend or exclude is the headteacher’s decision alone. It does not have to be made in the "
            "first hour. If a pupil is suspended, tell the parents and the authority without delay."
        ),
        contact("Call early: the talk is easier before decisions than after."),
    ],
)

CHILD_ON_CHILD = DemoPage(
    slug="child-on-child-harm",
    title="Child-on-child harm: keeping both children safe",
    summary="One child has harmed another, or is said to have. How to protect both, and the places they share.",
    topics=("Child-on-child harm", "Violence", "Exclusion"),
    kept_by="Safeguarding in education team",
    what_changed="New section on keeping pupils apart, under the guidance in force from 26 July 2026.",
    days_ago=14,
    body=[
        steps(
            "<b>Listen to the child who was harmed.</b> Do not promise secrecy. Say what will happen next.",
            "<b>Keep them apart for now,</b> in a way that does not fall on the harmed child.",
            "<b>Tell the designated safeguarding lead today.</b>",
            "<b>Make a record for each child,</b> and refer from one to the other. Never one record for both.",
            "<b>Ask where and when it happens.</b> Corridors, changing rooms, buses and group chats can be changed.",
        ),
        heading("Both children are children"),
        text(
            "A child who harms others has often been harmed, or is under pressure from others. That excuses nothing, "
            "and it changes what will stop it. Ask the same questions about both: home, friends, school, places, "
            "online."
        ),
        heading("If they must not meet"),
        text(
            "In rare cases a pupil may be kept off site for a short time to keep pupils apart after an allegation. "
            "This is a safeguarding step, led by the designated safeguarding lead. It is <b>not</b> a suspension and "
            "must not be used or recorded as one."
        ),
        listed(
            "Write down, and look again every few days:",
            "Why it is needed, and what else was considered",
            "How the pupil is taught meanwhile, from the first day",
            "When it will be reviewed, and what would end it",
            "When parents and the authority were told",
        ),
        heading("Change the place, not only the child"),
        text(
            "If the same stairwell, bus stop or chat comes up twice, the next step is for the place: supervision, "
            "layout, timetables, or a talk with those who run it. Tell us, so that other schools hear too."
        ),
        details(
            "Words that help",
            "“What you have told me matters. I cannot keep it to myself, and I will tell you who will know.”",
            "“I am going to ask what happened, and also what was going on around you.”",
        ),
        contact("They can help you plan for both children at once."),
    ],
)

RAISING = DemoPage(
    slug="raising-a-concern-well",
    title="Raising a concern well: fact and opinion",
    summary="How to write a concern that can be acted on today and still makes sense in five years.",
    topics=("Recording", "Working together"),
    kept_by="Safeguarding in education team",
    audience=Audience.SIGNED_IN,
    documents=("concern-writing-frame.docx",),
    days_ago=60,
    due_in=120,
    body=[
        steps(
            "<b>Start with what was seen, heard or said.</b> Who, what, where, when.",
            "<b>Keep the child’s own words,</b> in quotation marks, however short or rude.",
            "<b>Then say what you think it means,</b> and that it is your view.",
            "<b>Say what you have done,</b> and what you would like from us.",
        ),
        heading("Three kinds of sentence"),
        listed(
            "A good record keeps them apart:",
            "<b>Seen or heard:</b> “At 8.50 on Monday he came in with a cut above his left eye.”",
            "<b>Told by somebody:</b> “His sister said that he fell. I did not see it.”",
            "<b>My view:</b> “I think that he did not want to say, because he looked at his friends first.”",
        ),
        heading("What a record must hold"),
        listed(
            "Somebody who reads it later needs to find:",
            "a clear and full summary of the concern",
            "how it was followed up and resolved",
            "what was done, what was decided and why, and what came of it",
        ),
        text(
            "Once sent, a record is not changed. If something was wrong or left out, add to it: the addition carries "
            "your name and the time."
        ),
        note(
            "You do not need consent to share what is needed to keep a child safe. Say what you have shared with the "
            "family and, if you have not told them, why not."
        ),
        details(
            "Words to leave out",
            "Labels tell the reader how you feel, not what happened: “attention-seeking”, “gang-affiliated”, "
            "“a manipulative parent”. Write what you saw instead.",
        ),
    ],
)

LINK_WORKER = DemoPage(
    slug="working-with-your-link-social-worker",
    title="Working with your link social worker",
    summary="Every school has a named lead social worker, a deputy and a head of service. How to get the most from them.",
    topics=("Working together",),
    kept_by="Head of service, schools",
    audience=Audience.SIGNED_IN,
    documents=("first-meeting-agenda.docx",),
    days_ago=90,
    due_in=-20,
    body=[
        steps(
            "<b>Find the name and number</b> on your school’s page in this portal, or below.",
            "<b>Meet for half an hour</b> early in the term. There is an agenda to download.",
            "<b>Agree how to reach each other:</b> for advice, for a concern, and when it cannot wait.",
        ),
        contact("Their phone is the quickest way for advice."),
        heading("What they can do"),
        listed(
            "Ask them to:",
            "think with you about a worry, with or without a name",
            "look at what you raise, and tell you what happens next",
            "open a No Need to Exclude case and bring people together",
            "come to the school, sit in a drop-in, talk to staff",
        ),
        heading("What you can expect after raising a concern"),
        listed(
            "Counted in school days:",
            "within 1 day: somebody has seen it and you know who",
            "within 3 days: a decision, with reasons",
            "always: if we do not agree, your head of service is one call away",
        ),
        warning(
            "A child in danger now is not for the link social worker’s inbox. Call 999, then the front door."
        ),
    ],
)

PAGES = [WEAPONS, CHILD_ON_CHILD, RAISING, LINK_WORKER]
