from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from lms.officers.models import Block, OfficerProfile, Report


class LookOnly[M: (OfficerProfile, Report, Block)](admin.ModelAdmin[M]):
    """For the support desk to look up; changes are the member's own, or the moderators' on their page."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


@admin.register(OfficerProfile)
class OfficerProfileAdmin(LookOnly[OfficerProfile]):
    """Whether a member can be found; what she wrote is not shown here."""

    list_display = ["id", "person_id", "is_on", "held_at", "updated_at"]
    list_filter = ["is_on"]
    fields = ["person_id", "is_on", "held_at", "updated_at"]
    search_fields = ["=person__email"]


@admin.register(Report)
class ReportAdmin(LookOnly[Report]):
    """That there is a report and what became of it; what was reported is read on the moderators' page."""

    list_display = ["id", "source", "reason", "outcome", "created_at", "decided_at"]
    list_filter = ["source", "reason", "outcome"]
    fields = ["source", "reason", "outcome", "created_at", "decided_at"]
