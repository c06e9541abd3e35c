"""Change a question without changing what was asked before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from assessments.models import Option, Question


def revise_question(
    *, question: Question, fields: dict[str, Any], options: Sequence[dict[str, Any]] | None = None
) -> Question:
    """Change ``question``; if anybody was asked it, the change becomes its next version instead.

    ``options`` (each with ``text``, ``is_right``, ``feedback``) replace all of them; None keeps them.
    Attempts that were started keep the version they began with.
    """
    with transaction.atomic():
        # Nobody may start with the old version between the look and the change.
        current: Any = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        rows = options
        if rows is None:
            rows = [
                {"text": one.text, "is_right": one.is_right, "feedback": one.feedback} for one in current.options.all()
            ]
        if current.answers.exists():
            Question.objects.filter(pk=current.pk).update(is_current=False)
            current.pk = current.id = current.question_ptr_id = None
            current._state.adding = True
            current.version += 1
            current.is_current = True
        else:
            current.options.all().delete()
        for field, value in fields.items():
            setattr(current, field, value)
        current.save()
        Option.objects.bulk_create(
            Option(question_id=current.pk, position=place, **row) for place, row in enumerate(rows, start=1)
        )
    changed: Question = current
    return changed
