"""Codes of plans: agencies around a child, how far an action is, who says what about a plan."""

from django.db.models import TextChoices


class Agency(TextChoices):
    """Who may sit at the table or take on an action (domain.md 5.2)."""

    CHILD = "child", "The child"
    FAMILY = "family", "Parents and family"
    SCHOOL = "school", "School"
    INCLUSION = "inclusion", "Inclusion and attendance service"
    SOCIAL_CARE = "social_care", "Children’s social care"
    EARLY_HELP = "early_help", "Early or family help"
    SEND = "send", "SEND service"
    PSYCHOLOGY = "psychology", "Educational psychology"
    HEALTH = "health", "Health and CAMHS"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    POLICE = "police", "Police"
    PROVIDER = "provider", "Alternative provision"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual school"
    VOLUNTARY = "voluntary", "Voluntary or community group"
    OTHER = "other", "Another service"


class ActionState(TextChoices):
    TO_DO = "to_do", "Not started"
    GOING = "going", "Under way"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


OPEN_ACTIONS = (ActionState.TO_DO, ActionState.GOING)


class Party(TextChoices):
    """Who signs a plan, the child first."""

    CHILD = "child", "The child"
    PARENTS = "parents", "Parents or carers"
    SCHOOL = "school", "The school"


class Says(TextChoices):
    AGREES = "agrees", "Agrees"
    IN_PART = "in_part", "Agrees in part"
    DISAGREES = "disagrees", "Does not agree"
    NOT_ASKED = "not_asked", "Was not asked, or would not say"
