"""What the page of a draft shows: the form, its pupils and files, what is missing, and who will read it."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from exclusions.concerns.audience import readers_at
from exclusions.concerns.content import Content, as_post
from exclusions.concerns.enums import OtherKind, Part, Wish
from exclusions.concerns.forms import DraftForm
from exclusions.concerns.kinds import grouped_kinds, labels_of, quick_kinds
from exclusions.concerns.models import Draft
from exclusions.concerns.steps import SUBJECTS, Detail, said_in
from portal.files.checks import ALLOWED, allowed_words
from schools.pupils.models import YEAR_GROUPS

# Where the error summary leads for fields whose first control has an id of its own.
ANCHORS = {"categories": "id_categories_1", "happened_on": "id_happened_on_0"}
YEARS = dict(YEAR_GROUPS)
NO_PUPIL = "Choose who or what the concern is about"


@dataclass
class DraftPage:
    """`is_checked`: say what is missing. `conflict`: the draft as another device has saved it."""

    draft: Draft
    content: Content
    version: int
    is_checked: bool = False
    conflict: Draft | None = None
    file_errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.form = DraftForm(as_post(self.content)) if self.is_checked else DraftForm.showing(self.content)
        self.pupils = pupils_of(self.draft)
        self.detail = Detail(self.draft, self.content, [pupil for pupil, _ in self.pupils])

    @classmethod
    def of(cls, draft: Draft, *, is_checked: bool = False) -> "DraftPage":
        """The draft as it is saved."""
        return cls(draft, draft.content, draft.version, is_checked=is_checked)

    def words(self) -> str:
        """All that the draft says, as one text."""
        who = [f"{pupil.full_name}: {label.lower()}" for pupil, _, _, label in self._parts()]
        lines = [("Who it is about", "\n".join(who)), *self._quick_lines()]
        lines += [line for form in self.detail.forms_of(SUBJECTS) for line in said_in(form)]
        lines += [line for _, said in self.detail.told() for line in said]
        return "\n\n".join(f"{question}\n{answer}" for question, answer in lines if answer)

    def _quick_lines(self) -> list[tuple[str, str]]:
        said = self.content
        day = [said.get(f"happened_on_{part}", "") for part in range(3)]
        wish = said.get("wish", "")
        return [
            ("What happened", said.get("what_happened", "")),
            ("When it happened", "/".join(day) if any(day) else ""),
            ("In the child’s own words", said.get("child_words", "")),
            ("Kind of concern", ", ".join(labels_of(said.get("categories", [])))),
            ("What we have done so far", said.get("action_taken", "")),
            ("What we want", dict(Wish.choices).get(wish, wish)),
        ]

    @property
    def needs_phoning(self) -> bool:
        return needs_phoning(self.content)

    def problems(self) -> list[tuple[str, str]]:
        """What to mend, in the order of the page: (anchor, message)."""
        found = [("pupils", NO_PUPIL)] if self.is_checked and not self._is_about_something() else []
        for name, errors in self.form.errors.items():
            found += [(ANCHORS.get(name, f"id_{name}"), str(error)) for error in errors]
        found += self.detail.problems() if self.is_checked else []
        return found + [("id_files", error) for error in self.file_errors]

    def _is_about_something(self) -> bool:
        return self.detail.has_subject() or self.detail.is_begun(SUBJECTS)

    def _chosen(self) -> list[str]:
        chosen: list[str] = self.content.get("categories", [])
        return chosen

    def _parts(self) -> list[tuple[Any, str, str, str]]:
        """Each pupil with year group, part, and the part in words."""
        chosen = [(pupil, year, self.detail.part_of(pupil)) for pupil, year in self.pupils]
        return [(*one, str(Part(one[2]).label)) for one in chosen]

    def context(self) -> dict[str, Any]:
        problems = self.problems()
        return {
            "draft": self.draft,
            "version": self.version,
            "form": self.form,
            "pupils": self.pupils,
            "parts": self._parts(),
            "chosen": self._chosen(),
            "quick_kinds": quick_kinds(self._chosen()),
            "grouped_kinds": grouped_kinds(self._chosen()),
            "part_choices": Part.choices,
            "others": [
                {**other, "kind_label": OtherKind(other["kind"]).label}
                for other in self.detail.other_subjects()
            ],
            "tasks": self.detail.tasks(),
            "pupil_error": next((m for a, m in problems if a == "pupils"), ""),
            "files": list(self.draft.files.all()),
            "file_errors": self.file_errors,
            "allowed_words": allowed_words(),
            "accept": ",".join(ALLOWED),
            "most_megabytes": settings.ATTACHMENT_MAX_BYTES // (1024 * 1024),
            "is_danger": self.content.get("in_danger") == "yes",
            "problems": problems,
            "conflict": self.conflict,
            "readers": readers_at(self.draft.school_id),
            "danger_told": self.content.get("danger_told", ""),
        }


def needs_phoning(content: Content) -> bool:
    """Someone is in danger, and the author has not yet been shown whom to phone."""
    return content.get("in_danger") == "yes" and content.get("danger_told") != "yes"


def pupils_of(draft: Draft) -> list[tuple[Any, str]]:
    """The pupils of a draft with their year groups."""
    pupils = draft.pupils.all().with_year_group(draft.school)
    return [(pupil, YEARS.get(getattr(pupil, "year_group", ""), "")) for pupil in pupils]


def is_complete(draft: Draft) -> bool:
    """Nothing is missing: the draft may be sent."""
    return not DraftPage.of(draft, is_checked=True).problems()
