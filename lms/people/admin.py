from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from lms.audit.actions import record, record_view
from lms.people.actions.grants import grant_role, revoke_role
from lms.people.models import Agency, Country, Person, RoleGrant


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    """To help a person who cannot get in; roles are given as grants."""

    list_display = ["id", "full_name", "email", "country", "is_active", "last_login"]
    list_filter = ["is_active", "language"]
    search_fields = ["email", "family_name", "given_name"]
    autocomplete_fields = ["country", "agency"]
    list_select_related = ["country"]
    fields = [
        "email",
        "given_name",
        "family_name",
        "language",
        "time_zone",
        "country",
        "agency",
        "unit",
        "function",
        "is_active",
    ]

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
        before = Person.objects.filter(pk=obj.pk).values(*form.changed_data).first() if change else None
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            after = Person.objects.values(*form.changed_data).get(pk=obj.pk)
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
class AgencyAdmin(admin.ModelAdmin[Agency]):
    """Agencies: to correct a name or a kind."""

    list_display = ["name", "country", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
    autocomplete_fields = ["country"]
    list_select_related = ["country"]


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin[RoleGrant]):
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
