"""What each person sees first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.http import AuthenticatedRequest
from portal.home.blocks import blocks_for


@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "home/home.html", {"blocks": blocks_for(request.user)})
