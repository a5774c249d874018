"""Calendar files as programs write them."""


def event(summary, *lines) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"SUMMARY:{summary}", *lines, "END:VEVENT", ""])


def days(summary, first: str, end: str = "") -> str:
    """An event of whole days; `end` is the day after the last, as the format has it."""
    end_line = [f"DTEND;VALUE=DATE:{end}"] if end else []
    return event(summary, f"DTSTART;VALUE=DATE:{first}", *end_line)


def calendar(*events) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "".join(events) + "END:VCALENDAR", ""]
    ).encode()
