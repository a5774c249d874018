"""Naughty strings through every text field of risk: kept as typed, shown as text, no error."""

import pytest

from exclusions.risk.models import Alert, RiskView, WarningNote
from tests.factories import AlertFactory, EnrolmentFactory
from tests.naughty import naughty, shows_as_text

REVIEW = {"review_on_0": "1", "review_on_1": "9", "review_on_2": "2040"}


@pytest.fixture
def pupil(cast):
    return EnrolmentFactory(school=cast.own).pupil


@naughty
def test_every_field_keeps_what_was_typed(cast, as_person, pupil, text):
    dsl, base = as_person("dsl"), f"/risk/pupils/{pupil.reference}/"
    # A warning and why it ends are short: they stand on many pages.
    short = text[:200]
    alert = AlertFactory(school=cast.own, pupil=pupil)

    judged = dsl.post(f"{base}exclusion/", {"level": "3", "rationale": text}, follow=True)
    warned = dsl.post(f"{base}warning/", {"text": short, **REVIEW}, follow=True)
    settled = dsl.post(alert.get_absolute_url(), {"verb": "act", "because": text}, follow=True)
    note = WarningNote.objects.get()
    ended = dsl.post(f"/risk/warnings/{note.reference}/", {"end-because": short}, follow=True)

    assert [page.status_code for page in (judged, warned, settled, ended)] == [200] * 4
    note.refresh_from_db()
    assert (RiskView.objects.get().rationale, Alert.objects.get().settled_because) == (text.strip(),) * 2
    assert (note.text, note.ended_because) == (short.strip(),) * 2
    assert shows_as_text(judged.text, text)
    assert shows_as_text(warned.text, short)
    assert shows_as_text(settled.text, text)


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "٣", "9" * 5000])
def test_what_cannot_be_kept_is_refused_with_words(cast, as_person, pupil, text):
    dsl, base = as_person("dsl"), f"/risk/pupils/{pupil.reference}/"
    alert = AlertFactory(school=cast.own, pupil=pupil)
    sent = {
        f"{base}exclusion/": [{"level": text, "rationale": "W"}, {"level": "3", "rationale": text}],
        f"{base}warning/": [{"text": text, **REVIEW}, {"text": "W", **REVIEW, "review_on_2": text}],
        alert.get_absolute_url(): [{"verb": text, "because": "W"}, {"verb": "act", "because": text}],
    }

    for address, answers in sent.items():
        for data in answers:
            assert dsl.post(address, data).status_code in (200, 302), (address, data)
