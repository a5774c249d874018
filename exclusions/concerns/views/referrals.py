"""Pages of a referral to the front door: begin, write, print, what came of it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from exclusions.concerns import services
from exclusions.concerns.enums import Consent, FrontDoorAnswer, ReferralWay
from exclusions.concerns.models import Concern, Referral
from exclusions.concerns.services.referring import WORDS
from exclusions.concerns.views.register import concern_of
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.services import record
from portal.core.forms import DayField, LongText, PortalForm
from portal.core.once import act_once
from portal.core.pdf import pdf_response
from portal.core.posted import number_in
from schools.links.standing import standing_of
from schools.pupils.models import Pupil
from schools.pupils.reading import flags, readable, tiers_of


def _words(label: str, hint: str = "", rows: int = 4) -> LongText:
    return LongText(label=label, help_text=hint, rows=rows, required=False)


class BeginForm(PortalForm):
    """Of which child of the concern."""

    pupil = forms.ChoiceField(
        label="Which child?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the child", "invalid_choice": "Choose a child of this concern"},
    )

    def __init__(self, *args: Any, pupils: list[Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = {pupil.reference: pupil for pupil in pupils}
        pupil = self.fields["pupil"]
        assert isinstance(pupil, forms.ChoiceField)  # noqa: S101 -- stated above
        pupil.choices = [(reference, pupil.full_name) for reference, pupil in self.pupils.items()]
        if len(pupils) == 1:
            pupil.initial = pupils[0].reference


class ReferralForm(PortalForm):
    """What the front door needs to know. Nothing is required to save: what is missing is named beside it."""

    happened = _words("What happened?", "Facts: who saw or heard what, when, where.", rows=6)
    child_words = _words(
        "In the child’s own words", "Exactly as they said it. If they were not asked, why not.", rows=3
    )
    family = _words(
        "Family and home as known",
        "Parents and carers with parental responsibility, brothers and sisters, address, phone, languages, "
        "who else lives there.",
    )
    needs = _words("Needs, health and language", rows=3)
    risk = _words("What is the risk?", "What do you think may happen, how soon, how bad? What protects?")
    tried = _words("What was tried, and what came of it?")
    consent = forms.ChoiceField(
        label="Does the family know that you refer?",
        help_text="The referral does not wait for agreement. Where nobody asked, say why.",
        choices=Consent.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    consent_words = _words("What did the family say, or why were they not asked?", rows=3)


class SentForm(PortalForm):
    """That it went off."""

    prefix = "sent"
    on = DayField(label="When was it sent?")
    way = forms.ChoiceField(
        label="How?",
        choices=ReferralWay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was sent"},
    )
    words = LongText(label="To whom? Anything to add? (optional)", rows=2, required=False)


class AnswerForm(PortalForm):
    """What the front door decided."""

    prefix = "answer"
    answer = forms.ChoiceField(
        label="What did the front door decide?",
        choices=FrontDoorAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the front door decided"},
    )
    on = DayField(label="When did it answer?")
    way = forms.ChoiceField(
        label="How did it come?",
        choices=ReferralWay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the answer came"},
    )
    words = LongText(
        label="Who said it, and why? (optional)",
        help_text="Only the school’s link social workers read this.",
        rows=3,
        required=False,
    )
    for_school = LongText(
        label="What is the school to know? (optional)",
        help_text="It is sent to the school as your message.",
        rows=3,
        required=False,
    )


def _referral_of(request: AuthenticatedRequest, reference: str) -> Referral:
    """The referral: its concern out of scope 404, not theirs to refer 403."""
    rows = Referral.objects.select_related("concern__school", "concern__raised_by", "pupil", "written_by")
    seen = rows.filter(concern__in=Concern.objects.visible_to(request.user)).prefetch_related("events__by")
    referral = get_object_or_404(seen, reference=reference)
    if not request.user.has_perm("concerns.refer_concern", referral.concern):
        raise PermissionDenied
    return referral


@require_http_methods(["GET", "POST"])
def begin(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Begin a referral from a concern: for which child."""
    concern = concern_of(request, reference, "refer")
    pupils = [subject.pupil for subject in concern.subjects.select_related("pupil").order_by("pk")]
    form = BeginForm(request.POST if request.method == "POST" else None, pupils=pupils)
    if form.is_valid():
        pupil = form.pupils[form.cleaned_data["pupil"]]
        needs = known_needs(request.user, pupil)
        done = act_once(
            request,
            form,
            lambda: services.begin_referral(concern=concern, pupil=pupil, needs=needs, by=request.user),
        )
        if done:
            return done
    context = {"concern": concern, "form": form, "pupils": pupils, "referrals": referrals_of(concern)}
    return render(request, "concerns/referral_begin.html", context)


def referrals_of(concern: Concern) -> list[Referral]:
    """The referrals of a concern, the latest first, with what came of them."""
    return list(concern.referrals.select_related("pupil", "written_by").prefetch_related("events"))


def known_needs(user: User, pupil: Pupil) -> str:
    """What is known of a child today and this person reads, as lines."""
    facts = flags(readable(pupil.whole_facts, tiers_of(user, pupil)))
    return "\n".join(f"{fact.label}: {fact.words}" for fact in facts)


@require_http_methods(["GET", "POST"])
def referral(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One referral: write it while it is not sent; read it and what came of it afterwards."""
    row = _referral_of(request, reference)
    form = _form(row, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        seen, said = number_in(request.POST, "seen_version"), form.cleaned_data
        done = act_once(
            request,
            form,
            lambda: services.save_referral(referral=row, said=said, seen_version=seen, by=request.user),
            said="Saved.",
        )
        if done:
            return done
    return _page(request, row, form=form)


def _form(row: Referral, data: Any = None) -> ReferralForm:
    return ReferralForm(data, initial={name: getattr(row, name) for name in WORDS})


def _page(request: AuthenticatedRequest, row: Referral, **forms: PortalForm) -> HttpResponse:
    _record(request, row, Kind.VIEW, "view")
    today = timezone.localdate()
    context = {
        "referral": row,
        "concern": row.concern,
        "form": _form(row),
        "sent_form": SentForm(initial={"on": today}),
        "answer_form": AnswerForm(initial={"on": today}),
        "missing": services.missing_parts(row),
        "trail": [(row.concern.reference, row.concern.get_absolute_url())],
        "failed": next((form for form in forms.values() if form.errors), None),
    }
    return render(request, "concerns/referral.html", context | forms)


@require_POST
def sent(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write down that it was sent."""
    row, form = _referral_of(request, reference), SentForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        done = act_once(
            request,
            form,
            lambda: services.referral_sent(referral=row, by=request.user, **said),
            said="It is written down that it was sent.",
            leads_to=row,
        )
        if done:
            return done
    return _page(request, row, sent_form=form)


@require_POST
def answered(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write down what the front door decided."""
    row, form = _referral_of(request, reference), AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        done = act_once(
            request,
            form,
            lambda: services.front_door_answered(referral=row, by=request.user, **said),
            said="The answer is written down.",
            leads_to=row,
        )
        if done:
            return done
    return _page(request, row, answer_form=form)


@require_POST
def pdf(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The referral as a PDF to send; who printed it and when is kept. What is missing is named in it."""
    row = _referral_of(request, reference)
    _record(request, row, Kind.EXPORT, "print", reason="Referral to the front door")
    context = {
        "referral": row,
        "concern": row.concern,
        "missing": services.missing_parts(row),
        "subject": row.concern.subjects.with_year_group().filter(pupil__in=row.pupil.records).first(),
        "others": row.concern.subjects.exclude(pupil__in=row.pupil.records).select_related("pupil"),
    }
    return pdf_response(request, "concerns/referral_pdf.html", context, row.reference)


def _record(request: AuthenticatedRequest, row: Referral, kind: Kind, verb: str, reason: str = "") -> None:
    record(
        by=request.user,
        kind=kind,
        verb=f"referral.{verb}",
        about=[row.reference, row.concern.reference, row.pupil.reference],
        capacity=standing_of(request.user).capacity(row.concern.school_id),
        reason=reason,
    )
