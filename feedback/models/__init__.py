from feedback.models.response import Envelope, Receipt, Response, ResponseValue
from feedback.models.survey import (
    ChoiceQuestion,
    CommentQuestion,
    NumberQuestion,
    ScaleQuestion,
    StarsQuestion,
    Survey,
    SurveyChoice,
    SurveyQuestion,
    SurveyRound,
)

__all__ = [
    "ChoiceQuestion",
    "CommentQuestion",
    "Envelope",
    "NumberQuestion",
    "Receipt",
    "Response",
    "ResponseValue",
    "ScaleQuestion",
    "StarsQuestion",
    "Survey",
    "SurveyChoice",
    "SurveyQuestion",
    "SurveyRound",
]
