from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from lms.audit.desk import AuditedAdmin
from lms.joining.models import Application, EmailDomain, Membership


@admin.register(EmailDomain)
class EmailDomainAdmin(AuditedAdmin[EmailDomain]):
    """The lists that the checks go by."""

    list_display = ["domain", "kind", "country", "note"]
    list_filter = ["kind"]
    search_fields = ["domain", "note"]
    autocomplete_fields = ["country"]
    list_select_related = ["country"]


class ReadOnly[M: (Application, Membership)](admin.ModelAdmin[M]):
    """Decisions are made on the reviewers' pages, which keep the rules."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


@admin.register(Application)
class ApplicationAdmin(ReadOnly[Application]):
    """To help an applicant whose mail did not arrive: where she stands, not what she wrote."""

    list_display = ["id", "state", "country", "language", "is_webmail", "submitted_at", "decided_at"]
    list_filter = ["state", "is_webmail"]
    search_fields = ["=email"]
    list_select_related = ["country"]
    fields = [
        "email", "state", "language", "country", "is_webmail", "email_confirmed_at", "submitted_at",
        "asked_at", "asked_reminders", "decided_at",
    ]  # fmt: skip


@admin.register(Membership)
class MembershipAdmin(ReadOnly[Membership]):
    """Until when somebody is a member."""

    list_display = ["id", "person_id", "state", "origin", "confirmed_until", "asks_since"]
    list_filter = ["state", "origin"]
    search_fields = ["=person__email"]
    fields = ["state", "origin", "confirmed_at", "confirmed_until", "ended_at", "asks_since"]
