"""The Toolkit: its overview, and a page for each principle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.toolkit.models import Principle, Resource
from courses.toolkit.paths import PATHS


def tree() -> list[tuple[Principle, list[Principle]]]:
    """The core principles, each with those that carry it; one query."""
    rows = list(Principle.objects.all())
    return [(core, [row for row in rows if row.core_id == core.pk]) for core in rows if core.core_id is None]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The principles as a tree, where to begin, and the seven resources."""
    resources = list(Resource.objects.all())
    by_slug = {resource.slug: resource for resource in resources}
    paths = [(path, [by_slug[slug] for slug in path.resources if slug in by_slug]) for path in PATHS]
    groups = [
        (label, [resource for resource in resources if resource.group == group])
        for group, label in Resource.Group.choices
    ]
    return render(
        request,
        "toolkit/home.html",
        {"tree": tree(), "paths": paths, "groups": [(label, rows) for label, rows in groups if rows]},
    )


@require_safe
def principle(request: HttpRequest, slug: str) -> HttpResponse:
    """One principle: what it means, the working question, an example, and what stands beside it."""
    found = get_object_or_404(Principle.objects.select_related("core"), slug=slug)
    whole = tree()
    core = found.core or found
    siblings = next((rows for head, rows in whole if head.pk == core.pk), [])
    at = [row.pk for row in siblings].index(found.pk) if found in siblings else -1
    cores = [head for head, _ in whole]
    context = {
        "principle": found,
        "core": core,
        "siblings": siblings,
        "cores": cores,
        "following": siblings[at + 1] if at + 1 < len(siblings) else None,
    }
    return render(request, "toolkit/principle.html", context)
