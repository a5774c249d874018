"""Naughty strings through every text field after a concern was sent: kept as typed, shown as text, no error.

What is normalised: space around a text goes, and a line ends as a browser sends it; NUL is refused with
words. Drafts and their steps are tried in `test_bad_input`.
"""

import pytest

from exclusions.concerns.models import Entry, Feedback, Relation, Seal, Triage
from exclusions.concerns.services import ask_school
from portal.audit.models import Event
from tests.factories import ConcernFactory
from tests.naughty import NAUGHTY, naughty, shows_as_text


@naughty
def test_every_field_since_keeps_what_was_typed(cast, as_person, text):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    other = ConcernFactory(school=cast.own)
    dsl, worker = as_person("dsl"), as_person("lead_social_worker")
    base, inbox = f"/concerns/{concern.reference}/", f"/inbox/{concern.reference}/"

    def say(client, address, **data):
        answer = client.post(address, {name.replace("__", "-"): value for name, value in data.items()})
        assert answer.status_code == 302, (address, text)

    say(worker, f"{inbox}ask/", ask__question=text)
    say(dsl, f"{base}answer/", answer__body=text)
    for audience in ("school_note", "message"):
        say(dsl, f"{base}write/", write__body=text, write__audience=audience)
    say(worker, f"{base}write/", write__body=text, write__audience="internal")
    for kind in ("addition", "follow_up", "correction", "outcome"):
        say(dsl, f"{base}add/", add__body=text, add__kind=kind)
    say(dsl, f"{base}link/", reference=other.reference, because=text)
    named = [cast.dsl.reference, cast.lead_social_worker.reference]
    say(dsl, f"{base}seal/", readers=named, because=text)
    say(dsl, f"{base}unseal/", because=text)
    concern.refresh_from_db()
    onward = {"route": "advise", "advise_step": text, "advise_who": text[:200]}
    say(worker, inbox, **onward, rationale=text, reply=text, seen_version=str(concern.version))
    say(dsl, f"{base}helped/", rate__helped="no", rate__words=text)

    words = [entry.body for entry in Entry.objects.exclude(body="")]
    seal, triage = Seal.objects.get(), Triage.objects.get()
    words += [seal.because, seal.lifted_because, triage.rationale, triage.reply]
    words += [Feedback.objects.get().words, Relation.objects.get().because]
    assert set(words) == {text.strip()}
    assert len(words) == 16
    for client in (dsl, worker):
        assert shows_as_text(client.get(base).text, text)
    assert worker.get(inbox).status_code == 200


@pytest.mark.parametrize("text", [*NAUGHTY, "\x00", "٣", "9" * 5000], ids=range(len(NAUGHTY) + 3))
def test_every_other_field_takes_anything(cast, as_person, text):
    """Choices, references, purposes and filters: refused with words or carried out, never an error page."""
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl)
    ask_school(concern=concern, question="Who?", by=cast.lead_social_worker)
    client, base = as_person("dsl"), f"/concerns/{concern.reference}/"
    sent = {
        "write/": {"write-body": "Words", "write-audience": text, "write-named": [text]},
        "add/": {"add-body": "Words", "add-kind": text},
        "seal/": {"readers": [text], "because": "Words"},
        "link/": {"reference": text, "chosen": text, "because": "Words"},
        "helped/": {"rate-helped": text, "rate-words": "Words"},
        "print/": {"purpose": text},
    }

    for address, data in sent.items():
        assert client.post(base + address, data).status_code in (200, 302), (address, text)
    filters = ("category", "place", "time_of_day", "weekday", "year", "month", "decision", "outcome", "quiet")
    for name in (*filters, "raised_by", "taken_by", "news", "raised_from", "raised_to", "state"):
        assert client.get("/concerns/", {name: text[:200]}).status_code == 200, (name, text)
    assert not Event.objects.filter(verb="concern.relate").exists()
