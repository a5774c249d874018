from django.db.models import TextChoices


class State(TextChoices):
    SENT = "sent", "Waiting for the link worker"
    IN_TRIAGE = "in_triage", "Being looked at"
    WITH_SCHOOL = "with_school", "Question for the school"
    DECIDED = "decided", "Decided"


OPEN_STATES = (State.SENT, State.IN_TRIAGE, State.WITH_SCHOOL)
# Waiting for the authority to act; a question to the school stops nobody from deciding.
WAITING_FOR_LINK_WORKER = (State.SENT, State.IN_TRIAGE)


class Category(TextChoices):
    """The kinds of concern the portal ships with: rules name their codes.

    What people read are the authority's own words for them (`concerns.kinds`).
    """

    EXPLOITATION = "exploitation", "Exploitation"
    VIOLENCE = "violence", "Violence or weapons"
    MISSING = "missing", "Missing"
    BULLYING = "bullying", "Bullying"
    HOME = "home", "Home and family"
    ONLINE = "online", "Online"
    SEXUAL_HARM = "sexual_harm", "Sexual harm"
    SUBSTANCES = "substances", "Drugs or alcohol"
    WELLBEING = "wellbeing", "Mental health and wellbeing"
    EXCLUSION_RISK = "exclusion_risk", "At risk of exclusion"
    OTHER = "other", "Something else"


class Wish(TextChoices):
    ADVICE = "advice", "Advice"
    TALK = "talk", "To talk it through"
    NNE = "nne", "Help under No Need to Exclude"
    SHARE = "share", "Only to share what we know"


class Part(TextChoices):
    """The part a pupil has in a concern."""

    ABOUT = "about", "The concern is about them"
    HARMED = "harmed", "They were harmed"
    MAY_HAVE_HARMED = "may_have_harmed", "They may have harmed another child"
    INVOLVED = "involved", "Involved"
    WITNESS = "witness", "Witness"


class OtherKind(TextChoices):
    """What a concern can be about that is no pupil (contextual safeguarding, domain.md 6)."""

    GROUP = "group", "A group"
    PLACE = "place", "A place"
    ONLINE = "online", "An online space"
    SCHOOL = "school", "The school itself"


class TimeOfDay(TextChoices):
    BEFORE = "before", "Before school"
    LESSONS = "lessons", "In lessons"
    BREAK = "break", "At break or lunch"
    AFTER = "after", "Straight after school"
    EVENING = "evening", "In the evening"
    NIGHT = "night", "At night"
    FREE_DAY = "free_day", "At a weekend or in the holidays"


class PlaceKind(TextChoices):
    CLASSROOM = "classroom", "Classroom"
    CORRIDOR = "corridor", "Corridor"
    TOILETS = "toilets", "Toilets"
    PLAYGROUND = "playground", "Playground or field"
    GATES = "gates", "Outside the gates"
    WAY = "way", "On the way to or from school"
    HOME = "home", "Home"
    ONLINE = "online", "Online"
    PUBLIC = "public", "A public place"
    OTHER = "other", "Somewhere else"


class Context(TextChoices):
    """Where harm has its roots (domain.md 6.1)."""

    HOME = "home", "Home and family"
    PEERS = "peers", "Friends and peers"
    SCHOOL = "school", "School"
    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
    ONLINE = "online", "Online"


class YesNo(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"


class Injury(TextChoices):
    BRUISE = "bruise", "Bruise"
    CUT = "cut", "Cut or graze"
    BURN = "burn", "Burn or scald"
    BITE = "bite", "Bite"
    SWELLING = "swelling", "Swelling"
    MARK = "mark", "Red mark or scratch"
    SCAR = "scar", "Scar or old injury"
    PAIN = "pain", "Pain, nothing to see"
    OTHER = "other", "Something else"


class EntryKind(TextChoices):
    ADDITION = "addition", "Added to the record"
    FOLLOW_UP = "follow_up", "What the school did next"
    CORRECTION = "correction", "Correction"
    OUTCOME = "outcome", "What came of it"
    MESSAGE = "message", "Message"
    QUESTION = "question", "Question to the school"
    ANSWER = "answer", "Answer from the school"
    INTERNAL = "internal", "Internal note"
    SCHOOL_NOTE = "school_note", "Note of the school"
    STATUS = "status", "What happened"


# What a school adds to its record, and how the form asks (KCSIE: how it was followed up and resolved).
ADDITIONS = {
    EntryKind.ADDITION: "Something more about what happened",
    EntryKind.FOLLOW_UP: "What we did next, and why",
    EntryKind.CORRECTION: "A correction: what was wrong, and what is right",
    EntryKind.OUTCOME: "What came of it, and why it can rest",
}


class Helped(TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Decision(TextChoices):
    ADVISE = "advise", "Advice to the school"
    OPEN_CASE = "open_case", "Open a No Need to Exclude case"
    REFER = "refer", "Refer to another service"
    CLOSE = "close", "No further action"


class Destination(TextChoices):
    """Where a concern is referred on to."""

    MASH = "mash", "Front door (MASH)"
    FAMILY_HELP = "family_help", "Family help"
    AGENCY = "agency", "Another agency"


class Route(TextChoices):
    """The six ways on from triage, as the link social worker chooses among them (domain.md 5.3, stage 1).

    What is kept is a decision and, of a referral, its destination (`routes`).
    """

    ADVISE = "advise", "Advise the school"
    FAMILY_HELP = "family_help", "Refer to family help"
    OPEN_CASE = "open_case", "Open a No Need to Exclude case"
    MASH = "mash", "Refer to the front door (MASH)"
    AGENCY = "agency", "Refer to another agency"
    CLOSE = "close", "Close it: no further action"


class Ending(TextChoices):
    """How a decision ceased to stand. Nothing of it is deleted."""

    CORRECTED = "corrected", "Corrected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Consent(TextChoices):
    """Whether the family agrees that the front door is told. Sharing rests on public task, not on consent
    (domain.md 8.1): what was asked, or why not, is written down.
    """

    AGREED = "agreed", "They know and agree"
    DISAGREED = "disagreed", "They know and do not agree"
    NOT_ASKED = "not_asked", "They have not been asked"


class ReferralEventKind(TextChoices):
    SENT = "sent", "Sent to the front door"
    ANSWERED = "answered", "The front door answered"


class ReferralWay(TextChoices):
    """How a referral went off, or an answer came."""

    FORM = "form", "The front door’s own online form"
    EMAIL = "email", "Secure email"
    PHONE = "phone", "By phone"
    PERSON = "person", "In person"


class FrontDoorAnswer(TextChoices):
    STRATEGY = "strategy", "Strategy discussion"
    ASSESSMENT = "assessment", "Assessment by children’s social care"
    FAMILY_HELP = "family_help", "Family help"
    ADVICE = "advice", "Advice and information"
    MORE = "more", "Sent back: more is needed"
    NOTHING = "nothing", "No further action"


class ProposalEnd(TextChoices):
    SIGNED = "signed", "Signed"
    REFUSED = "refused", "Not signed"
    TAKEN_BACK = "taken_back", "Taken back"
    OVERTAKEN = "overtaken", "Overtaken by another decision"
