"""Who stands with a school, from when to when."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.forms import DayField, LongText, PortalForm, SpanForm
from schools.links.models import CAPACITIES, Away, Link

NO_CHILD = "For whoever takes over. Name no child: references are enough"


class ContactForm(PortalForm):
    """Who does what at the school from now on, as the school itself says it."""

    capacity = forms.ChoiceField(
        label="What do they do?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they do"},
    )
    email = forms.EmailField(
        label="Their work email address",
        error_messages={
            "required": "Enter their work email address",
            "invalid": "Enter an email address in the form name@example.org",
        },
    )
    name = forms.CharField(
        label="Full name",
        help_text="For somebody who is not in the portal yet: they get an invitation",
        max_length=120,
        required=False,
    )
    starts_on = DayField(label="First day", initial=timezone.localdate)

    def __init__(self, *args: Any, capacities: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(role.value, role.label) for role in capacities]
        self.fields["capacity"].choices = named  # type: ignore[attr-defined]


class LinkForm(SpanForm):
    capacity = forms.ChoiceField(
        label="What they do for the school",
        choices=CAPACITIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what this person does for the school"},
    )
    starts_on = DayField(label="First day", help_text="For example, 1 9 2026")
    ends_on = DayField(label="Last day (optional)", help_text="Leave empty until it is known", required=False)
    replaces = forms.BooleanField(
        label="If somebody else does this now, end their link the day before",
        required=False,
    )
    hands_over = forms.BooleanField(
        label="Hand that person’s open work at this school to the new one",
        help_text="Where the first day has come. Otherwise the page of coverage asks once it has",
        required=False,
        initial=True,
    )
    handover_note = LongText(label="Handover note (optional)", help_text=NO_CHILD, rows=3, required=False)
    note = forms.CharField(
        label="Note (optional)",
        help_text="For administrators, for example why the link is short",
        max_length=200,
        required=False,
    )


class EndForm(PortalForm):
    ends_on = DayField(
        label="Last day", help_text="The link still holds on this day", initial=timezone.localdate
    )

    def __init__(
        self, *args: Any, starts_on: date, receivers: Sequence[User] | None = None, **kwargs: Any
    ) -> None:
        """`receivers` may take over the open work of the person; None where there is none."""
        super().__init__(*args, **kwargs)
        self.starts_on = starts_on
        if receivers is not None:
            self.fields["hand_to"] = receiver_field(receivers, leave_it=True)
            self.fields["handover_note"] = LongText(
                label="Handover note (optional)", help_text=NO_CHILD, rows=3, required=False
            )

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < self.starts_on:
            first = f"{self.starts_on.day} {self.starts_on:%B %Y}"
            raise forms.ValidationError(f"The last day must be on or after the first day, {first}")
        return ends_on


def receiver_field(receivers: Sequence[User], *, leave_it: bool = False) -> forms.TypedChoiceField:
    """Who gets open work: the nearest first and suggested; gives the person, or None for nobody yet."""
    people = {person.reference: person for person in receivers}
    named = [
        (key, f"{person.name}, {person.job_title.lower()}" if person.job_title else person.name)
        for key, person in people.items()
    ]
    nobody = [("", "Nobody yet. It shows on the page of coverage")] if leave_it else []
    return forms.TypedChoiceField(
        label="Who gets the open work",
        choices=[*named, *nobody],
        coerce=people.get,
        empty_value=None,
        required=not leave_it,
        initial=next(iter(people), ""),
        error_messages={"required": "Select who gets the open work"},
    )


class HandOverForm(PortalForm):
    handover_note = LongText(label="Handover note (optional)", help_text=NO_CHILD, rows=3, required=False)

    def __init__(self, *args: Any, receivers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hand_to"] = receiver_field(receivers)
        self.order_fields(["hand_to", "handover_note"])


class CoverForm(SpanForm):
    """When somebody is away, and at which of their schools the stand-in stands in."""

    starts_on = DayField(label="First day away", initial=timezone.localdate)
    ends_on = DayField(label="Last day away", help_text="The stand-in still stands in on this day")
    links = forms.MultipleChoiceField(
        label="At which schools",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one school"},
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=Away.choices,
        initial=Away.AWAY,
        help_text="Colleagues see it. Nothing about health belongs here",
    )

    def __init__(self, *args: Any, links: Iterable[Link], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links_by_key = {str(link.pk): link for link in links}
        named = [
            (key, f"{link.school.name}, {link.get_capacity_display().lower()}")
            for key, link in self.links_by_key.items()
        ]
        self.fields["links"].choices = named  # type: ignore[attr-defined]
        self.fields["links"].initial = list(self.links_by_key)

    def clean_links(self) -> list[Link]:
        return [self.links_by_key[key] for key in self.cleaned_data["links"]]


class EndCoverForm(PortalForm):
    ends_on = DayField(
        label="Last day of the cover",
        help_text="The stand-in still stands in on this day",
        initial=timezone.localdate,
    )
