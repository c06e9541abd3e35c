from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from lms.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin[AuditEntry]):
    """The audit, to be read."""

    list_display = ["at", "verb", "target_type", "target_id", "actor_id", "about_id"]
    list_filter = ["verb"]
    search_fields = ["=target_id"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
