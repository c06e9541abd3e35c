from courses.models.course import Course, Module
from courses.models.enrolment import Enrolment, EnrolmentState, Invitation
from courses.models.lesson import CompletionRule, Lesson, TextLesson
from courses.models.progress import LessonProgress, ProgressState
from courses.models.training import Mode, Stage, Training, TrainingStaff

__all__ = [
    "CompletionRule",
    "Course",
    "Enrolment",
    "EnrolmentState",
    "Invitation",
    "Lesson",
    "LessonProgress",
    "Mode",
    "Module",
    "ProgressState",
    "Stage",
    "TextLesson",
    "Training",
    "TrainingStaff",
]
