"""Groups of people that rows name again and again."""

from tests.cast import EVERYONE

SAFEGUARDING_LEADS = ["dsl", "deputy_dsl", "inclusion_lead"]
RAISERS = [*SAFEGUARDING_LEADS, "school_staff", "other_dsl"]
LINK_WORKERS = ["lead_social_worker", "deputy_social_worker"]
CONCERN_READERS = [
    *SAFEGUARDING_LEADS,
    "headteacher",
    *LINK_WORKERS,
    "on_site_social_worker",
    "head_of_service",
]
CASE_WORKERS = [
    *LINK_WORKERS,
    "on_site_social_worker",
    "head_of_service",
    "welfare_officer",
    "inclusion_officer",
]
CASE_READERS = [*SAFEGUARDING_LEADS, "headteacher", "senco", *CASE_WORKERS]
TRAINING_KEEPERS = [*SAFEGUARDING_LEADS, "headteacher"]
TRAINING_READERS = [*TRAINING_KEEPERS, *LINK_WORKERS, "head_of_service", "inclusion_officer"]
DIARY_KEEPERS = [*LINK_WORKERS, "on_site_social_worker", "head_of_service", "welfare_officer"]
DIARY_READERS = [*SAFEGUARDING_LEADS, "headteacher", *DIARY_KEEPERS]
COVER_ARRANGERS = ["lead_social_worker", "head_of_service", "administrator"]
# Heads and safeguarding leads for their own school, administrators for every one.
DATE_SETTERS = [*SAFEGUARDING_LEADS, "headteacher", "administrator"]
PUPIL_FINDERS = [*CASE_READERS]
PUPIL_KEEPERS = [*SAFEGUARDING_LEADS, "headteacher", "administrator"]
SUSPENSION_RECORDERS = [*SAFEGUARDING_LEADS, "headteacher", "inclusion_officer"]
# Read a school's suspensions and permanent exclusions and record none.
SUSPENSION_WATCHERS = [name for name in CASE_READERS if name not in SUSPENSION_RECORDERS]
SEALERS = [*SAFEGUARDING_LEADS, *LINK_WORKERS, "headteacher", "head_of_service"]
FIND_ONLY = [person for person in PUPIL_FINDERS if person not in PUPIL_KEEPERS]
KEEP_NO_PUPILS = [person for person in EVERYONE if person not in (*PUPIL_KEEPERS, "other_dsl")]
CONTACT_KEEPERS = ["dsl", "headteacher"]
RISK_JUDGES = [*SAFEGUARDING_LEADS, *LINK_WORKERS, "on_site_social_worker"]
# Read concerns and judge no risk; open a pupil's page and judge no risk.
READ_ONLY = ["headteacher", "head_of_service"]
OPEN_PUPILS = [*READ_ONLY, "senco", "welfare_officer", "inclusion_officer", "administrator"]
RULE_SETTERS = ["inclusion_officer", "administrator"]
ALLOCATORS = ["head_of_service", "administrator"]
BOARD = ["head_of_service", "inclusion_officer", "board_member"]
# Who may import at least one kind of file.
IMPORTERS = [*SAFEGUARDING_LEADS, "headteacher", "other_dsl", "inclusion_officer", "administrator"]
AT_OTHER_SCHOOL = ["other_dsl", "other_social_worker"]
