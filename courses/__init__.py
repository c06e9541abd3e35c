"""What is taught, when, and to whom.

Owns: Course, Module, Lesson (polymorphic), Training, TrainingStaff, Enrolment, LessonProgress,
RosterImport and its lines. ``catalogue`` and ``toolkit`` stand on top of the rest.
May import: lms.people and what lies below it.
Verbs: see ``actions/``.
"""
