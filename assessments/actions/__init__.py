"""What can be done with tests; nothing else writes attempts and answers."""

from assessments.actions.extra_time import give_extra_time
from assessments.actions.finish import close_expired, submit_attempt
from assessments.actions.revise import revise_question
from assessments.actions.save import Saved, mark_answer, save_answer
from assessments.actions.start import start_attempt

__all__ = [
    "Saved",
    "close_expired",
    "give_extra_time",
    "mark_answer",
    "revise_question",
    "save_answer",
    "start_attempt",
    "submit_attempt",
]
