from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from lms.notices.models import Notice, OutsideMail


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    """To look up what became of a mail; nothing is changed here."""

    list_display = ["id", "kind", "state", "due_at", "sent_at", "attempts", "last_error"]
    list_filter = ["state", "kind"]
    search_fields = ["=training_slug", "=person__email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False


@admin.register(OutsideMail)
class OutsideMailAdmin(admin.ModelAdmin[OutsideMail]):
    """What became of mails to applicants and supervisors; addresses are gone once a mail has left."""

    list_display = ["id", "kind", "state", "language", "due_at", "sent_at", "attempts", "last_error"]
    list_filter = ["state", "kind"]
    fields = ["kind", "state", "language", "due_at", "sent_at", "attempts", "last_error"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutsideMail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutsideMail | None = None) -> bool:
        return False
