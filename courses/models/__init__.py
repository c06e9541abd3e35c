from courses.models.builtin import BuiltinText
from courses.models.course import Course, Module
from courses.models.enrolment import Enrolment, EnrolmentState, Invitation
from courses.models.lesson import CompletionRule, Lesson, TextLesson
from courses.models.progress import LessonProgress, ProgressState
from courses.models.roster import ColumnChoice, LineOutcome, RosterImport, RosterLine, RosterState
from courses.models.training import CountrySeats, Mode, Stage, Training, TrainingStaff

__all__ = [
    "BuiltinText",
    "ColumnChoice",
    "CompletionRule",
    "CountrySeats",
    "Course",
    "Enrolment",
    "EnrolmentState",
    "Invitation",
    "Lesson",
    "LessonProgress",
    "LineOutcome",
    "Mode",
    "Module",
    "ProgressState",
    "RosterImport",
    "RosterLine",
    "RosterState",
    "Stage",
    "TextLesson",
    "Training",
    "TrainingStaff",
]
