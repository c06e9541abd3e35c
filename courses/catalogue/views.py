"""The catalogue: find a tool, read about it, put tools side by side, take the list along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courses.catalogue.actions.publish_tools import publish_tools
from courses.catalogue.comparing import AT_MOST
from courses.catalogue.comparing import compare as compared
from courses.catalogue.exporting import FORMS, answer
from courses.catalogue.facets import Filters, find
from courses.catalogue.models import Tool, ToolLesson
from courses.models import Lesson
from courses.querysets import visible_courses
from lms.common.errors import Refused
from lms.common.paging import page_number
from lms.people.access import signed_in

PAGE = 20


@require_safe
def tool_list(request: HttpRequest) -> HttpResponse:
    """Find a tool: filters with numbers, words in any language, all of it in the address."""
    visible = Tool.objects.visible_to(signed_in(request))
    filters = Filters.of(request.GET)
    found = find(visible, filters)
    page = Paginator(found.pks, PAGE).get_page(page_number(request))
    rows = {tool.pk: tool for tool in Tool.objects.filter(pk__in=list(page.object_list)).for_display()}
    query = filters.query()
    chips = [
        {"label": choice.label, "query": filters.query(without=(name, choice.key))} for name, choice in found.chips
    ]
    context: dict[str, Any] = {
        "filters": filters,
        "found": found,
        "page": page,
        "tools": [rows[pk] for pk in page.object_list if pk in rows],
        "chips": chips,
        "query": query,
        "page_query": f"{query}&" if query else "",
        "at_most": AT_MOST,
    }
    return render(request, "catalogue/list.html", context)


@dataclass(frozen=True)
class Advice:
    """One of the six steps of putting a tool to use, with general advice where the tool has none of its own."""

    name: str
    title: str | Promise
    general: str | Promise


STEPS = (
    Advice(
        "before_you_start",
        gettext_lazy("Before you start"),
        gettext_lazy("Ask your legal adviser for the basis in your country. Name the person who answers for its use."),
    ),
    Advice(
        "set_up",
        gettext_lazy("Set-up"),
        gettext_lazy("Plan who installs and updates it, who gets access, and what is logged from the first day."),
    ),
    Advice(
        "data_preparation",
        gettext_lazy("Prepare the data"),
        gettext_lazy("Keep the originals apart and unchanged. Use only what the aim needs, with a date for deletion."),
    ),
    Advice(
        "local_test",
        gettext_lazy("Test locally"),
        gettext_lazy(
            "Try it on lawful test data that resemble yours, in your languages. Write down both kinds of error."
        ),
    ),
    Advice(
        "user_training",
        gettext_lazy("Train the users"),
        gettext_lazy("Nobody gets access before knowing what a result means, how to check it and when to stop."),
    ),
    Advice(
        "monitoring",
        gettext_lazy("Keep watch"),
        gettext_lazy("Review errors and complaints on fixed dates. Agree beforehand when the tool is suspended."),
    ),
)


@require_safe
def tool(request: HttpRequest, slug: str) -> HttpResponse:
    """One tool: what a person has to check first of all, where that matters."""
    person = signed_in(request)
    found = get_object_or_404(Tool.objects.visible_to(person).for_display(), slug=slug)
    courses = visible_courses(person)
    lessons: list[Lesson] = list(
        ToolLesson.objects.filter(tools=found, module__course__in=courses).select_related("module__course")[:8]
    )
    related = (
        Tool.objects.published()
        .using_functions(found.keys("function"))
        .exclude(pk=found.pk)
        .select_related("provider_country")[:4]
    )
    context = {
        "tool": found,
        "steps": [(step, getattr(found, step.name)) for step in STEPS],
        "lessons": lessons,
        "related": related,
        "courses": found.related_courses.filter(pk__in=courses),
        "functions": list(zip(found.keys("function"), found.functions, strict=True)),
    }
    if found.status == Tool.Status.IN_REVIEW:
        context["next_in_review"] = Tool.objects.in_review().filter(name__gt=found.name).first()
    return render(request, "catalogue/tool.html", context)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """An editor has looked at the tool: show it to members and go on to the next one that waits."""
    person = signed_in(request)
    found = get_object_or_404(Tool.objects.visible_to(person), slug=slug)
    try:
        publish_tools(slugs=[found.slug], actor=person)
    except Refused as refusal:
        raise PermissionDenied from refusal
    messages.success(request, _("Members see %(tool)s now.") % {"tool": found.name})
    following = Tool.objects.in_review().filter(name__gt=found.name).first() or Tool.objects.in_review().first()
    return redirect(following or "catalogue:list")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four tools side by side, in the order in which they were chosen."""
    visible = Tool.objects.visible_to(signed_in(request))
    slugs = list(dict.fromkeys(slug for slug in request.GET.getlist("tool") if slug))
    rows = {tool.slug: tool for tool in visible.filter(slug__in=slugs[: AT_MOST * 4]).for_display()}
    chosen = [rows[slug] for slug in slugs if slug in rows]
    tools = chosen[:AT_MOST]
    lines = compared(tools)
    differences = request.GET.get("differences") == "1" and len(tools) > 1
    address = reverse("catalogue:compare")
    columns = [
        (one, f"{address}?{urlencode([('tool', other.slug) for other in tools if other is not one])}") for one in tools
    ]
    context = {
        "columns": columns,
        "tools": tools,
        "left_out": chosen[AT_MOST:],
        "lines": [line for line in lines if line.differs] if differences else lines,
        "differences": differences,
        "others": visible.exclude(pk__in=[one.pk for one in tools]).values_list("slug", "name")
        if len(tools) < AT_MOST
        else [],
        "at_most": AT_MOST,
    }
    return render(request, "catalogue/compare.html", context)


@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as it is filtered, as CSV or workbook."""
    if form not in FORMS:
        raise Http404
    visible = Tool.objects.visible_to(signed_in(request))
    pks = find(visible, Filters.of(request.GET)).pks
    rows = {tool.pk: tool for tool in Tool.objects.filter(pk__in=pks).for_display()}
    return answer(form, [rows[pk] for pk in pks if pk in rows], title=_("Tools"))
