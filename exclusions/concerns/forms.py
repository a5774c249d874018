"""Forms of a concern: the page on which it is written, and the words that follow."""

from collections.abc import Sequence
from typing import Any

from crispy_forms_gds.helper import FormHelper
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from exclusions.concerns.audience import Reader, names
from exclusions.concerns.content import Content
from exclusions.concerns.enums import ADDITIONS, EntryKind, Helped, Wish
from exclusions.concerns.kinds import choices_for
from exclusions.concerns.models import Concern, KindOfConcern
from portal.accounts.models import User
from portal.core.forms import DayField, LongText, PortalForm
from portal.core.references import tidy_reference
from portal.core.templatetags.portal import plain_date
from schools.pupils.forms import SearchForm
from schools.register.models import School

LONGEST = 20_000
# Who reads what is written, before their names.
AUDIENCES = {
    EntryKind.INTERNAL: "Only the school’s link social workers",
    EntryKind.SCHOOL_NOTE: "Only the school",
    EntryKind.MESSAGE: "The school and those who work with it for the authority",
}
TOO_LONG = "This is longer than {limit:,} characters. Shorten it, or attach the rest as a document."


def long_words(label: str, help_text: str, *, rows: int, missing: str = "") -> LongText:
    text = LongText(label=label, help_text=help_text, rows=rows, max_length=LONGEST, required=bool(missing))
    text.error_messages["required"] = missing
    for validator in text.validators:
        if isinstance(validator, MaxLengthValidator):
            validator.message = TOO_LONG.format(limit=LONGEST)
    # A browser would silently cut what is pasted; the draft keeps it and the error says so.
    text.widget.attrs.pop("maxlength", None)
    return text


class DraftForm(PortalForm):
    """What a concern says, on one page. Rendered in parts: the page puts pupils and files in between."""

    in_danger = forms.ChoiceField(
        label="Is anyone in danger now?",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anyone is in danger now"},
    )
    categories = forms.MultipleChoiceField(
        label="Kind of concern",
        help_text="Choose all that fit.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one kind of concern",
            "invalid_choice": "Choose kinds of concern from the list",
        },
    )
    happened_on = DayField(
        label="When did it happen? (optional)",
        help_text="Leave it empty if it went on over time. For example, 23 11 2026",
        required=False,
    )
    what_happened = long_words(
        "What happened?",
        "What was seen, heard or said; by whom; when and where. Facts first, then what you make of them.",
        rows=8,
        missing="Write what happened",
    )
    child_words = long_words(
        "In the child’s own words (optional)", "Exactly as they said it, without tidying up.", rows=3
    )
    action_taken = long_words(
        "What have you done so far? (optional)", "Whom you told, what they said.", rows=3
    )
    wish = forms.ChoiceField(
        label="What do you want from your link social worker?",
        choices=Wish.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want from your link social worker"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.fields["happened_on"]
        assert isinstance(day, DayField)  # noqa: S101 -- stated above
        day.latest = timezone.localdate()
        kinds = self.fields["categories"]
        assert isinstance(kinds, forms.MultipleChoiceField)  # noqa: S101 -- stated above
        kinds.choices = choices_for(self["categories"].value() or [])

    @classmethod
    def showing(cls, content: Content) -> "DraftForm":
        """The draft as typed so far, without a word about what is missing."""
        day = [content.get(f"happened_on_{i}", "") for i in range(3)]
        return cls(initial={**content, "happened_on": day})

    def answers(self) -> dict[str, Any]:
        """What was written, by the columns of Concern."""
        return {**self.cleaned_data, "in_danger": self.cleaned_data["in_danger"] == "yes"}

    @property
    def facts(self) -> FormHelper:
        """The part about what happened."""
        return self.fields_alone("what_happened", "happened_on", "child_words")

    @property
    def wishes(self) -> FormHelper:
        """What the school has done and what it asks for; before it the page draws the kinds."""
        return self.fields_alone("action_taken", "wish")


class WhoForm(SearchForm):
    """Looking for a pupil of the school; which school is only asked where there are several."""

    def __init__(self, *args: Any, schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(schools) > 1:
            self.fields["school"] = forms.ChoiceField(
                label="School",
                choices=[("", "Choose a school"), *((str(s.urn), s.name) for s in schools)],
                error_messages={"required": "Choose the school"},
            )
            self.order_fields(["school", "words"])


class AnswerForm(PortalForm):
    body = long_words("Your answer", "", rows=4, missing="Write your answer")


class MessageForm(PortalForm):
    """A message to both sides, or a note that one side keeps for itself; who reads it is said by name.

    `kinds` are those this person may write, the narrower first: it begins with that. `readers` are all who
    may read the concern.
    """

    body = long_words("What you want to say", "", rows=4, missing="Write your message")
    named = forms.MultipleChoiceField(
        label="Who is to look at it?",
        help_text="They are told at once. Only people who may read this can be named.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose people from the list: nobody else reads this concern"},
    )
    must_acknowledge = forms.BooleanField(label="They are to say that they have read it", required=False)
    audience = forms.ChoiceField(
        label="Who reads it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who reads it", "invalid_choice": "Choose who reads it"},
    )

    def __init__(
        self, *args: Any, kinds: Sequence[EntryKind], readers: Sequence[Reader], by: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {r.person.reference: r for r in readers if r.person != by}
        named, audience = self.fields["named"], self.fields["audience"]
        assert isinstance(named, forms.MultipleChoiceField)  # noqa: S101 -- stated above
        assert isinstance(audience, forms.ChoiceField)  # noqa: S101 -- stated above
        named.choices = [
            (reference, f"{reader.person.name}, {reader.role.label.lower()}")
            for reference, reader in self.people.items()
        ]
        audience.choices = [(kind.value, f"{AUDIENCES[kind]}: {names(readers, kind)}") for kind in kinds]
        audience.initial = kinds[0]

    @property
    def words(self) -> FormHelper:
        return self.fields_alone("body")

    @property
    def naming(self) -> FormHelper:
        return self.fields_alone("named", "must_acknowledge")

    @property
    def reading(self) -> FormHelper:
        return self.fields_alone("audience")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("must_acknowledge") and not data.get("named"):
            self.add_error("named", "Choose who is to say that they have read it")
        if "audience" in data and "named" in data:
            for reader in self._without(EntryKind(data["audience"])):
                self.add_error(
                    "named",
                    f"{reader.person.name} does not read this. Choose who else reads it, or name nobody.",
                )
        return data

    def _without(self, kind: EntryKind) -> list[Reader]:
        """Those who are named and would not read it."""
        chosen = [self.people[reference] for reference in self.cleaned_data["named"]]
        return [reader for reader in chosen if kind not in reader.kinds]

    def said(self) -> dict[str, Any]:
        """What was written, as `services.write_message` takes it."""
        data = self.cleaned_data
        return {
            "body": data["body"],
            "kind": EntryKind(data["audience"]),
            "named": [self.people[reference].person for reference in data["named"]],
            "must_acknowledge": data["must_acknowledge"],
        }


class SealForm(PortalForm):
    """Who alone reads a concern from now on, and why."""

    readers = forms.MultipleChoiceField(
        label="Who may read it?",
        help_text="Nobody else learns that it exists: not in lists, search, counts or notices.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who may read it"},
    )
    because = long_words(
        "Why is it sealed?", "Those named read this.", rows=3, missing="Write why it is sealed"
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in people}
        field = self.fields["readers"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- stated above
        field.choices = [
            (reference, f"{person.name}, {person.job_title}" if person.job_title else person.name)
            for reference, person in self.people.items()
        ]

    def chosen(self) -> list[User]:
        return [self.people[reference] for reference in self.cleaned_data["readers"]]


class FeedbackForm(PortalForm):
    """Whether the decision helped; for the link worker to learn from."""

    helped = forms.ChoiceField(
        label="Did this help?",
        choices=Helped.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it helped"},
    )
    words = long_words("What would have helped more? (optional)", "Your link social workers read it.", rows=2)


class LiftForm(PortalForm):
    because = long_words(
        "Why is the seal lifted?",
        "Everybody who reads the school’s concerns reads this.",
        rows=3,
        missing="Write why the seal is lifted",
    )


class AdditionForm(PortalForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=list(ADDITIONS.items()),
        initial=EntryKind.ADDITION,
        required=False,
        widget=forms.RadioSelect,
    )
    body = long_words(
        "What do you want to add?",
        "What you sent before stays as it is; this is added with your name and the time.",
        rows=5,
        missing="Write what you want to add",
    )


class RelateForm(PortalForm):
    """Which concern belongs to another, and why: one of those offered, or any by its reference."""

    chosen = forms.ChoiceField(
        label="Which concern?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the list, or write its reference"},
    )
    reference = forms.CharField(
        label="Or its reference", help_text="For example, C-7K3Q9", max_length=20, required=False
    )
    because = long_words(
        "Why do they belong together?",
        "Everybody who reads both concerns reads this.",
        rows=3,
        missing="Write why they belong together",
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[Concern, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 -- stated above
        chosen.choices = [
            (
                other.reference,
                f"{other.reference}, {plain_date(other.raised_at)}, "
                f"{', '.join(other.category_labels)} ({why})",
            )
            for other, why in offered
        ]
        if not offered:
            del self.fields["chosen"]
            self.fields["reference"].label = "Its reference"

    def wanted(self) -> str:
        data = self.cleaned_data
        return tidy_reference(data["reference"]) if data["reference"] else data["chosen"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("reference") and not data.get("chosen") and not self.errors:
            self.add_error("reference", "Choose a concern, or write its reference")
        return data


class UnrelateForm(PortalForm):
    because = long_words(
        "Why do they not belong together?", "It stays in the record.", rows=3, missing="Write why"
    )


class CarryForm(PortalForm):
    """What a draft says, to be added to a concern. A draft of many long answers fits in."""

    body = LongText(
        label="What is added",
        help_text="This is what your draft says. Change it where you want; then it is added with your name.",
        rows=14,
        max_length=20 * LONGEST,
        error_messages={"required": "Write what you want to add"},
    )


class KindForm(PortalForm):
    """How a kind of concern is worded and where it stands."""

    label = forms.CharField(
        label="Name", max_length=60, error_messages={"required": "Write the name that people will read"}
    )
    hint = forms.CharField(
        label="What belongs to it (optional)", help_text="One short line.", max_length=200, required=False
    )
    group = forms.CharField(
        label="Heading (optional)",
        help_text="Kinds with a heading stand under “More kinds”. Those without are offered first.",
        max_length=60,
        required=False,
    )
    position = forms.IntegerField(
        label="Place in the order",
        help_text="Smaller numbers come first.",
        min_value=0,
        max_value=32000,
        error_messages={"required": "Write a number", "invalid": "Write a whole number"},
    )
    is_retired = forms.BooleanField(
        label="No longer used: offered no more, still shown on concerns that have it", required=False
    )

    @classmethod
    def showing(cls, kind: KindOfConcern | None) -> "KindForm":
        names = ("label", "hint", "group", "position", "is_retired")
        return cls(initial={name: getattr(kind, name) for name in names} if kind else {"position": 500})
