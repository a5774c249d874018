"""`/api/v1/`: what other systems call."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path

from portal.api.answers import ENDPOINTS
from portal.api.calls import view_of
from portal.api.openapi import description


@login_not_required
def openapi(request: HttpRequest) -> JsonResponse:
    """Open to everybody: it says what could be asked, and holds no data."""
    return JsonResponse(description())


app_name = "api"
urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    *[path(endpoint.path, view_of(endpoint), name=endpoint.name) for endpoint in ENDPOINTS],
]
