"""The parts of a letter that follow from the record, the kind of school and the calendar: in plain words."""

from exclusions.suspensions.days import in_days
from exclusions.suspensions.enums import DayPart
from exclusions.suspensions.models import Suspension
from exclusions.suspensions.packs.board import (
    MEETS_IF_ASKED_WITHIN,
    MUST_MEET_WITHIN,
    ReviewClass,
    review_class,
)
from exclusions.suspensions.packs.dues import board_of
from exclusions.suspensions.packs.facts import Facts
from exclusions.suspensions.packs.provision import day_of_return, sixth_day
from exclusions.suspensions.packs.reasons import labels_of_all
from exclusions.suspensions.packs.review import APPLY_WITHIN, last_day_to_apply
from portal.core.templatetags.portal import full_date
from schools.calendars.arithmetic import Calendar
from schools.register.enums import Regime

LAST_DAY_OF_PARENTS_DUTY = 5
PART_WORDS = {DayPart.MORNING: "the morning of ", DayPart.AFTERNOON: "the afternoon of "}


def parts_of(
    suspension: Suspension, facts: Facts, calendar: Calendar, *, addressee: str, more: str, write_to: str
) -> dict[str, str]:
    """Every part by its name (`kinds.PARTS`); empty where it does not apply to this record.

    `write_to` is where representations and applications go, as the school entered it.
    """
    return {
        "addressee": addressee,
        "pupil": suspension.pupil.full_name,
        "born": full_date(suspension.pupil.born_on),
        "school": suspension.school.name,
        "board": board_of(facts.regime),
        "headteacher": suspension.decided_by,
        "period": _period(suspension),
        "reasons": _reasons(suspension),
        "what happened": suspension.what_happened,
        "representations": _representations(facts, calendar, write_to),
        "parents’ duties": _duties(facts, calendar),
        "education": _education(facts, calendar),
        "return": _return(facts, calendar),
        "review": _review(facts, calendar, write_to),
        "cancelled": _cancelled(suspension, facts),
        "more": more,
    }


def _period(suspension: Suspension) -> str:
    if suspension.is_permanent:
        return f"permanently, from {full_date(suspension.starts_on)}"
    days = suspension.excluded
    (first, first_part), (last, last_part) = days.parts[0], days.parts[-1]
    length = in_days(days.sessions)
    if first_part == DayPart.LUNCHTIME:
        dates = ", ".join(full_date(day) for day in days.dates)
        return f"for {len(days.parts)} lunchtime{'s' if len(days.parts) > 1 else ''}: {dates}"
    begins = f"{PART_WORDS.get(first_part, '')}{full_date(first)}"
    if first == last:
        return f"for {length}, {begins}"
    return f"for {length}, from {begins} to {PART_WORDS.get(last_part, '')}{full_date(last)}"


def _reasons(suspension: Suspension) -> str:
    labels = labels_of_all()
    return "\n".join(f"- {labels.get(code, code)}" for code in suspension.reasons)


def _representations(facts: Facts, calendar: Calendar, write_to: str) -> str:
    """Required content: SI 2012/1033 reg 23(1) and the like; remote meetings since 1 September 2023."""
    name = board_of(facts.regime)
    where = f"Write to: {write_to}." if write_to else "Write to the clerk at the school’s address."
    right = (
        f"You have the right to make representations about this decision to the {name}, and your child can "
        f"take part: they can write, or come and speak, with somebody’s help if they wish. {where}"
    )
    return f"{right} {_what_the_board_does(facts, calendar, name)}"


def _what_the_board_does(facts: Facts, calendar: Calendar, name: str) -> str:
    found = review_class(facts)
    invited = (
        "You will be invited, you can bring a friend or representative, and you can ask that the meeting be "
        "held remotely."
    )
    if found in (ReviewClass.A, ReviewClass.B, ReviewClass.C):
        by = full_date(calendar.add(facts.board_has_notice_on, MUST_MEET_WITHIN).on)
        before = ""
        if facts.test_on:
            test_on = full_date(facts.test_on)
            before = f" and, so far as is practicable, before the examination or test on {test_on}"
        return f"The {name} must meet by {by}{before}, and decide whether your child is reinstated. {invited}"
    if found in (ReviewClass.D, ReviewClass.D0):
        by = full_date(calendar.add(facts.board_has_notice_on, MEETS_IF_ASKED_WITHIN).on)
        return (
            f"If you make representations, the {name} must meet by {by} and decide whether your child is "
            f"reinstated. {invited}"
        )
    return (
        f"The {name} must consider what you say. It need not meet, and it cannot reinstate your child. If it "
        "meets, you can ask that the meeting be held remotely."
    )


def _duties(facts: Facts, calendar: Calendar) -> str:
    """Education and Inspections Act 2006 ss.103 and 104: the first five days, while they are excluded."""
    if not facts.of_compulsory_age or facts.is_lunchtime:
        return ""
    first = calendar.add(facts.starts_on, 0).on
    last = calendar.add(first, LAST_DAY_OF_PARENTS_DUTY - 1).on
    if facts.days:
        last = min(last, facts.days.last)
    span = full_date(first) if first == last else f"{full_date(first)} to {full_date(last)}"
    return (
        f"You have a legal duty: on school days in this time ({span}) your child must not be in a public "
        "place in school hours without a good reason. You may be given a penalty notice if they are."
    )


def _education(facts: Facts, calendar: Calendar) -> str:
    if facts.is_lunchtime:
        return ""
    said = ["We will set work for your child for the first five school days and mark it."]
    answer = sixth_day(facts, calendar)
    if answer is not None:
        who = "the local authority where you live" if facts.is_permanent else f"the {board_of(facts.regime)}"
        if answer.on < facts.starts_on:
            said.append(
                f"The sixth school day has passed, so {who} must see that your child has suitable full-time "
                "education in this time too. You will be told in writing where, when and with whom."
            )
        else:
            said.append(
                f"From {full_date(answer.on)}, the sixth school day, {who} will arrange suitable full-time "
                "education. You will be told in writing where, when and with whom at least 48 hours before."
            )
    return " ".join(said)


def _return(facts: Facts, calendar: Calendar) -> str:
    back = day_of_return(facts, calendar)
    if back is None:
        return ""
    on_the_day = back.on == facts.days.last
    when = f"in the afternoon of {full_date(back.on)}" if on_the_day else f"on {full_date(back.on)}"
    return (
        f"Your child comes back to school {when}. We would like to meet you both about it, so that it goes "
        "well. Your child comes back then whether or not you can come to the meeting."
    )


def _review(facts: Facts, calendar: Calendar, write_to: str) -> str:
    last = last_day_to_apply(facts, calendar)
    by = (
        full_date(last.on)
        if last
        else f"{APPLY_WITHIN} school days from the day on which you get this letter"
    )
    arranger = "the academy trust" if facts.regime == Regime.ACADEMY else "the local authority"
    where = f" Write to: {write_to}." if write_to else ""
    return (
        f"You can apply to {arranger} for an independent review of this decision, by {by}. An application "
        f"that arrives later cannot be accepted.{where} Say why you want a review and, where your child’s "
        "special educational needs matter to it, say so: you may ask that an expert in them be there, "
        "whether or not these needs have been recognised. You may also claim at a tribunal or a court "
        "that the decision was unlawful discrimination."
    )


def _cancelled(suspension: Suspension, facts: Facts) -> str:
    if facts.cancelled_on is None:
        return ""
    back = suspension.back_on or facts.cancelled_on
    return (
        f"I cancelled it on {full_date(facts.cancelled_on)}. Your child can come back to school from "
        f"{full_date(back)}. The {board_of(facts.regime)} will not consider it. I would like to meet "
        "you to talk about what happened, at a time that suits you."
    )
