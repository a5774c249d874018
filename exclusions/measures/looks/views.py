"""What the authority is asked to look at, and what an officer found."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from exclusions.concerns.forms import long_words
from exclusions.measures.looks.listing import LookFilter, LookTable
from exclusions.measures.looks.services import note_look
from exclusions.measures.looks.sources import SOURCES
from exclusions.measures.models import Look, LookQuerySet
from exclusions.measures.models.looks import Concluded, Pressure
from exclusions.measures.views.recording import seen_revision
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.forms import PortalForm
from portal.core.once import AlreadySubmitted, once
from schools.links.standing import standing_of


class LookForm(PortalForm):
    looked_at = long_words(
        "What did you look at?",
        "Records, and whom you asked.",
        rows=4,
        missing="Write what you looked at",
    )
    pressure = forms.ChoiceField(
        label="Was anybody pressed to leave?",
        choices=Pressure.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether anybody was pressed, as far as you know"},
    )
    parents_say = long_words("What do the parents say? (optional)", "In their own words.", rows=3)
    concluded = forms.ChoiceField(
        label="What do you conclude?",
        choices=Concluded.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what you conclude"},
    )


class LookList(RecordListing):
    table_class, filterset_class = LookTable, LookFilter
    title, noun, nouns, audit_noun = "To look at", "thing to look at", "things to look at", "look"
    template_name = "measures/looks.html"
    definition = (
        "A row is one thing about one pupil that a rule asks an officer to look at. It says nothing else."
    )
    empty_text = "Nothing is to be looked at."
    empty_next_text = "See what nobody has looked at"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("measures.look"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trail = [("Measures", reverse("measures:index"))]
        return super().get_context_data(**kwargs, sources=SOURCES.values(), trail=trail)

    def get_queryset(self) -> LookQuerySet:
        rows: LookQuerySet = Look.objects.visible_to(self.request.user).select_related("pupil", "school")
        return rows.order_by("-on", "-pk")

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


@require_http_methods(["GET", "POST"])
def look(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Why it is to be looked at, what officers wrote, and the form for what was found."""
    rows = Look.objects.visible_to(request.user).select_related("pupil", "school")
    found = get_object_or_404(rows, reference=reference)
    form = LookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            with once(request) as submission:
                seen = seen_revision(request)
                note_look(look=found, by=request.user, seen_revision=seen, **form.cleaned_data)
                submission.leads_to = found.get_absolute_url()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is written down.")
            return redirect(found)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="look.view",
        about=[found.reference, found.pupil.reference],
        capacity=standing_of(request.user).capacity(found.school_id),
    )
    context = {
        "look": found,
        "pupil": found.pupil,
        "school": found.school,
        "source": SOURCES.get(found.source),
        "notes": found.notes.select_related("by"),
        "form": form,
        "trail": [("Measures", reverse("measures:index")), ("To look at", reverse("measures:looks"))],
    }
    return render(request, "measures/look.html", context)
