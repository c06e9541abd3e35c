"""The support desk may look; issuing, replacing and withdrawing are done on the pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from certificates.models import Certificate, CertificateDesign, CertificateJob
from lms.audit.desk import AuditedAdmin


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that only actions write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Certificate)
class CertificateAdmin(ReadOnly):
    list_display = ("number", "version", "status", "kind", "language", "issued_at")
    list_filter = ("status", "kind", "language")
    search_fields = ("number",)
    # The code opens the public check, and the name belongs to its holder.
    exclude = ("code", "name")


@admin.register(CertificateJob)
class CertificateJobAdmin(ReadOnly):
    list_display = ("certificate", "due_at", "attempts", "done_at", "last_error")


@admin.register(CertificateDesign)
class CertificateDesignAdmin(AuditedAdmin[CertificateDesign]):
    personal_fields = frozenset({"first_signatory", "second_signatory"})
    list_display = ("__str__", "first_signatory", "second_signatory")
