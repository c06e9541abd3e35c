"""Which parts of the Toolkit to read in which order, by reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ReadingPath:
    """A reader and the resources for her, in order (slugs of ``Resource``)."""

    slug: str
    reader: str | Promise
    resources: tuple[str, ...]


PATHS = (
    ReadingPath("newcomer", _("New to the subject"), ("readme", "introduction", "principles", "technical-reference")),
    ReadingPath("leader", _("Leading an agency"), ("introduction", "principles", "roadmap", "readiness-assessment")),
    ReadingPath("practitioner", _("Working on a project"), ("principles", "workbook", "risk-assessment")),
    ReadingPath("procurement", _("Buying a tool"), ("principles", "workbook", "risk-assessment")),
)
