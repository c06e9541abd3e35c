from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record, record_view
from lms.audit.desk import AuditedAdmin
from lms.common.texts import clean_text
from lms.people.actions.grants import grant_role, revoke_role
from lms.people.models import Agency, Country, Person, RoleGrant

# How many the box for choosing a person shows at once (Django's own number).
CHOICES_SHOWN = 20


class PersonForm(forms.ModelForm[Person]):
    """Names and the like without invisible controls, as everywhere else."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for name in {"given_name", "family_name", "unit", "function"} & found.keys():
            found[name] = clean_text(found[name] or "")
        return found


@admin.register(Person)
class PersonAdmin(AuditedAdmin[Person]):
    """To help a person who cannot get in; roles are given as grants."""

    list_display = ["id", "full_name", "email", "country", "is_active", "last_login"]
    list_filter = ["is_active", "language"]
    search_fields = ["email", "family_name", "given_name"]
    autocomplete_fields = ["country", "agency"]
    list_select_related = ["country"]
    ordering = ["pk"]
    form = PersonForm
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "email", "given_name", "family_name", "language", "time_zone", "country", "agency", "unit",
                    "function", "is_active",
                ],
                "description": _(
                    "A person changes her e-mail address herself, under “My data”: "
                    "it is confirmed at the new address, and the old one is told."
                ),
            },
        ),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        """The address is how she logs in: nobody changes it over her head."""
        return ["email"] if obj is not None else []

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Her record; who looks at it is recorded."""
        self._note_look(request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was changed of hers; who looks at it is recorded."""
        self._note_look(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def _note_look(self, request: HttpRequest, object_id: str) -> None:
        person = self.get_object(request, object_id)
        if person is not None and isinstance(request.user, Person) and self.has_view_permission(request, person):
            record_view(actor=request.user, what="people.record", rows=1, target=person, about=person)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        """The box for choosing a person asks here too; the names that it shows are recorded."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete" and isinstance(request.user, Person):
            rows = found[:CHOICES_SHOWN].count()
            if rows:
                record_view(actor=request.user, what="people.choice", rows=rows, part=request.GET.urlencode())
        return found, may_repeat

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list of everybody; who looks at it is recorded."""
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and isinstance(request.user, Person):
            found = (response.context_data or {}).get("cl")
            if found is not None:
                rows = len(found.result_list)
                record_view(actor=request.user, what="people.desk", rows=rows, part=request.GET.urlencode())
        return response

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm[Person], change: bool) -> None:
        """What the support desk changed of a person, from which value to which."""
        names = form.changed_data
        before = Person.objects.filter(pk=obj.pk).values(*names).first() if change and names else None
        with transaction.atomic():
            # The entry is about her, under her key: not the plain one of other rows.
            admin.ModelAdmin.save_model(self, request, obj, form, change)
            if not names:
                # Asked for no name, the database gives every column, her password's hash too.
                return
            after = Person.objects.values(*names).get(pk=obj.pk)
            pairs = {name: [(before or {}).get(name), value] for name, value in after.items()}
            neutral = {"language", "time_zone", "country", "agency", "is_active"}
            record(
                actor=request.user,
                verb="people.change" if change else "people.make",
                target=obj,
                about=obj,
                changes={name: pair for name, pair in pairs.items() if name in neutral},
                personal={name: pair for name, pair in pairs.items() if name not in neutral},
            )

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Erasure is a procedure of its own; a plain delete would leave half of it."""
        return False


@admin.register(Country)
class CountryAdmin(admin.ModelAdmin[Country]):
    """The M49 list, to be looked up."""

    list_display = ["iso2", "iso3", "m49", "name_en", "un_status", "regional_group"]
    search_fields = ["name_en", "=iso2", "=iso3"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Country | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Country | None = None) -> bool:
        return False


@admin.register(Agency)
class AgencyAdmin(AuditedAdmin[Agency]):
    """Agencies: to correct a name or a kind."""

    # An authority's, nobody's own.
    audit_names = {"name": "agency"}

    list_display = ["name", "country", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
    autocomplete_fields = ["country"]
    list_select_related = ["country"]


@admin.register(RoleGrant)
class RoleGrantAdmin(AuditedAdmin[RoleGrant]):
    """Roles are given and taken back, never edited; both are in the audit."""

    list_display = ["person_id", "role", "country", "granted_by_id", "granted_at"]
    list_filter = ["role"]
    autocomplete_fields = ["person", "country"]
    list_select_related = ["country"]
    fields = ["person", "role", "country"]
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: ModelForm[RoleGrant], change: bool) -> None:
        assert isinstance(request.user, Person)  # noqa: S101  (the admin lets nobody else in)
        grant = grant_role(person=obj.person, role=obj.role, country=obj.country, actor=request.user)
        obj.pk = grant.pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        assert isinstance(request.user, Person)  # noqa: S101
        revoke_role(grant=obj, actor=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        to_delete, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected
