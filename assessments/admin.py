"""The support desk's view of tests. Authoring and marking have pages of their own; attempts are read-only here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from polymorphic.admin import PolymorphicChildModelAdmin, PolymorphicChildModelFilter, PolymorphicParentModelAdmin

from assessments.models import (
    Answer,
    Assessment,
    AssessmentLesson,
    Attempt,
    MultipleChoiceQuestion,
    Option,
    Question,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from lms.audit.desk import I18N_WIDGETS, Audited, AuditedAdmin


class OptionInline(admin.TabularInline[Option, Question]):
    model = Option
    fk_name = "question"
    extra = 0
    formfield_overrides = I18N_WIDGETS


class QuestionChildAdmin(Audited, PolymorphicChildModelAdmin):
    """A question; one that was asked is only read: ``revise_question`` makes its next version."""

    base_model = Question
    inlines = [OptionInline]
    readonly_fields = ["version"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        used = obj is not None and obj.answers.exists()
        return not used and bool(super().has_change_permission(request, obj))


@admin.register(SingleChoiceQuestion)
class SingleChoiceAdmin(QuestionChildAdmin):
    base_model = SingleChoiceQuestion
    show_in_index = False


@admin.register(MultipleChoiceQuestion)
class MultipleChoiceAdmin(QuestionChildAdmin):
    base_model = MultipleChoiceQuestion
    show_in_index = False


@admin.register(TrueFalseQuestion)
class TrueFalseAdmin(QuestionChildAdmin):
    base_model = TrueFalseQuestion
    inlines = []
    show_in_index = False


@admin.register(Question)
class QuestionAdmin(Audited, PolymorphicParentModelAdmin):
    base_model = Question
    child_models = [SingleChoiceQuestion, MultipleChoiceQuestion, TrueFalseQuestion]
    list_display = ["key", "version", "is_current", "topic", "points", "assessment"]
    list_filter = [PolymorphicChildModelFilter, "assessment", "topic", "is_current"]
    search_fields = ["key"]


@admin.register(Assessment)
class AssessmentAdmin(AuditedAdmin[Assessment]):
    list_display = ["slug", "minutes", "tries", "pass_mark", "result_shown", "answers_shown"]


@admin.register(AssessmentLesson)
class AssessmentLessonAdmin(AuditedAdmin[AssessmentLesson]):
    list_display = ["slug", "module", "assessment", "purpose", "opens_on_day", "closes_on_day"]
    list_filter = ["purpose"]


class AnswerInline(admin.TabularInline[Answer, Attempt]):
    model = Answer
    extra = 0
    can_delete = False
    fields = ("position", "question", "value", "revision", "saved_at", "score")
    readonly_fields = fields


@admin.register(Attempt)
class AttemptAdmin(admin.ModelAdmin[Attempt]):
    """To answer "was my test kept?": nothing can be changed here."""

    list_display = ["pk", "enrolment", "lesson", "number", "state", "started_at", "submitted_at", "percent", "passed"]
    list_filter = ["state", "lesson"]
    inlines = [AnswerInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
