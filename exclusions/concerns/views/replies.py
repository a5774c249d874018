"""The authority's texts for replies to schools: list, one with preview and history."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.concerns import services
from exclusions.concerns.enums import Route
from exclusions.concerns.models import ReplyText
from exclusions.concerns.replies import NEEDED, PLACES, filled, shipped_text
from portal.accounts.http import AuthenticatedRequest
from portal.core.errors import Refused
from portal.core.forms import LongText, PortalForm
from portal.core.posted import number_in

LONGEST = 5_000


class ReplyTextForm(PortalForm):
    """The text of one route."""

    text = LongText(
        label="Text",
        help_text="Write in [brackets] what the writer fills in. Name no child.",
        rows=16,
        max_length=LONGEST,
        error_messages={"required": "Write the text"},
    )


@require_safe
@permission_required("concerns.set_kinds", raise_exception=True)
def replies(request: AuthenticatedRequest) -> HttpResponse:
    latest = {row.route: row for row in ReplyText.objects.select_related("set_by").order_by("number")}
    return render(request, "concerns/replies.html", {"rows": [(route, latest.get(route)) for route in Route]})


@require_http_methods(["GET", "POST"])
@permission_required("concerns.set_kinds", raise_exception=True)
def reply(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """One text: preview it, save it as a new edition, read the earlier ones."""
    if code not in Route:
        raise Http404
    route = Route(code)
    editions = list(ReplyText.objects.filter(route=route).select_related("set_by"))
    in_force = editions[0].text if editions else shipped_text(route)
    number = editions[0].number if editions else 0
    form = ReplyTextForm(request.POST or None, initial={"text": in_force})
    seen = number_in(request.POST, "seen_number") if form.is_bound else number
    preview = ""
    if form.is_bound and form.is_valid():
        if "preview" in request.POST:
            preview = _as_an_example(form.cleaned_data["text"], request)
        elif _saved(request, route, form, seen):
            return redirect("concerns:replies")
        else:
            # What was saved meanwhile stands below: who saves again has read it.
            seen = number
    context = {
        "route": route,
        "form": form,
        "preview": preview,
        "seen_number": seen,
        "editions": editions,
        "shipped": shipped_text(route),
        "places": PLACES,
        "needed": NEEDED,
        "trail": [("Texts of replies", reverse("concerns:replies"))],
    }
    return render(request, "concerns/reply.html", context)


def _as_an_example(text: str, request: AuthenticatedRequest) -> str:
    return filled(text, to="Ms Example", reference="C-7K3Q9", school="Example School", by=request.user)


def _saved(request: AuthenticatedRequest, route: Route, form: ReplyTextForm, seen: int) -> bool:
    try:
        services.set_reply_text(
            route=route,
            text=form.cleaned_data["text"],
            seen_number=seen,
            by=request.user,
        )
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return False
    messages.success(request, f"Saved. Replies on the route “{route.label}” begin with it from now on.")
    return True
