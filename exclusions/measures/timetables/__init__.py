"""Part-time timetables: agreed, reviewed, and ended."""
