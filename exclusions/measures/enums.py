"""What happens to pupils beside suspension and permanent exclusion, and how it ends."""

from django.db.models import TextChoices

from portal.accounts.enums import Power


class MeasureKind(TextChoices):
    DIRECTION = "direction", "Off-site direction"
    MOVE = "move", "Managed move"
    TIMETABLE = "timetable", "Part-time timetable"
    SEPARATION = "separation", "Safeguarding separation"
    MEETING = "meeting", "Reintegration meeting"


class State(TextChoices):
    LIVE = "live", "Holds"
    ENDED = "ended", "Ended"
    VOID = "void", "Recorded in error"
    # Managed moves only.
    TALKS = "talks", "Being talked about"
    ASKED = "asked", "Receiving school asked"
    AGREED = "agreed", "Agreed by all"
    REFUSED = "refused", "Not accepted"
    WITHDRAWN = "withdrawn", "Not pursued"
    MOVED = "moved", "Moved"
    SUSTAINED = "sustained", "Sustained at 12 weeks"
    NOT_SUSTAINED = "not_sustained", "Not sustained"


# Somebody still has to do something about it.
OPEN = (State.LIVE, State.TALKS, State.ASKED, State.AGREED, State.MOVED)
# The school at the other end is shown a move once it is asked, never talks that came to nothing before.
UNTOLD = (State.TALKS, State.VOID)

# Who reads and who records: separations belong to safeguarding, everything else stands beside suspensions.
READERS = dict.fromkeys(MeasureKind, Power.SEE_SUSPENSIONS) | {MeasureKind.SEPARATION: Power.SEE_CONCERNS}
RECORDERS = dict.fromkeys(MeasureKind, Power.RECORD_SUSPENSIONS) | {
    MeasureKind.SEPARATION: Power.ANSWER_FOR_SCHOOL
}
