"""The people of the demo whom one can sign in as: one of each role, all with the same password."""

from dataclasses import dataclass

from portal.accounts.enums import Role

# No secret: these accounts exist only where settings.DEMO is on, over invented data.
PASSWORD = "Northmere-demo-2026"  # noqa: S105
DOMAIN = "northmere.example"
SCHOOL = "Northgate High School"


@dataclass(frozen=True)
class Account:
    """`look_at` says what to try first, in one line."""

    address: str
    name: str
    role: Role
    look_at: str

    @property
    def email(self) -> str:
        return f"{self.address}@{DOMAIN}"


ACCOUNTS = (
    Account("dsl", "Maryam Sandhu", Role.DSL, "Raise a concern; answer the question that waits for you"),
    Account("deputydsl", "Tom Wilde", Role.DEPUTY_DSL, "The same desk, standing in for the lead"),
    Account("headteacher", "Grace Bellamy", Role.HEADTEACHER, "Who stands with the school, and its cases"),
    Account("inclusionlead", "Leila Haddad", Role.INCLUSION_LEAD, "Alert early; see the school’s cases"),
    Account("senco", "Owen Price", Role.SENCO, "The school’s cases, without the concerns"),
    Account("staff", "Ben Rivers", Role.SCHOOL_STAFF, "Raise a concern and keep its receipt; find guidance"),
    Account("linkworker", "Amara Osei", Role.LEAD_SOCIAL_WORKER, "Work the queue: decide, open a case"),
    Account("deputy", "Jon Reid", Role.DEPUTY_SOCIAL_WORKER, "The queue of two patches, as deputy"),
    Account("onsite", "Dele Okafor", Role.ON_SITE_SOCIAL_WORKER, "Two days a week in the school: the diary"),
    Account("headofservice", "Ruth Adeyemi", Role.HEAD_OF_SERVICE, "What is overdue in the area; the board"),
    Account("welfare", "Carl Lewin", Role.WELFARE_OFFICER, "Cases of a patch, without the concerns"),
    Account("inclusion", "Jo Patel", Role.INCLUSION_OFFICER, "Cases of the whole authority, by due date"),
    Account(
        "virtualschool",
        "Miriam Katz",
        Role.VIRTUAL_SCHOOL_HEAD,
        "Suspensions of looked-after pupils anywhere",
    ),
    Account("board", "Helen Quaye", Role.BOARD_MEMBER, "The figures and the workbook; no child is named"),
    Account("editor", "Sofia Marsh", Role.CONTENT_EDITOR, "Write and publish guidance in the editor"),
    Account("dpo", "Edward Finch", Role.DATA_PROTECTION_OFFICER, "Who opened this record?"),
    Account("admin", "Nia Bowen", Role.ADMINISTRATOR, "Invite people; say who stands with which school"),
)
BY_ROLE = {account.role: account for account in ACCOUNTS}
