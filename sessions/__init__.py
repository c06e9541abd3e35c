"""Session days: timetable, attendance, presence, calendars, the live room of a session."""
