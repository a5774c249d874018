import pytest

from portal.core.workflow import moves

TABLE = moves(
    ("take", ["sent"], "taken", "triage", "Take"),
    ("decide", ["sent", "taken"], "decided", "triage", "Decide"),
)


@pytest.mark.parametrize(
    ("verb", "state", "allowed"),
    [
        ("take", "sent", True),
        ("take", "taken", False),
        ("decide", "taken", True),
        ("decide", "decided", False),
    ],
)
def test_a_verb_fits_only_its_states(verb, state, allowed):
    assert TABLE.allows(verb, state) is allowed


def test_moves_from_a_state_keep_the_order_of_the_table():
    assert [move.verb for move in TABLE.verbs_from("sent")] == ["take", "decide"]


def test_an_unknown_verb_is_an_error_of_ours():
    with pytest.raises(KeyError):
        TABLE.allows("delete", "sent")
