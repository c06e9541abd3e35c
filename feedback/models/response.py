"""Who has answered, and what was said: two sides that nothing joins.

A receipt is written with the person; it carries no time. What was said lies sealed (encrypted) in
an envelope, written in another transaction, until at least five of its round are there; then they
are opened together and become responses in shuffled order, and the envelopes are deleted.
"""

from __future__ import annotations

from django.db import models

from lms.common.languages import Language


class Receipt(models.Model):
    """This enrolment has answered in this round. Nothing here says what, or when."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="feedback_receipts")
    round = models.ForeignKey("feedback.SurveyRound", on_delete=models.CASCADE, related_name="receipts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "round"], name="feedback_receipt_once")]

    def __str__(self) -> str:
        return f"#{self.enrolment_id} answered round #{self.round_id}"


class Envelope(models.Model):
    """A sealed answer, waiting for at least four more of its round; emptied, not deleted, when it is opened.

    ``token`` is a keyed hash of round and enrolment: whatever is pressed twice, or sent again after a
    crash, is one answer. Without the site's key it names nobody.
    """

    round = models.ForeignKey("feedback.SurveyRound", on_delete=models.CASCADE, related_name="envelopes")
    token = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    is_opened = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"envelope of round #{self.round_id}"


class Response(models.Model):
    """What somebody said in a round. ``country`` only where at least five of it take part."""

    round = models.ForeignKey("feedback.SurveyRound", on_delete=models.CASCADE, related_name="responses")
    country = models.ForeignKey("people.Country", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=7, choices=Language.choices)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["round", "country"])]

    def __str__(self) -> str:
        return f"answer in round #{self.round_id}"


class ResponseValue(models.Model):
    """The answer to one question: a number, a choice's code, or a comment."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="values")
    question = models.ForeignKey("feedback.SurveyQuestion", on_delete=models.PROTECT, related_name="values")
    number = models.IntegerField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="feedback_value_once")]
        indexes = [models.Index(fields=["question", "number"])]

    def __str__(self) -> str:
        return f"value of question #{self.question_id}"
