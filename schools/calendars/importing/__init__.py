"""Term dates and closures from files: calendars (.ics), CSV and workbooks."""
