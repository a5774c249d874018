"""What the pages of a meeting show, put together from its records."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from exclusions.meetings.enums import Attended
from exclusions.meetings.models import AgendaItem, Invitee, Meeting, Paper, Part, ProposedDate
from exclusions.meetings.parts import PartField, Section, sections_of
from exclusions.meetings.since import Attendance, Since, attendance_said, since_last
from exclusions.plans.enums import ActionState, Agency
from exclusions.plans.models import Action
from exclusions.protocol.models import Case
from portal.accounts.models import User


@dataclass
class Desk:
    """A meeting with all that belongs to its minutes, each read once."""

    meeting: Meeting

    @cached_property
    def invitees(self) -> list[Invitee]:
        return list(self.meeting.invitees.expected())

    @cached_property
    def actions(self) -> list[Action]:
        """Open actions from before: what is carried forward."""
        rows = (
            Action.objects.open().filter(case=self.meeting.case_id).exclude(agreed_at_meetings=self.meeting)
        )
        return list(rows.select_related("owner"))

    @cached_property
    def agreed(self) -> list[Action]:
        """Actions taken on at this meeting."""
        return list(self.meeting.agreed.select_related("owner"))

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.meeting.items.filter(is_off=False).select_related("by"))

    @cached_property
    def parts(self) -> dict[str, Part]:
        return {part.name: part for part in self.meeting.parts.select_related("saved_by")}

    @cached_property
    def texts(self) -> dict[str, str]:
        """What is written, by the names of the parts, without empty ones."""
        return {name: part.text for name, part in self.parts.items() if part.text.strip()}

    @cached_property
    def since(self) -> Since:
        return since_last(self.meeting.case, but=self.meeting)

    @cached_property
    def attendance(self) -> Attendance | None:
        return attendance_said(self.meeting.case)

    @cached_property
    def sections(self) -> list[Section]:
        return sections_of(self.meeting, self.invitees, self.actions)

    @property
    def fields(self) -> list[PartField]:
        return [part for section in self.sections for part in section.fields]

    @property
    def voice(self) -> str:
        """The name of the part that holds the child's words: the first of all."""
        return self.fields[0].name

    def progress(self) -> list[tuple[str, str, str]]:
        """Of each action that was carried forward: what it is, how far, and what was said."""
        found = []
        for one in self.actions:
            state = self.texts.get(f"state:{one.reference}") or one.state
            label = str(dict(ActionState.choices)[state])
            found.append((one.what, label, self.texts.get(f"progress:{one.reference}", "")))
        return found

    def written(self) -> list[tuple[Section, list[tuple[str, str]]]]:
        """Each section with what was written in it, in words; people have a list of their own."""
        found = []
        for section in self.sections:
            said = [
                (part.label, part.in_words(self.texts[part.name]))
                for part in section.fields
                if part.name in self.texts and not part.name.startswith(("attended:", "said:"))
            ]
            found.append((section, said))
        return [(section, said) for section, said in found if said]

    def people(self) -> list[dict[str, str]]:
        """Who took part and how, by agency; agencies nobody was invited from come last."""
        labels = dict(Attended.choices)
        rows = [
            {
                "agency": one.get_agency_display(),
                "name": one.name,
                "attended": str(labels.get(self.texts.get(f"attended:{one.reference}", ""), "Not said")),
                "said": self.texts.get(f"said:{one.reference}", ""),
            }
            for one in self.invitees
        ]
        invited = {one.agency for one in self.invitees}
        rows += [
            {"agency": str(label), "name": "", "attended": "Not invited", "said": ""}
            for code, label in Agency.choices
            if code not in invited and code != Agency.OTHER
        ]
        order = [str(label) for _, label in Agency.choices]
        return sorted(rows, key=lambda row: (row["attended"] == "Not invited", order.index(row["agency"])))


@dataclass(frozen=True)
class DateColumn:
    """A proposed date with what each invited person answers, in the order of the invitees."""

    date: ProposedDate
    answers: list[str]

    @property
    def count(self) -> str:
        yes, maybe = self.answers.count("yes"), self.answers.count("if_need_be")
        return f"{yes} yes" + (f", {maybe} if need be" if maybe else "")


def date_columns(meeting: Meeting, invitees: list[Invitee]) -> list[DateColumn]:
    """The table of answers, in two queries."""
    dates = list(meeting.dates.filter(is_off=False).prefetch_related("answers"))
    said = {
        (answer.date_id, answer.invitee_id): answer.says for date in dates for answer in date.answers.all()
    }
    return [DateColumn(date, [said.get((date.pk, one.pk), "") for one in invitees]) for date in dates]


def case_papers(user: User, case: Case) -> dict[str, Any] | None:
    """The papers of a case's meetings, for its tab of files; nothing where there are none."""
    rows = Paper.objects.visible_to(user).filter(meeting__case=case)
    papers = list(rows.select_related("meeting__stage", "uploaded_by").order_by("-uploaded_at", "-pk"))
    return {"papers": papers} if papers else None
