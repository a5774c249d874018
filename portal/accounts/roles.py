"""Who may do what: read this page to check it (domain.md 5.2 and 8.5).

Powers say what; reach says where. A school role comes from a dated link to a school and holds only
there; an authority role is granted to a person. The short code of a role is what is stored.
"""

from dataclasses import dataclass

from portal.accounts.enums import Power, Reach, Role


@dataclass(frozen=True)
class RoleSpec:
    description: str
    reach: Reach
    powers: frozenset[Power]


def _school(description: str, *powers: Power) -> RoleSpec:
    return RoleSpec(description, Reach.SCHOOL, frozenset(powers))


def _authority(description: str, *powers: Power) -> RoleSpec:
    return RoleSpec(description, Reach.AUTHORITY, frozenset(powers))


_DSL_POWERS = (
    Power.FIND_PUPIL,
    Power.ADD_PUPIL,
    Power.MANAGE_PUPILS,
    Power.RAISE_CONCERN,
    Power.SEE_CONCERNS,
    Power.ANSWER_FOR_SCHOOL,
    Power.KEEP_SCHOOL_NOTES,
    Power.SEAL_CONCERNS,
    Power.JUDGE_RISK,
    Power.SEE_CASES,
    Power.SEE_OWN_PLANS,
    Power.WORK_OWN_PLANS,
    Power.SEE_SUSPENSIONS,
    Power.RECORD_SUSPENSIONS,
    Power.SEE_DIARY,
    Power.MANAGE_CALENDAR,
    Power.SEE_TRAINING,
    Power.KEEP_TRAINING,
)
_LINK_WORKER_POWERS = (
    Power.FIND_PUPIL,
    Power.SEE_CONCERNS,
    Power.TRIAGE,
    Power.SIGN_DECISIONS,
    Power.SEAL_CONCERNS,
    Power.JUDGE_RISK,
    Power.SEE_CASES,
    Power.WORK_CASES,
    Power.SEE_OWN_PLANS,
    Power.WORK_OWN_PLANS,
    Power.SEE_SUSPENSIONS,
    Power.SEE_DIARY,
    Power.KEEP_DIARY,
    Power.SEE_TRAINING,
)

ROLES: dict[Role, RoleSpec] = {
    Role.HEADTEACHER: _school(
        "Reads the concerns of their own school with its notes, and its cases, records its suspensions and "
        "permanent exclusions, reaches its link workers, signs its commitment.",
        Power.FIND_PUPIL,
        Power.MANAGE_PUPILS,
        Power.SEE_CONCERNS,
        Power.KEEP_SCHOOL_NOTES,
        Power.SEAL_CONCERNS,
        Power.SEE_CASES,
        Power.SEE_OWN_PLANS,
        Power.SEE_SUSPENSIONS,
        Power.RECORD_SUSPENSIONS,
        Power.SIGN_COMMITMENT,
        Power.SEE_DIARY,
        Power.KEEP_CONTACTS,
        Power.NAME_SAFEGUARDING_LEAD,
        Power.MANAGE_CALENDAR,
        Power.SEE_TRAINING,
        Power.KEEP_TRAINING,
    ),
    Role.DSL: _school(
        "Raises concerns for their school, follows them, answers questions, sees its cases, records its "
        "suspensions and keeps its contacts.",
        *_DSL_POWERS,
        Power.KEEP_CONTACTS,
    ),
    Role.DEPUTY_DSL: _school("Stands in for the designated safeguarding lead.", *_DSL_POWERS),
    Role.INCLUSION_LEAD: _school(
        "Leads on inclusion at their school: does what the designated safeguarding lead does.", *_DSL_POWERS
    ),
    Role.SENCO: _school(
        "Works with the cases of their school. Sees that a concern is open, never what it says.",
        Power.FIND_PUPIL,
        Power.SEE_CASES,
        Power.SEE_SUSPENSIONS,
    ),
    Role.SCHOOL_STAFF: _school(
        "Raises concerns about pupils of their school and keeps a receipt of each; reads no concern, no case "
        "and no pupil’s page. Finds and downloads guidance.",
        Power.RAISE_CONCERN,
    ),
    Role.LEAD_SOCIAL_WORKER: _school(
        "Triages concerns of their linked schools and works the cases that follow.",
        *_LINK_WORKER_POWERS,
    ),
    Role.DEPUTY_SOCIAL_WORKER: _school(
        "Does the same as the lead social worker, at the schools they are deputy for.",
        *_LINK_WORKER_POWERS,
    ),
    Role.ON_SITE_SOCIAL_WORKER: _school(
        "Works in the school on agreed days: reads its concerns, works its cases, keeps the diary.",
        Power.FIND_PUPIL,
        Power.SEE_CONCERNS,
        Power.JUDGE_RISK,
        Power.SEE_CASES,
        Power.WORK_CASES,
        Power.SEE_OWN_PLANS,
        Power.WORK_OWN_PLANS,
        Power.SEE_SUSPENSIONS,
        Power.SEE_DIARY,
        Power.KEEP_DIARY,
    ),
    Role.HEAD_OF_SERVICE: _school(
        "Answers to heads for the schools of their area: reads concerns, signs as the second person "
        "where nothing more is done, works cases, sees what is overdue, says who stands in.",
        Power.FIND_PUPIL,
        Power.SEE_CONCERNS,
        Power.SIGN_DECISIONS,
        Power.SEAL_CONCERNS,
        Power.SEE_CASES,
        Power.WORK_CASES,
        Power.SEE_OWN_PLANS,
        Power.WORK_OWN_PLANS,
        Power.SEE_LATE_CASES,
        Power.SEE_SUSPENSIONS,
        Power.SEE_COMMITMENTS,
        Power.SEE_DIARY,
        Power.KEEP_DIARY,
        Power.SEE_COVERAGE,
        Power.ALLOCATE,
        Power.SEE_TRAINING,
        Power.SEE_BOARD,
    ),
    Role.WELFARE_OFFICER: _school(
        "Works the cases of their schools. Sees that a concern is open, never what it says.",
        Power.FIND_PUPIL,
        Power.SEE_CASES,
        Power.WORK_CASES,
        Power.SEE_SUSPENSIONS,
        Power.SEE_DIARY,
        Power.KEEP_DIARY,
    ),
    Role.INCLUSION_OFFICER: _authority(
        "Works cases across the authority, writes the protocol, records suspensions for schools and sets the "
        "rules that raise alerts. Sees that a concern is open, never what it says.",
        Power.FIND_PUPIL,
        Power.SEE_CASES,
        Power.WORK_CASES,
        Power.SEE_LATE_CASES,
        Power.EDIT_PROTOCOL,
        Power.SEE_SUSPENSIONS,
        Power.RECORD_SUSPENSIONS,
        Power.SET_RULES,
        Power.SEE_COMMITMENTS,
        Power.SEE_TRAINING,
        Power.SEE_BOARD,
    ),
    Role.VIRTUAL_SCHOOL_HEAD: _authority(
        "Reads the suspensions, permanent exclusions and measures beside them (no separations) of pupils who "
        "are or were looked after or have a social worker, at whichever school, and takes note of "
        "those of looked-after pupils.",
        Power.SEE_SUSPENSIONS_IN_CARE,
    ),
    Role.BOARD_MEMBER: _authority(
        "Reads the board's figures. Never sees a named child or a small number.",
        Power.SEE_BOARD,
    ),
    Role.CONTENT_EDITOR: _authority(
        "Writes, reviews and publishes guidance. Sees no pupil, concern or case.",
        Power.EDIT_GUIDANCE,
    ),
    Role.DATA_PROTECTION_OFFICER: _authority(
        "Answers who saw what, when and in what capacity. Sees references, not content.",
        Power.SEE_AUDIT,
    ),
    Role.ADMINISTRATOR: _authority(
        "Invites people, ends their access, says who stands with which school, and imports registers, "
        "rolls and term dates. Lets other systems read. Sees no case, "
        "but may order a copy of everything, of which everybody who watches is told.",
        Power.MANAGE_PEOPLE,
        Power.MANAGE_LINKS,
        Power.SEE_COVERAGE,
        Power.ALLOCATE,
        Power.MANAGE_CALENDAR,
        Power.MANAGE_REGISTER,
        Power.MANAGE_SYSTEMS,
        Power.COPY_EVERYTHING,
        Power.MANAGE_PUPILS,
        Power.SET_RULES,
        Power.EDIT_PROTOCOL,
    ),
}


def roles_with(power: Power) -> frozenset[Role]:
    """Every role that carries the power."""
    return frozenset(role for role, spec in ROLES.items() if power in spec.powers)


def roles_reaching(reach: Reach) -> list[Role]:
    """The roles of one reach, in the order of the list above."""
    return [role for role, spec in ROLES.items() if spec.reach == reach]
