"""Which tools: adjectives for the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from lms.people.models import Person, Role

if TYPE_CHECKING:
    from courses.catalogue.models import Tool  # noqa: F401  (for the type of the rows)


def sees_drafts(person: Person) -> bool:
    """Editors also see what is not published."""
    return person.has_role(Role.EDITOR)


class ToolQuerySet(models.QuerySet["Tool"]):
    def published(self) -> Self:
        return self.filter(status="published")

    def in_review(self) -> Self:
        """Those that wait for an editor, by name."""
        return self.filter(status="in_review").order_by("name", "pk")

    def visible_to(self, person: Person) -> Self:
        """Published tools; for those who edit the catalogue every tool."""
        return self if sees_drafts(person) else self.published()

    def for_display(self) -> Self:
        """With what a card shows: its country and its words."""
        return self.select_related("provider_country").prefetch_related("tags")

    def using_functions(self, keys: list[str]) -> Self:
        """Those that do one of these things."""
        return self.filter(tags__kind="function", tags__key__in=keys).distinct()
