import pytest

from portal.notices import kinds
from portal.notices.enums import Firm, Way
from portal.notices.kinds import OTHER
from portal.notices.models import Notice, Preference
from portal.notices.preferences import way_for
from portal.notices.services import notify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_nobody_sends_what_nobody_has_registered():
    with pytest.raises(LookupError, match="Register"):
        notify(people=[UserFactory()], kind="concern.dance", text="C", about="", leads_to="/")
    assert not Notice.objects.exists()


def test_in_use_it_is_sent_all_the_same(settings):
    settings.REFUSE_UNKNOWN_NOTICES = False

    notify(people=[UserFactory()], kind="concern.dance", text="C", about="", leads_to="/")

    assert Notice.objects.get().way == Way.ONCE


def test_a_kind_that_was_given_up_still_has_a_place():
    assert kinds.of("gone.since").group == OTHER


@pytest.mark.parametrize(
    ("firm", "must_acknowledge", "way"),
    [
        (Firm.CHOSEN, False, Way.WEEKLY),
        (Firm.CHOSEN, True, Way.ONCE),
        (Firm.STATUTORY, False, Way.ONCE),
        (Firm.URGENT, False, Way.ONCE),
    ],
)
def test_what_is_urgent_statutory_or_to_acknowledge_cannot_be_switched_off(firm, must_acknowledge, way):
    group = kinds.Group(1, "concerns", "Concerns")
    wishes = Preference(user=UserFactory(), ways={"concerns": "weekly"})

    assert (
        way_for(kinds.NoticeKind("a.b", "it", group, firm), wishes, must_acknowledge=must_acknowledge) == way
    )


def test_what_nobody_chose_comes_as_is_usual_and_so_does_nonsense():
    group = kinds.Group(1, "concerns", "Concerns", way=Way.DAILY)
    kind = kinds.NoticeKind("a.b", "it", group)

    assert way_for(kind, Preference(user=UserFactory())) == Way.DAILY
    assert way_for(kind, Preference(user=UserFactory(), ways={"concerns": "pigeon"})) == Way.DAILY
