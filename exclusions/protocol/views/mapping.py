"""The protocol itself, for everybody who reads cases."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from exclusions.protocol.authoring.document import document_of, read
from exclusions.protocol.authoring.drawing import picture
from exclusions.protocol.models import ProtocolVersion
from portal.accounts.http import AuthenticatedRequest


@require_safe
def protocol_map(request: AuthenticatedRequest, number: int | None = None) -> HttpResponse:
    """The protocol as the data has it, as a picture and as a list: the newest version, or the one named."""
    may_edit = request.user.has_perm("protocol.edit_protocol")
    if not (may_edit or request.user.has_perm("protocol.see_cases")):
        raise PermissionDenied
    published = ProtocolVersion.objects.published()
    version = (
        published.newest() if number is None else get_object_or_404(published, number=min(number, 32_000))
    )
    if version is None:
        raise Http404
    document = document_of(version)
    context = {
        "version": version,
        "name": version.name,
        "read": read(document),
        "picture": picture(document),
        "may_edit": may_edit,
    }
    return render(request, "protocol/map.html", context)
