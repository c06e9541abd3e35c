"""The lesson kind that shows tools of the catalogue as they are today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from courses.catalogue.models.tool import Tool
from courses.models import Lesson

if TYPE_CHECKING:
    from django.http import HttpRequest

    from courses.models import Enrolment

SHOWN_AT_MOST = 6


class ToolLesson(Lesson):
    """A few tools to look at: the chosen ones, or published ones that do one of ``functions``."""

    kind_label = _("Tools")
    icon = "grid"
    template = "catalogue/lesson.html"

    body = I18nTextField(blank=True)
    tools = models.ManyToManyField(Tool, blank=True, related_name="lessons")
    functions = models.JSONField(default=list, blank=True)

    def shown_tools(self) -> list[Tool]:
        """The tools to show, published ones only, in the catalogue's order."""
        chosen = list(Tool.objects.filter(lessons=self).published().for_display())
        if chosen or not self.functions:
            return chosen
        # One or two of each function, so that the first of them does not fill the page.
        rows = list(Tool.objects.published().using_functions(self.functions).for_display()[:60])
        picked: list[Tool] = []
        for turn in range(SHOWN_AT_MOST):
            for function in self.functions:
                of_function = [tool for tool in rows if function in tool.keys("function")]
                if turn < len(of_function) and of_function[turn] not in picked and len(picked) < SHOWN_AT_MOST:
                    picked.append(of_function[turn])
        return picked

    def page_context(self, request: HttpRequest, enrolment: Enrolment | None) -> dict[str, Any]:
        return {"tools": self.shown_tools()}
