"""The workflow against a table written by hand: every verb, state and person."""

import pytest

from exclusions.concerns import services
from exclusions.concerns.enums import State
from exclusions.concerns.models import Concern
from exclusions.concerns.routes import Onward
from exclusions.concerns.workflow import CONCERN
from portal.accounts.enums import Power
from portal.accounts.models import User
from portal.core.errors import Refused, WrongState
from schools.links.standing import people_with
from tests.cast import EVERYONE
from tests.factories import ConcernFactory

TRIAGE = {"lead_social_worker", "deputy_social_worker"}
SCHOOL = {"dsl", "deputy_dsl", "inclusion_lead"}
RAISERS = SCHOOL | {"school_staff"}
SIGNERS = TRIAGE | {"head_of_service"}
SEALERS = TRIAGE | SCHOOL | {"headteacher", "head_of_service"}
READERS = TRIAGE | SCHOOL | {"headteacher", "on_site_social_worker", "head_of_service"}

# verb: who, and the state it leads to from each state (None: refused).
EXPECTED = {
    "take": (TRIAGE, {"sent": "in_triage", "in_triage": None, "with_school": None, "decided": None}),
    "release": (TRIAGE, {"sent": None, "in_triage": "sent", "with_school": None, "decided": None}),
    "give": (
        TRIAGE,
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": None},
    ),
    "reassign": (
        {"head_of_service"},
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": None},
    ),
    "ask": (
        TRIAGE,
        {"sent": "with_school", "in_triage": "with_school", "with_school": None, "decided": None},
    ),
    "answer": (SCHOOL, {"sent": None, "in_triage": None, "with_school": "in_triage", "decided": None}),
    "decide": (
        TRIAGE,
        {"sent": "decided", "in_triage": "decided", "with_school": "decided", "decided": None},
    ),
    "correct": (TRIAGE, {"sent": None, "in_triage": None, "with_school": None, "decided": "decided"}),
    "withdraw": (TRIAGE, {"sent": None, "in_triage": None, "with_school": None, "decided": "in_triage"}),
    "propose": (
        TRIAGE,
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": None},
    ),
    "sign": (
        SIGNERS,
        {"sent": "decided", "in_triage": "decided", "with_school": "decided", "decided": None},
    ),
    "refuse": (
        SIGNERS,
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": None},
    ),
    "write": (
        READERS,
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": "decided"},
    ),
    "rate": (SCHOOL, {"sent": None, "in_triage": None, "with_school": None, "decided": "decided"}),
    "seal": (
        SEALERS,
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": "decided"},
    ),
    "unseal": (
        SEALERS,
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": "decided"},
    ),
    "add": (
        SCHOOL,
        {"sent": "sent", "in_triage": "in_triage", "with_school": "with_school", "decided": "decided"},
    ),
}


def do(verb, concern, by):
    actions = {
        "take": lambda: services.take_concern(concern=concern, by=by),
        "release": lambda: release(concern, by),
        "give": lambda: services.give_concern(concern=concern, to=by, by=by),
        "reassign": lambda: reassign(concern, by),
        "ask": lambda: services.ask_school(concern=concern, question="Who?", by=by),
        "answer": lambda: services.answer_question(concern=concern, answer="Her aunt.", by=by),
        "decide": lambda: decide(concern, by),
        "write": lambda: services.write_message(concern=concern, body="Thank you", by=by),
        "add": lambda: services.add_to_record(concern=concern, body="Seen again", by=by),
        "rate": lambda: services.give_feedback(concern=concern, helped="yes", by=by),
        "correct": lambda: services.correct_decision(because="A mistake.", **deciding(concern, by)),
        "withdraw": lambda: services.withdraw_decision(
            concern=concern,
            because="New facts.",
            told="I look again.",
            by=by,
            seen_version=concern.version,
        ),
        "propose": lambda: propose(concern, by),
        "sign": lambda: second(
            concern,
            lambda now: services.sign_decision(concern=now, by=by, seen_version=now.version),
        ),
        "refuse": lambda: second(
            concern, lambda now: services.refuse_proposal(concern=now, because="Not yet.", by=by)
        ),
        "seal": lambda: seal(concern, by),
        "unseal": lambda: (seal(concern, by), services.lift_seal(concern=concern, because="Over.", by=by)),
    }
    return actions[verb]()


def reassign(concern, by):
    seen = [(concern, concern.version)]
    done = services.reassign_concerns(seen=seen, to=worker_of(concern), note="", by=by)
    if done.refused:
        raise WrongState(done.refused[0])
    return done.given


def worker_of(concern):
    return people_with(Power.TRIAGE, concern.school_id).order_by("pk")[0]


def release(concern, by):
    Concern.objects.filter(pk=concern.pk).update(taken_by=by)
    return services.release_concern(concern=concern, by=by)


def seal(concern, by):
    deciders = people_with(Power.TRIAGE, concern.school_id)
    return services.seal_concern(
        concern=concern, readers=[*deciders, by], because="Her aunt works here.", by=by
    )


def deciding(concern, by):
    return {
        "concern": concern,
        "decision": "advise",
        "destination": "",
        "rationale": "Support is in place.",
        "reply": "Keep talking with her.",
        "by": by,
        "seen_version": concern.version,
    }


def decide(concern, by):
    return services.decide_concern(**deciding(concern, by))


def propose(concern, by):
    said = {"rationale": "All is in place.", "reply": "Thank you.", "onward": Onward()}
    return services.propose_closing(concern=concern, by=by, seen_version=concern.version, **said)


def second(concern, act):
    """What a second person does, after somebody else has proposed."""
    deputy = User.objects.get(name="Deputy Social Worker")
    if concern.state != State.DECIDED:
        propose(concern, deputy)
        concern.refresh_from_db()
    return act(concern)


def in_state(cast, state):
    concern = ConcernFactory(school=cast.own, raised_by=cast.dsl, in_danger=True)
    if state == State.DECIDED:
        decide(concern, cast.lead_social_worker)
    else:
        Concern.objects.filter(pk=concern.pk).update(state=state)
    concern.refresh_from_db()
    return concern


def test_every_verb_and_state_is_in_the_table():
    assert {move.verb for move in CONCERN.moves} == set(EXPECTED)
    assert all(set(states) == set(State.values) for _, states in EXPECTED.values())


@pytest.mark.parametrize("person", EVERYONE)
def test_who_may(cast, person):
    own = ConcernFactory(school=cast.own)
    user = cast.people[person]

    allowed = {verb for verb in EXPECTED if user.has_perm(f"concerns.{verb}_concern", own)}

    assert allowed == {verb for verb, (people, _) in EXPECTED.items() if person in people}


@pytest.mark.parametrize("person", ["other_dsl", "other_social_worker"])
def test_powers_end_at_the_school_s_gate(cast, person):
    theirs = ConcernFactory(school=cast.other)
    user = cast.people[person]

    allowed = {verb for verb in EXPECTED if user.has_perm(f"concerns.{verb}_concern", theirs)}

    people = TRIAGE if person == "other_social_worker" else SCHOOL
    assert allowed == {verb for verb, (who, _) in EXPECTED.items() if who >= people}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", EXPECTED)
def test_where_it_leads(cast, verb, state):
    people, leads_to = EXPECTED[verb]
    by = cast.lead_social_worker if people >= TRIAGE else cast.dsl
    concern = in_state(cast, state)
    version = concern.version

    if leads_to[state] is None:
        with pytest.raises(WrongState, match=concern.reference):
            do(verb, concern, by)
    else:
        do(verb, concern, by)

    concern.refresh_from_db()
    changed = leads_to[state] is not None
    # What is lifted or signed here was sealed or proposed just before.
    steps = 2 if verb in ("unseal", "sign", "refuse") else 1
    assert (concern.state, concern.version) == (leads_to[state] or state, version + changed * steps)


@pytest.mark.parametrize("person", EVERYONE)
def test_who_may_raise(cast, person):
    user = cast.people[person]

    assert user.has_perm("concerns.raise_concern") == (person in RAISERS | {"other_dsl"})
    assert user.has_perm("concerns.raise_concern", cast.own) == (person in RAISERS)
    assert user.has_perm("concerns.see_concerns") == (
        person in READERS | {"other_dsl", "other_social_worker"}
    )


def test_what_was_given_to_somebody_else_is_not_taken(cast):
    concern = ConcernFactory(school=cast.own)
    services.give_concern(concern=concern, to=cast.deputy_social_worker, by=cast.head_of_service)

    with pytest.raises(Refused, match="has this concern"):
        services.take_concern(concern=concern, by=cast.lead_social_worker)

    services.take_concern(concern=concern, by=cast.deputy_social_worker)
    concern.refresh_from_db()
    assert (concern.taken_by, concern.state) == (cast.deputy_social_worker, State.IN_TRIAGE)
