"""Writing letters about a record, fetching them again, and setting their texts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from exclusions.suspensions.letters import services
from exclusions.suspensions.letters.forms import LetterForm, TextForm
from exclusions.suspensions.letters.kinds import KINDS, LetterKind, kinds_for
from exclusions.suspensions.models import Duty, Letter, LetterText, Suspension
from portal.accounts.http import AuthenticatedRequest
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.errors import Refused
from portal.core.once import AlreadySubmitted, once
from portal.core.pdf import pdf_response
from portal.core.templatetags.portal import plain_date
from schools.links.standing import standing_of
from schools.register.models import School

sets_texts = permission_required("suspensions.set_letter_texts", raise_exception=True)


def _record(request: AuthenticatedRequest, reference: str) -> Suspension:
    """A record in scope (404) for which one may write (403)."""
    rows = Suspension.objects.visible_to(request.user).select_related("pupil", "school")
    suspension = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm("suspensions.write_letter", suspension):
        raise PermissionDenied
    return suspension


def _kind(code: str) -> LetterKind:
    if code not in KINDS:
        raise Http404
    return KINDS[code]


@require_http_methods(["GET", "POST"])
def write(request: AuthenticatedRequest, reference: str, kind: str) -> HttpResponse:
    """Say who it is for and what to add; the preview shows the words before the letter is kept."""
    suspension, wanted = _record(request, reference), _kind(kind)
    if wanted not in kinds_for(suspension):
        raise Http404
    form = LetterForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "kind": wanted,
        "form": form,
        "suspension": suspension,
        "trail": _trail(suspension),
    }
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if "keep" not in request.POST:
            context["preview"], _ = services.compose(
                suspension,
                wanted,
                addressee=said["address"].strip().splitlines()[0],
                write_to=said["write_to"],
                more=said["more"].strip(),
            )
            return render(request, "suspensions/letter_write.html", context)
        try:
            with once(request) as submission:
                letter = services.write_letter(suspension=suspension, kind=wanted, by=request.user, **said)
                submission.leads_to = reverse("suspensions:letter", args=[letter.reference])
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Letter {letter.reference} is written. Send it, then say so.")
            return redirect("suspensions:letter", letter.reference)
    return render(request, "suspensions/letter_write.html", context)


def _trail(suspension: Suspension) -> list[tuple[str, str]]:
    return [
        ("Suspensions", reverse("suspensions:list")),
        (suspension.reference, suspension.get_absolute_url()),
    ]


def _letter(request: AuthenticatedRequest, reference: str) -> Letter:
    rows = Letter.objects.filter(suspension__in=Suspension.objects.visible_to(request.user))
    rows = rows.select_related("suspension__pupil", "suspension__school", "written_by")
    letter = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm("suspensions.write_letter", letter.suspension):
        raise PermissionDenied
    return letter


def _seen(request: AuthenticatedRequest, letter: Letter, kind: Kind, verb: str) -> None:
    suspension = letter.suspension
    record(
        by=request.user,
        kind=kind,
        verb=verb,
        about=[letter.reference, suspension.reference, suspension.pupil.reference],
        capacity=standing_of(request.user).capacity(suspension.school_id),
    )


def letter_file(request: AuthenticatedRequest, letter: Any, school: School, file: str) -> HttpResponse:
    """A letter as plain text or PDF; anything with reference, address, body and moment is one."""
    if file == "txt":
        head = f"{school.name}\n{school.address}\n\n{letter.address}\n\n{plain_date(letter.written_at)}"
        body = f"{head}\nOur reference: {letter.reference}\n\n{letter.body}\n"
        answer = HttpResponse(body, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{letter.reference}.txt"'
        return answer
    context = {"letter": letter, "school": school}
    return pdf_response(request, "suspensions/letter_pdf.html", context, letter.reference)


@require_safe
def letter(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A letter as it was written, to read, to take as PDF or as plain text; and the duty it carries out."""
    found = _letter(request, reference)
    if (file := request.GET.get("file")) in ("pdf", "txt"):
        _seen(request, found, Kind.EXPORT, f"letter.{file}")
        return letter_file(request, found, found.suspension.school, file)
    _seen(request, found, Kind.VIEW, "letter.view")
    kind = KINDS[found.kind]
    duty = Duty.objects.standing().filter(suspension=found.suspension, code=kind.duty, done_on=None).first()
    shown: dict[str, Any] = {"letter": found, "kind": kind, "duty": duty, "trail": _trail(found.suspension)}
    return render(request, "suspensions/letter.html", shown)


@require_safe
@sets_texts
def texts(request: AuthenticatedRequest) -> HttpResponse:
    """The texts of all kinds of letters, with their editions in force."""
    newest = {text.kind: text for text in LetterText.objects.select_related("set_by").order_by("number")}
    rows = [(kind, newest[code]) for code, kind in KINDS.items() if code in newest]
    return render(request, "suspensions/letter_texts.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@sets_texts
def text(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """Set a text anew."""
    wanted = _kind(kind)
    newest = services.text_in_force(kind)
    data = request.POST if request.method == "POST" else None
    form = TextForm(data, kind=kind, initial={"text": newest.text})
    if form.is_bound and form.is_valid():
        seen = request.POST.get("edition", "")
        try:
            services.set_text(
                kind=kind,
                text=form.cleaned_data["text"],
                by=request.user,
                seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else 0,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The text is set. Letters from now on use it.")
            return redirect("suspensions:letter_texts")
    parts = [(name, what, name in wanted.needs) for name, what in wanted.parts.items()]
    context = {"kind": wanted, "form": form, "newest": newest, "parts": parts}
    context["trail"] = [("Texts of letters", reverse("suspensions:letter_texts"))]
    return render(request, "suspensions/letter_text.html", context)
