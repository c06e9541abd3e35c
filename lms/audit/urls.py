from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from lms.audit import views

type Guard = Callable[[Callable[..., Any]], Callable[..., Any]]


def patterns(*, fresh: Guard, people: Guard) -> list[URLPattern]:
    """The addresses of the audit. ``fresh`` asks again who reads, ``people`` marks pages that show people."""
    return [
        path("", people(views.log), name="log"),
        path("export/<str:form>/", fresh(views.export), name="export"),
        path("<int:pk>/", people(views.entry), name="entry"),
        path("<int:pk>/values/", fresh(views.values), name="values"),
        path("<int:pk>/open-lists/", fresh(views.open_lists), name="open_lists"),
    ]
