"""The people of every test: one of each role, two schools, and strangers to compare with.

`own` is the school the cast belongs to, `other` the one it does not. Everyone is linked since
September 2024.
"""

from dataclasses import dataclass

from portal.accounts.enums import Role
from portal.accounts.models import User
from schools.register.models import School
from tests.factories import LinkFactory, RoleGrantFactory, SchoolFactory, UserFactory

OWN_SCHOOL_ROLES = {
    "dsl": Role.DSL,
    "deputy_dsl": Role.DEPUTY_DSL,
    "headteacher": Role.HEADTEACHER,
    "inclusion_lead": Role.INCLUSION_LEAD,
    "senco": Role.SENCO,
    "school_staff": Role.SCHOOL_STAFF,
    "lead_social_worker": Role.LEAD_SOCIAL_WORKER,
    "deputy_social_worker": Role.DEPUTY_SOCIAL_WORKER,
    "on_site_social_worker": Role.ON_SITE_SOCIAL_WORKER,
    "head_of_service": Role.HEAD_OF_SERVICE,
    "welfare_officer": Role.WELFARE_OFFICER,
}
OTHER_SCHOOL_ROLES = {
    "other_dsl": Role.DSL,
    "other_social_worker": Role.LEAD_SOCIAL_WORKER,
}
AUTHORITY_ROLES = {
    "inclusion_officer": Role.INCLUSION_OFFICER,
    "virtual_school_head": Role.VIRTUAL_SCHOOL_HEAD,
    "board_member": Role.BOARD_MEMBER,
    "content_editor": Role.CONTENT_EDITOR,
    "data_protection_officer": Role.DATA_PROTECTION_OFFICER,
    "administrator": Role.ADMINISTRATOR,
}
# Signed in, but with no link and no role: somebody who has left, or not begun.
NOBODY = "nobody"
EVERYONE = [*OWN_SCHOOL_ROLES, *OTHER_SCHOOL_ROLES, *AUTHORITY_ROLES, NOBODY]


@dataclass
class Cast:
    own: School
    other: School
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def assemble() -> Cast:
    own = SchoolFactory(name="Northgate High School", urn=990001)
    other = SchoolFactory(name="St Oswin's Primary School", urn=990002)
    people = {}
    for school, roles in ((own, OWN_SCHOOL_ROLES), (other, OTHER_SCHOOL_ROLES)):
        for name, role in roles.items():
            people[name] = _person(name)
            LinkFactory(user=people[name], school=school, capacity=role)
    for name, role in AUTHORITY_ROLES.items():
        people[name] = _person(name)
        RoleGrantFactory(user=people[name], role=role)
    people[NOBODY] = _person(NOBODY)
    return Cast(own, other, people)


def _person(name: str) -> User:
    return UserFactory(name=name.replace("_", " ").title(), email=f"{name}@example.org")
