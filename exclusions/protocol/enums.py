from django.db.models import TextChoices

# Among the codes a stage leads to: the case ends.
CLOSED = "closed"


class CaseState(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class StageKind(TextChoices):
    """What a stage is for, whatever an authority calls it: rooms above find their stages by it."""

    ALERT = "alert", "The school raises the alarm"
    TRIAGE = "triage", "The link worker decides whether a case helps"
    MEETING = "meeting", "A meeting of everyone around the child"
    PLAN = "plan", "A plan"
    REVIEW = "review", "A review of the plan"
    DECISION = "decision", "Options are looked at before the head decides"
    OUTCOME = "outcome", "The outcome is written down"
    SUSTAIN = "sustain", "Afterwards: has it lasted?"
    OTHER = "other", "Something else"


class Owner(TextChoices):
    """Who owns a stage of the protocol."""

    SCHOOL = "school", "The school"
    LINK_WORKER = "link_worker", "Link social worker"
    LEAD_PROFESSIONAL = "lead_professional", "Lead professional"
    SCHOOL_AND_AUTHORITY = "school_and_authority", "School and authority together"
    INCLUSION_OFFICER = "inclusion_officer", "Inclusion officer"


class CountFrom(TextChoices):
    """From which moment a stage's school days are counted."""

    ALERT = "alert", "from the alert"
    PREVIOUS = "previous", "from the end of the stage before"


class FieldKind(TextChoices):
    TEXT = "text", "Text"
    DATE = "date", "Date"
    CHOICE = "choice", "One of a list"
    YES_NO = "yes_no", "Yes or no"


class OutcomeKind(TextChoices):
    """What an outcome code means, whatever an authority calls it."""

    STAYS = "stays", "Stays on the roll of the school"
    MOVES = "moves", "An agreed place elsewhere"
    EXCLUDED = "excluded", "Permanently excluded"
    RETURNED = "returned", "A permanent exclusion that did not stand"
    LEFT = "left", "Left the roll: moved away or educated at home"
    REFERRED = "referred", "Another service leads"
    DUPLICATE = "duplicate", "The case was opened twice"
    OTHER = "other", "Something else"


class EntryKind(TextChoices):
    """What was done to a case besides recording its stage."""

    LEAD = "lead", "Lead changed"
    URGENT = "urgent", "Marked as urgent"
    NOT_URGENT = "not_urgent", "No longer urgent"
    HEAD_CONSIDERS = "head_considers", "The head is considering permanent exclusion"
    HEAD_NO_LONGER = "head_no_longer", "The head is no longer considering permanent exclusion"
    PAUSED = "paused", "Paused"
    RESUMED = "resumed", "Pause ended"
    CORRECTED = "corrected", "Record corrected"
    REOPENED = "reopened", "Case reopened"
    DUPLICATE = "duplicate", "Marked as a duplicate"
    LINKED = "linked", "Linked with another case"
    UNLINKED = "unlinked", "No longer linked with another case"
    JOINED = "joined", "Joined the team around the child"
    LEFT = "left", "Left the team around the child"
    LISTED = "listed", "On the inclusion board’s list of what is late"
    FILE_ADDED = "file_added", "Document added"
    FILE_WITHDRAWN = "file_withdrawn", "Document withdrawn"
    MOVE_ASKED = "move_asked", "Another school asked to take the case on"
    MOVED = "moved", "Case moved to another school"
    MOVE_REJECTED = "move_rejected", "The other school does not take the case on"
    MOVE_TAKEN_BACK = "move_taken_back", "Request to move the case taken back"


class Audience(TextChoices):
    """Who may open a document of a case."""

    READERS = "readers", "Everybody who may read this case"
    WORKERS = "workers", "Only who works this case, and who added it"


class MoveState(TextChoices):
    """How far it is with a case on its way to another school."""

    ASKED = "asked", "Asked for"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not accepted"
    TAKEN_BACK = "taken_back", "Taken back"


class Agency(TextChoices):
    """Where people of the team around the child come from."""

    SCHOOL = "school", "School"
    SOCIAL_CARE = "social_care", "Children’s social care"
    EARLY_HELP = "early_help", "Early help"
    INCLUSION = "inclusion", "Inclusion and attendance"
    PSYCHOLOGY = "psychology", "Educational psychology"
    SEND = "send", "Special educational needs service"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual school"
    MENTAL_HEALTH = "mental_health", "Mental health service (CAMHS, school team)"
    HEALTH = "health", "Health"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    POLICE = "police", "Police"
    ALTERNATIVE = "alternative", "Alternative provision"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    OTHER = "other", "Another agency"


class Sees(TextChoices):
    """What the case shows to somebody of its team, besides what their own roles show them."""

    NOTHING = "nothing", "Nothing in the portal"
    SUMMARY = "summary", "Where the case is, what is due and who is in the team"
    CASE = "case", "The whole case; safeguarding concerns never"


class LinkKind(TextChoices):
    """Why two cases belong together."""

    SIBLING = "sibling", "Brothers or sisters"
    INCIDENT = "incident", "The same incident"
    PEERS = "peers", "The same group of friends"
    PLACE = "place", "The same place or online space"
    EARLIER = "earlier", "An earlier case of the same child"
    OTHER = "other", "Another reason"
