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
    """Kinds of concern: at most twelve, two or three are typical (peers.md 2)."""

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
    INVOLVED = "involved", "Involved"
    WITNESS = "witness", "Witness"


class EntryKind(TextChoices):
    ADDITION = "addition", "Added to the record"
    MESSAGE = "message", "Message"
    QUESTION = "question", "Question to the school"
    ANSWER = "answer", "Answer from the school"
    INTERNAL = "internal", "Internal note"
    STATUS = "status", "What happened"


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
