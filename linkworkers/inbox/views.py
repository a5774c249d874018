"""Pages of the inbox: the queue, one concern with its decision, and what else may be said about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from exclusions.concerns import services as concerns
from exclusions.concerns.clock import clock_context
from exclusions.concerns.conversation import Conversation
from exclusions.concerns.enums import Decision, Route, State
from exclusions.concerns.forms import MessageForm
from exclusions.concerns.listing import COLOURS
from exclusions.concerns.models import Concern, ConcernQuerySet, Proposal
from exclusions.concerns.news import with_news
from exclusions.concerns.page import ended_decisions, message_form, openable
from exclusions.concerns.replies import begun, texts_in_force
from exclusions.concerns.views.referrals import referrals_of
from exclusions.concerns.workflow import CONCERN
from linkworkers.inbox import knowing, queries, services
from linkworkers.inbox.deciding import DecideForm
from linkworkers.inbox.forms import AskForm, GiveForm
from linkworkers.inbox.listing import QueueFilter, QueueTable, tab_of
from linkworkers.inbox.models import Escalation, with_rungs
from portal.accounts.http import AuthenticatedRequest
from portal.accounts.models import User
from portal.audit.enums import Kind
from portal.audit.listing import RecordListing
from portal.audit.services import record
from portal.core.errors import Refused, WrongState
from portal.core.once import AlreadySubmitted, once
from portal.core.templatetags.portal import moment
from schools.links.standing import standing_of


class Queue(RecordListing):
    table_class, filterset_class = QueueTable, QueueFilter
    title, noun, audit_noun = "Inbox", "concern", "inbox"
    saved_as = "Inbox"
    template_name = "inbox/queue.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("inbox.see_queue"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> ConcernQuerySet:
        rows = queries.tab_rows(tab_of(self.request), self.request.user)
        rows = with_news(rows.for_list().select_related("triage"), self.request.user)
        return with_rungs(queries.with_known(rows, self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tab = queries.TABS[tab_of(self.request)]
        counts = queries.tab_counts(self.request.user)
        tabs = [(t, counts[t.code], t.code == tab.code) for t in queries.TABS.values()]
        filtered = any(self.request.GET.get(name) for name in QueueFilter.base_filters if name != "tab")
        words = {"empty_text": "Nothing matches these filters." if filtered else tab.empty}
        if not filtered:
            words["empty_next_text"] = "See what was decided"
            words["empty_next_url"] = f"{self.request.path}?tab=decided" if tab.code != "decided" else ""
        return super().get_context_data(**(kwargs | words | {"tabs": tabs, "tab": tab}))

    def capacity(self) -> str:
        return standing_of(self.request.user).capacity()


def _concern_of(request: HttpRequest, reference: str) -> Concern:
    """The concern: out of scope 404; in scope for somebody who does not triage 403."""
    rows = Concern.objects.visible_to(request.user).for_list().select_related("triage__decided_by")
    concern = get_object_or_404(rows, reference=reference)
    if not request.user.has_perm("inbox.decide_concern", concern):
        raise PermissionDenied
    return concern


def _page(request: AuthenticatedRequest, concern: Concern, **forms: Any) -> HttpResponse:
    """One concern with what is known and what may be done; `forms` are those that were sent."""
    pupils = queries.pupils_of(concern)
    advice = queries.earlier_advice(concern, request.user)
    namesakes = knowing.namesakes(concern, pupils, request.user)
    record(
        by=request.user,
        kind=Kind.VIEW,
        verb="concern.view",
        about=[
            concern.reference,
            *(pupil.reference for pupil in (*pupils, *namesakes)),
            *(a.on_concern.reference for a in advice),
        ],
        capacity=standing_of(request.user).capacity(concern.school_id),
    )
    form = forms.get("decide_form") or DecideForm(concern=concern, by=request.user)
    context = {
        "decide_form": form,
        "ask_form": AskForm(concern=concern),
        "give_form": GiveForm(concern=concern) if concern.is_open else None,
        "write_form": message_form(request.user, concern),
        "trail": [("Inbox", reverse("inbox:queue"))],
        "concern": concern,
        "pupils": pupils,
        "subjects": concern.subjects.all(),
        "openable": openable(request.user, concern.subjects.all()),
        "files": concern.files.all(),
        "colour": COLOURS[State(concern.state)],
        "lines": Conversation(request.user, concern).open().lines,
        "earlier": queries.earlier_concerns(concern, request.user),
        "cases": queries.cases_of(concern, request.user),
        "advice": advice,
        "may": {move.verb for move in CONCERN.verbs_from(concern.state)},
        **clock_context(concern),
        "escalations": Escalation.objects.of(concern),
        "referrals": referrals_of(concern),
        "proposal": Proposal.objects.live().filter(concern=concern).select_related("proposed_by").first(),
        "ended": ended_decisions(concern),
        "second": concerns.why_a_second(concern, Decision.CLOSE) if concern.is_open else "",
        "known": knowing.known_to_services(pupils, request.user),
        "namesakes": namesakes,
        "starting_texts": _starting_texts(concern, form, request.user),
    }
    return render(request, "inbox/concern.html", context | forms)


def concern(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One concern: read it, decide it."""
    concern = _concern_of(request, reference)
    if request.method != "POST":
        return _page(request, concern)
    wanted = request.POST.get("starting_text")
    if wanted is not None:
        return _page(request, concern, decide_form=_with_starting_text(request, concern, wanted))
    form = DecideForm(request.POST, concern=concern, by=request.user)
    if form.is_valid():
        try:
            return _decide(request, concern, form)
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            concern = _concern_of(request, reference)
            form.add_error(None, _who_was_first(concern, refusal))
    return _page(request, concern, decide_form=form)


def _decide(request: AuthenticatedRequest, concern: Concern, form: DecideForm) -> HttpResponse:
    typed = request.POST.get("seen_version", "")[:9]
    seen_version = int(typed) if typed.isdecimal() and typed.isascii() else 0
    with once(request) as submission:
        submission.leads_to = services.inbox_path(concern)
        done = services.decide(
            concern=concern,
            decided=form.decided(),
            new_case=form.new_case(),
            by=request.user,
            seen_version=seen_version,
        )
    if isinstance(done, Proposal):
        signers = " or ".join(person.name for person in concerns.possible_signers(concern, request.user))
        messages.success(
            request, f"Proposed. {done.why} {signers} can sign it; until then {concern.reference} is open."
        )
    else:
        messages.success(request, f"Sent. {concern.reference} is decided.")
    return redirect("inbox:concern", concern.reference)


def _with_starting_text(request: AuthenticatedRequest, concern: Concern, route: str) -> DecideForm:
    """The form as typed, unchecked, with the starting text put before what the reply says already."""
    sent = DecideForm(request.POST, concern=concern, by=request.user)
    typed = {name: sent[name].data for name in sent.fields}
    reply, texts = typed["reply"] or "", dict(_starting_texts(concern, sent, request.user))
    text = texts.get(Route(route), "") if route in Route else ""
    if text and text not in reply:
        reply = f"{text}\n\n{reply}".strip()
    typed |= {"reply": reply, "route": typed["route"] or (route if route in Route else "")}
    return DecideForm(initial=typed, concern=concern, by=request.user)


def _starting_texts(concern: Concern, form: DecideForm, by: User) -> list[tuple[Route, str]]:
    """Of each route that is offered how a reply of this person begins."""
    return [(r, begun(text, concern, by)) for r, text in texts_in_force(form.offered).items()]


def _who_was_first(concern: Concern, refusal: Refused) -> str:
    """What the second of two people reads; what they typed stays on the page."""
    if concern.is_open or not isinstance(refusal, WrongState):
        return str(refusal)
    triage = concern.triage
    return (
        f"{triage.decided_by} decided this concern on {moment(triage.decided_at)}: "
        f"{triage.get_decision_display()}. What you wrote has not been sent."
    )


@require_POST
def take(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say that one looks after a concern."""
    concern = _concern_of(request, reference)
    try:
        concerns.take_concern(concern=concern, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{concern.reference} is yours.")
    return redirect("inbox:concern", reference)


@require_POST
def release(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put a concern that one has back into the queue."""
    concern = _concern_of(request, reference)
    try:
        concerns.release_concern(concern=concern, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{concern.reference} is back in the queue.")
    return redirect("inbox:concern", reference)


@require_POST
def give(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Let a colleague have a concern, or take it over from one."""
    concern = _concern_of(request, reference)
    form = GiveForm(request.POST, concern=concern)

    def act() -> None:
        concerns.give_concern(concern=concern, to=form.people[form.cleaned_data["to"]], by=request.user)

    return _say(request, concern, form, act, "give_form", "Given.")


@require_POST
def ask(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Ask the school a question."""
    concern = _concern_of(request, reference)
    form = AskForm(request.POST, concern=concern)

    def act() -> None:
        concerns.ask_school(concern=concern, by=request.user, **form.cleaned_data)

    return _say(request, concern, form, act, "ask_form", "Your question is sent to the school.")


@require_POST
def write(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write a message to the school, or a note among link workers."""
    concern = _concern_of(request, reference)
    form = message_form(request.user, concern, request.POST)

    def act() -> None:
        concerns.write_message(concern=concern, by=request.user, **form.said())

    return _say(request, concern, form, act, "write_form", "Saved.")


def _say(
    request: AuthenticatedRequest,
    concern: Concern,
    form: AskForm | GiveForm | MessageForm,
    act: Callable[[], None],
    name: str,
    done: str,
) -> HttpResponse:
    """Carry out a form of the page once, or show the page again with what was typed."""
    if form.is_valid():
        try:
            with once(request) as submission:
                submission.leads_to = services.inbox_path(concern)
                act()
        except AlreadySubmitted as earlier:
            return redirect(earlier.leads_to)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            concern = _concern_of(request, concern.reference)
        else:
            messages.success(request, done)
            return redirect("inbox:concern", concern.reference)
    return _page(request, concern, **{name: form, "sent_form": form})


@require_safe
def next_in_queue(request: AuthenticatedRequest) -> HttpResponse:
    """On to the most urgent concern that waits; `after` names the one just looked at."""
    if not request.user.has_perm("inbox.see_queue"):
        raise PermissionDenied
    following = queries.next_after(request.user, request.GET.get("after", ""))
    if following is None:
        return redirect("inbox:queue")
    return redirect("inbox:concern", following.reference)
