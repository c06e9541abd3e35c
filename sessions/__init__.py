"""Session days: the timetable, attendance, presence, calendars, the live room of a session.

Owns: VenueSpace, TrainingSession with its presenters, Attendance, the agenda blueprints and the
personal calendar links. ``timetable`` is the only door to django-scheduler: a session's date, wall
time and zone are the truth, and its UTC times and its one ``schedule.Event`` are written there and
nowhere else. ``presence`` reckons attendance per half day.
Verbs: make_agenda, add_session, move_session, cancel_session, add_series, mark_attendance,
check_in, new_calendar_link.
May import: courses and what is below it. Its label is ``training_sessions``, because Django's own
log-in sessions hold the short name.
"""
