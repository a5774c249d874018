"""The protocol itself, for everybody who reads cases."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exclusions.protocol.models import ProtocolVersion
from exclusions.protocol.records import fields_of
from portal.accounts.http import AuthenticatedRequest


@require_safe
def protocol_map(request: AuthenticatedRequest) -> HttpResponse:
    """The protocol as the data has it: stages, owners, days, what is recorded, what may follow."""
    if not request.user.has_perm("protocol.see_cases"):
        raise PermissionDenied
    published = ProtocolVersion.objects.exclude(published_at=None)
    version = published.prefetch_related("stages__version", "outcomes").order_by("-number").first()
    if version is None:
        raise Http404
    names = {stage.code: stage.name for stage in version.stages.all()} | {"closed": "The case closes"}
    stages = [
        (stage, [names.get(code, code) for code in stage.leads_to], fields_of(stage))
        for stage in version.stages.all()
    ]
    return render(request, "protocol/map.html", {"version": version, "stages": stages})
