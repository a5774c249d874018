"""Reintegration meeting after a suspension, as a kind of measure: recorded once it was held."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from exclusions.concerns.forms import long_words
from exclusions.measures.dues import Clock, Due, Owed, Rule, Story
from exclusions.measures.enums import MeasureKind, State
from exclusions.measures.forms import MeasureForm
from exclusions.measures.listing import MeetingTable
from exclusions.measures.models import Meeting
from exclusions.measures.spec import VOID, KindSpec, StepSpec
from exclusions.suspensions.duties.services import carry_out
from exclusions.suspensions.enums import SuspensionKind
from exclusions.suspensions.forms.fields import day_field, yes_no
from exclusions.suspensions.models import Duty, How, Suspension
from exclusions.suspensions.packs.dues import Who
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.templatetags.portal import plain_date
from schools.pupils.models import Pupil

GUIDANCE = "Statutory guidance; within one school day of the return: this authority’s aim"
MOST_LISTED = 20
DUTY = "reintegration"


class MeetingForm(MeasureForm):
    suspension = forms.ChoiceField(
        label="After which suspension?", error_messages={"required": "Choose the suspension"}
    )
    starts_on = day_field("Day of the meeting", "Enter the day of the meeting")
    invited_on = day_field("Day on which the parents were invited", "Enter when the parents were invited")
    parents_came = yes_no(
        "Did the parents come?",
        "Say whether the parents came",
        "That they could not come never delays the return.",
    )
    attended = forms.CharField(
        label="Who took part?", max_length=300, error_messages={"required": "Enter who took part"}
    )
    pupil_view = long_words(
        "What does the pupil say?", "In their own words.", rows=3, missing="Write what the pupil says"
    )
    adjustments = long_words(
        "What will be different now?",
        "Adjustments, support, how harm is made good.",
        rows=4,
        missing="Write what will be different",
    )
    named_adult = forms.CharField(
        label="Which adult can the pupil go to?",
        max_length=150,
        error_messages={"required": "Enter the adult to whom the pupil can go"},
    )
    review_on = day_field("When is it looked at again?", "Enter the day on which it is looked at again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Suspension.objects.standing().filter(pupil__in=self.pupil.records, school=self.school)
        self.rows = {s.reference: s for s in rows.of_kind(SuspensionKind.SUSPENSION)[:MOST_LISTED]}
        self.fields["suspension"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"),
            *((key, f"{s.title}, from {plain_date(s.starts_on)}, {key}") for key, s in self.rows.items()),
        ]

    def clean_suspension(self) -> Suspension:
        return self.rows[self.cleaned_data["suspension"]]

    def clean_starts_on(self) -> Any:
        day = super().clean_starts_on()
        if day and day > timezone.localdate():
            raise ValidationError("Enter a day that is not in the future: it is recorded once it was held")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        on, review, after = (cleaned.get(n) for n in ("starts_on", "review_on", "suspension"))
        if on and review and review < on:
            self.add_error("review_on", "It is looked at again after the meeting")
        if on and cleaned.get("invited_on") and cleaned["invited_on"] > on:
            self.add_error("invited_on", "The parents are invited before the meeting")
        if on and after and on < after.starts_on:
            self.add_error("starts_on", "The meeting follows the suspension")
        return cleaned

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        duty = Duty.objects.filter(suspension=answers["suspension"], code=DUTY).first()
        return {
            **answers,
            "parents_came": answers["parents_came"] == "yes",
            "due_on": duty.by if duty else None,
        }

    @staticmethod
    def typed(measure: Meeting) -> dict[str, Any]:
        columns = {name: getattr(measure, name) for name in MeetingForm.base_fields}
        came = "yes" if measure.parents_came else "no"
        return columns | {"suspension": measure.suspension.reference, "parents_came": came}


def look_again(story: Story, calendar: Any) -> Any:
    due = Due(
        "review",
        "Look again: does what was agreed help?",
        Who.HEADTEACHER,
        "The pupil",
        story.measure.review_on,
        Clock.SHOULD,
        "That day was agreed at the meeting.",
    )
    yield Owed(due, "review", story.first_on("review"))


def _after(meeting: Meeting, on: date, extras: Mapping[str, Any]) -> None:
    if meeting.starts_on and on < meeting.starts_on:
        raise Refused("That was before the meeting.")


STEPS = (
    StepSpec(
        "review",
        "It was looked at again",
        "Day on which it was",
        note="Does what was agreed help, and what changes?",
        needs_note=True,
        target=State.ENDED,
        sets={"ended_on": "on"},
        check=_after,
    ),
    VOID,
)


def facts(meeting: Meeting) -> list[tuple[str, str]]:
    by = plain_date(meeting.due_on)
    late = "" if meeting.is_in_time else ". It was held later"
    return [
        ("After", f"{meeting.suspension.title}, {meeting.suspension.reference}"),
        ("Aimed for by", f"{by}{late}" if by else ""),
        ("Parents invited", plain_date(meeting.invited_on)),
        ("Parents came", "Yes" if meeting.parents_came else "No"),
        ("Took part", meeting.attended),
        ("What the pupil says", meeting.pupil_view),
        ("What is different now", meeting.adjustments),
        ("The adult to go to", meeting.named_adult),
        ("Looked at again", plain_date(meeting.review_on)),
    ]


def check(pupil: Pupil, answers: Mapping[str, Any], without: int | None) -> None:
    rows = Meeting.objects.filter(suspension=answers["suspension"]).standing().exclude(pk=without or 0)
    if other := rows.first():
        raise Refused(f"The meeting after this suspension is recorded already: {other.reference}.")


def done(meeting: Meeting, by: User) -> None:
    """The duty after the suspension is carried out by the meeting."""
    duty = Duty.objects.standing().filter(suspension=meeting.suspension, code=DUTY, done_on=None).first()
    if duty is not None and meeting.starts_on:
        carry_out(duty=duty, on=meeting.starts_on, how=How.MEETING, note=meeting.reference, by=by)


MEETING = KindSpec(
    kind=MeasureKind.MEETING,
    slug="meetings",
    label="Reintegration meeting",
    plural="Reintegration meetings",
    a_noun="a reintegration meeting",
    intro=(
        "Pupil and parents are met about the return, within one school day of it. Parents who cannot come "
        "must not delay it.",
    ),
    law=GUIDANCE,
    model=Meeting,
    form=MeetingForm,
    table=MeetingTable,
    rules=(Rule("MEETING-REVIEW", "What was agreed is looked at again", GUIDANCE, look_again),),
    steps=STEPS,
    outcomes={},
    facts=facts,
    check=check,
    after_recording=done,
    field_words={
        "suspension": "suspension",
        "starts_on": "day of the meeting",
        "invited_on": "invitation of the parents",
        "parents_came": "whether the parents came",
        "attended": "who took part",
        "pupil_view": "what the pupil says",
        "adjustments": "what is different",
        "named_adult": "the adult to go to",
        "review_on": "day of looking again",
    },
)
