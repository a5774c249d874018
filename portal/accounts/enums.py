"""Powers, and the roles that carry them."""

from enum import StrEnum

from django.db.models import TextChoices


class Power(StrEnum):
    """One thing a person may do. Roles are short lists of powers (`accounts.roles`)."""

    FIND_PUPIL = "find_pupil"
    ADD_PUPIL = "add_pupil"
    MANAGE_PUPILS = "manage_pupils"
    RAISE_CONCERN = "raise_concern"
    SEE_CONCERNS = "see_concerns"
    ANSWER_FOR_SCHOOL = "answer_for_school"
    KEEP_SCHOOL_NOTES = "keep_school_notes"
    SEAL_CONCERNS = "seal_concerns"
    TRIAGE = "triage"
    SIGN_DECISIONS = "sign_decisions"
    JUDGE_RISK = "judge_risk"
    SET_RULES = "set_rules"
    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"
    SEE_OWN_PLANS = "see_own_plans"
    WORK_OWN_PLANS = "work_own_plans"
    SEE_LATE_CASES = "see_late_cases"
    EDIT_PROTOCOL = "edit_protocol"
    SEE_SUSPENSIONS = "see_suspensions"
    SEE_SUSPENSIONS_IN_CARE = "see_suspensions_in_care"
    RECORD_SUSPENSIONS = "record_suspensions"
    SIGN_COMMITMENT = "sign_commitment"
    SEE_COMMITMENTS = "see_commitments"
    SEE_DIARY = "see_diary"
    KEEP_DIARY = "keep_diary"
    SEE_TRAINING = "see_training"
    KEEP_TRAINING = "keep_training"
    SEE_COVERAGE = "see_coverage"
    ALLOCATE = "allocate"
    SEE_BOARD = "see_board"
    EDIT_GUIDANCE = "edit_guidance"
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_LINKS = "manage_links"
    KEEP_CONTACTS = "keep_contacts"
    NAME_SAFEGUARDING_LEAD = "name_safeguarding_lead"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_REGISTER = "manage_register"
    MANAGE_SYSTEMS = "manage_systems"
    COPY_EVERYTHING = "copy_everything"


class Reach(StrEnum):
    """Where a role's powers hold."""

    SCHOOL = "school"  # at the schools the person is linked to, while the link lasts
    AUTHORITY = "authority"  # across the authority


class Role(TextChoices):
    HEADTEACHER = "headteacher", "Headteacher"
    DSL = "dsl", "Designated safeguarding lead"
    DEPUTY_DSL = "deputy_dsl", "Deputy designated safeguarding lead"
    INCLUSION_LEAD = "inclusion_lead", "Inclusion lead"
    SENCO = "senco", "Special educational needs coordinator"
    SCHOOL_STAFF = "school_staff", "School staff"
    LEAD_SOCIAL_WORKER = "lead_social_worker", "Lead social worker"
    DEPUTY_SOCIAL_WORKER = "deputy_social_worker", "Deputy social worker"
    ON_SITE_SOCIAL_WORKER = "on_site_social_worker", "On-site social worker"
    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    WELFARE_OFFICER = "welfare_officer", "Education welfare officer"
    INCLUSION_OFFICER = "inclusion_officer", "Inclusion officer"
    VIRTUAL_SCHOOL_HEAD = "virtual_school_head", "Virtual school head"
    BOARD_MEMBER = "board_member", "Inclusion board member"
    CONTENT_EDITOR = "content_editor", "Content editor"
    DATA_PROTECTION_OFFICER = "data_protection_officer", "Data protection officer"
    ADMINISTRATOR = "administrator", "Administrator"
