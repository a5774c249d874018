"""What weighs for and against a child's safety, by context (domain.md 6.1).

People choose from it and say why; nothing is added up. Ethnicity, sex, religion, poverty and address are no
factors (domain.md 5.4).
"""

from exclusions.risk.enums import Harm

# (heading, [(code, label), …]) in the order of the contexts.
Groups = list[tuple[str, list[tuple[str, str]]]]

FACTORS: dict[Harm, Groups] = {
    Harm.EXCLUSION: [
        (
            "The child",
            [
                ("needs_unmet", "Learning or other needs that are not met yet"),
                ("trauma", "Loss, trauma or a sudden change"),
                ("wellbeing", "Low mood, anxiety or self-harm"),
                ("substances", "Drugs or alcohol"),
            ],
        ),
        (
            "Home",
            [
                ("home_change", "Change or conflict at home"),
                ("home_strain", "Parents under strain or hard to reach"),
            ],
        ),
        (
            "School",
            [
                ("suspended", "Suspended, or sent out of lessons often"),
                ("absent", "Often absent or late"),
                ("part_time", "On a part-time timetable or taught apart"),
                ("moved_school", "New to the school, or has moved school often"),
                ("bullied", "Bullied, or bullies others"),
            ],
        ),
        (
            "Friends and places",
            [("peers", "Pressure from friends"), ("outside", "Harm outside school")],
        ),
    ],
    Harm.OUTSIDE_HOME: [
        (
            "The child",
            [
                ("missing", "Goes missing or comes home late"),
                ("money", "Money, phones or clothes that nobody can explain"),
                ("injury", "Injuries that nobody can explain"),
                ("weapon", "Carries or has been hurt with a weapon"),
                ("withdrawn", "Withdrawn, frightened or secretive"),
                ("not_in_school", "Out of school for part or all of the week"),
            ],
        ),
        (
            "Friends",
            [("older", "Older friends or partners"), ("group", "A group where others are harmed")],
        ),
        ("School", [("school_harm", "Harm by other pupils"), ("way", "Harm on the way to or from school")]),
        (
            "Neighbourhood",
            [("places", "Goes where others were harmed"), ("travel", "Travels far alone")],
        ),
        (
            "Online",
            [("online_contact", "Contacted by strangers"), ("images", "Images shared or asked for")],
        ),
    ],
}
STRENGTHS: dict[Harm, Groups] = {
    Harm.EXCLUSION: [
        (
            "The child",
            [("talent", "Something they are good at"), ("wants", "Wants things to change")],
        ),
        ("Home", [("family", "A parent or relative who works with the school")]),
        (
            "School",
            [
                ("adult", "An adult at school whom they trust"),
                ("friends", "Friends who are good for them"),
                ("support", "Support that has helped before"),
            ],
        ),
        ("Outside", [("club", "A club, faith group or job"), ("worker", "A worker they turn to")]),
    ],
    Harm.OUTSIDE_HOME: [
        (
            "The child",
            [("tells", "Tells an adult what is wrong"), ("plan", "Uses a safety plan")],
        ),
        ("Home", [("parents", "Parents who know where they are and act")]),
        ("Friends", [("peers_safe", "Friends who look out for them")]),
        ("School", [("school_adult", "An adult they trust"), ("attends", "Comes to school")]),
        (
            "Places",
            [("safe_places", "Where they feel safe"), ("guardians", "Adults who watch a place")],
        ),
    ],
}


def labels(harm: str, codes: list[str]) -> list[str]:
    """The words for these codes, in the order of the contexts; unknown ones are left out."""
    groups = FACTORS[Harm(harm)] + STRENGTHS[Harm(harm)]
    return [label for _, choices in groups for code, label in choices if code in codes]
