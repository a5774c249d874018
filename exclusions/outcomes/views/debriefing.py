"""The debrief of a case, and the themes under which debriefs are counted."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from exclusions.outcomes import page, services
from exclusions.outcomes.forms.debrief import DebriefForm, ThemeForm
from exclusions.outcomes.models import Theme
from exclusions.outcomes.views.seeing import clashed, seen_number
from exclusions.protocol.casepage import CasePage
from portal.accounts.http import AuthenticatedRequest
from portal.core.once import act_once

may_set_themes = permission_required("outcomes.set_themes", raise_exception=True)


@require_http_methods(["GET", "POST"])
def debrief(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write the debrief down, or correct it: what stood stays readable."""
    shown = CasePage.open(request, reference, "outcomes.follow_up")
    case = shown.case
    last = case.debriefs.last()
    is_sent = request.method == "POST"
    form = DebriefForm(request.POST if is_sent else None, last=last)
    seen = seen_number(request, last)
    has_clashed = False
    if is_sent and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.write_debrief(case=case, learnt=form.said(), by=request.user, seen_number=seen),
            said="The debrief is written down.",
            leads_to=f"{reverse('outcomes:outcome', args=[reference])}#debrief",
        )
        if done is not None:
            return done
        has_clashed, seen = clashed(case.debriefs.last(), seen)
    stands = page.debriefs_of(case)[0] if has_clashed else None
    context = shown.shell("outcome") | {
        "form": form, "seen_number": seen, "stands": stands, "owed": page.debrief_owed(case),
    }  # fmt: skip
    return render(request, "outcomes/debrief.html", context, status=409 if has_clashed else 200)


@require_http_methods(["GET", "POST"])
@may_set_themes
def themes(request: AuthenticatedRequest) -> HttpResponse:
    """The list of themes, and adding one."""
    form = ThemeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = act_once(
            request,
            form,
            lambda: services.add_theme(label=form.cleaned_data["label"], by=request.user),
            said="The theme can be chosen from now on.",
            leads_to=reverse("outcomes:themes"),
            beside="label",
        )
        if done is not None:
            return done
    context = {
        "form": form,
        "themes": Theme.objects.current(),
        "retired": Theme.objects.exclude(retired_at=None),
    }
    return render(request, "outcomes/themes.html", context)


@require_POST
@may_set_themes
def retire_theme(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Take a theme off the list."""
    services.retire_theme(theme=get_object_or_404(Theme, code=code), by=request.user)
    return redirect("outcomes:themes")
