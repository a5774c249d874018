"""The form of a decision: six routes, and of each only what it needs."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout
from crispy_forms_gds.layout.containers import ConditionalQuestion, ConditionalRadios
from django import forms

from exclusions.concerns.enums import Route, YesNo
from exclusions.concerns.models import Concern
from exclusions.concerns.replies import gaps
from exclusions.concerns.routes import ME, WAYS, Onward
from linkworkers.inbox.queries import pupils_of
from linkworkers.inbox.services import Decided, NewCase
from portal.accounts.models import User
from portal.core.forms import DayField, LongText, PortalForm

# What every route asks, each under a name of its own: a field stands in one place of a page.
ONWARD = ("step", "who", "on")


class DecideForm(PortalForm):
    """One decision with its reasons, what happens next, and the reply to the school."""

    route = forms.ChoiceField(
        label="What do you decide?",
        choices=Route.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    is_urgent = forms.BooleanField(
        label="It is urgent, or the child is looked after, has a child protection plan or an EHC plan",
        required=False,
    )
    head_considering_exclusion = forms.BooleanField(
        label="The head is considering permanent exclusion", required=False
    )
    # What triage for a case must find out (domain.md 5.3, stage 1); reasons have their own box.
    harm_now = forms.ChoiceField(
        label="Is anyone at risk of harm now?",
        help_text="If yes, act first: the front door, the police.",
        choices=YesNo.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    known_to = LongText(label="Which services know the child?", rows=2, required=False)
    outside_home = LongText(
        label="Is there harm outside the home? (optional)",
        help_text="Exploitation, violence, going missing, friends, places, online.",
        rows=2,
        required=False,
    )
    factors = LongText(label="What else contributes? (optional)", rows=2, required=False)
    agency = forms.CharField(label="Which agency?", max_length=120, required=False)
    rationale = LongText(
        label="Your reasons",
        help_text="Also where nothing more is done. Only the school’s link social workers read this.",
        error_messages={"required": "Write down your reasons"},
    )
    reply = LongText(
        label="Your reply to the school",
        help_text="The school reads this. Fill in or take out what stands in [brackets].",
        rows=10,
        error_messages={"required": "Write a reply to the school"},
    )

    def __init__(self, *args: Any, concern: Concern, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = {pupil.reference: pupil for pupil in pupils_of(concern)}
        # A case is a pupil's: a concern about a place or a group alone opens none.
        self.offered = [route for route in WAYS if self.pupils or route != Route.OPEN_CASE]
        route = self.fields["route"]
        assert isinstance(route, forms.ChoiceField)  # noqa: S101 -- stated above
        route.choices = [(r.value, r.label) for r in self.offered]
        self.fields["pupil"] = forms.ChoiceField(
            label="For which pupil?",
            choices=[(reference, pupil.full_name) for reference, pupil in self.pupils.items()],
            initial=next(iter(self.pupils)) if len(self.pupils) == 1 else None,
            required=False,
            widget=forms.RadioSelect,
        )
        for offered in self.offered:
            self._ask_onward(offered, by)

    def _ask_onward(self, route: Route, by: User) -> None:
        way = WAYS[route]
        self.fields[f"{route}_step"] = LongText(
            label="What happens next?",
            help_text="The school reads this too.",
            rows=2,
            required=False,
            initial=way.step,
        )
        who = by.name if way.who == ME else way.who
        self.fields[f"{route}_who"] = forms.CharField(
            label="Who does it?", max_length=200, required=False, initial=who
        )
        self.fields[f"{route}_on"] = DayField(label="By when? (optional)", required=False)
        if "level" in way.asks:
            self.fields[f"{route}_level"] = forms.CharField(
                label="Level of need (optional)",
                help_text="In the words of the authority’s threshold document.",
                max_length=80,
                required=False,
            )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            ConditionalRadios("route", *[self._question(route) for route in self.offered]),
            "rationale",
            "reply",
        )
        return helper

    def _question(self, route: Route) -> ConditionalQuestion:
        return ConditionalQuestion(str(route.label), *self._names(route))

    @staticmethod
    def _names(route: Route) -> list[str]:
        more = [f"{route}_level" if name == "level" else name for name in WAYS[route].asks]
        return [*more, *(f"{route}_{part}" for part in ONWARD)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("route")
        self._forget_other_routes(chosen)
        if chosen:
            self._refuse_gaps_of(Route(chosen), data)
        if left := gaps(data.get("reply") or ""):
            self.add_error("reply", f"Fill in or take out what stands in brackets: {', '.join(left)}")
        return data

    def _forget_other_routes(self, chosen: str | None) -> None:
        """A mistake in a field that the chosen route does not show is none."""
        for route in self.offered:
            for name in self._names(route):
                if route != chosen:
                    self.errors.pop(name, None)

    def _refuse_gaps_of(self, route: Route, data: dict[str, Any]) -> None:
        if route == Route.OPEN_CASE and not self._pupil(data):
            self.add_error("pupil", "Choose for which pupil the case is to be opened")
        if route == Route.OPEN_CASE:
            self._refuse_untriaged(data)
        if route == Route.AGENCY and not data.get("agency"):
            self.add_error("agency", "Write which agency it is referred to")
        if not data.get(f"{route}_step") and f"{route}_step" not in self.errors:
            self.add_error(f"{route}_step", "Write what happens next")
        if not data.get(f"{route}_who") and f"{route}_who" not in self.errors:
            self.add_error(f"{route}_who", "Write who does what happens next")

    def _refuse_untriaged(self, data: dict[str, Any]) -> None:
        if not data.get("harm_now") and "harm_now" not in self.errors:
            self.add_error("harm_now", "Choose whether anyone is at risk of harm now")
        if not data.get("known_to") and "known_to" not in self.errors:
            self.add_error("known_to", "Write which services know the child, or that none does")

    def _pupil(self, data: dict[str, Any]) -> str:
        """The pupil chosen; the only one of the concern needs no choosing."""
        only = next(iter(self.pupils)) if len(self.pupils) == 1 else ""
        return data.get("pupil") or only

    def decided(self) -> Decided:
        data = self.cleaned_data
        route = Route(data["route"])
        way = WAYS[route]
        return Decided(
            decision=way.decision,
            rationale=data["rationale"],
            reply=data["reply"],
            destination=way.destination or "",
            onward=Onward(
                agency=data["agency"] if route == Route.AGENCY else "",
                level=data.get(f"{route}_level") or "",
                next_step=data[f"{route}_step"],
                next_who=data[f"{route}_who"],
                next_on=data.get(f"{route}_on"),
            ),
        )

    def new_case(self) -> NewCase | None:
        data = self.cleaned_data
        if data["route"] != Route.OPEN_CASE:
            return None
        return NewCase(
            pupil=self.pupils[self._pupil(data)],
            is_urgent=data["is_urgent"],
            head_considering_exclusion=data["head_considering_exclusion"],
            triaged={
                "harm_now": data["harm_now"] == YesNo.YES,
                **{name: data[name] for name in ("known_to", "outside_home", "factors")},
            },
        )
