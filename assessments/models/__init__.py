from assessments.models.assessment import Assessment, AssessmentLesson, Purpose, Shown
from assessments.models.attempt import Answer, Attempt, AttemptState
from assessments.models.question import (
    Choice,
    MultipleChoiceQuestion,
    Option,
    Question,
    SingleChoiceQuestion,
    Topic,
    TrueFalseQuestion,
)

__all__ = [
    "Answer",
    "Assessment",
    "AssessmentLesson",
    "Attempt",
    "AttemptState",
    "Choice",
    "MultipleChoiceQuestion",
    "Option",
    "Purpose",
    "Question",
    "Shown",
    "SingleChoiceQuestion",
    "Topic",
    "TrueFalseQuestion",
]
